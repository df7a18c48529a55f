package call

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/stats"
	"parley/ui/pinch"
	"parley/ui/widgets/widgettest"
)

// sharedBy is a call with n others, some of whom share their screens.
func sharedBy(n int, who ...int) *core.Snapshot {
	s := inCall(core.Active, n)
	for _, i := range who {
		p := &s.Call.Participants[i]
		p.Media.Screen, p.Tracks.Screen = true, new(frame.Feed)
	}
	return s
}

// without is the same call in which one participant shares no more.
func without(s *core.Snapshot, who int) *core.Snapshot {
	after, call := *s, *s.Call
	call.Participants = slices.Clone(call.Participants)
	call.Participants[who].Media.Screen = false
	after.Call = &call
	return &after
}

// film shows a picture of a screen and waits until it is drawn.
func (r *rig) film(t *testing.T, p core.Participant, width, height int) {
	t.Helper()
	b := r.view.board(p.ID)
	p.Tracks.Screen.Put(new(frame.VideoPool).Get(width, height))
	for end := time.Now().Add(10 * time.Second); !b.surface.Live() || b.picture.W != float32(width); time.Sleep(time.Millisecond) {
		if r.clock.tick(); time.Now().After(end) {
			t.Fatal("no picture of the screen")
		}
	}
	r.view.Beat(r.now)
}

func TestSharedScreenIsLarge(t *testing.T) {
	for _, size := range sizes[1:] {
		r := newRig(t, size)
		s := sharedBy(3, 1)
		r.show(s)
		r.film(t, s.Call.Participants[1], 1920, 1080)
		b := r.view.largeBoard()
		if b == nil || b.state.id != "p1" {
			t.Fatalf("%v: no screen is large", size)
		}
		pic := b.surface.Object()
		if w, h := pic.Size().Width, pic.Size().Height; w > b.Size().Width || h > b.Size().Height || max(b.Size().Width-w, 0) > 1 && max(b.Size().Height-h, 0) > 1 {
			t.Errorf("%v: a picture of %v on a board of %v", size, pic.Size(), b.Size())
		}
		if !r.view.screens.head.Visible() || !r.view.screens.tools.Visible() {
			t.Errorf("%v: nobody says who shares", size)
		}
		for _, o := range r.view.all() {
			if o.object.Visible() && o.Size().Width >= b.Size().Width {
				t.Errorf("%v: a camera of %v beside a screen of %v", size, o.Size(), b.Size())
			}
		}
		checkPlaces(t, fmt.Sprint(size, ", a shared screen"), r.view, size)
		apartFromEachOther(t, size, r.view)
		widgettest.Draw(t, r.window, fmt.Sprintf("screen-%.0f", size.Width))
	}
}

// apartFromEachOther checks that nothing covers the screen.
func apartFromEachOther(t *testing.T, size fyne.Size, v *View) {
	t.Helper()
	board := v.largeBoard().object
	others := []fyne.CanvasObject{v.screens.head.Container, v.screens.tools.Container, v.status, v.bar.Container, v.sharing.badge.Container}
	for _, tile := range v.all() {
		others = append(others, tile.object)
	}
	a, b := board.Position(), board.Position().Add(board.Size())
	for _, o := range others {
		c, d := o.Position(), o.Position().Add(o.Size())
		if o.Visible() && c.X < b.X-0.1 && a.X < d.X-0.1 && c.Y < b.Y-0.1 && a.Y < d.Y-0.1 {
			t.Errorf("%v: the screen from %v to %v is covered from %v to %v", size, a, b, c, d)
		}
	}
}

func TestNewestScreenIsLarge(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := sharedBy(3, 0)
	r.show(s)
	both := sharedBy(3, 0, 2)
	both.Call.Participants[0].Tracks = s.Call.Participants[0].Tracks
	r.show(both)
	if b := r.view.largeBoard(); b.state.id != "p2" || len(r.view.screens.boards) != 2 {
		t.Errorf("%s is large of %d", b.state.id, len(r.view.screens.boards))
	}
	test.Tap(r.view.board("p0").enlarge)
	if b := r.view.largeBoard(); b.state.id != "p0" || !r.view.board("p2").small {
		t.Errorf("a click makes %s large", b.state.id)
	}
	r.view.pin("p1")
	if r.view.largeBoard() != nil || !r.view.board("p0").small {
		t.Error("a person that was pinned is not large")
	}
	r.view.board("p0").Tapped(nil)
	if b := r.view.largeBoard(); b == nil || r.view.pinned != "" {
		t.Error("a click on the screen does not bring it back")
	}
	r.view.Letter('g', false)
	if r.view.largeBoard() != nil || !r.view.board("p0").object.Visible() {
		t.Error("no screens in the grid")
	}
	r.view.Letter('g', false)
	if r.view.largeBoard() == nil {
		t.Error("the screen does not come back")
	}
}

func TestScreenThatStops(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := sharedBy(1, 0)
	r.show(s)
	if got := len(r.clock.pictures); got != 3 {
		t.Errorf("%d pictures of two cameras and a screen", got)
	}
	r.show(without(s, 0))
	if got := len(r.clock.pictures); got != 2 || len(r.view.screens.boards) != 0 || !r.view.self.form.small {
		t.Errorf("%d pictures, %d screens after it stopped", got, len(r.view.screens.boards))
	}
	if len(r.view.toasts.all) != 1 || r.view.toasts.all[0].widget.Text() != "Person stopped sharing." {
		t.Fatal("nothing says that it stopped")
	}
	r.now = r.now.Add(time.Minute)
	r.view.Beat(r.now)
	if len(r.view.toasts.all) != 0 || r.last() != nil {
		t.Error("the toast stays, or asks the controller to go")
	}
	r.show(s)
	r.show(&core.Snapshot{})
	if got := len(r.clock.pictures); got != 0 || len(r.view.screens.boards) != 0 {
		t.Errorf("%d pictures, %d screens after the call", got, len(r.view.screens.boards))
	}
}

func TestZoomByKeysAndPointer(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := sharedBy(1, 0)
	r.show(s)
	b := r.view.largeBoard()
	b.letter('1') // there is nothing yet
	r.film(t, s.Call.Participants[0], 1920, 1080)
	says := func(what, want string) {
		t.Helper()
		if got := r.view.screens.tools.fit.Text(); got != want {
			t.Errorf("%s: the zoom is %q, want %q", what, got, want)
		}
	}
	says("at first", "Fit")
	r.view.Letter('1', false)
	says("1", "100 %")
	r.view.Letter('+', false)
	says("+", "125 %")
	r.view.Letter('-', false)
	says("-", "100 %")
	b.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 2*notch)})
	says("the wheel", "132 %")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	x, y := (at.X+b.Size().Width/2)*b.pixels(), (at.Y+b.Size().Height/2)*b.pixels()
	for _, scale := range []float64{1, 1.1, 1.5} {
		r.view.Pinch(pinch.Pinch{Began: scale == 1, Scale: scale, X: x, Y: y})
	}
	says("two fingers", "198 %")
	r.view.Pinch(pinch.Pinch{Began: true, Scale: 1})
	r.view.Pinch(pinch.Pinch{Scale: 3})
	says("two fingers beside the screen", "198 %")
	r.view.Pinch(pinch.Pinch{Began: true, Scale: 1, X: x, Y: y})
	r.view.Pinch(pinch.Pinch{Scale: 1 / 1.5, X: x, Y: y})
	says("two fingers together", "132 %")
	before := b.surface.Object().Position()
	b.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-40, -30)})
	b.DragEnd()
	if after := b.surface.Object().Position(); after.X != before.X-40 || after.Y != before.Y-30 {
		t.Errorf("dragged from %v to %v", before, after)
	}
	r.view.Key(fyne.KeyRight)
	b.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(notch, 0)})
	if after := b.surface.Object().Position(); after.X >= before.X-40 {
		t.Errorf("the right arrow leads to %v", after)
	}
	r.view.Letter('0', false)
	says("0", "Fit")
	b.DoubleTapped(&fyne.PointEvent{})
	says("a double click", "100 %")
	b.DoubleTapped(&fyne.PointEvent{})
	says("another", "Fit")
	for _, tool := range []struct {
		press interface{ Tapped(*fyne.PointEvent) }
		want  string
	}{
		{r.view.screens.tools.actual, "100 %"},
		{r.view.screens.tools.in, "125 %"},
		{r.view.screens.tools.out, "100 %"},
		{r.view.screens.tools.fit, "Fit"},
	} {
		tool.press.Tapped(nil)
		says("a button", tool.want)
	}
}

func TestReadout(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := sharedBy(1, 0)
	s.Call.Stats = []stats.Track{
		{Participant: "p0", Track: stats.Camera, Direction: stats.Receive, Width: 1280, Height: 720, FPS: 30},
		{Participant: "p0", Track: stats.Screen, Direction: stats.Receive, FPS: 15.2, Codec: "AV1", Bitrate: 812_000},
	}
	r.show(s)
	if got := r.view.screens.tools.readout.Text(); got != "" {
		t.Errorf("before the first picture it says %q", got)
	}
	r.film(t, s.Call.Participants[0], 1920, 1080)
	if got := r.view.screens.tools.readout.Text(); got != "1920×1080 · 15 fps · AV1 · 0.8 Mbit/s" {
		t.Errorf("it says %q", got)
	}
	still := *s
	call := *s.Call
	call.Stats = []stats.Track{{Participant: "p0", Track: stats.Screen, Direction: stats.Receive, Codec: "AV1", Bitrate: 1500}}
	still.Call = &call
	r.show(&still)
	if got := r.view.screens.tools.readout.Text(); got != "1920×1080 · nothing moves · AV1 · 2 kbit/s" {
		t.Errorf("of a still screen it says %q", got)
	}
	away := still
	away.State = core.Reconnecting
	r.show(&away)
	if got := r.view.screens.tools.readout.Text(); got != "1920×1080" || !r.view.largeBoard().notice.Visible() {
		t.Errorf("while the connection is away it says %q", got)
	}
}

func TestScreenInAWindowOfItsOwn(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := sharedBy(2, 0)
	r.show(s)
	r.film(t, s.Call.Participants[0], 640, 400)
	pictures := len(r.clock.pictures)
	test.Tap(r.view.screens.tools.apart)
	w, places := r.view.OwnWindow()
	if w == nil || places["board"] == nil {
		t.Fatal("no window opens")
	}
	if r.view.largeBoard() != nil || len(r.clock.pictures) != pictures {
		t.Errorf("the stage still draws the screen: %d pictures instead of %d", len(r.clock.pictures), pictures)
	}
	r.show(s)
	w.Canvas().OnTypedRune()('1')
	r.view.screens.apart.key(fyne.KeyF11)
	r.view.screens.apart.key(fyne.KeyEscape)
	r.view.screens.apart.close()
	if w, _ := r.view.OwnWindow(); w != nil || r.view.largeBoard() == nil || len(r.clock.pictures) != pictures {
		t.Errorf("the screen does not come back: %d pictures instead of %d", len(r.clock.pictures), pictures)
	}
	r.view.popOut()
	r.show(without(s, 0))
	if w, _ := r.view.OwnWindow(); w != nil {
		t.Error("the window outlives what is shared")
	}
	r.show(s)
	r.view.popOut()
	r.show(&core.Snapshot{})
	if w, _ := r.view.OwnWindow(); w != nil || len(r.clock.pictures) != 0 {
		t.Error("the window outlives the call")
	}
}

func TestFullScreenIsTheSharedScreens(t *testing.T) {
	size := fyne.NewSize(1280, 800)
	r := newRig(t, size)
	r.show(sharedBy(2, 0))
	test.Tap(r.view.screens.tools.full)
	if !r.full {
		t.Fatal("the button does not fill the screen")
	}
	r.view.Beat(time.Now().Add(restAfter + time.Second))
	b := r.view.largeBoard()
	if b.Size() != size || r.view.screens.head.Visible() || r.view.screens.tools.Visible() || r.view.others[0].object.Visible() {
		t.Errorf("at rest the screen has %v of %v", b.Size(), size)
	}
	b.MouseMoved(&desktop.MouseEvent{})
	if b.Size() == size || !r.view.screens.tools.Visible() {
		t.Error("the pointer does not bring the rest back")
	}
}

// offered is a call while something can be shared.
func withSources(s *core.Snapshot) *core.Snapshot {
	after := *s
	after.Sharing.Sources = []session.ShareSource{
		{ID: "display:0", Title: "Display 1", Display: true, Width: 1920, Height: 1080},
		{ID: "display:1", Title: "Display 2", Display: true, Current: true, Width: 2560, Height: 1440},
		{ID: "window:7", Title: "pipeline.go", App: "Editor"},
	}
	return &after
}

func TestShareByKeys(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	r.show(s)
	r.view.Letter('s', false)
	if got := r.last(); got != (core.Browse{On: true}) {
		t.Fatalf("S commands %v", got)
	}
	r.view.Letter('s', false) // it is open already
	r.show(withSources(s))
	c := r.window.Canvas()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	want := core.Share{ShareRequest: session.ShareRequest{Source: "display:1", Mode: session.ShareAuto}}
	if len(r.given) != 2 || r.given[0] != want || r.given[1] != (core.Browse{On: false}) {
		t.Errorf("Enter commands %v, want the current display", r.given)
	}
	if c.Overlays().Top() != nil || r.view.sharing.picker != nil {
		t.Error("the picker stays")
	}
}

func TestPickerGoesWithThePage(t *testing.T) {
	for name, away := range map[string]func(*rig){
		"Escape":           func(r *rig) { r.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"Escape elsewhere": func(r *rig) { r.view.Key(fyne.KeyEscape) },
		"another page":     func(r *rig) { r.view.Appear(false) },
		"the call's end":   func(r *rig) { r.show(&core.Snapshot{}) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, fyne.NewSize(1280, 800))
			r.show(inCall(core.Active, 1))
			test.Tap(r.view.bar.share)
			r.given = nil
			away(r)
			if got := r.last(); got != (core.Browse{On: false}) || r.view.sharing.picker != nil {
				t.Errorf("it commands %v", got)
			}
		})
	}
}

func TestShareThisDisplay(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	r.show(s)
	r.view.listSharing(r.view.bar.share)
	c := r.window.Canvas()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := r.last(); got != (core.Browse{On: true}) {
		t.Fatalf("the menu commands %v", got)
	}
	r.show(s)
	if got := r.last(); got != nil {
		t.Errorf("before a display is known it commands %v", got)
	}
	r.show(withSources(s))
	if len(r.given) != 2 || r.given[0].(core.Share).Source != "display:1" {
		t.Errorf("it commands %v", r.given)
	}
}

func TestOwnShare(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 2)
	s.Call.Stats = []stats.Track{{Participant: "p0", Track: stats.Screen, Direction: stats.Send}}
	s.Sharing.ShareStatus = session.ShareStatus{
		On: true, Mode: session.ShareText, Source: session.ShareSource{ID: "display:0", Title: "Display 1", Display: true},
	}
	r.show(s)
	b := r.view.sharing.badge
	if !b.Visible() || b.name.Text() != "You share Display 1" || b.words.Text() != "Text · 1 person sees it" {
		t.Errorf("the badge says %q, %q", b.name.Text(), b.words.Text())
	}
	if got := r.view.bar.share.Caption(); got != "Stop sharing" {
		t.Errorf("the control says %q", got)
	}
	for name, stop := range map[string]func(){
		"the badge": func() { test.Tap(b.stop) }, "the control": func() { test.Tap(r.view.bar.share) },
		"S": func() { r.view.Letter('s', false) },
	} {
		stop()
		if got := r.last(); got != (core.StopSharing{}) {
			t.Errorf("%s commands %v", name, got)
		}
	}
	r.view.listSharing(r.view.bar.share)
	c := r.window.Canvas()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	want := core.Share{ShareRequest: session.ShareRequest{Source: "display:0", Mode: session.ShareMotion}}
	if got := r.last(); got != want {
		t.Errorf("the menu commands %v, want %v", got, want)
	}
}

func TestShareThatEndedByItself(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	s.Sharing.ShareStatus = session.ShareStatus{Text: "The window was closed.", Hint: "Share another one."}
	r.show(s)
	strip := r.view.sharing.ended
	if !strip.Visible() || strip.Text() != "The window was closed. Share another one." {
		t.Fatalf("it says %q", strip.Text())
	}
	r.view.choose()
	r.show(s)
	if strip.Visible() {
		t.Error("it stays while another is chosen")
	}
	widgettest.Draw(t, r.window, "picker-after-end")
	r.view.Key(fyne.KeyEscape)
	if !strip.Visible() {
		t.Error("it is gone though nothing was chosen")
	}
	r.view.sharing.seen = "The window was closed. Share another one."
	r.show(s)
	if strip.Visible() {
		t.Error("it comes back once it was read")
	}
}

func TestNothingIsSharedBeforeTheCall(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Ringing, 0))
	r.view.Letter('s', false)
	r.view.listSharing(r.view.bar.share)
	if got := r.last(); got != nil || !r.view.bar.share.Disabled() || r.window.Canvas().Overlays().Top() != nil {
		t.Errorf("while it rings S commands %v", got)
	}
}

func TestSharingHasItsPlace(t *testing.T) {
	for _, size := range sizes {
		r := newRig(t, size)
		for _, n := range []int{1, 2, 6} {
			for _, who := range [][]int{{0}, {0, n - 1}} {
				s := sharedBy(n, who...)
				s.Sharing.On, s.Sharing.Source.Title = true, "a window with a name that takes no end, and then goes on"
				r.show(s)
				what := fmt.Sprintf("%v with %d, shared by %v", size, n, who)
				checkPlaces(t, what, r.view, size)
				if size.Height >= 480 {
					apartFromEachOther(t, size, r.view)
				}
			}
		}
		widgettest.Draw(t, r.window, fmt.Sprintf("sharing-%.0f", size.Width))
	}
}

func TestShareWords(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{zoomWords(53.7, true), "Fit"},
		{zoomWords(66.7, false), "67 %"},
		{rate(99_400), "99 kbit/s"},
		{rate(1_260_000), "1.3 Mbit/s"},
		{pace(0.3), "nothing moves"},
		{pace(29.97), "30 fps"},
		{sourceName(session.ShareSource{Display: true}), "a display"},
		{sourceName(session.ShareSource{App: "Editor"}), "Editor"},
		{sourceName(session.ShareSource{}), "a window"},
		{waitingForScreen("Mara", time.Second), "Mara’s screen is on its way."},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
