//go:build linux

package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/peer/pathtest"
	"parley/devices/clip"
)

// watchedCall is a call between two browsers on a bad network. Each loads
// testdata/oneway.html from a server on its own computer, so that nothing but
// the call takes the path.
type watchedCall struct {
	t        testing.TB
	posts    posts
	pictures string
	begun    chan time.Time // has one once something was received

	mu      sync.Mutex
	reports []watchReport
	heard   []stretch
	said    []stretch
	taken   []glimpse // by the camera
	shown   []glimpse // at the far side
	strange int       // sound of another rate than was asked for, in pieces
}

// watchReport is what the page that receives tells once a second. Counters
// are those of webrtc-stats.
type watchReport struct {
	At    int64 // Unix time, in milliseconds
	Video struct {
		BytesReceived, FrameHeight, FramesDecoded, FreezeCount, TotalFreezesDuration float64
	}
	Audio struct{ ConcealedSamples, TotalSamplesReceived float64 }
}

func startBrowsers(t testing.TB, path *pathtest.Path, f flow) *contest {
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("chromium is not installed")
	}
	c := &watchedCall{t: t, posts: newPosts(), pictures: t.TempDir(), begun: make(chan time.Time, 1)}
	sending := "/#a"
	if f.rest[0] < f.rest[1] {
		sending += fmt.Sprintf(",%g,%g", f.rest[0].Seconds(), f.rest[1].Seconds())
	}
	b := openChromium(t, path.B.Namespace, c.serve(path.B)+"/#b", f.footage.marked, f.voice.silence)
	a := openChromium(t, path.A.Namespace, c.serve(path.A)+sending, f.footage.marked, f.voice.loop)
	var begun time.Time
	select {
	case begun = <-c.begun:
	case <-time.After(patience):
		t.Fatal("the browsers do not see each other")
	}
	return &contest{
		begun: begun, pids: []int{a.Process.Pid, b.Process.Pid}, pictures: c.pictures, original: f.footage.sentByBrowser(),
		seconds: func() []second { return c.seconds(f.footage.length) },
		heard:   c.tape,
		end:     func() { closeBrowser(a); closeBrowser(b) },
	}
}

// serve gives out the page on a host, for itself.
func (c *watchedCall) serve(host *pathtest.Host) (address string) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join("testdata", "oneway.html"))
	})
	mux.HandleFunc("POST /second", c.report)
	mux.HandleFunc("POST /heard", c.sound(&c.heard))
	mux.HandleFunc("POST /said", c.sound(&c.said))
	mux.HandleFunc("POST /shown", c.keep)
	mux.HandleFunc("POST /taken", c.take)
	c.posts.handle(mux)
	server := httptest.NewUnstartedServer(mux)
	err := host.Do(func() (err error) {
		server.Listener.Close()
		server.Listener, err = net.Listen("tcp", "127.0.0.1:0")
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	server.Start()
	c.t.Cleanup(server.Close)
	return server.URL
}

func (c *watchedCall) report(_ http.ResponseWriter, r *http.Request) {
	var report watchReport
	if err := json.NewDecoder(r.Body).Decode(&report); err != nil {
		c.t.Error(err)
		return
	}
	if report.Audio.TotalSamplesReceived == 0 && report.Video.BytesReceived == 0 {
		return // nothing yet
	}
	select {
	case c.begun <- time.UnixMilli(report.At):
	default:
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reports = append(c.reports, report)
}

// sound takes a piece of sound; the address says when its first sample was
// handed over.
func (c *watchedCall) sound(to *[]stretch) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		at, wrong := strconv.ParseFloat(r.URL.Query().Get("at"), 64)
		rate, mistaken := strconv.Atoi(r.URL.Query().Get("rate"))
		if err != nil || wrong != nil || mistaken != nil || rate < 8000 {
			return // the page is gone
		}
		pcm := make([]int16, len(raw)/2)
		for i := range pcm {
			pcm[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if rate != frame.SampleRate {
			pcm, c.strange = clip.Resample(pcm, 1, rate), c.strange+1
		}
		*to = append(*to, stretch{unixMs(at), pcm})
	}
}

func unixMs(ms float64) time.Time { return time.UnixMicro(int64(ms * 1000)) }

// tape is what was heard.
func (c *watchedCall) tape() tape {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.strange > 0 {
		c.t.Logf("%d pieces of sound had another rate", c.strange)
	}
	return tapeOf(c.heard)
}

// seconds puts the reports together; a film is so many pictures long.
func (c *watchedCall) seconds(length int) (all []second) {
	c.mu.Lock()
	defer c.mu.Unlock()
	heard := delaysOfSound(tapeOf(c.said).markers, tapeOf(c.heard).markers)
	seen := delaysOfPictures(c.taken, c.shown, length)
	for i := 1; i < len(c.reports); i++ {
		before, now := c.reports[i-1], c.reports[i]
		span := float64(now.At-before.At) / 1000
		s := second{
			at: time.UnixMilli(now.At), lines: now.Video.FrameHeight,
			kbit:    (now.Video.BytesReceived - before.Video.BytesReceived) * 8 / 1000 / span,
			fps:     (now.Video.FramesDecoded - before.Video.FramesDecoded) / span,
			freezes: now.Video.FreezeCount - before.Video.FreezeCount,
			frozen:  (now.Video.TotalFreezesDuration - before.Video.TotalFreezesDuration) * 1000,
		}
		if played := now.Audio.TotalSamplesReceived - before.Audio.TotalSamplesReceived; played > 0 {
			s.concealed = (now.Audio.ConcealedSamples - before.Audio.ConcealedSamples) / played * 100
		}
		s.delay, s.ear = newest(seen, s.at), newest(heard, s.at)
		if s.delay != nil && s.ear != nil {
			offset := *s.delay - *s.ear
			s.offset = &offset
		}
		all = append(all, s)
	}
	return all
}

// keep keeps a picture that was shown: its size and where its planes lie stand
// in the address.
func (c *watchedCall) keep(_ http.ResponseWriter, r *http.Request) {
	v, at, ok := c.picture(r)
	if !ok {
		return
	}
	c.glimpse(&c.shown, v, at)
	err := keepPicture(filepath.Join(c.pictures, strconv.FormatInt(at.UnixMilli(), 10)+".y4m"), v)
	if err != nil && !os.IsNotExist(err) {
		c.t.Error(err)
	}
}

// take notes when the camera gave a picture.
func (c *watchedCall) take(_ http.ResponseWriter, r *http.Request) {
	if v, at, ok := c.picture(r); ok {
		c.glimpse(&c.taken, v, at)
	}
}

func (c *watchedCall) glimpse(all *[]glimpse, v *frame.Video, at time.Time) {
	mark, ok := testsignal.ReadFrame(v)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	*all = append(*all, glimpse{int(mark.Number), at})
}

// picture is what a page sends; ok is false when the page is gone.
func (c *watchedCall) picture(r *http.Request) (v *frame.Video, at time.Time, ok bool) {
	pixels, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, time.Time{}, false
	}
	ms, err := strconv.ParseFloat(r.URL.Query().Get("at"), 64)
	if err == nil {
		v, err = planesOf(r.URL.Query(), pixels)
	}
	if err != nil {
		c.t.Errorf("a picture that cannot be read: %v", err)
	}
	return v, unixMs(ms), err == nil
}

// planesOf is the picture in a VideoFrame's copy.
func planesOf(q url.Values, pixels []byte) (*frame.Video, error) {
	v := new(frame.Video)
	var y, u, w, strideV int
	_, err := fmt.Sscanf(q.Get("width")+" "+q.Get("height")+" "+q.Get("y")+" "+q.Get("u")+" "+q.Get("v"),
		"%d %d %d,%d %d,%d %d,%d", &v.Width, &v.Height, &y, &v.StrideY, &u, &v.StrideUV, &w, &strideV)
	if err == nil && (v.StrideUV != strideV || max(y, u, w) > len(pixels)) {
		err = fmt.Errorf("planes of %v in %d bytes", q, len(pixels))
	}
	if err != nil {
		return nil, err
	}
	v.Y, v.U, v.V = pixels[y:], pixels[u:], pixels[w:]
	return v, nil
}
