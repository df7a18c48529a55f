package call

import (
	"fyne.io/fyne/v2"

	"parley/ui/grid"
	"parley/ui/theme"
)

// arrangement is how the tiles stand on the stage.
type arrangement int

const (
	faceToFace arrangement = iota // one other person fills it, oneself in a corner
	inGrid
	oneLarge // the pinned one, the others small beside it
	shared   // a screen that somebody shares, everybody small beside it
)

// arrange chooses the arrangement: the grid from three people on, or when the
// person asked for it.
func arrange(others int, gridded bool, pinned string) arrangement {
	switch {
	case pinned != "" && others > 1:
		return oneLarge
	case others > 1 || gridded && others == 1:
		return inGrid
	}
	return faceToFace
}

// arrangement is how they stand now. A screen is large unless the person
// asked for somebody, or for the grid.
func (v *View) arrangement() arrangement {
	switch {
	case len(v.onStage()) == 0:
		return arrange(len(v.others), v.gridded, v.pinned)
	case v.gridded:
		return inGrid
	case v.pinned != "":
		return oneLarge
	}
	return shared
}

// margin is the stage's distance from the window's edge, and the gap between
// tiles.
func margin(width float32) float32 {
	if width < theme.Narrow {
		return theme.SpaceS
	}
	return theme.SpaceM
}

// tight and low are width and height of a tile below which there is room for
// little.
const (
	tight = 150
	low   = 150
)

// headRoom is what the status takes above the tiles of a grid.
const headRoom = statusHeight + 20

// placeTiles puts every tile where it stands in the stage, which begins at x, y.
func (v *View) placeTiles(x, y float32, stage fyne.Size) {
	boards := v.onStage()
	n := len(boards)
	switch v.arrangement() {
	case faceToFace:
		v.placeFaceToFace(x, y, stage)
	case inGrid:
		rects := grid.Layout(n+len(v.others)+1, under(stage), v.gap)
		v.placeBoards(x, y+headRoom, rects[:n], boards)
		v.placeRects(x, y+headRoom, rects[n:], v.inOrder())
	case oneLarge:
		rects := grid.Speaker(n+len(v.others)+1, under(stage), v.gap)
		v.placeBoards(x, y+headRoom, rects[1:1+n], boards)
		v.placeRects(x, y+headRoom, append(rects[:1:1], rects[1+n:]...), v.pinnedFirst())
	case shared:
		v.placeShared(x, y, stage)
	}
}

// under is the stage without the room of the status.
func under(stage fyne.Size) grid.Size {
	return grid.Size{W: stage.Width, H: max(stage.Height-headRoom, 0)}
}

func (v *View) placeFaceToFace(x, y float32, stage fyne.Size) {
	for _, t := range v.others {
		t.stand(form{radius: theme.RadiusStage, top: statusHeight + theme.SpaceM, lone: true}, x, y, stage.Width, stage.Height)
	}
	v.placeSelf(x, y, stage)
}

// placeSelf puts the self view into its corner, or where it is dragged to.
func (v *View) placeSelf(x, y float32, stage fyne.Size) {
	var bottom float32
	if v.corner == grid.BottomLeft {
		bottom = labelHeight // the other person's name
	}
	r, room := grid.SelfView(grid.Size{W: stage.Width, H: stage.Height}, v.corner, statusHeight, bottom)
	if !room || v.selfHidden {
		v.self.appear(false)
		return
	}
	if v.dragged != nil {
		r.X, r.Y = v.dragged.X, v.dragged.Y
	}
	v.selfRect, v.stage = r, grid.Size{W: stage.Width, H: stage.Height}
	v.self.stand(form{radius: theme.RadiusInner, small: true}, x+r.X, y+r.Y, r.W, r.H)
}

func (v *View) placeRects(x, y float32, rects []grid.Rect, tiles []*tile) {
	beside := v.arrangement() == shared
	for i, t := range tiles {
		r := rects[i]
		if r.W <= 0 {
			t.appear(false)
			continue
		}
		t.stand(form{
			radius: theme.RadiusCard, pinned: v.pinned != "" && t.state.id == v.pinned,
			tight: r.W < tight, low: r.W < tight || beside && r.H < low,
		}, x+r.X, y+r.Y, r.W, r.H)
	}
}

// inOrder lists the tiles in the order of joining, oneself last.
func (v *View) inOrder() []*tile { return append(v.others[:len(v.others):len(v.others)], v.self) }

// pinnedFirst lists the pinned tile before the others.
func (v *View) pinnedFirst() []*tile {
	var first, rest []*tile
	for _, t := range v.inOrder() {
		if t.state.id == v.pinned {
			first = append(first, t)
		} else {
			rest = append(rest, t)
		}
	}
	return append(first, rest...)
}

// dragSelf moves the self view with the pointer.
func (v *View) dragSelf(by fyne.Delta) {
	if v.dragged == nil {
		v.dragged = &fyne.Position{X: v.selfRect.X, Y: v.selfRect.Y}
	}
	v.dragged.X = max(0, min(v.dragged.X+by.DX, v.stage.W-v.selfRect.W))
	v.dragged.Y = max(0, min(v.dragged.Y+by.DY, v.stage.H-v.selfRect.H))
	v.relayout()
}

// dropSelf lets the self view snap to the nearest corner.
func (v *View) dropSelf() {
	if v.dragged == nil {
		return
	}
	v.corner = grid.Nearest(v.stage, grid.Rect{X: v.dragged.X, Y: v.dragged.Y, W: v.selfRect.W, H: v.selfRect.H})
	v.dragged = nil
	v.relayout()
}
