//go:build linux

package devicetest

import (
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/call/media/frame"
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

// What a microphone hears that is 1 % fast is 1 % more than the time that
// passes on the computer's clock.
func TestPulseDrifts(t *testing.T) {
	const part, length = 0.01, 3 * time.Second
	p := New(t)
	var mu sync.Mutex
	var samples int
	var first, last time.Time
	p.PlugDrifting("fast", part, func(pcm []int16, at time.Time) {
		mu.Lock()
		defer mu.Unlock()
		if samples == 0 {
			first = at
		}
		samples, last = samples+len(pcm), at
		for i := range pcm {
			pcm[i] = int16(i * 50)
		}
	})
	r := p.Record("fast")
	time.Sleep(length)
	if !loud(r.Stop()) {
		t.Error("what was said is not heard")
	}
	mu.Lock()
	defer mu.Unlock()
	if got := float64(samples-frame.BlockSamples) / (frame.SampleRate * last.Sub(first).Seconds()); math.Abs(got-1-part) > part/100 {
		t.Errorf("%d samples in %v: %.4f of what there should be of a clock that does not drift", samples, last.Sub(first), got)
	}
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
