package call

import (
	"slices"
	"time"

	"parley/assets"
	core "parley/call"
	"parley/call/annotation"
	"parley/call/session"
	"parley/ui/pinch"
	"parley/ui/widgets"
)

// screens are the screens that others share, and what stands around the one
// that is large.
type screens struct {
	boards []*board // the newest first
	large  string   // whose is the large one
	head   *sharer
	tools  *boardTools
	apart  *ownWindow // nil while no screen has a window of its own
}

func (v *View) buildScreens() {
	v.screens.head = newSharer()
	v.screens.tools = newBoardTools(boardToolActs{
		out: v.onLarge((*board).zoomOut), fit: v.onLarge((*board).fit), in: v.onLarge((*board).zoomIn),
		actual: v.onLarge((*board).actual), pen: v.onLarge((*board).togglePen), apart: v.popOut, full: v.toggleFullScreen,
	})
}

// onLarge does something to the screen that is large, if one is.
func (v *View) onLarge(act func(*board)) func() {
	return func() {
		if b := v.largeBoard(); b != nil {
			act(b)
		}
	}
}

// Pinch zooms the large screen by two fingers.
func (v *View) Pinch(p pinch.Pinch) {
	if b := v.largeBoard(); b != nil {
		b.pinch(p)
	}
}

// castScreens brings the boards up to date with who shares.
func (v *View) castScreens(now time.Time) {
	s := &v.screens
	for _, b := range slices.Clone(s.boards) {
		if v.stopped(b, now) {
			v.removeBoard(b)
		}
	}
	for _, p := range v.snapshot.Call.Participants {
		if !sharesScreen(p) {
			continue
		}
		state := boardStateOf(p, v.snapshot)
		if b := v.board(p.ID); b != nil {
			b.set(state)
			continue
		}
		v.addBoard(state, p)
	}
	if v.board(s.large) == nil && len(s.boards) > 0 {
		s.large = s.boards[0].state.id
	}
}

func sharesScreen(p core.Participant) bool { return p.Media.Screen && p.Tracks.Screen != nil }

func boardStateOf(p core.Participant, s *core.Snapshot) boardState {
	state := boardState{
		id: p.ID, name: p.Person.Name, key: p.Person.Key, window: p.Media.Share.Window,
		pointing: p.Media.Share.Pointing, paused: p.Media.Share.Paused,
	}
	if s.State == core.Reconnecting {
		state.away = core.WhyAway(firstName(state.name), p.Cause, s.Self.Online)
	}
	return state
}

// addBoard shows a screen that is new, large.
func (v *View) addBoard(state boardState, p core.Participant) {
	b := newBoard(v.clock, state, p.Tracks, boardActs{
		enlarge: func() { v.enlarge(state.id) }, changed: v.relayout, stir: v.stir, mark: v.mark,
		asked: func() { v.askedToPoint(state.name) },
	})
	v.tiles.Add(b.object)
	v.screens.boards = slices.Insert(v.screens.boards, 0, b)
	v.enlarge(state.id)
}

// mark tells the others what this person points at and draws.
func (v *View) mark(m annotation.Message) { v.acts.Do(core.Annotate{Message: m}) }

// askedToPoint says that leave to point was asked for.
func (v *View) askedToPoint(name string) {
	v.toasts.say(time.Now(), widgets.NewToast(widgets.ToneInfo, assets.Pen,
		firstName(name)+" is asked to let you point and draw.", "", false, nil))
	v.relayout()
}

// stopped finds a screen that is shared no more, and says so.
func (v *View) stopped(b *board, now time.Time) bool {
	here, end := false, session.ShareStopped
	for _, p := range v.snapshot.Call.Participants {
		if p.ID != b.state.id {
			continue
		}
		if here = true; sharesScreen(p) && p.Tracks.Screen == b.tracks.Screen {
			return false
		}
		end = p.Media.Share.End
	}
	if here {
		v.toasts.say(now, widgets.NewToast(widgets.ToneInfo, assets.Share,
			shareEnd(firstName(b.state.name), end), "", false, nil))
	}
	return true
}

// shareEnd says why somebody's share is over.
func shareEnd(name string, end session.ShareEnd) string {
	switch end {
	case session.WindowClosed:
		return name + "’s window was closed."
	case session.DisplayGone:
		return name + "’s display was unplugged."
	case session.SourceVanished:
		return name + "’s share ended by itself."
	case session.ShareStopped:
	}
	return name + " stopped sharing."
}

func (v *View) removeBoard(b *board) {
	v.screens.boards = slices.DeleteFunc(v.screens.boards, func(x *board) bool { return x == b })
	if v.screens.apart != nil && v.screens.apart.id == b.state.id {
		v.screens.apart.close()
	}
	b.close()
	v.tiles.Remove(b.object)
}

// forgetScreens ends all that is shared in a call.
func (v *View) forgetScreens() {
	for _, b := range slices.Clone(v.screens.boards) {
		v.removeBoard(b)
	}
	v.screens.large = ""
}

// closeScreens ends all pictures, in windows that may be gone.
func (v *View) closeScreens() {
	for _, b := range v.screens.boards {
		b.close()
	}
	if v.screens.apart != nil {
		v.screens.apart.board.close()
		v.screens.apart.unwatch()
	}
}

// enlarge makes one screen the large one.
func (v *View) enlarge(id string) {
	v.screens.large, v.pinned, v.gridded = id, "", false
	v.relayout()
}

func (v *View) board(id string) *board {
	for _, b := range v.screens.boards {
		if b.state.id == id {
			return b
		}
	}
	return nil
}

// onStage lists the screens but for one in a window of its own, the large one
// first.
func (v *View) onStage() []*board {
	var first, rest []*board
	for _, b := range v.screens.boards {
		switch {
		case v.screens.apart != nil && v.screens.apart.id == b.state.id:
		case b.state.id == v.screens.large:
			first = append(first, b)
		default:
			rest = append(rest, b)
		}
	}
	return append(first, rest...)
}

// largeBoard is the screen that stands large on the stage, nil when none does.
func (v *View) largeBoard() *board {
	if v.arrangement() != shared || v.self == nil || v.waiting() {
		return nil
	}
	return v.onStage()[0]
}

// beatScreens follows the pictures.
func (v *View) beatScreens(now time.Time) {
	for _, b := range v.screens.boards {
		live := b.live
		if b.beat(now); b.live != live {
			v.relayout() // what it covers changed
		}
	}
	if v.screens.apart != nil {
		v.screens.apart.beat(now)
	}
}
