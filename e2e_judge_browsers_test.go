//go:build linux

package main

import (
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
	"sync"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/peer/pathtest"
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
}

// watchReport is what the page that receives tells once a second. Counters
// are those of webrtc-stats.
type watchReport struct {
	At     int64     // Unix time, in milliseconds
	Delays []float64 // of the pictures since the last report, in milliseconds
	Video  struct {
		BytesReceived, FrameHeight, FramesDecoded, FreezeCount, TotalFreezesDuration float64
	}
	Audio struct{ ConcealedSamples, TotalSamplesReceived float64 }
}

func startBrowsers(t testing.TB, path *pathtest.Path) *contest {
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("chromium is not installed")
	}
	c := &watchedCall{t: t, posts: newPosts(), pictures: t.TempDir(), begun: make(chan time.Time, 1)}
	film, sound := toAndFro(t), speech(t)
	b := openChromium(t, path.B.Namespace, c.serve(path.B)+"/#b", film, sound)
	a := openChromium(t, path.A.Namespace, c.serve(path.A)+"/#a", film, sound)
	var begun time.Time
	select {
	case begun = <-c.begun:
	case <-time.After(patience):
		t.Fatal("the browsers do not see each other")
	}
	return &contest{
		begun: begun, pids: []int{a.Process.Pid, b.Process.Pid}, pictures: c.pictures, original: drawFilm(),
		seconds: c.seconds, end: func() { closeBrowser(a); closeBrowser(b) },
	}
}

// serve gives out the page on a host, for itself.
func (c *watchedCall) serve(host *pathtest.Host) (address string) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join("testdata", "oneway.html"))
	})
	mux.HandleFunc("POST /second", c.report)
	mux.HandleFunc("POST /kept", c.keep)
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

// seconds puts the reports together.
func (c *watchedCall) seconds() (all []second) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, now := range c.reports[1:] {
		before := c.reports[i]
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
		if len(now.Delays) > 0 {
			delay := median(now.Delays)
			s.delay = &delay
		}
		all = append(all, s)
	}
	return all
}

// keep keeps a picture that the page sends: its size and where its planes lie
// stand in the address.
func (c *watchedCall) keep(_ http.ResponseWriter, r *http.Request) {
	pixels, err := io.ReadAll(r.Body)
	if err != nil {
		return // the page is gone
	}
	v, err := planesOf(r.URL.Query(), pixels)
	if err == nil {
		err = keepPicture(filepath.Join(c.pictures, r.URL.Query().Get("at")+".y4m"), v)
	}
	if err != nil && !os.IsNotExist(err) {
		c.t.Error(err)
	}
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
