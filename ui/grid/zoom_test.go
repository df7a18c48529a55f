package grid_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"parley/ui/grid"
)

var (
	page = grid.Size{W: 1920, H: 1080}
	seen = grid.Size{W: 960, H: 600}
)

func TestZoomPlace(t *testing.T) {
	tests := map[string]struct {
		zoom          grid.Zoom
		picture, view grid.Size
		want          grid.Rect
	}{
		"fits the width":            {grid.Zoom{}, page, seen, grid.Rect{X: 0, Y: 30, W: 960, H: 540}},
		"fits the height":           {grid.Zoom{}, page, grid.Size{W: 2000, H: 540}, grid.Rect{X: 520, Y: 0, W: 960, H: 540}},
		"nearly fits: stays sharp":  {grid.Zoom{}, grid.Size{W: 900, H: 500}, seen, grid.Rect{X: 30, Y: 50, W: 900, H: 500}},
		"a small one is enlarged":   {grid.Zoom{}, grid.Size{W: 96, H: 54}, seen, grid.Rect{X: 96, Y: 84, W: 768, H: 432}},
		"100 %, the middle":         {grid.Zoom{Scale: 1, X: 0.5, Y: 0.5}, page, seen, grid.Rect{X: -480, Y: -240, W: 1920, H: 1080}},
		"100 %, beyond the corner":  {grid.Zoom{Scale: 1, X: 2, Y: 2}, page, seen, grid.Rect{X: -960, Y: -480, W: 1920, H: 1080}},
		"100 %, before the corner":  {grid.Zoom{Scale: 1, X: -1, Y: 0}, page, seen, grid.Rect{X: 0, Y: 0, W: 1920, H: 1080}},
		"100 % of a small one":      {grid.Zoom{Scale: 1}, grid.Size{W: 100, H: 101}, seen, grid.Rect{X: 430, Y: 249, W: 100, H: 101}},
		"200 %":                     {grid.Zoom{Scale: 2, X: 0.5, Y: 0.5}, page, seen, grid.Rect{X: -1440, Y: -780, W: 3840, H: 2160}},
		"no picture yet":            {grid.Zoom{}, grid.Size{}, seen, grid.Rect{X: 480, Y: 300}},
		"higher than wide at 100 %": {grid.Zoom{Scale: 1, X: 0.5, Y: 0}, grid.Size{W: 400, H: 3000}, seen, grid.Rect{X: 280, Y: 0, W: 400, H: 3000}},
	}
	for name, test := range tests {
		if got := test.zoom.Place(test.picture, test.view); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestZoomSteps(t *testing.T) {
	z := grid.Zoom{}
	for _, want := range []float64{2.0 / 3, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 8} {
		if z = z.In(page, seen); z.Scale != want {
			t.Fatalf("in to %v, want %v", z.Scale, want)
		}
	}
	for _, want := range []float64{6, 4, 3, 2, 1.5, 1.25, 1, 0.75, 2.0 / 3, 0, 0} {
		if z = z.Out(page, seen); z.Scale != want {
			t.Fatalf("out to %v, want %v", z.Scale, want)
		}
	}
	small := grid.Size{W: 96, H: 54} // fits at 800 %
	if z = (grid.Zoom{}).Out(small, seen); z.Scale != 6 {
		t.Errorf("out of a small one to %v", z.Scale)
	}
	if z = (grid.Zoom{Scale: 1}).Out(small, seen); z.Scale != 1 {
		t.Errorf("less than its own size: %v", z.Scale)
	}
}

func TestZoomWheelStops(t *testing.T) {
	z := grid.Zoom{Scale: 0.95, X: 0.5, Y: 0.5}
	if z = z.Wheel(1, 100, 100, page, seen); z.Scale != 1 {
		t.Errorf("passes 100 %% to %v", z.Scale)
	}
	if z = z.Wheel(1, 100, 100, page, seen); z.Scale <= 1 {
		t.Errorf("stays at %v", z.Scale)
	}
	if z = z.Wheel(-100, 100, 100, page, seen); z.Scale != 1 {
		t.Errorf("passes 100 %% to %v", z.Scale)
	}
	if z = z.Wheel(-100, 100, 100, page, seen); !z.Fits() {
		t.Errorf("ends at %v", z.Scale)
	}
	if z = z.Wheel(-1, 100, 100, page, seen); !z.Fits() {
		t.Errorf("goes on to %v", z.Scale)
	}
}

func TestZoomToggle(t *testing.T) {
	z := grid.Zoom{}.Toggle(0, 30, page, seen)
	if r := z.Place(page, seen); z.Scale != 1 || r.X != 0 || r.Y != 0 {
		t.Errorf("a double click in the corner shows %v at %v", r, z.Scale)
	}
	if z = z.Toggle(5, 5, page, seen); !z.Fits() {
		t.Errorf("a second one: %v", z)
	}
	if z = (grid.Zoom{}).Toggle(0, 0, seen, seen); z.Scale != 2 {
		t.Errorf("where 100 %% fits: %v", z)
	}
}

func TestZoomPan(t *testing.T) {
	z := grid.Zoom{Scale: 1, X: 0.5, Y: 0.5}.Pan(-100, 50, page, seen)
	if r := z.Place(page, seen); r.X != -580 || r.Y != -190 {
		t.Errorf("panned to %v", r)
	}
	z = z.Pan(9999, 9999, page, seen)
	if r := z.Place(page, seen); r.X != 0 || r.Y != 0 {
		t.Errorf("panned beyond the corner to %v", r)
	}
	z = z.Pan(-10, -10, page, seen)
	if r := z.Place(page, seen); r.X != -10 || r.Y != -10 {
		t.Errorf("the way back begins late: %v", r)
	}
	if got := (grid.Zoom{}).Pan(5, 5, page, seen); got != (grid.Zoom{}) {
		t.Errorf("what fits was panned: %v", got)
	}
}

func TestZoomProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := func(name string) grid.Size {
			return grid.Size{W: float32(rapid.IntRange(2, 4096).Draw(t, name+" W")), H: float32(rapid.IntRange(2, 2304).Draw(t, name+" H"))}
		}
		picture, view := size("picture"), size("view")
		x, y := rapid.Float32Range(0, view.W).Draw(t, "x"), rapid.Float32Range(0, view.H).Draw(t, "y")
		z := grid.Zoom{}
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			before := z.Place(picture, view)
			switch rapid.IntRange(0, 4).Draw(t, "act") {
			case 0:
				z = z.In(picture, view)
			case 1:
				z = z.Out(picture, view)
			case 2:
				z = z.Wheel(rapid.Float64Range(-5, 5).Draw(t, "steps"), x, y, picture, view)
				held(t, before, z.Place(picture, view), x, view.W)
			case 3:
				z = z.Toggle(x, y, picture, view)
			case 4:
				z = z.Pan(rapid.Float32Range(-900, 900).Draw(t, "dx"), rapid.Float32Range(-900, 900).Draw(t, "dy"), picture, view)
			}
			covers(t, z, picture, view)
		}
	})
}

// held checks that what stands at x stays there, but where an edge, or a
// picture narrower than the view, does not let it.
func held(t *rapid.T, before, after grid.Rect, x, view float32) {
	wide := before.W > view && after.W > view
	edge := after.X == 0 || after.X+after.W == view
	if !wide || edge {
		return
	}
	was, is := float64((x-before.X)/before.W), float64((x-after.X)/after.W)
	if off := math.Abs(was-is) * float64(after.W); off > 0.02*float64(after.W/before.W)+1.5 {
		t.Fatalf("the point at %v moved by %v pixels", x, off)
	}
}

// covers checks that no part of the view is empty that need not be, and that
// nothing is cut that need not be.
func covers(t *rapid.T, z grid.Zoom, picture, view grid.Size) {
	r := z.Place(picture, view)
	if z.Fits() && (r.W > view.W || r.H > view.H) {
		t.Fatalf("%v cuts %v off", view, r)
	}
	if z.Scale > grid.MaxZoom || z.Scale < 0 {
		t.Fatalf("scale %v", z.Scale)
	}
	if r.W > view.W && (r.X > 0 || r.X+r.W < view.W) || r.H > view.H && (r.Y > 0 || r.Y+r.H < view.H) {
		t.Fatalf("%v shows nothing beside %v", view, r)
	}
	if r.W <= view.W && (r.X < 0 || r.X+r.W > view.W) || r.H <= view.H && (r.Y < 0 || r.Y+r.H > view.H) {
		t.Fatalf("%v cuts %v off", view, r)
	}
}
