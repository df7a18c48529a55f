//go:build linux

package main

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/assets/guest/guesttest"
	"parley/call"
	"parley/call/media/frame"
	"parley/call/media/video"
)

// rests is how long a demo waits for a picture that stands still to become
// sharp, and for what was said of the beginning to go away.
const rests = 12 * time.Second

// TestDemoMeeting shows a meeting of three and a guest, from the lobby on. One
// of them speaks.
func TestDemoMeeting(t *testing.T) {
	if *demoFolder == "" {
		t.Skip("make demo shows it")
	}
	faces, silence := portraits(t, "mara", "tomas", "jonas", "amal"), sounds(t, make([]int16, frame.SampleRate))
	g := &gathering{t: t, server: serve(t, "--http", "127.0.0.1:0")}
	mara := furnish(t, "Mara Lindqvist", "", "--camera", "file:"+faces["mara"], "--microphone", "")
	g.beginsIn(mara)
	g.joins("Tomás Rivera", place{}, "--camera", "file:"+faces["tomas"], "--microphone", "test", "--speaker", "none", "--headless")
	mara.meets("Tomás Rivera")
	g.joins("Jonas Weber", place{}, "--camera", "file:"+faces["jonas"], "--microphone", "file:"+silence, "--speaker", "none", "--headless")
	mara.meets("Jonas Weber")
	mara.display.Move(0, 0)
	time.Sleep(rests)
	mara.rings("tile-0")
	mara.shoot("11-meeting")

	amal := guesttest.Start(t, "--use-file-for-fake-video-capture="+faces["amal"], "--use-file-for-fake-audio-capture="+silence).Come(g.link, "Amal Benali")
	mara.meets("Amal Benali")
	amal.Wait("[...document.querySelectorAll('.tile:not(.own) video')].filter((v) => v.videoWidth > 0 && !v.hidden).length === 3")
	poses(amal, "12-guest", 1280, 800)
	poses(amal, "13-guest-phone", 390, 844)
	mara.leave()
}

// poses keeps a picture of a page for the demo, on a phone where it is higher
// than wide.
func poses(p *guesttest.Page, what string, width, height int) {
	p.Screen(width, height, false, width < height)
	time.Sleep(rests)
	p.Picture(filepath.Join(*demoFolder, what+".png"))
}

// beginsIn begins the meeting in a window, whose person says something in the
// lobby.
func (g *gathering) beginsIn(d *desktop) {
	d.click("home", "new")
	d.click("lobby", "server")
	d.display.Type(strings.TrimSuffix(strings.TrimPrefix(g.server.url, "http://"), "/"))
	d.display.Key("Tab")
	var speaks sync.WaitGroup
	speaks.Go(func() { d.sound.Speak(voice(clipLength)) })
	time.Sleep(clipLength / 2)
	d.shoot("10-lobby")
	speaks.Wait()
	d.click("lobby", "join")
	g.link = d.event(call.EventMeeting).Link
	d.state(call.Active)
}

// rings waits until a tile has the edge of who speaks.
func (d *desktop) rings(tile string) {
	d.t.Helper()
	at := d.find("call", tile)
	d.display.Eventually(d.name+" to see who speaks", func() bool {
		return d.display.Screenshot().RGBAAt((at.Min.X+at.Max.X)/2, at.Min.Y+1) == color.RGBA{0x5c, 0xcf, 0xc2, 0xff}
	})
}

// portraits makes clips of people, drawn by a browser, that Parley and a browser
// play as their camera.
func portraits(t *testing.T, names ...string) (paths map[string]string) {
	t.Helper()
	page, err := filepath.Abs(filepath.Join("testdata", "people.html"))
	if err != nil {
		t.Fatal(err)
	}
	browser, folder := guesttest.Start(t), t.TempDir()
	paths = make(map[string]string)
	for _, name := range names {
		p := browser.Visit("file://" + page + "#" + name)
		p.Screen(1280, 720, false, false)
		still := filepath.Join(folder, name+".png")
		p.Picture(still)
		p.Close()
		paths[name] = clipOf(t, still)
	}
	return paths
}

// clipOf makes a film of a picture that stands still.
func clipOf(t *testing.T, still string) (path string) {
	t.Helper()
	file, err := os.Open(still)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	size, pool := picture.Bounds().Size(), new(frame.VideoPool)
	pixels := image.NewRGBA(picture.Bounds())
	draw.Draw(pixels, pixels.Rect, picture, picture.Bounds().Min, draw.Src)
	path = strings.TrimSuffix(still, ".png") + ".y4m"
	writeFilm(t, path, 2, func(int) *frame.Video {
		v, err := video.Decode(pool, video.Raw{Data: pixels.Pix, Format: video.RGBA, Width: size.X, Height: size.Y})
		if err != nil {
			t.Fatal(err)
		}
		return v
	})
	return path
}
