//go:build linux

package devices

import (
	"os"
	"testing"
	"time"

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

func TestVividModes(t *testing.T) {
	needVivid(t)
	cameras, problems := listCameras()
	if len(cameras) == 0 || len(problems) > 0 {
		t.Fatalf("cameras %+v, problems %+v", cameras, problems)
	}
	for _, c := range cameras {
		t.Logf("%s %q, %d modes", c.ID, c.Name, len(c.Modes))
		if c.Name != "vivid" {
			t.Errorf("%+v", c)
		}
	}
	if !cameras[0].Default || cameras[len(cameras)-1].Default && len(cameras) > 1 {
		t.Error("not just the first camera is the default")
	}
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
