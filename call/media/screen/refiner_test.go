package screen

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/media/codec"
)

var start = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func at(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }

// Each step of a table is what happens before the refiner is asked.
func TestRefiner(t *testing.T) {
	const rate, floor = 1_000_000, 12
	type event struct {
		ms      int
		changed bool
		wanted  bool
		bits    int // of the step that was asked for, when it is carried out
		made    int // with this quantizer
		want    Step
	}
	for name, events := range map[string][]event{
		"nothing before the first picture": {{ms: 0, want: Step{}}, {ms: 5000, want: Step{}}},
		"a dropped picture is sent again": {
			{ms: 0, changed: true, want: Step{Action: Encode}},
			{ms: 66, want: Step{Action: Encode}, bits: 50_000, made: 40},
			{ms: 133, want: Step{}},
		},
		"refines to the floor": {
			{ms: 0, changed: true, want: Step{Action: Encode}, bits: 50_000, made: 40},
			{ms: 133, want: Step{}},
			{ms: 200, want: Step{Refine, 34}, bits: 150_000, made: 34}, // half of what it may take
			{ms: 340, want: Step{}},
			{ms: 350, want: Step{Refine, 22}, bits: 600_000, made: 22}, // twice
			{ms: 900, want: Step{}},
			{ms: 950, want: Step{Refine, 16}, bits: 300_000, made: 16},
			{ms: 1250, want: Step{Refine, 12}, bits: 300_000, made: 12},
			{ms: 1550, want: Step{KeepAlive, aliveQuantizer}, bits: 1000, made: 12},
			{ms: 2500, want: Step{}},
			{ms: 2550, want: Step{KeepAlive, aliveQuantizer}, bits: 1000, made: 12},
			{ms: 3550, want: Step{KeepAlive, aliveQuantizer}},
		},
		"does not refine what changes": {
			{ms: 0, changed: true, want: Step{Action: Encode}, bits: 1000, made: 40},
			{ms: 150, changed: true, want: Step{Action: Encode}, bits: 1000, made: 40},
			{ms: 300, changed: true, want: Step{Action: Encode}, bits: 1000, made: 40},
			{ms: 499, want: Step{}},
			{ms: 500, want: Step{Refine, 34}},
		},
		"a change ends refinement": {
			{ms: 0, changed: true, want: Step{Action: Encode}, bits: 1000, made: 40},
			{ms: 200, want: Step{Refine, 34}, bits: 10_000, made: 34},
			{ms: 210, want: Step{Refine, 22}, bits: 10_000, made: 22},
			{ms: 215, changed: true, want: Step{Action: Encode}, bits: 10_000, made: 38},
			{ms: 415, want: Step{Refine, 32}},
		},
		"good at once": {
			{ms: 0, changed: true, want: Step{Action: Encode}, bits: 1000, made: 10},
			{ms: 249, want: Step{}},
			{ms: 250, want: Step{KeepAlive, aliveQuantizer}, bits: 1000, made: 10},
			{ms: 1249, want: Step{}},
			{ms: 1250, want: Step{KeepAlive, aliveQuantizer}},
		},
		"a key frame is wanted of a still picture": {
			{ms: 0, changed: true, want: Step{Action: Encode}, bits: 1000, made: 10},
			{ms: 3000, wanted: true, want: Step{Action: Encode}, bits: 300_000, made: 44},
			{ms: 3299, want: Step{}},
			{ms: 3300, want: Step{Refine, 38}},
		},
	} {
		r := NewRefiner(floor)
		for _, e := range events {
			if e.changed {
				r.Changed(at(e.ms))
			}
			if e.wanted {
				r.Wanted()
			}
			got := r.Next(at(e.ms))
			if got != e.want {
				t.Errorf("%s: at %d ms %+v, want %+v", name, e.ms, got, e.want)
			}
			if e.bits > 0 {
				r.Sent(at(e.ms), got, e.bits, e.made, rate)
			}
		}
	}
}

// Whatever the encoder makes of it, a picture that stands still reaches the
// floor, the quantizer never rises, and no more is sent than the bitrate.
func TestRefinerConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		floor := rapid.IntRange(0, 40).Draw(t, "floor")
		rate := rapid.IntRange(50_000, 5_000_000).Draw(t, "rate")
		r := NewRefiner(floor)
		r.Changed(start)
		r.Sent(start, Step{Action: Encode}, 1000, codec.WorstQuantizer, rate)
		last, bits, most, refined := codec.WorstQuantizer, 1000, 1000, 0
		for tick := range 15 * 120 {
			now := start.Add(time.Duration(tick) * time.Second / 15)
			s := r.Next(now)
			if s.Action == Nothing {
				continue
			}
			size := 500
			if s.Action == Refine {
				if s.Quantizer >= last || s.Quantizer < floor {
					t.Fatalf("%+v after %d", s, last)
				}
				size, last = rapid.IntRange(1000, rate).Draw(t, "bits"), s.Quantizer
				refined++
			} else if s.Action != KeepAlive {
				t.Fatalf("%+v", s)
			}
			if allowed := float64(rate)*now.Sub(start).Seconds() + float64(most); float64(bits) > allowed+1 {
				t.Fatalf("%d bits after %v", bits, now.Sub(start))
			}
			bits, most = bits+size, max(most, size)
			r.Sent(now, s, size, s.Quantizer, rate)
		}
		if last != floor || refined > codec.WorstQuantizer {
			t.Fatalf("quantizer %d, not %d, after %d steps", last, floor, refined)
		}
	})
}
