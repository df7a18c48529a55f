package grid_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley/ui/grid"
)

func TestAroundKnown(t *testing.T) {
	area := grid.Size{W: 100, H: 80}
	tests := map[string]struct {
		holes []grid.Rect
		want  []grid.Rect
	}{
		"no hole":     {nil, []grid.Rect{{W: 100, H: 80}}},
		"all of it":   {[]grid.Rect{{W: 100, H: 80}}, nil},
		"a frame":     {[]grid.Rect{{X: 10, Y: 20, W: 80, H: 40}}, []grid.Rect{{W: 100, H: 20}, {Y: 20, W: 10, H: 40}, {X: 90, Y: 20, W: 10, H: 40}, {Y: 60, W: 100, H: 20}}},
		"beyond it":   {[]grid.Rect{{X: -10, Y: -10, W: 60, H: 200}}, []grid.Rect{{X: 50, W: 50, H: 80}}},
		"empty holes": {[]grid.Rect{{X: 10, Y: 10}, {X: 20, W: 9}}, []grid.Rect{{W: 100, H: 10}, {Y: 10, W: 100, H: 70}}},
	}
	for name, test := range tests {
		if got := grid.Around(area, test.holes); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestAroundCovers checks on whole numbers that every cell is in a hole or in
// exactly one rectangle.
func TestAroundCovers(t *testing.T) {
	const side = 12
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string) float32 { return float32(rapid.IntRange(-2, side+2).Draw(t, name)) }
		var holes []grid.Rect
		for range rapid.IntRange(0, 4).Draw(t, "holes") {
			holes = append(holes, grid.Rect{X: number("x"), Y: number("y"), W: number("w"), H: number("h")})
		}
		rects := grid.Around(grid.Size{W: side, H: side}, holes)
		for y := range side {
			for x := range side {
				in := func(r grid.Rect) bool {
					px, py := float32(x)+0.5, float32(y)+0.5
					return px > r.X && px < r.X+r.W && py > r.Y && py < r.Y+r.H
				}
				covered := 0
				for _, r := range rects {
					if in(r) {
						covered++
					}
				}
				want := 1
				if slices.ContainsFunc(holes, in) {
					want = 0
				}
				if covered != want {
					t.Fatalf("cell %d, %d is covered %d times, want %d", x, y, covered, want)
				}
			}
		}
	})
}
