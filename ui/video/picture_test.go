package video

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

func TestScaled(t *testing.T) {
	tests := []struct {
		target       target
		w, h         int
		wantW, wantH int
	}{
		{target{width: 1256, height: 700}, 1280, 720, 1280, 720}, // nearly as large: the painter does it
		{target{width: 640, height: 360}, 1280, 720, 640, 360},
		{target{width: 410, height: 308}, 1280, 720, 548, 308},                // covers the height
		{target{width: 410, height: 308, contain: true}, 1280, 720, 410, 232}, // fits the width
		{target{width: 3840, height: 2160}, 1280, 720, 1280, 720},             // never larger
		{target{width: 0, height: 0}, 1280, 720, 1280, 720},
		{target{width: 1, height: 1}, 1280, 720, 2, 2},
		{target{width: 1031, height: 580, contain: true, exact: true}, 1920, 1080, 1031, 580}, // pixel by pixel
		{target{width: 1900, height: 1069, contain: true, exact: true}, 1920, 1080, 1900, 1069},
		{target{width: 1900, height: 1500, contain: true, exact: true}, 1920, 1080, 1900, 1069}, // of another aspect
		{target{width: 3840, height: 2160, contain: true, exact: true}, 1920, 1080, 1920, 1080},
	}
	for _, test := range tests {
		if w, h := test.target.scaled(test.w, test.h); w != test.wantW || h != test.wantH {
			t.Errorf("%v: %dx%d becomes %dx%d, want %dx%d", test.target, test.w, test.h, w, h, test.wantW, test.wantH)
		}
	}
}

func TestScaledProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := target{
			width:   rapid.IntRange(1, 4000).Draw(t, "target width"),
			height:  rapid.IntRange(1, 2400).Draw(t, "target height"),
			contain: rapid.Bool().Draw(t, "contain"),
		}
		w := rapid.IntRange(2, frame.MaxWidth).Draw(t, "w")
		h := rapid.IntRange(2, frame.MaxHeight).Draw(t, "h")
		gotW, gotH := size.scaled(w, h)
		if gotW < 1 || gotH < 1 || gotW > w || gotH > h {
			t.Fatalf("%dx%d becomes %dx%d", w, h, gotW, gotH)
		}
		if !size.contain && (gotW < min(w, size.width) || gotH < min(h, size.height)) {
			t.Fatalf("%dx%d becomes %dx%d and does not cover %v", w, h, gotW, gotH, size)
		}
	})
}

func TestDrawMirrors(t *testing.T) {
	var pool frame.VideoPool
	v := pool.Get(64, 48)
	defer v.Release()
	fill(v.U, 128)
	fill(v.V, 128)
	for i := range v.Y {
		v.Y[i] = 16
		if i%v.StrideY >= 32 {
			v.Y[i] = 235
		}
	}
	for mirror, want := range map[bool]bool{false: true, true: false} {
		var p picture
		p.draw(v, target{width: 64, height: 48, mirror: mirror})
		if right := p.rgba.RGBAAt(60, 20).R > 128; right != want {
			t.Errorf("mirror %v: the right is white: %v", mirror, right)
		}
	}
}

func BenchmarkConvert(b *testing.B) {
	for _, c := range []struct {
		w, h int
		target
	}{
		{1280, 720, target{width: 1256, height: 700}},
		{1280, 720, target{width: 628, height: 354}},
		{1280, 720, target{width: 410, height: 308}},
		{1280, 720, target{width: 232, height: 132}},
		{640, 360, target{width: 628, height: 354}},
		{320, 180, target{width: 410, height: 231}}, // one of eight
	} {
		b.Run(fmt.Sprintf("%dp to %dx%d", c.h, c.width, c.height), func(b *testing.B) {
			var pool frame.VideoPool
			v := pool.Get(c.w, c.h)
			defer v.Release()
			var p picture
			for b.Loop() {
				p.draw(v, c.target)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/frame")
		})
	}
}

func BenchmarkConvertScreen(b *testing.B) {
	for _, size := range []target{
		{width: 1920, height: 1080, contain: true, exact: true},
		{width: 1500, height: 844, contain: true, exact: true},
		{width: 1004, height: 565, contain: true, exact: true},
		{width: 200, height: 112, contain: true, exact: true},
	} {
		b.Run(fmt.Sprintf("1080p to %dx%d", size.width, size.height), func(b *testing.B) {
			var pool frame.VideoPool
			v := pool.Get(1920, 1080)
			defer v.Release()
			var p picture
			for b.Loop() {
				p.draw(v, size)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/frame")
		})
	}
}
