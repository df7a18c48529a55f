//go:build linux && !mediadevices

package devices

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/blackjack/webcam"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
)

// These tests need the kernel's vivid driver, which makes cameras out of
// nothing. Package vividtest runs them in a virtual machine that has it.
func needVivid(t *testing.T) {
	t.Helper()
	if os.Getenv("PARLEY_VIVID") == "" {
		t.Skip("there is no vivid driver here; make test-camera brings one")
	}
}

// vividDisconnect is the control by which a vivid camera behaves as if it was
// pulled out while in use (VIVID_CID_DISCONNECT in the kernel's vivid-ctrls.c).
const vividDisconnect webcam.ControlID = 0x00f0f000 + 65

const vividDriver = "/sys/bus/platform/drivers/vivid/"

func setDriver(t *testing.T, action string) {
	t.Helper()
	if err := os.WriteFile(vividDriver+action, []byte("vivid.0"), 0o200); err != nil {
		t.Fatal(err)
	}
}

func TestVividModes(t *testing.T) {
	needVivid(t)
	cameras, problems := listCameras()
	if len(cameras) == 0 || len(problems) > 0 {
		t.Fatalf("cameras %+v, problems %+v", cameras, problems)
	}
	for _, c := range cameras {
		t.Logf("%s %q, %d modes, best %v", c.ID, c.Name, len(c.Modes), c.Modes[0])
		if c.Name != "vivid" || c.Modes[0].Width < 640 || c.Modes[0].Rate < 10 {
			t.Errorf("%+v", c)
		}
	}
	if !cameras[0].Default || cameras[len(cameras)-1].Default && len(cameras) > 1 {
		t.Error("not just the first camera is the default")
	}
}

// TestVividFormats takes pictures in every format and size the driver has.
func TestVividFormats(t *testing.T) {
	needVivid(t)
	cameras, _ := listCameras()
	seen := make(map[string]bool)
	for _, m := range cameras[0].Modes {
		if size := m.String(); seen[string(m.Format)] && m.Height < 720 || m.Rate < 15 || seen[size] {
			continue
		}
		seen[string(m.Format)], seen[m.String()] = true, true
		cam := openInMode(t, cameras[0].ID, m)
		var pool frame.VideoPool
		for range 3 {
			v, _, err := cam.next(t.Context(), &pool)
			if err != nil {
				t.Fatalf("%v: %v", m, err)
			}
			if v.Width != m.Width || v.Height != m.Height || isFlat(v) {
				t.Errorf("%v: a picture of %dx%d, flat %v", m, v.Width, v.Height, isFlat(v))
			}
			v.Release()
		}
		cam.close()
	}
	t.Log("took", slices.Collect(func(yield func(string) bool) {
		for s := range seen {
			if !yield(s) {
				return
			}
		}
	}))
}

func openInMode(t *testing.T, id string, m Mode) *v4l2Camera {
	t.Helper()
	cam, err := webcam.Open(id)
	if err != nil {
		t.Fatal(err)
	}
	c := &v4l2Camera{cam: cam}
	if err := c.startIn(exactly(t, cam, m)); err != nil {
		t.Fatalf("%v: %v", m, err)
	}
	return c
}

func exactly(t *testing.T, cam *webcam.Webcam, m Mode) v4l2Mode {
	t.Helper()
	for _, c := range modesOf(cam) {
		if c.Mode == m {
			return c
		}
	}
	t.Fatalf("no mode %v", m)
	return v4l2Mode{}
}

// isFlat reports whether a picture is all of one grey, as one that was never
// written is.
func isFlat(v *frame.Video) bool {
	line := v.Y[v.Height/2*v.StrideY:][:v.Width]
	return slices.Max(line)-slices.Min(line) < 30
}

func vividCamera(t *testing.T, a *album) (*Camera, *reports) {
	t.Helper()
	r := &reports{}
	c := OpenCamera(CameraConfig{
		Width: 1280, Height: 720, FPS: 30,
		Deliver: a.deliver,
		Report:  func(s Status) { r.add(KindCamera, s) },
	})
	t.Cleanup(c.Close)
	return c, r
}

func TestVividStreams(t *testing.T) {
	needVivid(t)
	a := &album{}
	c, r := vividCamera(t, a)
	begun := time.Now()
	got := r.wait(t, KindCamera, 0, isLive)
	t.Logf("first picture after %v: %s", time.Since(begun), got.Mode)
	a.waitFor(t, 90)
	c.Close()
	pace := a.times[len(a.times)-1].Sub(a.times[0]).Seconds() / float64(len(a.times)-1)
	t.Logf("%d pictures of %v, %.1f a second", len(a.times), a.sizes[0], 1/pace)
	if c.pool.Live() != 0 {
		t.Error("pictures leaked")
	}
}

func TestVividBusy(t *testing.T) {
	needVivid(t)
	first, r := vividCamera(t, &album{})
	r.wait(t, KindCamera, 0, isLive)
	_, later := vividCamera(t, &album{})
	got := later.wait(t, KindCamera, 0, func(s Status) bool { return s.State == Busy })
	t.Logf("%s %s", got.Problem.Text, got.Problem.Hint)
	if got.Problem.Text != "vivid is in use by another app." {
		t.Errorf("%+v", got.Problem)
	}
	first.Close()
	later.wait(t, KindCamera, 0, isLive)
}

func TestVividDisconnects(t *testing.T) {
	needVivid(t)
	a := &album{}
	_, r := vividCamera(t, a)
	r.wait(t, KindCamera, 0, isLive)
	hand, err := webcam.Open("/dev/video0")
	if err != nil {
		t.Fatal(err)
	}
	if err := hand.SetControl(vividDisconnect, 1); err != nil {
		t.Fatal(err)
	}
	got := r.wait(t, KindCamera, 0, func(s Status) bool { return s.State == Gone })
	t.Logf("%s %s", got.Problem.Text, got.Problem.Hint)
	n := len(r.since(KindCamera, 0))
	_ = hand.Close() // the last user gone, the driver brings the camera back
	r.wait(t, KindCamera, n, isLive)
	a.waitFor(t, 10)
}

func TestVividUnplugAndReplug(t *testing.T) {
	needVivid(t)
	a := &album{}
	_, r := vividCamera(t, a)
	r.wait(t, KindCamera, 0, isLive)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := make(chan int, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		Watch(ctx, func(i Inventory) { seen <- len(i.Of(KindCamera)) })
	}()
	waitCameras := func(suits func(int) bool) {
		t.Helper()
		for deadline := time.After(hang); ; {
			select {
			case n := <-seen:
				if suits(n) {
					return
				}
			case <-deadline:
				t.Fatal("Watch did not tell")
			}
		}
	}
	waitCameras(func(n int) bool { return n > 0 })
	setDriver(t, "unbind")
	got := r.wait(t, KindCamera, 0, func(s Status) bool { return s.State == Gone })
	if want := "vivid was unplugged."; got.Problem.Text != want {
		t.Errorf("%q", got.Problem.Text)
	}
	waitCameras(func(n int) bool { return n == 0 })
	n, before := len(r.since(KindCamera, 0)), a.count()
	setDriver(t, "bind")
	begun := time.Now()
	r.wait(t, KindCamera, n, isLive)
	t.Logf("the picture was back %v after the camera", time.Since(begun))
	waitCameras(func(n int) bool { return n > 0 })
	if a.waitFor(t, 10); a.count() <= before {
		t.Error("no pictures after the camera came back")
	}
	cancel()
	<-done
}

// TestVividSoundCard plays into a sound card that is a loop of cable
// (snd-aloop), without a sound server.
func TestVividSoundCard(t *testing.T) {
	needVivid(t)
	got := List(t.Context())
	for _, d := range append(got.Of(KindMicrophone), got.Of(KindSpeaker)...) {
		t.Logf("%s: %s %q of %s", d.Kind, d.ID, d.Name, got.SoundServer)
	}
	if got.SoundServer != "ALSA" || len(got.Of(KindSpeaker)) == 0 || len(got.Of(KindMicrophone)) == 0 {
		t.Fatalf("%+v", got)
	}
	voice := testsignal.NewMicrophone()
	p := &tap{play: func(b *Block) { voice.Read(b.Playback, playbackChannels, b.PlaybackAt) }}
	s, r := openSound(t, ":0,1", ":0,0", p)
	r.wait(t, KindSpeaker, 0, isLive)
	r.wait(t, KindMicrophone, 0, isLive)
	p.waitFor(t, 500)
	s.Close()
	found := p.markers()
	for _, m := range found {
		t.Log("heard off the estimate by", m.Delay())
	}
	if len(found) < 2 {
		t.Errorf("heard %d markers; worst gap %v, %d late", len(found), p.gap(), s.Late())
	}
}
