package adapt

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTextKeepsItsSize(t *testing.T) {
	for _, tt := range []struct {
		rate, pixels, fps int
	}{
		{10_000_000, 1920 * 1080, 15},
		{300_000, 1920 * 1080, 15},
		{299_000, 1920 * 1080, 10},
		{100_000, 1920 * 1080, 5},
		{0, 1920 * 1080, 1},
		{300_000, 3840 * 2160, 3},
		{100_000, 1280 * 720, 10},
	} {
		r := NewLadder(Text(20_000, tt.pixels), 0).Rung(start, tt.rate)
		if r.FPS != tt.fps || r.Width < 3840 || r.Height < 2160 {
			t.Errorf("%d bit/s for %d pixels: %+v, want %d pictures a second", tt.rate, tt.pixels, r, tt.fps)
		}
	}
}

func TestMotionKeepsItsRate(t *testing.T) {
	for _, fps := range []int{30, 60} {
		for _, r := range Motion(fps) {
			if r.From >= 470_000 && r.FPS != fps || r.Width > 1920 || r.Height > 1080 {
				t.Errorf("%d pictures a second: %+v", fps, r)
			}
		}
	}
}

func TestLaddersDescend(t *testing.T) {
	for name, rungs := range map[string][]Rung{
		"camera": Camera, "motion 30": Motion(30), "motion 60": Motion(60), "text": Text(50_000, 1280*720),
	} {
		if !slices.IsSortedFunc(rungs, func(a, b Rung) int { return b.From - a.From }) || rungs[len(rungs)-1].From != 0 {
			t.Errorf("%s: %+v", name, rungs)
		}
	}
}

func TestRungHasHysteresis(t *testing.T) {
	l := NewLadder(Motion(30), 0)
	now, changes, last := start, 0, l.Rung(start, 1_300_000)
	for i := range 300 {
		now = now.Add(100 * time.Millisecond)
		if r := l.Rung(now, 1_200_000+i%5*50_000); r != last {
			last, changes = r, changes+1
		}
	}
	if changes > 1 {
		t.Errorf("%d changes in half a minute", changes)
	}
}

func TestDivide(t *testing.T) {
	const audio = DefaultAudio
	for _, tt := range []struct {
		video, most, camera, screen int
	}{
		{10_000_000, MaxText, 2_500_000, 2_500_000},
		{4_000_000, MaxText, 1_500_000, 2_500_000},
		{2_000_000, MaxText, 120_000, 1_880_000},
		{2_000_000, MaxMotion, 120_000, 1_880_000},
		{600_000, MaxText, 120_000, 480_000},
		{200_000, MaxText, 50_000, 150_000},
		{0, MaxText, 0, 0},
		{-500_000, MaxText, 0, 0},
	} {
		d := Divide(targetFor(tt.video), audio, MaxVideo, tt.most)
		if !near(d.Camera, tt.camera) || !near(d.Screen, tt.screen) || d.Audio != audio {
			t.Errorf("%d bit/s of video: %+v, want %d and %d", tt.video, d, tt.camera, tt.screen)
		}
	}
}

// Without a camera nothing is kept for it.
func TestDivideWithoutACamera(t *testing.T) {
	if d := Divide(targetFor(400_000), DefaultAudio, 0, MaxText); d.Camera != 0 || !near(d.Screen, 400_000) {
		t.Errorf("%+v", d)
	}
}

func TestNeeds(t *testing.T) {
	for _, camera := range []int{0, MaxVideo} {
		for _, screen := range []int{0, 300_000, MaxMotion} {
			d := Divide(Needs(DefaultAudio, camera, screen), DefaultAudio, camera, screen)
			if !near(d.Camera, camera) || !near(d.Screen, screen) {
				t.Errorf("%+v, want %d and %d", d, camera, screen)
			}
		}
	}
}

func near(got, want int) bool { return got >= want-2 && got <= want+2 }

// Whatever the target, the parts fit into it, and a little more of it is never
// less for anybody, nor much more.
func TestDivisionIsSteady(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(0, 12_000_000).Draw(t, "target")
		more := rapid.IntRange(0, 10_000).Draw(t, "more")
		most := rapid.SampledFrom([]int{MaxText, MaxMotion}).Draw(t, "most")
		camera := rapid.SampledFrom([]int{0, MaxVideo}).Draw(t, "camera")
		d, e := Divide(target, DefaultAudio, camera, most), Divide(target+more, DefaultAudio, camera, most)
		if d.Camera+d.Screen > 0 && d.Audio+d.Camera+d.Screen > target {
			t.Fatalf("%+v of %d", d, target)
		}
		for _, step := range []int{e.Camera - d.Camera, e.Screen - d.Screen} {
			if step < -1 || step > more+1 {
				t.Fatalf("%+v of %d, %+v of %d", d, target, e, target+more)
			}
		}
	})
}
