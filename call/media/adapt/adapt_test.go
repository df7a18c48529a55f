package adapt

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var start = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// targetFor returns a target whose video part is about rate.
func targetFor(rate int) int {
	return int(float64(rate)/videoShare) + DefaultAudio + audioHeaders + 2
}

func TestFirstRung(t *testing.T) {
	tests := []struct {
		rate, height, fps int
	}{
		{10_000_000, 720, 30},
		{1_500_000, 720, 30},
		{1_490_000, 540, 30},
		{890_000, 360, 30},
		{490_000, 270, 30},
		{240_000, 180, 30},
		{100_000, 180, 15},
		{30_000, 0, 0},
		{-100_000, 0, 0},
	}
	for _, tt := range tests {
		a := NewLadder(Camera, DefaultAudio).Allocate(start, targetFor(tt.rate))
		if a.Height != tt.height || a.FPS != tt.fps {
			t.Errorf("%d bit/s of video: %dp%d, want %dp%d", tt.rate, a.Height, a.FPS, tt.height, tt.fps)
		}
		if want := min(max(tt.rate, 0), MaxVideo); tt.height > 0 && (a.Video < want-2 || a.Video > want+2) {
			t.Errorf("%d bit/s of video became %d", tt.rate, a.Video)
		}
		if a.Audio != DefaultAudio || tt.height == 0 && a.Video != 0 {
			t.Errorf("%d bit/s of video: %+v", tt.rate, a)
		}
	}
}

// What a narrow uplink carries at least: its estimate stays above four fifths of
// it, and falls to about that now and then.
func TestNarrowUplinks(t *testing.T) {
	for _, tt := range []struct{ uplink, height, fps int }{
		{2_500_000, 720, 30}, {1_000_000, 360, 25}, {500_000, 270, 20}, {300_000, 180, 15},
	} {
		l, now := NewLadder(Camera, DefaultAudio), start
		for i := range 100 {
			now = now.Add(100 * time.Millisecond)
			target := tt.uplink * (80 + i%15) / 100
			camera := Divide(target, DefaultAudio, MaxVideo, 0).Camera
			if r := l.Rung(now, camera); r.Height < tt.height || r.FPS < tt.fps {
				t.Fatalf("%d bit/s for the camera on an uplink of %d: %dp%d", camera, tt.uplink, r.Height, r.FPS)
			}
		}
	}
}

// Where there is little, pictures go before sound does: sound gets what it takes
// in full as long as the target has it.
func TestSoundComesFirst(t *testing.T) {
	const sound = DefaultAudio + audioHeaders
	l := NewLadder(Camera, DefaultAudio)
	for i, target := range []int{600_000, 90_000, 80_000, 60_000, 50_000, 20_000} {
		now := start.Add(time.Duration(i) * time.Second)
		d := Divide(target, DefaultAudio, MaxVideo, MaxText)
		if d.Audio != DefaultAudio || d.Camera+d.Screen > max(target-sound, 0) {
			t.Errorf("of %d: %+v", target, d)
		}
		if r := l.Rung(now, Divide(target, DefaultAudio, MaxVideo, 0).Camera); r.Height > 0 != (target > 100_000) {
			t.Errorf("of %d: %dp%d", target, r.Height, r.FPS)
		}
	}
}

// Steps of a target over time, and where the ladder must stand after each.
func TestSteps(t *testing.T) {
	type at struct {
		ms, rate, height int
	}
	tests := map[string][]at{
		"up waits":             {{0, 700_000, 360}, {100, 2_000_000, 360}, {1000, 2_000_000, 360}, {1100, 2_000_000, 720}},
		"up only when it held": {{0, 700_000, 360}, {100, 2_000_000, 360}, {900, 700_000, 360}, {1200, 2_000_000, 360}, {2100, 2_000_000, 360}, {2200, 2_000_000, 720}},
		"up needs a margin":    {{0, 700_000, 360}, {100, 950_000, 360}, {5000, 950_000, 360}},
		"down at once":         {{0, 2_000_000, 720}, {600, 300_000, 270}},
		"down not too soon":    {{0, 2_000_000, 720}, {400, 300_000, 720}, {500, 300_000, 270}},
		"down needs a margin":  {{0, 2_000_000, 720}, {1000, 1_300_000, 720}, {2000, 1_270_000, 540}},
		"no picture and back":  {{0, 300_000, 270}, {1000, 10_000, 0}, {2000, 60_000, 0}, {3000, 60_000, 180}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			l := NewLadder(Camera, DefaultAudio)
			for _, s := range steps {
				a := l.Allocate(start.Add(time.Duration(s.ms)*time.Millisecond), targetFor(s.rate))
				if a.Height != s.height {
					t.Fatalf("after %d ms at %d bit/s: %dp, want %dp", s.ms, s.rate, a.Height, s.height)
				}
			}
		})
	}
}

// A target that sways around a threshold must not resize the picture more than once.
func TestSwayingTargetSettles(t *testing.T) {
	l := NewLadder(Camera, DefaultAudio)
	height, changes := l.Allocate(start, targetFor(1_500_000)).Height, 0
	for i := range 600 {
		rate := 1_400_000
		if i%7 < 3 {
			rate = 1_600_000
		}
		a := l.Allocate(start.Add(time.Duration(i)*100*time.Millisecond), targetFor(rate))
		if a.Height != height {
			height, changes = a.Height, changes+1
		}
	}
	if changes > 1 {
		t.Fatalf("%d changes in a minute", changes)
	}
}

// Whatever the targets do, the parts fit into the target, and sizes change at
// most twice a second.
func TestAllocationFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLadder(Camera, DefaultAudio)
		now, last, changed := start, -1, start.Add(-time.Hour)
		for range 50 {
			now = now.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "ms")) * time.Millisecond)
			target := rapid.IntRange(0, 5_000_000).Draw(t, "target")
			a := l.Allocate(now, target)
			if a.Video > 0 && a.Audio+a.Video > target || a.Video > MaxVideo {
				t.Fatalf("%+v of %d", a, target)
			}
			if l.current != last {
				if last >= 0 && now.Sub(changed) < downDwell {
					t.Fatalf("two steps within %v", now.Sub(changed))
				}
				last, changed = l.current, now
			}
		}
	})
}

func TestSetAudio(t *testing.T) {
	l := NewLadder(Camera, DefaultAudio)
	l.SetAudio(128_000)
	if a := l.Allocate(start, 1_000_000); a.Audio != 128_000 || a.Video > 872_000 {
		t.Fatalf("got %+v", a)
	}
}
