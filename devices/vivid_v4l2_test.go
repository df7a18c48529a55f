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
)

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
