package call

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"parley/ui/grid"
	"parley/ui/theme"
)

// backdrop is the stage behind and around the tiles. It is not painted where
// something opaque covers it: below a large picture that would be a third of
// all the drawing.
type backdrop struct {
	*fyne.Container
	rects []*canvas.Rectangle
}

func newBackdrop() *backdrop { return &backdrop{Container: container.NewWithoutLayout()} }

// cover paints a window of a size around what is opaque. The corners of that
// are round, so it is painted below them.
func (b *backdrop) cover(size fyne.Size, opaque []fyne.CanvasObject) {
	holes := make([]grid.Rect, 0, len(opaque))
	for _, o := range opaque {
		if o.Visible() {
			holes = append(holes, hole(o))
		}
	}
	rects := grid.Around(grid.Size{W: size.Width, H: size.Height}, holes)
	for len(b.rects) < len(rects) {
		b.rects = append(b.rects, box(theme.Stage, 0))
		b.Add(b.rects[len(b.rects)-1])
	}
	for i, r := range b.rects {
		show(r, i < len(rects))
		if i < len(rects) {
			put(r, rects[i].X, rects[i].Y, rects[i].W, rects[i].H)
		}
	}
}

// hole is what an object surely covers: it without the largest corners, on
// whole units so that neighbours meet on a pixel.
func hole(o fyne.CanvasObject) grid.Rect {
	const corner = theme.RadiusStage
	pos, size := o.Position(), o.Size()
	x0, y0 := ceil(pos.X+corner), ceil(pos.Y+corner)
	x1, y1 := floor(pos.X+size.Width-corner), floor(pos.Y+size.Height-corner)
	return grid.Rect{X: x0, Y: y0, W: max(x1-x0, 0), H: max(y1-y0, 0)}
}

func ceil(x float32) float32  { return float32(math.Ceil(float64(x))) }
func floor(x float32) float32 { return float32(math.Floor(float64(x))) }
