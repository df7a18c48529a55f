package grid_test

import (
	"testing"

	"pgregory.net/rapid"

	"parley/ui/grid"
)

const epsilon = 0.01

func TestLayoutKnown(t *testing.T) {
	tests := map[string]struct {
		n    int
		area grid.Size
		want []grid.Rect
	}{
		"nobody":      {0, grid.Size{W: 100, H: 100}, nil},
		"one fills":   {1, grid.Size{W: 1256, H: 700}, []grid.Rect{{W: 1256, H: 700}}},
		"two abreast": {2, grid.Size{W: 812, H: 300}, []grid.Rect{{W: 400, H: 300}, {X: 412, W: 400, H: 300}}},
		"two stacked": {2, grid.Size{W: 400, H: 612}, []grid.Rect{{W: 400, H: 300}, {Y: 312, W: 400, H: 300}}},
		"three, the last centred": {3, grid.Size{W: 812, H: 612}, []grid.Rect{
			{W: 400, H: 300},
			{X: 412, W: 400, H: 300},
			{X: 206, Y: 312, W: 400, H: 300},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := grid.Layout(test.n, test.area, 12)
			if len(got) != len(test.want) {
				t.Fatalf("%d tiles, want %d", len(got), len(test.want))
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("tile %d = %v, want %v", i, got[i], test.want[i])
				}
			}
		})
	}
}

func TestLayoutProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		area := grid.Size{
			W: rapid.Float32Range(0, 4000).Draw(t, "w"),
			H: rapid.Float32Range(0, 2400).Draw(t, "h"),
		}
		gap := rapid.Float32Range(0, 16).Draw(t, "gap")
		tiles := grid.Layout(n, area, gap)
		if len(tiles) != n {
			t.Fatalf("%d tiles, want %d", len(tiles), n)
		}
		if tiles[0].W <= 0 || tiles[0].H <= 0 {
			return // no room: empty tiles may stand anywhere
		}
		for i, r := range tiles {
			checkTile(t, r, tiles[0], area)
			for _, other := range tiles[:i] {
				if overlap(r, other, gap) {
					t.Fatalf("%v and %v are less than %v apart", r, other, gap)
				}
			}
		}
		checkCentred(t, tiles, area)
	})
}

func checkTile(t *rapid.T, r, first grid.Rect, area grid.Size) {
	if r.W != first.W || r.H != first.H {
		t.Fatalf("tile %v is not of the size of %v", r, first)
	}
	if a := r.W / r.H; a < grid.MinAspect-epsilon || a > grid.MaxAspect+epsilon {
		t.Fatalf("aspect %v of %v", a, r)
	}
	if r.X < -epsilon || r.Y < -epsilon || r.X+r.W > area.W+epsilon*area.W || r.Y+r.H > area.H+epsilon*area.H {
		t.Fatalf("%v leaves %v", r, area)
	}
}

// checkCentred checks that every row is as far from the left as from the right.
func checkCentred(t *rapid.T, tiles []grid.Rect, area grid.Size) {
	left, right := map[float32]float32{}, map[float32]float32{}
	for _, r := range tiles {
		if x, ok := left[r.Y]; !ok || r.X < x {
			left[r.Y] = r.X
		}
		right[r.Y] = max(right[r.Y], r.X+r.W)
	}
	for y, x := range left {
		if d := x - (area.W - right[y]); d > 1 || d < -1 {
			t.Fatalf("row at %v is %v off centre", y, d)
		}
	}
}

func overlap(a, b grid.Rect, gap float32) bool {
	gap -= epsilon * (1 + gap)
	return a.X < b.X+b.W+gap && b.X < a.X+a.W+gap && a.Y < b.Y+b.H+gap && b.Y < a.Y+a.H+gap
}

// TestNoOtherColumnsAreBetter compares with every number of columns.
func TestNoOtherColumnsAreBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		w := rapid.Float32Range(300, 4000).Draw(t, "w")
		h := rapid.Float32Range(200, 2400).Draw(t, "h")
		got := grid.Layout(n, grid.Size{W: w, H: h}, 0)[0]
		for c := 1; c <= n; c++ {
			rows := (n + c - 1) / c
			tw, th := w/float32(c), h/float32(rows)
			tw, th = min(tw, th*grid.MaxAspect), min(th, tw/grid.MinAspect)
			if tw*th > got.W*got.H*(1+epsilon) {
				t.Fatalf("%d columns give %v by %v, got %v", c, tw, th, got)
			}
		}
	})
}

func TestSelfViewStaysInItsCorner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stage := grid.Size{
			W: rapid.Float32Range(100, 4000).Draw(t, "w"),
			H: rapid.Float32Range(100, 2400).Draw(t, "h"),
		}
		corner := grid.Corner(rapid.IntRange(0, 3).Draw(t, "corner"))
		r, ok := grid.SelfView(stage, corner, 40, 20)
		if !ok {
			return
		}
		if r.X < 0 || r.Y < 0 || r.X+r.W > stage.W || r.Y+r.H > stage.H {
			t.Fatalf("%v leaves %v", r, stage)
		}
		if got := grid.Nearest(stage, r); got != corner {
			t.Fatalf("%v is nearest to corner %d, want %d", r, got, corner)
		}
	})
}

func TestNoSelfViewWithoutRoom(t *testing.T) {
	if _, ok := grid.SelfView(grid.Size{W: 640, H: 280}, grid.BottomRight, 0, 0); ok {
		t.Error("a self view on a stage 280 high")
	}
	if _, ok := grid.SelfView(grid.Size{W: 624, H: 396}, grid.BottomRight, 0, 0); !ok {
		t.Error("no self view in a 640x480 window")
	}
}

func BenchmarkLayout(b *testing.B) {
	for b.Loop() {
		grid.Layout(12, grid.Size{W: 1256, H: 648}, 12)
	}
}

func TestSpeakerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		area := grid.Size{
			W: rapid.Float32Range(300, 4000).Draw(t, "w"),
			H: rapid.Float32Range(200, 2400).Draw(t, "h"),
		}
		tiles := grid.Speaker(n, area, 12)
		if len(tiles) != n {
			t.Fatalf("%d tiles, want %d", len(tiles), n)
		}
		for i, r := range tiles {
			if r.W == 0 {
				continue
			}
			if r.X < 0 || r.Y < 0 || r.X+r.W > area.W+epsilon || r.Y+r.H > area.H+epsilon {
				t.Fatalf("%v leaves %v", r, area)
			}
			for _, other := range tiles[:i] {
				if other.W > 0 && overlap(r, other, 12) {
					t.Fatalf("%v and %v are less than a gap apart", r, other)
				}
			}
			if i > 0 && r.W*r.H >= tiles[0].W*tiles[0].H && area.H > 400 {
				t.Fatalf("small tile %v beside the large %v", r, tiles[0])
			}
		}
	})
}
