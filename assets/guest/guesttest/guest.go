package guesttest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// watch lets a test look at the page's connections, which the page keeps to
// itself, and takes the pickers away that no test can answer: then files are
// downloaded.
const watch = `window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
	constructor(...args) { super(...args); window.connections.push(this); }
};
delete window.showSaveFilePicker;
delete window.showDirectoryPicker;`

// Lobby opens a link. The scripts run before the page's own.
func (b *Browser) Lobby(link string, scripts ...string) *Page {
	b.t.Helper()
	p := b.Visit(link, append([]string{watch}, scripts...)...)
	p.Wait("document.querySelector('.lobby video')?.videoWidth > 0")
	return p
}

// Come opens a link and joins under a name.
func (b *Browser) Come(link, name string, scripts ...string) *Page {
	b.t.Helper()
	p := b.Lobby(link, scripts...)
	p.Type("#name", name)
	p.Click("Join the call")
	return p
}

// moving is a function of the page that says whether all pictures of a list
// change, pixel by pixel.
const moving = `async (videos) => {
	const pixels = (video) => {
		const canvas = new OffscreenCanvas(64, 36);
		const paper = canvas.getContext('2d');
		paper.drawImage(video, 0, 0, 64, 36);
		return paper.getImageData(0, 0, 64, 36).data;
	};
	const before = videos.map(pixels);
	await new Promise((done) => setTimeout(done, 400));
	return videos.map(pixels).every((now, i) => now.some((byte, j) => Math.abs(byte - before[i][j]) > 20));
}`

// Sees waits until the page shows moving pictures of so many others.
func (p *Page) Sees(people int) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`(async () => {
		const tiles = [...document.querySelectorAll('.tile:not(.own):not(.screen-tile)')];
		const videos = tiles.map((tile) => tile.querySelector('video')).filter((v) => v.videoWidth > 0 && !v.hidden);
		return videos.length === %d && (%s)(videos);
	})()`, people, moving))
}

// Moves waits until the picture of one element moves.
func (p *Page) Moves(selector string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf("(%s)([document.querySelector(%q)])", moving, selector))
}

// Hears waits until the sound of so many others has energy, as the browser's
// own figures say.
func (p *Page) Hears(people int) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`(async () => {
		let heard = 0;
		for (const pc of window.connections) {
			if (pc.connectionState !== 'connected') continue;
			for (const s of (await pc.getStats()).values()) if (s.type === 'inbound-rtp' && s.kind === 'audio' && s.totalAudioEnergy > 0.0001) heard++;
		}
		return heard === %d;
	})()`, people))
}

// Exchanges waits until pictures and sound come from so many others and go to
// them, and they confirm that it comes, by what the browser's own figures grew
// meanwhile (W3C webrtc-stats).
func (p *Page) Exchanges(people int) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(exchanging, people))
}

// exchanging is true when all figures of so many connections grow.
const exchanging = `(async () => {
	const figures = async (pc) => {
		const all = [...(await pc.getStats()).values()];
		const sum = ([type, kind, name]) => all.filter((s) => s.type === type && s.kind === kind).reduce((total, s) => total + (s[name] ?? 0), 0);
		return [
			['inbound-rtp', 'video', 'framesDecoded'], ['inbound-rtp', 'audio', 'totalAudioEnergy'],
			['outbound-rtp', 'video', 'framesEncoded'], ['outbound-rtp', 'audio', 'packetsSent'],
			['remote-inbound-rtp', 'video', 'roundTripTimeMeasurements'], ['remote-inbound-rtp', 'audio', 'roundTripTimeMeasurements'],
		].map(sum);
	};
	const calls = window.connections.filter((pc) => pc.connectionState === 'connected');
	const before = await Promise.all(calls.map(figures));
	await new Promise((done) => setTimeout(done, 3000));
	const after = await Promise.all(calls.map(figures));
	return calls.length === %d && after.every((now, i) => now.every((figure, j) => figure > before[i][j]));
})()`

// Downloaded waits until the one file in a folder is the one that was sent.
func (p *Page) Downloaded(folder string, sent []byte) {
	p.t.Helper()
	var got []byte
	for end := time.Now().Add(Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		found, _ := filepath.Glob(filepath.Join(folder, "*"))
		if len(found) != 1 || strings.HasPrefix(filepath.Base(found[0]), ".") {
			continue
		}
		if got, _ = os.ReadFile(found[0]); bytes.Equal(got, sent) {
			return
		}
	}
	p.t.Fatalf("%d bytes arrived, not the %d that were sent", len(got), len(sent))
}

// Frame returns somebody's picture as it arrived, or nil while there is none.
func (p *Page) Frame(person int) image.Image {
	p.t.Helper()
	var picture string
	p.Eval(fmt.Sprintf(picturing, person), &picture)
	data, err := base64.StdEncoding.DecodeString(picture)
	if err != nil {
		return nil
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil // there is none yet
	}
	return img
}

// picturing is an expression that is somebody's picture as it arrived.
const picturing = `(() => {
	const tiles = document.querySelectorAll('.tile:not(.own):not(.screen-tile)');
	const video = tiles[%d]?.querySelector('video');
	if (!video?.videoWidth) return '';
	const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
	canvas.getContext('2d').drawImage(video, 0, 0);
	return canvas.toDataURL('image/png').split(',')[1];
})()`
