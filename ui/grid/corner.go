package grid

// Corner is one of the four places where the self view rests.
type Corner int

// The corners.
const (
	BottomRight Corner = iota
	BottomLeft
	TopRight
	TopLeft
)

// The self view: its size and distance from the edges, when the window is
// large and when it is narrower than Narrow.
var (
	selfView      = Size{W: 232, H: 132}
	selfViewSmall = Size{W: 138, H: 84}
)

const (
	selfMargin      = 20
	selfMarginSmall = 8

	// Narrow is the width below which everything takes its small form.
	Narrow = 720
	// noSelfView is the stage height below which the self view would cover
	// the other person's face.
	noSelfView = 300
)

// SelfView places the self view in a corner of the stage, below what stands in
// the first top units of it and above what stands in the last bottom units. ok
// is false where there is no room for one.
func SelfView(stage Size, corner Corner, top, bottom float32) (r Rect, ok bool) {
	size, margin := selfView, float32(selfMargin)
	if stage.W < Narrow {
		size, margin = selfViewSmall, selfMarginSmall
	}
	r = Rect{X: margin, Y: margin + top, W: size.W, H: size.H}
	if corner == BottomRight || corner == TopRight {
		r.X = stage.W - margin - size.W
	}
	if corner == BottomRight || corner == BottomLeft {
		r.Y = stage.H - margin - bottom - size.H
	}
	return r, stage.H >= noSelfView && stage.W >= 2*size.W
}

// Nearest returns the corner of the stage to which a rectangle that was let
// go at r belongs.
func Nearest(stage Size, r Rect) Corner {
	right := r.X+r.W/2 >= stage.W/2
	bottom := r.Y+r.H/2 >= stage.H/2
	switch {
	case right && bottom:
		return BottomRight
	case bottom:
		return BottomLeft
	case right:
		return TopRight
	}
	return TopLeft
}
