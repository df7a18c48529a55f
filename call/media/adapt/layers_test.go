package adapt

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLayersAreRungsOfTheCamera(t *testing.T) {
	var sizes []int
	for _, r := range Layers {
		if !slices.Contains(Camera, r) {
			t.Errorf("%+v is no rung", r)
		}
		sizes = append(sizes, r.Height)
	}
	if !slices.Equal(sizes, []int{720, 360, 180, 180, 0}) {
		t.Errorf("layers of %v lines", sizes)
	}
}

func TestWithin(t *testing.T) {
	for _, tt := range []struct{ lines, layer, rung int }{
		{2304, 720, 720},
		{720, 720, 720},
		{481, 720, 720},
		{480, 360, 360},
		{360, 360, 360},
		{241, 360, 360},
		{240, 180, 180},
		{112, 180, 180},
		{1, 180, 180},
	} {
		if got := Within(Layers, tt.lines)[0].Height; got != tt.layer {
			t.Errorf("shown %d lines high: a layer of %d, want %d", tt.lines, got, tt.layer)
		}
		if got := Within(Camera, tt.lines)[0].Height; got != tt.rung {
			t.Errorf("shown %d lines high: a rung of %d, want %d", tt.lines, got, tt.rung)
		}
	}
}

// What a rung can use reaches to where a better one is due, margin included.
func TestMost(t *testing.T) {
	for i, want := range []int{2_500_000, 1_650_000, 990_000, 550_000, 275_000, 132_000} {
		if got := Camera[i].Most(); got < want-1 || got > want {
			t.Errorf("%+v can use %d, want %d", Camera[i], got, want)
		}
	}
	if MostFor(0) != 0 || MostFor(180) != 275_000 || MostFor(2304) != MaxVideo {
		t.Errorf("0, 180 and 2304 lines can use %d, %d and %d", MostFor(0), MostFor(180), MostFor(2304))
	}
}

// place is what happens to one receiver, and the layer it must have then.
type place struct {
	ms, rate, lines int
	alone           bool
	height          int
}

func TestReceiversGetTheLayerThatFits(t *testing.T) {
	const full = 2304
	for name, steps := range map[string][]place{
		"by rate":            {{0, 2_000_000, full, false, 720}},
		"by rate, less":      {{0, 700_000, full, false, 360}},
		"by rate, little":    {{0, 300_000, full, false, 180}},
		"by size":            {{0, 2_000_000, 231, false, 180}},
		"alone, any size":    {{0, 1_000_000, full, true, 540}},
		"swaying rate stays": {{0, 600_000, full, false, 360}, {1000, 520_000, full, false, 360}, {2000, 430_000, full, false, 360}, {3000, 540_000, full, false, 360}},
		"better rate waits":  {{0, 600_000, full, false, 360}, {1000, 2_000_000, full, false, 360}, {1900, 2_000_000, full, false, 360}, {2000, 2_000_000, full, false, 720}},
		"larger at once":     {{0, 2_000_000, 200, false, 180}, {600, 2_000_000, 700, false, 720}},
		"larger, not at any rate": {
			{0, 450_000, 200, false, 180}, {600, 450_000, 700, false, 180}, {5000, 450_000, 700, false, 180},
		},
		"larger, as soon as the path is known to": {
			{0, 520_000, 200, false, 180},
			{600, 520_000, 700, false, 360},
			{900, 1_800_000, 700, false, 360},
			{1100, 1_800_000, 700, false, 720},
		},
		"larger, but the path grows later": {
			{0, 520_000, 200, false, 180},
			{600, 520_000, 700, false, 360},
			{2700, 1_800_000, 700, false, 360},
			{3600, 1_800_000, 700, false, 360},
			{3700, 1_800_000, 700, false, 720},
		},
		"larger, not down":      {{0, 520_000, 400, false, 360}, {600, 460_000, 700, false, 360}},
		"smaller at once":       {{0, 2_000_000, 700, false, 720}, {100, 2_000_000, 200, false, 180}},
		"to and fro is paced":   {{0, 2_000_000, 700, false, 720}, {100, 2_000_000, 200, false, 180}, {200, 2_000_000, 700, false, 180}, {600, 2_000_000, 700, false, 720}},
		"somebody joins":        {{0, 1_000_000, full, true, 540}, {10, 1_000_000, full, false, 360}},
		"joins, same size":      {{0, 2_000_000, full, true, 720}, {10, 2_000_000, full, false, 720}},
		"the others leave":      {{0, 1_000_000, full, false, 360}, {1000, 1_000_000, full, true, 360}, {2000, 1_000_000, full, true, 540}},
		"nothing for so little": {{0, 20_000, full, false, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLadder(Layers, DefaultAudio)
			for _, s := range steps {
				rungs := Layers
				if s.alone {
					rungs = Camera
				}
				l.Use(Within(rungs, s.lines))
				if r := l.Rung(start.Add(time.Duration(s.ms)*time.Millisecond), s.rate); r.Height != s.height {
					t.Fatalf("after %d ms: %d lines, want %d", s.ms, r.Height, s.height)
				}
			}
		})
	}
}

// Whatever size and rate do, the rung is one of those given, and one that could
// stay is not left for a better one sooner than the ladder promises.
func TestUseKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, now, last, changed := NewLadder(Layers, DefaultAudio), start, Rung{}, start.Add(-time.Hour)
		for range 60 {
			now = now.Add(time.Duration(rapid.IntRange(1, 700).Draw(t, "ms")) * time.Millisecond)
			rungs := Within(rapid.SampledFrom([][]Rung{Camera, Layers}).Draw(t, "rungs"), rapid.IntRange(1, 900).Draw(t, "lines"))
			l.Use(rungs)
			r := l.Rung(now, rapid.IntRange(0, 3_000_000).Draw(t, "rate"))
			if !slices.Contains(rungs, r) {
				t.Fatalf("%+v is none of %+v", r, rungs)
			}
			if slices.Contains(rungs, last) && r.From > last.From && now.Sub(changed) < downDwell {
				t.Fatalf("up from %+v to %+v after %v", last, r, now.Sub(changed))
			}
			if r != last {
				last, changed = r, now
			}
		}
	})
}
