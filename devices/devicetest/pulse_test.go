//go:build linux

package devicetest

import (
	"strings"
	"testing"
	"time"
)

func loud(pcm []int16) bool {
	for _, s := range pcm {
		if s > 1000 {
			return true
		}
	}
	return false
}

func TestPulseCarriesSound(t *testing.T) {
	p := New(t)
	r := p.Record(Microphone)
	tone := make([]int16, 24000)
	for i := range tone {
		tone[i] = int16(i % 100 * 100)
	}
	for deadline := time.Now().Add(20 * time.Second); !loud(r.Sound()); {
		if time.Now().After(deadline) {
			t.Fatal("the microphone heard nothing of what was spoken into it")
		}
		p.Speak(tone)
	}
	r.Stop()
}

func TestPulsePlugsAndRestarts(t *testing.T) {
	p := New(t)
	number := p.Plug("headset", "Test headset", "")
	if !strings.Contains(p.Control("list", "short", "sinks"), "headset") {
		t.Fatal("the headset is not listed")
	}
	p.Unplug(number)
	p.Restart()
	if list := p.Control("list", "short", "sinks"); strings.Contains(list, "headset") || !strings.Contains(list, Speaker) {
		t.Fatalf("after a restart there is\n%s", list)
	}
	p.Kill()
	p.Kill()
}
