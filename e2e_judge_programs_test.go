//go:build linux

package main

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// startPrograms starts a call of two Parleys.
func startPrograms(t testing.TB, path *pathtest.Path, f flow) *contest {
	dir := t.TempDir()
	pictures, heard := filepath.Join(dir, "pictures"), filepath.Join(dir, "heard.wav")
	if err := os.MkdirAll(pictures, 0o700); err != nil {
		t.Fatal(err)
	}
	camera := "test"
	if f.footage.plain != "" {
		camera = "test:" + f.footage.plain
	}
	b := start(t, "Bo", place{namespace: path.B.Namespace}, "wait", "--listen", path.B.Address+":0", "--headless", "--accept-calls",
		"--camera", "none", "--microphone", "file:"+f.voice.silence, "--speaker", "file:"+heard, "--view", "720", "--keep-pictures", pictures)
	rings := []string{"ring", b.listening(), "--headless", "--camera", camera, "--microphone", "test:" + f.voice.recording, "--speaker", "none"}
	if f.rest[0] < f.rest[1] {
		rings = append(rings, "--rest", f.rest[0].String()+"-"+f.rest[1].String())
	}
	a := start(t, "Ada", place{namespace: path.A.Namespace}, rings...)
	begun := a.state(call.Active).Time
	return &contest{
		begun: begun, pids: []int{a.cmd.Process.Pid, b.cmd.Process.Pid}, pictures: pictures, original: f.footage.sentByParley(),
		seconds: b.seconds,
		heard:   func() tape { return tapeOfProgram(t, heard, begun) },
		end:     func() { a.leave(); b.leave() },
	}
}

// seconds puts the statistics of what is received together.
func (p *program) seconds() (all []second) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var before, sound stats.Track
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
			concealed: sound.ConcealedRatio * 100, delay: s.LatencyMs, ear: sound.LatencyMs, offset: s.AVOffsetMs,
		})
		before = s
	}
	return all
}

// crowd sends by TCP from who sends the picture to who sees it, until the test
// ends, and tells how much arrives. A kernel may lack a congestion control.
func crowd(t testing.TB, path *pathtest.Path, control string) (kbit func(from, to time.Time) float64) {
	var listener net.Listener
	err := path.B.Do(func() (err error) {
		listener, err = net.Listen("tcp", path.B.Address+":0")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	var m meter
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			_, _ = io.Copy(&m, conn)
		}
	}()
	var conn net.Conn
	err = path.A.Do(func() (err error) {
		d := net.Dialer{Timeout: 10 * time.Second, Control: func(_, _ string, c syscall.RawConn) error { return setCongestion(c, control) }}
		conn, err = d.Dial("tcp", listener.Addr().String())
		return err
	})
	if errors.Is(err, syscall.ENOENT) {
		t.Skipf("no TCP with %s: %v", control, err)
	}
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
	return m.kbit
}

func setCongestion(c syscall.RawConn, control string) error {
	var refused error
	err := c.Control(func(fd uintptr) {
		refused = unix.SetsockoptString(int(fd), unix.IPPROTO_TCP, unix.TCP_CONGESTION, control)
	})
	return errors.Join(err, refused)
}

// meter counts what is written to it, by the second.
type meter struct {
	mu    sync.Mutex
	bytes map[int64]int
}

func (m *meter) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bytes == nil {
		m.bytes = make(map[int64]int)
	}
	m.bytes[time.Now().Unix()] += len(p)
	return len(p), nil
}

// kbit is the mean of the whole seconds between two times.
func (m *meter) kbit(from, to time.Time) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := 0
	for second := from.Unix(); second < to.Unix(); second++ {
		sum += m.bytes[second]
	}
	return float64(sum) * 8 / 1000 / float64(to.Unix()-from.Unix())
}

// TestPicturesAreKept judges a call on one computer by the pictures and the
// sound that the program keeps.
func TestPicturesAreKept(t *testing.T) {
	dir, heard, voice := t.TempDir(), filepath.Join(t.TempDir(), "heard.wav"), newVoices(t, "")
	b, address := waiting(t, "Bo", place{}, "--headless", "--accept-calls", "--camera", "none", "--microphone", "none",
		"--speaker", "file:"+heard, "--view", "720", "--keep-pictures", dir)
	a := ringing(t, "Ada", place{}, address, "--headless", "--camera", "test", "--microphone", "test:"+voice.recording, "--speaker", "none")
	flows(b)
	begun := time.Now()
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
	if psnr, ssim := resemblance(t, dir, footage{}.sentByParley(), full, time.Now()); !(psnr > 25 && ssim > 0.8) {
		t.Errorf("what Bo sees has PSNR %v and SSIM %v", psnr, ssim)
	}
	// What is said at another time scores about 0.3.
	if nsim := tapeOfProgram(t, heard, begun).score(voice.cycle, begun, time.Now()); !(nsim > 0.45) {
		t.Errorf("what Bo hears scores %v", nsim)
	}
}
