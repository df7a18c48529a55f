//go:build linux

package devices

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/devices/devicetest"
)

func TestListWithoutServer(t *testing.T) {
	t.Setenv("PULSE_SERVER", "unix:"+filepath.Join(t.TempDir(), "nobody"))
	got := List(t.Context())
	if got.SoundServer != "" || len(got.Of(KindMicrophone)) != 0 {
		t.Errorf("%+v", got)
	}
	var kinds []Kind
	for _, p := range got.Problems {
		kinds = append(kinds, p.Kind)
	}
	if len(kinds) < 2 {
		t.Errorf("problems of %v", kinds)
	}
}

func TestWatchSeesDevicesComeAndGo(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	ctx, cancel := context.WithCancel(t.Context())
	seen := make(chan Inventory)
	done := make(chan struct{})
	go func() {
		defer close(done)
		Watch(ctx, func(i Inventory) { seen <- i })
	}()
	next := func(when string, suits func(Inventory) bool) {
		t.Helper()
		for deadline := time.After(hang); ; {
			select {
			case i := <-seen:
				if suits(i) {
					return
				}
			case <-deadline:
				t.Fatalf("nothing was told %s", when)
			}
		}
	}
	has := func(id string) func(Inventory) bool {
		return func(i Inventory) bool {
			for _, d := range i.Devices {
				if d.ID == id {
					return true
				}
			}
			return false
		}
	}
	next("at first", func(i Inventory) bool {
		return i.SoundServer == "PulseAudio" && has(devicetest.Microphone)(i) && !has(devicetest.Speaker+".monitor")(i)
	})
	headset := server.Plug("headset", "Test headset", "")
	next("of the headset", has("headset"))
	server.Unplug(headset)
	next("when it went", func(i Inventory) bool { return !has("headset")(i) })
	server.Kill()
	next("when the server went", func(i Inventory) bool { return i.SoundServer == "" })
	server.Restart()
	next("when it was back", has(devicetest.Speaker))
	cancel()
	<-done
}

func TestCheckTellsWhatWorks(t *testing.T) {
	devicetest.New(t).Use()
	for _, f := range Check(t.Context()) {
		if f.Area == "camera" {
			continue // whatever this computer has
		}
		if !f.OK || !strings.Contains(f.Text, "works") || f.Hint != "" {
			t.Errorf("%+v", f)
		}
	}
}

// TestWords holds every sentence to the same form.
func TestWords(t *testing.T) {
	var all []*Problem
	for _, kind := range []Kind{KindCamera, KindMicrophone, KindSpeaker} {
		d := Device{ID: "x", Name: "Headset", Kind: kind}
		all = append(all, nothingConnected(kind), notConnected(d), replaced(d, d), heldByOther(d), wentSilent(d),
			unplugged(d), notAllowed(d), noUsableMode(d), noSoundServer(kind))
	}
	for _, p := range all {
		for _, sentence := range []string{p.Text, p.Hint} {
			if !strings.HasSuffix(sentence, ".") || strings.Contains(strings.ToLower(sentence), "error") ||
				strings.ContainsAny(sentence, "!") || strings.Contains(sentence, "please") {
				t.Errorf("%q", sentence)
			}
		}
	}
}
