package grid_test

import (
	"testing"

	"pgregory.net/rapid"

	"parley/ui/grid"
)

func TestBeside(t *testing.T) {
	tests := map[string]struct {
		n     int
		area  grid.Size
		large grid.Rect
		first grid.Rect // of the tiles
		room  int       // how many of them have room
	}{
		"nobody":               {0, grid.Size{W: 1256, H: 588}, grid.Rect{W: 1256, H: 588}, grid.Rect{}, 0},
		"one other":            {2, grid.Size{W: 1256, H: 588}, grid.Rect{W: 1044, H: 588}, grid.Rect{X: 1056, W: 200, H: 150}, 2},
		"four get lower":       {4, grid.Size{W: 1256, H: 588}, grid.Rect{W: 1044, H: 588}, grid.Rect{X: 1056, W: 200, H: 138}, 4},
		"eight get narrower":   {8, grid.Size{W: 1256, H: 588}, grid.Rect{W: 1044, H: 588}, grid.Rect{X: 1056, W: 94, H: 70.5}, 8},
		"five get lower still": {5, grid.Size{W: 1256, H: 588}, grid.Rect{W: 1044, H: 588}, grid.Rect{X: 1056, W: 200, H: 108}, 5},
		"too many":             {40, grid.Size{W: 1256, H: 588}, grid.Rect{W: 1044, H: 588}, grid.Rect{X: 1056, W: 94, H: 47}, 20},
		"a row on top":         {2, grid.Size{W: 624, H: 350}, grid.Rect{Y: 82, W: 624, H: 268}, grid.Rect{X: 181.55556, W: 124.44444, H: 70}, 2},
		"a row in a low area":  {3, grid.Size{W: 624, H: 200}, grid.Rect{Y: 72, W: 624, H: 128}, grid.Rect{X: 140, W: 106.666664, H: 60}, 3},
	}
	for name, test := range tests {
		got := grid.Beside(test.n, test.area, 12)
		if len(got) != test.n+1 || got[0] != test.large {
			t.Errorf("%s: %d places, the screen at %v, want %v", name, len(got), got[0], test.large)
		}
		if test.n > 0 && got[1] != test.first {
			t.Errorf("%s: the first tile at %v, want %v", name, got[1], test.first)
		}
		room := 0
		for _, r := range got[1:] {
			if r.W > 0 {
				room++
			}
		}
		if room != test.room {
			t.Errorf("%s: %d have room, want %d", name, room, test.room)
		}
	}
}

func TestBesideNeverCovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		area := grid.Size{W: rapid.Float32Range(0, 4000).Draw(t, "W"), H: rapid.Float32Range(0, 2400).Draw(t, "H")}
		rects := grid.Beside(rapid.IntRange(0, 30).Draw(t, "n"), area, 12)
		for i, a := range rects {
			if a.W < 0 || a.H < 0 {
				t.Fatalf("a negative place %v", a)
			}
			for _, b := range rects[i+1:] {
				if overlap(a, b, 0) {
					t.Fatalf("%v covers %v", a, b)
				}
			}
		}
	})
}
