package codectest

import (
	"math"
	"testing"
)

func TestSSIM(t *testing.T) {
	page := NewPage(320, 180)
	a, b := page.Picture(0, 0), page.Picture(0, 0)
	defer a.Release()
	defer b.Release()
	if s := SSIM(a, b); math.Abs(s-1) > 1e-9 {
		t.Errorf("equal pictures have %v", s)
	}
	last := 1.0
	for _, strength := range []int{1, 4, 16, 64} { // noise that grows
		for i := range b.Y {
			b.Y[i] = uint8(max(0, min(255, int(a.Y[i])+(i*7919%(2*strength+1))-strength)))
		}
		s := SSIM(a, b)
		if s >= last || s < -1 {
			t.Errorf("noise of %d: %v after %v", strength, s, last)
		}
		last = s
	}
	other := page.Picture(100, 0)
	defer other.Release()
	if s := SSIM(a, other); s > 0.7 {
		t.Errorf("another part of the page has %v", s)
	}
	tiny := NewScene(5, 5).Picture(0)
	defer tiny.Release()
	if s := SSIM(tiny, tiny); s != 0 {
		t.Errorf("a tiny picture has %v", s)
	}
}
