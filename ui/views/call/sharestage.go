package call

import (
	"slices"

	"fyne.io/fyne/v2"

	core "parley/call"
	"parley/call/stats"
	"parley/ui/grid"
	"parley/ui/theme"
)

// footRoom is what the tools take below a large screen, and what a small
// window leaves of it.
const (
	footRoom       = theme.SpaceS + toolsHeight + theme.SpaceM
	footRoomNarrow = theme.SpaceXS + toolsHeight + theme.SpaceXS
)

// placeShared puts the large screen on the stage, which begins at x, y, and
// everybody beside it. In full screen, once nothing moves, it has all of it.
func (v *View) placeShared(x, y float32, stage fyne.Size) {
	boards := v.onStage()
	if v.resting {
		v.placeRects(0, 0, make([]grid.Rect, len(v.others)+1), v.inOrder())
		v.placeBoards(0, 0, append([]grid.Rect{{W: v.object.Size().Width, H: v.object.Size().Height}}, make([]grid.Rect, len(boards)-1)...), boards)
		return
	}
	foot := float32(footRoom)
	if v.narrow() {
		foot = footRoomNarrow
	}
	area := under(stage)
	area.H = max(0, area.H-foot)
	rects := grid.Beside(len(boards)-1+len(v.others)+1, area, v.gap)
	v.placeBoards(x, y+headRoom, rects[:len(boards)], boards)
	v.placeRects(x, y+headRoom, rects[len(boards):], v.inOrder())
	large := rects[0]
	put(v.screens.tools.Container, x+large.X, y+headRoom+large.Y+large.H+(foot-toolsHeight)/2-2, large.W, toolsHeight)
	v.paintScreens(boards[0])
}

func (v *View) placeBoards(x, y float32, rects []grid.Rect, boards []*board) {
	large := v.arrangement() == shared
	for i, b := range boards {
		if r := rects[i]; r.W > 0 && r.H > 0 {
			b.stand(!large || i > 0, x+r.X, y+r.Y, r.W, r.H)
		} else {
			b.appear(false)
		}
	}
}

// hideScreens takes from the stage what is not placed on it.
func (v *View) hideScreens(all bool) {
	on := v.onStage()
	for _, b := range v.screens.boards {
		if all || !slices.Contains(on, b) {
			b.appear(false)
		}
	}
	large := !all && v.largeBoard() != nil && !v.resting
	show(v.screens.head.Container, large)
	show(v.screens.tools.Container, large)
}

// paintScreens says what the large screen is.
func (v *View) paintScreens(b *board) {
	v.screens.head.set(b.state, v.narrow())
	v.screens.tools.set(readouts(b.track(v.snapshot), b.picture), b, v.fullScreen)
}

// track is what was measured of a screen that comes; nil while none does.
func (b *board) track(s *core.Snapshot) *stats.Track {
	if b.state.away != "" || s == nil || s.Call == nil {
		return nil
	}
	return screenTrack(b.state.id, s.Call.Stats, stats.Receive)
}

// placeSharedHead puts who shares above the screen at the left, and the status
// at the right.
func (v *View) placeSharedHead(left, right, top float32) {
	for _, b := range v.tools {
		show(b, false)
	}
	show(v.status, !v.resting)
	v.status.setGround(false)
	y := top + (headRoom-v.gap-sharerHeight)/2 + 2
	head := min(v.screens.head.width(), (right-left)*0.6)
	room := right - left - head - theme.SpaceS
	status := max(0, min(v.status.width(), room))
	put(v.screens.head.Container, left, y, min(v.screens.head.width(), right-left-status-theme.SpaceS), sharerHeight)
	put(v.status, right-status, y+(sharerHeight-statusHeight)/2, status, statusHeight)
}
