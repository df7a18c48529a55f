package devices

import (
	"math/rand/v2"
	"testing"
	"time"

	"parley/call/media/frame"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// TestStamper feeds blocks that come up to 8 ms late from a card whose clock
// is off, and that loses some sound half-way.
func TestStamper(t *testing.T) {
	for _, ppm := range []float64{-150, 0, 150} {
		random := rand.New(rand.NewPCG(1, 2))
		var s stamper
		var lost time.Duration
		for i := range int64(6000) {
			made := time.Duration(float64(duration((i+1)*frame.BlockSamples))*(1+ppm/1e6)) + lost
			jitter := time.Duration(random.Float64() * float64(8*time.Millisecond))
			s.note((i+1)*frame.BlockSamples, noon.Add(made+jitter))
			if i == 3000 {
				lost = 50 * time.Millisecond
			}
			off := s.at((i + 1) * frame.BlockSamples).Sub(noon.Add(made))
			settled := i > 200 && i < 3000 || i > 3250
			if settled && (off < -time.Millisecond || off > 2*time.Millisecond) {
				t.Fatalf("%g ppm: block %d is off by %v", ppm, i, off)
			}
		}
	}
}

func TestStamperStartsAnewAfterAPause(t *testing.T) {
	var s stamper
	s.note(480, noon)
	s.note(960, noon.Add(time.Minute))
	if got := s.at(960); !got.Equal(noon.Add(time.Minute)) {
		t.Fatalf("after a pause it is %v", got)
	}
}

func ramp(from, n int) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = int16(from + i)
	}
	return pcm
}

func TestRingKeepsOrderAndMargin(t *testing.T) {
	r := newRing(1)
	dst := make([]int16, frame.BlockSamples)
	r.write(ramp(0, frame.BlockSamples), noon)
	if _, ok := r.read(dst); ok || r.ready() {
		t.Fatal("it gave a block without a margin")
	}
	r.write(ramp(frame.BlockSamples, frame.BlockSamples), noon.Add(10*time.Millisecond))
	captured, ok := r.read(dst)
	if !ok || dst[0] != 0 || dst[479] != 479 {
		t.Fatal("the first block is wrong")
	}
	if off := captured.Sub(noon.Add(-10 * time.Millisecond)); off != 0 {
		t.Errorf("captured off by %v", off)
	}
	if _, ok = r.read(dst); !ok || dst[0] != 480 {
		t.Fatal("the second block is wrong")
	}
	if _, ok = r.read(dst); ok || r.ready() {
		t.Fatal("it gave more than it got")
	}
}

func TestRingDropsOldSoundAndSurplus(t *testing.T) {
	r := newRing(2)
	dst := make([]int16, 2*frame.BlockSamples)
	for range 30 {
		r.write(make([]int16, 2*frame.BlockSamples), noon)
	}
	if len(r.pcm) > cap(r.pcm) || cap(r.pcm) != 2*ringRoom {
		t.Fatalf("it holds %d samples", len(r.pcm))
	}
	for range 2 * trimEvery {
		r.read(dst)
		r.write(make([]int16, 2*frame.BlockSamples), noon)
	}
	if left := len(r.pcm)/2 - frame.BlockSamples; left > 2*ringMargin {
		t.Errorf("%d samples of surplus stay", left)
	}
	r.write(make([]int16, 4*ringRoom), noon)
	if len(r.pcm) != cap(r.pcm) {
		t.Errorf("%d samples after a flood", len(r.pcm))
	}
}

func TestRingDoesNotAllocate(t *testing.T) {
	r, pcm := newRing(1), make([]int16, frame.BlockSamples)
	if n := testing.AllocsPerRun(100, func() {
		r.write(pcm, noon)
		r.read(pcm)
	}); n != 0 {
		t.Errorf("%v allocations a block", n)
	}
}

func TestSpoolGivesSilenceWhenNobodyMakesSound(t *testing.T) {
	s := newSpool()
	timer := time.NewTimer(0)
	timer.Stop()
	s.put(ramp(1, 4))
	dst := ramp(5, 8)
	s.pull(dst, timer)
	for i, want := range []int16{1, 2, 3, 4, 0, 0, 0, 0} {
		if dst[i] != want {
			t.Fatalf("pulled %v", dst)
		}
	}
	if s.late != 1 {
		t.Errorf("late %d times", s.late)
	}
}

func TestPickNeverTakesAMonitorByItself(t *testing.T) {
	monitor := soundDevice{Device: Device{ID: "a.monitor"}, monitor: true, chosen: true}
	plain := soundDevice{Device: Device{ID: "b"}}
	for _, c := range []struct {
		found  []soundDevice
		wanted string
		want   string
	}{
		{[]soundDevice{monitor}, "", ""},
		{[]soundDevice{monitor, plain}, "", "b"},
		{[]soundDevice{monitor, plain}, "a.monitor", "a.monitor"},
		{[]soundDevice{monitor, plain}, "c", ""},
		{[]soundDevice{plain, {Device: Device{ID: "d"}, chosen: true}}, "", "d"},
	} {
		if got, ok := pick(c.found, c.wanted); got.ID != c.want || ok != (c.want != "") {
			t.Errorf("picked %q for %q", got.ID, c.wanted)
		}
	}
}

func TestSupplyNoticesASpeakerThatRanDry(t *testing.T) {
	var s supply
	now := noon
	dry := 0
	for i := range 1000 {
		if s.give(120, now) {
			dry++
		}
		now = now.Add(2500 * time.Microsecond)
		if i == 300 || i == 600 {
			now = now.Add(50 * time.Millisecond) // twice it comes too late
		}
	}
	if dry != 2 {
		t.Errorf("it ran dry %d times", dry)
	}
}
