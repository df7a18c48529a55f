//go:build linux

package main

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// startPrograms starts a call of two Parleys.
func startPrograms(t testing.TB, path *pathtest.Path) *contest {
	pictures := filepath.Join(t.TempDir(), "pictures")
	if err := os.MkdirAll(pictures, 0o700); err != nil {
		t.Fatal(err)
	}
	b := start(t, "Bo", place{namespace: path.B.Namespace}, "wait", "--listen", path.B.Address+":0", "--headless", "--accept-calls",
		"--camera", "none", "--microphone", "test", "--speaker", "none", "--view", "720", "--keep-pictures", pictures)
	a := start(t, "Ada", place{namespace: path.A.Namespace}, append([]string{"ring", b.listening()}, signals...)...)
	begun := a.state(call.Active).Time
	return &contest{
		begun: begun, pids: []int{a.cmd.Process.Pid, b.cmd.Process.Pid}, pictures: pictures, original: drawAgain(),
		seconds: b.seconds,
		end:     func() { a.leave(); b.leave() },
	}
}

// seconds puts the statistics of what is received together.
func (p *program) seconds() (all []second) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var before stats.Track
	var sound stats.Track
	for _, e := range p.events {
		if e.Kind != call.EventStats || e.Track.Direction != stats.Receive {
			continue
		}
		if e.Track.Track == stats.Microphone {
			sound = e.Track
		}
		if e.Track.Track != stats.Camera {
			continue
		}
		s := e.Track
		all = append(all, second{
			at: e.Time, kbit: float64(s.Bitrate) / 1000, fps: s.FPS, lines: float64(s.Height),
			freezes: float64(s.Freezes - before.Freezes), frozen: float64(s.FreezeMs - before.FreezeMs),
			concealed: sound.ConcealedRatio * 100, delay: s.LatencyMs, ear: sound.LatencyMs,
		})
		before = s
	}
	return all
}

// crowd sends by TCP from who sends the picture to who sees it, until the test
// ends.
func crowd(t testing.TB, path *pathtest.Path) {
	var listener net.Listener
	err := path.B.Do(func() (err error) {
		listener, err = net.Listen("tcp", path.B.Address+":0")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			_, _ = io.Copy(io.Discard, conn)
		}
	}()
	var conn net.Conn
	err = path.A.Do(func() (err error) {
		conn, err = net.DialTimeout("tcp", listener.Addr().String(), 10*time.Second)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		room := make([]byte, 1<<16)
		for {
			if _, err := conn.Write(room); err != nil {
				return
			}
		}
	}()
}

// TestPicturesAreKept judges a call on one computer by the pictures that the
// program keeps.
func TestPicturesAreKept(t *testing.T) {
	dir := t.TempDir()
	b, address := waiting(t, "Bo", place{}, append([]string{"--view", "720", "--keep-pictures", dir}, signals...)...)
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	b.track(stats.Camera, stats.Receive, "is of full size", func(s stats.Track) bool { return s.Height == 720 })
	full := time.Now()
	b.forget()
	for range 3 { // so many seconds more
		b.track(stats.Camera, stats.Receive, "goes on", func(stats.Track) bool { return true })
		b.forget()
	}
	a.leave()
	b.leave()
	// 35 dB look like the original; a busy machine's pictures are smaller.
	if psnr, ssim := likeness(t, dir, drawAgain(), full, time.Now()); !(psnr > 25 && ssim > 0.8) {
		t.Errorf("what Bo sees has PSNR %v and SSIM %v", psnr, ssim)
	}
}
