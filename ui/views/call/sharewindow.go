package call

import (
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"parley/ui/pinch"
	"parley/ui/theme"
	"parley/ui/visibility"
)

// ownWindow shows one shared screen in a window of its own. The page draws
// that screen no more meanwhile: all windows are drawn one after the other.
type ownWindow struct {
	id     string // of the participant
	view   *View
	window fyne.Window
	sight  visibility.Watch
	pad    pinch.Watch
	ground *canvas.Rectangle
	board  *board
	tools  *boardTools
	full   bool
}

// ownSize is the window's size at first.
var ownSize = fyne.NewSize(1024, 640)

// popOut gives the large screen a window of its own, and takes a former one
// back.
func (v *View) popOut() {
	b := v.largeBoard()
	if b == nil {
		return
	}
	if v.screens.apart != nil {
		v.screens.apart.close()
	}
	w := &ownWindow{id: b.state.id, view: v, ground: box(theme.Stage, 0)}
	w.build(b)
	v.screens.apart = w
	v.relayout()
	w.board.surface.Begin(b.surface.Newest())
	w.window.Show()
	w.stand()
}

func (w *ownWindow) build(from *board) {
	w.board = newBoard(w.view.clock, from.state, from.tracks, boardActs{
		enlarge: func() {}, changed: w.changed, stir: func() {}, mark: w.view.mark, asked: func() { w.view.askedToPoint(w.board.state.name) },
	})
	w.tools = newBoardTools(boardToolActs{
		out: w.board.zoomOut, fit: w.board.fit, in: w.board.zoomIn, actual: w.board.actual, pen: w.board.togglePen, full: w.toggleFull,
	})
	page := placed(func(fyne.Size) { w.stand() }, w.ground, w.board.object, w.tools.Container)
	w.window = fyne.CurrentApp().NewWindow(firstName(from.state.name) + "’s screen – Parley")
	w.window.SetPadded(false)
	w.window.SetContent(container.NewThemeOverride(page, theme.Call()))
	w.window.Resize(ownSize)
	w.window.SetCloseIntercept(w.close)
	w.window.Canvas().SetOnTypedRune(func(r rune) { w.board.letter(unicode.ToLower(r)) })
	w.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.key(e.Name) })
}

func (w *ownWindow) key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyF11, name == fyne.KeyEscape && w.full:
		w.toggleFull()
	default:
		w.board.key(name)
	}
}

func (w *ownWindow) toggleFull() {
	w.full = !w.full
	w.window.SetFullScreen(w.full)
	w.changed()
}

// stand lays the window out: the screen, and the tools below it.
func (w *ownWindow) stand() {
	size := w.window.Canvas().Size()
	if w.view.screens.apart != w || size.Width <= 0 {
		return
	}
	const gap = theme.SpaceS
	put(w.ground, 0, 0, size.Width, size.Height)
	tools := toolsHeight + 2*gap
	w.board.stand(false, 0, 0, size.Width, max(0, size.Height-tools))
	put(w.tools.Container, gap, size.Height-tools+gap, max(0, size.Width-2*gap), toolsHeight)
	w.changed()
}

// changed says anew what is seen.
func (w *ownWindow) changed() {
	w.tools.set(readouts(w.board.track(w.view.snapshot), w.board.picture), w.board, w.full)
}

func (w *ownWindow) beat(now time.Time) {
	if b := w.view.board(w.id); b != nil {
		w.board.set(b.state)
	}
	w.board.hide(!w.sight.Seen(w.window))
	w.pad.Follow(w.window, w.view.clock, w.board.pinch)
	w.board.beat(now)
	w.changed()
}

// unwatch ends what follows the window.
func (w *ownWindow) unwatch() {
	w.sight.Close()
	w.pad.Close()
}

// close gives the screen back to the stage. It may be called any number of
// times.
func (w *ownWindow) close() {
	if w.view.screens.apart != w {
		return
	}
	w.view.screens.apart = nil
	if b := w.view.board(w.id); b != nil {
		b.surface.Begin(w.board.surface.Newest())
	}
	w.board.close()
	w.unwatch()
	w.window.SetCloseIntercept(nil)
	w.window.Close()
	w.view.relayout()
}

// OwnWindow is the window that a shared screen has, nil when none has one, and
// names its parts.
func (v *View) OwnWindow() (fyne.Window, map[string]fyne.CanvasObject) {
	w := v.screens.apart
	if w == nil {
		return nil, nil
	}
	return w.window, boardPlaces(w.board, w.tools)
}

// boardPlaces names the parts of a large screen: shared is its picture, which
// may be larger than the board that it is seen in.
func boardPlaces(b *board, t *boardTools) map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{
		"board": b.object, "zoom/out": t.out, "zoom/fit": t.fit, "zoom/in": t.in, "zoom/actual": t.actual,
		"board/apart": t.apart, "board/pen": t.pen, "board/full-screen": t.full,
	}
	if b.surface.Live() {
		places["shared"] = b.surface.Object()
	}
	return places
}
