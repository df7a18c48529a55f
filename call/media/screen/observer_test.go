package screen

import (
	"image"
	"testing"
	"time"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

// Kinds of pictures.
var (
	film      = Picture{Changed: 0.8, Grain: 0.7}
	scrolling = Picture{Changed: 0.9, Grain: 0.06}
	website   = Picture{Changed: 0.9, Grain: 0.35}
	spinner   = Picture{Changed: 0.001, Grain: 0.7}
)

func TestObserver(t *testing.T) {
	const usual = time.Second / 15
	// A show lets pictures of one kind come for a while, every so often; want
	// is the mode at its end.
	type show struct {
		kind    Picture
		seconds float64
		every   time.Duration
		want    Mode
	}
	for name, shows := range map[string][]show{
		"nothing":                 {{film, 0, usual, Text}},
		"a film":                  {{film, 1.9, usual, Text}, {film, 0.4, usual, Motion}},
		"a film, slowly captured": {{film, 4, time.Second / 3, Motion}},
		"scrolling for minutes":   {{scrolling, 120, usual, Text}},
		"looking through photos":  {{film, 60, time.Second, Text}},
		"a spinner":               {{spinner, 60, usual, Text}},
		"a film ends":             {{film, 5, usual, Motion}, {scrolling, 1.8, usual, Motion}, {scrolling, 0.4, usual, Text}},
		"a film stops":            {{film, 5, usual, Motion}, {film, 0, 2500 * time.Millisecond, Text}},
		"a film stops shortly":    {{film, 5, usual, Motion}, {film, 0, 1500 * time.Millisecond, Motion}, {film, 1, usual, Motion}},
		"neither turns to motion": {{website, 60, usual, Text}},
		"neither turns to text":   {{film, 5, usual, Motion}, {website, 60, usual, Motion}},
	} {
		var o Observer
		now := start
		for i, s := range shows {
			for spent := time.Duration(0); spent < time.Duration(s.seconds*float64(time.Second)); spent += s.every {
				now = now.Add(s.every)
				p := s.kind
				p.At = now
				o.Observe(p)
			}
			if s.seconds == 0 {
				now = now.Add(s.every)
			}
			if got := o.Mode(now); got != s.want {
				t.Errorf("%s, part %d: %v, want %v", name, i, got, s.want)
			}
		}
	}
}

func TestGrain(t *testing.T) {
	everything := image.Rect(-10, -10, 5000, 5000)
	page, scene := codectest.NewPage(640, 360).Picture(0, 0), codectest.NewScene(640, 360).Picture(0)
	defer page.Release()
	defer scene.Release()
	if text, photo := Grain(page, everything), Grain(scene, everything); text > calmGrain/2 || photo < 2*movingGrain {
		t.Errorf("a page has %.2f, a photo %.2f", text, photo)
	}
	for _, empty := range []image.Rectangle{{}, image.Rect(5000, 0, 6000, 100), image.Rect(3, 0, 4, 360)} {
		if g := Grain(scene, empty); g != 0 {
			t.Errorf("%v has %v", empty, g)
		}
	}
}

func BenchmarkGrain1080p(b *testing.B) {
	var pool frame.VideoPool
	v := pool.Get(1920, 1080)
	for b.Loop() {
		Grain(v, image.Rect(0, 0, 1920, 1080))
	}
}

func TestModeNames(t *testing.T) {
	for mode, want := range map[Mode]string{Auto: "auto", Text: "text", Motion: "motion", 9: "unknown"} {
		if mode.String() != want {
			t.Errorf("%d is %q", mode, mode)
		}
	}
}
