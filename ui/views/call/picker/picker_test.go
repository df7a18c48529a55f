package picker

import (
	"fmt"
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// rig is an open picker with what it tells.
type rig struct {
	*Picker
	window fyne.Window
	now    time.Time
	shared []session.ShareRequest
	closed int
}

func open(t *testing.T, size fyne.Size) *rig {
	t.Helper()
	r := &rig{now: time.Unix(1000, 0)}
	anchor := widgets.NewButton("Share", "", widgets.Standard, func() {})
	r.window = widgettest.NewWindow(t, choices.Dark, size, func() fyne.CanvasObject { return anchor })
	r.Picker = Open(anchor, session.ShareAuto, r.now, Acts{
		Share: func(s session.ShareRequest) { r.shared = append(r.shared, s) },
		Close: func() { r.closed++ },
	})
	return r
}

func (r *rig) set(sources ...session.ShareSource) {
	r.Set(core.Sharing{Sources: sources}, r.now)
}

func (r *rig) press(name fyne.KeyName) {
	r.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

func display(n int, current bool) session.ShareSource {
	return session.ShareSource{
		ID: fmt.Sprint("display:", n), Title: fmt.Sprint("Display ", n+1), Display: true, Current: current, Width: 1920, Height: 1080,
	}
}

func windows(n int) []session.ShareSource {
	all := make([]session.ShareSource, n)
	for i := range all {
		all[i] = session.ShareSource{ID: fmt.Sprint("window:", i), Title: fmt.Sprint("Window ", i), App: "Editor"}
	}
	return all
}

func TestCurrentDisplayIsChosenBeforehand(t *testing.T) {
	r := open(t, fyne.NewSize(1280, 800))
	r.press(fyne.KeyReturn) // Cancel has the focus
	if r.closed != 1 || len(r.shared) != 0 {
		t.Fatal("while nothing is known, Enter does not cancel")
	}
	r = open(t, fyne.NewSize(1280, 800))
	r.set(append([]session.ShareSource{display(0, false), display(1, true)}, windows(3)...)...)
	if got := r.share.Text(); got != "Share Display 2" {
		t.Errorf("the button says %q", got)
	}
	r.press(fyne.KeyReturn)
	if want := (session.ShareRequest{Source: "display:1", Mode: session.ShareAuto}); len(r.shared) != 1 || r.shared[0] != want {
		t.Errorf("Enter shares %v", r.shared)
	}
	r.Cancel()
	r.set(windows(1)...)
	if r.closed != 0 || r.window.Canvas().Overlays().Top() != nil || len(r.Places()) != 0 {
		t.Error("a picker that is closed goes on")
	}
}

func TestChoiceStaysWhileItIsThere(t *testing.T) {
	r := open(t, fyne.NewSize(1280, 800))
	all := append([]session.ShareSource{display(0, true)}, windows(4)...)
	r.set(all...)
	r.press(fyne.KeyDown)
	r.press(fyne.KeyRight)
	if r.chosen != "window:1" {
		t.Fatalf("the keys lead to %s", r.chosen)
	}
	card := r.card("window:1")
	all[2].Title, all[2].Thumbnail = "Another page", image.NewRGBA(image.Rect(0, 0, 320, 180))
	r.set(append(all[:1:1], all[2:]...)...)
	if r.card("window:1") != card || r.window.Canvas().Focused() != fyne.Focusable(card) || card.Title() != "Another page" {
		t.Error("a new thumbnail takes the focus away")
	}
	if got := r.share.Text(); got != "Share Another page" {
		t.Errorf("the button says %q", got)
	}
	r.set(all[0])
	if r.chosen != "display:0" {
		t.Errorf("when the window went, %s is chosen", r.chosen)
	}
	r.set()
	if r.share.Disabled() == false || !r.note.Visible() {
		t.Error("nothing can be shared, but the button can be pressed")
	}
}

func TestPointerAndModes(t *testing.T) {
	r := open(t, fyne.NewSize(1280, 800))
	r.set(append([]session.ShareSource{display(0, true)}, windows(2)...)...)
	card := r.card("window:1")
	card.MouseDown(&desktop.MouseEvent{})
	card.MouseUp(&desktop.MouseEvent{})
	if r.chosen != "window:1" {
		t.Errorf("a press chooses %s", r.chosen)
	}
	before := r.about.Text()
	r.modes.Set(string(session.ShareText))
	r.paintMode()
	if r.about.Text() == before || r.Mode() != session.ShareText {
		t.Errorf("of the mode it says %q", r.about.Text())
	}
	card.DoubleTapped(nil)
	if want := (session.ShareRequest{Source: "window:1", Mode: session.ShareText}); len(r.shared) != 1 || r.shared[0] != want {
		t.Errorf("a double click shares %v", r.shared)
	}
}

func TestWaitsInWords(t *testing.T) {
	r := open(t, fyne.NewSize(640, 480))
	first := r.note.Text()
	r.Beat(r.now.Add(patience + time.Second))
	if first == "" || r.note.Text() == first {
		t.Errorf("it says %q, then %q", first, r.note.Text())
	}
	r.Set(core.Sharing{ShareStatus: session.ShareStatus{Text: "This session shows no screen."}}, r.now)
	if got := r.note.Text(); got != "This session shows no screen." {
		t.Errorf("it says %q", got)
	}
	widgettest.Draw(t, r.window, "picker-waits")
}

// TestManyWindows goes through all of them by keys, each of which must be in
// sight.
func TestManyWindows(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 480, Height: 400}, {Width: 640, Height: 480}, {Width: 1280, Height: 800}} {
		r := open(t, size)
		r.set(append([]session.ShareSource{display(0, true)}, windows(30)...)...)
		for range 30 {
			r.press(fyne.KeyRight)
			inSight(t, size, r)
		}
		if r.chosen != "window:29" {
			t.Errorf("%v: it ends at %s", size, r.chosen)
		}
		r.press(fyne.KeyHome)
		inSight(t, size, r)
		within(t, size, r)
		widgettest.Draw(t, r.window, fmt.Sprintf("picker-%.0f", size.Width))
	}
}

func inSight(t *testing.T, size fyne.Size, r *rig) {
	t.Helper()
	driver := fyne.CurrentApp().Driver()
	c := r.card(r.chosen)
	top, view := driver.AbsolutePositionForObject(c).Y, driver.AbsolutePositionForObject(r.scroll).Y
	// In the lowest of windows there is no room for a whole card.
	if top < view-1 || top+min(c.Size().Height, r.scroll.Size().Height) > view+r.scroll.Size().Height+10 {
		t.Errorf("%v: %s is from %v to %v, what is seen from %v to %v", size, r.chosen, top, top+c.Size().Height, view, view+r.scroll.Size().Height)
	}
}

// within checks that nothing leaves the window or lies over another.
func within(t *testing.T, size fyne.Size, r *rig) {
	t.Helper()
	driver := fyne.CurrentApp().Driver()
	for name, o := range map[string]fyne.CanvasObject{"share": r.share, "cancel": r.cancel, "modes": r.modes, "head": r.head} {
		at := driver.AbsolutePositionForObject(o)
		if at.X < 0 || at.Y < 0 || at.X+o.Size().Width > size.Width || at.Y+o.Size().Height > size.Height {
			t.Errorf("%v: %s is at %v, %v large", size, name, at, o.Size())
		}
	}
	if end := r.modes.Position().X + r.modes.Size().Width; r.cancel.Position().X < end && r.cancel.Position().Y < r.modes.Position().Y+r.modes.Size().Height-10 {
		t.Errorf("%v: the buttons begin at %v, the modes end at %v", size, r.cancel.Position(), end)
	}
}

func TestNext(t *testing.T) {
	displays, windows := []string{"d0", "d1"}, []string{"w0", "w1", "w2", "w3"}
	for _, test := range []struct {
		from string
		key  fyne.KeyName
		want string
	}{
		{"d0", fyne.KeyLeft, "d0"},
		{"d0", fyne.KeyUp, "d0"},
		{"d1", fyne.KeyRight, "w0"},
		{"d1", fyne.KeyDown, "w1"},
		{"w2", fyne.KeyUp, "d1"},
		{"w2", fyne.KeyDown, "w3"},
		{"w3", fyne.KeyDown, "w3"},
		{"w3", fyne.KeyRight, "w3"},
		{"w3", fyne.KeyUp, "w0"},
		{"w3", fyne.KeyHome, "d0"},
		{"d0", fyne.KeyEnd, "w3"},
		{"w1", fyne.KeySpace, "w1"},
		{"gone", fyne.KeyDown, "gone"},
	} {
		if got := next(displays, windows, 3, test.from, test.key); got != test.want {
			t.Errorf("from %s %s leads to %s, want %s", test.from, test.key, got, test.want)
		}
	}
}

func TestWords(t *testing.T) {
	long := session.ShareSource{Title: "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff"}
	for _, test := range []struct{ got, want string }{
		{verb(nil), "Share"},
		{verb(&long), "Share Hubert Blaine Wolfeschl…"},
		{titleOf(session.ShareSource{App: "Terminal"}), "Terminal"},
		{asideOf(session.ShareSource{App: "Terminal"}), ""},
		{asideOf(session.ShareSource{Title: "a", App: "Terminal"}), "Terminal"},
		{asideOf(display(0, true)), "1920×1080"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestEscape(t *testing.T) {
	r := open(t, fyne.NewSize(1280, 800))
	r.set(display(0, true))
	r.press(fyne.KeyEscape)
	if r.closed != 1 {
		t.Error("Escape does not close it")
	}
	test.Tap(r.cancel)
	if r.closed != 1 {
		t.Error("it closes twice")
	}
}
