package call

import (
	"fmt"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	core "parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/call/stats"
	"parley/ui/bridge"
	"parley/ui/theme"
	"parley/ui/widgets/widgettest"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(sceneVariable); name != "" {
		beScene(name)
		return
	}
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) // Fyne's driver begins when it is linked
}

// still is a clock that stands.
type still struct{ pictures map[bridge.Picture]bool }

func (c still) Add(p bridge.Picture)    { c.pictures[p] = true }
func (c still) Remove(p bridge.Picture) { delete(c.pictures, p) }
func (c still) Wake()                   {}

// tick presents what is ready.
func (c still) tick() {
	for p := range c.pictures {
		if p.Ready() {
			p.Present()
		}
	}
}

// rig is a page with what it commands.
type rig struct {
	view   *View
	window fyne.Window
	clock  still
	now    time.Time
	given  []core.Command
	views  map[string]session.View // as the participants were told last
	told   int                     // views
	full   bool
	copied string
	link   string
	file   string
	copies Pasted // what is on the clipboard
	thrown []string
	chosen []Choice
	done   func([]string)

	mail     Mail
	unmailed func() // the desktop cannot mail
}

func newRig(t testing.TB, size fyne.Size) *rig {
	t.Helper()
	r := &rig{clock: still{map[bridge.Picture]bool{}}, now: time.Unix(1000, 0), views: map[string]session.View{}}
	r.window = widgettest.NewWindow(t, choices.Light, size, func() fyne.CanvasObject {
		r.view = New(r.clock, Acts{
			Do:         r.do,
			Settings:   func() {},
			FullScreen: func(on bool) { r.full = on },
			Copy:       func(text string) { r.copied = text },
			Keys:       func() {},
			OpenLink:   func(url string) { r.link = url },
			OpenFile:   func(path string) { r.file = "open " + path },
			ShowFile:   func(path string) { r.file = "show " + path },
			Paste:      func(done func(Pasted)) { done(r.copies) },
			Discard:    func(paths []string) { r.thrown = append(r.thrown, paths...) },
			Mail:       func(m Mail, otherwise func()) { r.mail = m; r.unmailed = otherwise },
			Choose:     func(what Choice, done func([]string)) { r.chosen = append(r.chosen, what); r.done = done },
		})
		return r.view.Object()
	})
	r.view.Appear(true)
	t.Cleanup(r.view.Close)
	return r
}

// do takes a command.
func (r *rig) do(c core.Command) {
	if v, ok := c.(core.View); ok {
		r.views[v.Participant] = v.View
		r.told++
		return
	}
	r.given = append(r.given, c)
}

// show applies a snapshot and lets time pass.
func (r *rig) show(s *core.Snapshot) {
	r.now = r.now.Add(time.Second)
	r.view.Apply(s, r.now)
	r.view.Beat(r.now)
}

// last returns the newest command, and forgets all.
func (r *rig) last() core.Command {
	if len(r.given) == 0 {
		return nil
	}
	c := r.given[len(r.given)-1]
	r.given = nil
	return c
}

// inCall is a snapshot of a call with n others.
func inCall(state core.State, n int) *core.Snapshot {
	s := &core.Snapshot{State: state, Settings: choices.Default("Jonas Weber")}
	s.Self = core.Self{Name: "Jonas Weber", Key: "own", Online: true, Media: session.Media{Microphone: true, Camera: true}}
	s.Self.Tracks = tracks()
	s.Call = callWith(stats.Host)
	s.Call.Peer = core.Contact{Person: session.Person{Name: "Mara Lindqvist", Key: "k0"}}
	for i := range n {
		p := session.Participant{
			ID: fmt.Sprint("p", i), Person: session.Person{Name: fmt.Sprint("Person Number", i), Key: fmt.Sprint("k", i)},
			Media: session.Media{Microphone: true, Camera: true}, Tracks: tracks(),
		}
		s.Call.Participants = append(s.Call.Participants, core.Participant{Participant: p})
	}
	return s
}

func tracks() session.Tracks {
	return session.Tracks{Camera: new(frame.Feed), Level: new(frame.Gauge), Quality: new(frame.Gauge)}
}

func TestPicturesFollowTheCall(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 3)
	r.show(s)
	if got := len(r.clock.pictures); got != 4 {
		t.Errorf("%d pictures of three others and oneself", got)
	}
	gone := *s
	call := *s.Call
	call.Participants = call.Participants[1:]
	gone.Call = &call
	r.show(&gone)
	if got := len(r.clock.pictures); got != 3 || len(r.view.others) != 2 {
		t.Errorf("%d pictures, %d tiles after one left", got, len(r.view.others))
	}
	r.view.Appear(false)
	if got := len(r.clock.pictures); got != 0 {
		t.Errorf("%d pictures on a page that is not shown", got)
	}
	r.view.Appear(true)
	r.show(&core.Snapshot{})
	if got := len(r.clock.pictures); got != 0 || len(r.view.tiles.Objects) != 0 {
		t.Errorf("%d pictures, %d tiles after the call", got, len(r.view.tiles.Objects))
	}
}

func TestCameraOffStopsThePicture(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	s.Call.Participants[0].Media.Camera = false
	r.show(s)
	if got := len(r.clock.pictures); got != 1 {
		t.Errorf("%d pictures, want one's own", got)
	}
	if got := r.view.others[0].line.Text(); got != "Camera off" {
		t.Errorf("the tile says %q", got)
	}
}

func TestPictureTakesThePlaceOfTheFace(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	shown := make(chan *frame.Video, 1)
	s.Call.Participants[0].Tracks.Shown = func(v *frame.Video) { shown <- v }
	r.show(s)
	tile := r.view.others[0]
	if !tile.face.Visible() {
		t.Error("no face before the first picture")
	}
	r.show(s)
	r.show(s)
	if got := tile.line.Text(); got != "The picture is on its way." {
		t.Errorf("after two seconds the tile says %q", got)
	}
	var pool frame.VideoPool
	tile.tracks.Camera.Put(pool.Get(64, 36))
	for end := time.Now().Add(10 * time.Second); len(shown) == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		r.clock.tick()
	}
	r.show(s)
	if tile.face.Visible() || len(shown) != 1 {
		t.Errorf("the face is visible: %v; %d pictures counted", tile.face.Visible(), len(shown))
	}
}

func TestFaceKeepsClearOfTheLabel(t *testing.T) {
	r := newRig(t, fyne.NewSize(640, 480))
	for n := 1; n < 9; n++ {
		s := inCall(core.Active, n)
		for i := range s.Call.Participants {
			s.Call.Participants[i].Media.Camera = false
		}
		r.show(s)
		for _, tile := range r.view.others {
			end, label := tile.line.Position().Y+tile.line.Size().Height, tile.label.Position().Y
			if end > label && tile.Size().Height > 90 {
				t.Errorf("%d others: in a tile of %v the line ends at %v, the label begins at %v", n, tile.Size(), end, label)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	s := inCall(core.Active, 1)
	tests := map[string]struct {
		act  func(*View)
		want core.Command
	}{
		"M":            {func(v *View) { v.Letter('m', false) }, core.SetMicrophone{On: false}},
		"V":            {func(v *View) { v.Letter('v', false) }, core.SetCamera{On: false}},
		"Ctrl+Shift+L": {func(v *View) { v.Letter('l', true) }, core.Hangup{}},
		"L alone":      {func(v *View) { v.Letter('l', false) }, nil},
		"another":      {func(v *View) { v.Letter('x', true) }, nil},
		"Space":        {func(v *View) { v.HoldKey(fyne.KeySpace, true) }, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, fyne.NewSize(1280, 800))
			r.show(s)
			test.act(r.view)
			if got := r.last(); got != test.want {
				t.Errorf("commands %v, want %v", got, test.want)
			}
		})
	}
}

func TestSpaceTalksWhileItIsHeld(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	s.Self.Media.Microphone = false
	r.show(s)
	r.view.HoldKey(fyne.KeySpace, true)
	if got := r.last(); got != (core.SetMicrophone{On: true}) {
		t.Errorf("holding Space commands %v", got)
	}
	r.view.HoldKey(fyne.KeySpace, false)
	if got := r.last(); got != (core.SetMicrophone{On: false}) {
		t.Errorf("letting go commands %v", got)
	}
	r.view.HoldKey(fyne.KeySpace, true)
	r.view.Appear(false)
	if got := r.last(); got != (core.SetMicrophone{On: false}) {
		t.Errorf("a page that goes away while Space is held commands %v", got)
	}
}

func TestTalkingEndsWhenTheFocusTakesTheKeys(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	s.Self.Media.Microphone = false
	r.show(s)
	r.view.HoldKey(fyne.KeySpace, true)
	r.window.Canvas().Focus(r.view.bar.leave)
	r.show(s)
	if got := r.last(); got != (core.SetMicrophone{On: false}) {
		t.Errorf("with the focus elsewhere it commands %v", got)
	}
}

func TestVolumeOfAPerson(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Active, 1))
	tile := r.view.others[0]
	tile.MouseMoved(nil)
	if !tile.tools.Visible() {
		t.Fatal("the pointer brings no tools")
	}
	test.Tap(tile.volume)
	c := r.window.Canvas()
	if c.Overlays().Top() == nil {
		t.Fatal("no card opens")
	}
	c.FocusNext()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if got, ok := r.last().(core.SetVolume); !ok || got.Key != "k0" || got.Volume <= 0 {
		t.Errorf("the right arrow commands %v", got)
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if c.Overlays().Top() != nil {
		t.Error("Escape does not close the card")
	}
}

func TestArrangements(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Active, 1))
	if !r.view.self.form.small {
		t.Error("no self view between two")
	}
	r.view.Letter('g', false)
	if r.view.self.form.small {
		t.Error("a self view in the grid")
	}
	r.view.Letter('g', false)
	s := inCall(core.Active, 4)
	r.show(s)
	r.view.pin("p2")
	if a, b := r.view.others[2].Size(), r.view.others[0].Size(); a.Width < 2*b.Width {
		t.Errorf("the pinned tile is %v, another %v", a, b)
	}
	r.view.Letter('g', false)
	if a, b := r.view.others[2].Size(), r.view.others[0].Size(); a != b {
		t.Errorf("tiles of the grid are %v and %v", a, b)
	}
}

func TestSelfViewSnapsAndHides(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Active, 1))
	self := r.view.self
	before := self.object.Position()
	self.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-800, -400)})
	self.DragEnd()
	after := self.object.Position()
	if after.X >= before.X || after.Y >= before.Y || after.Y < statusHeight {
		t.Errorf("dragged from %v to the other corner it stands at %v", before, after)
	}
	self.DoubleTapped(nil)
	if self.object.Visible() {
		t.Error("a double click does not hide it")
	}
}

func TestFullScreenHidesTheBar(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	r.show(s)
	r.view.Key(fyne.KeyF11)
	if !r.full {
		t.Fatal("F11 does not fill the screen")
	}
	r.view.Beat(time.Now().Add(restAfter + time.Second))
	if r.view.bar.Visible() {
		t.Error("the bar is there though nothing moves")
	}
	r.view.others[0].MouseMoved(nil)
	if !r.view.bar.Visible() {
		t.Error("the pointer does not bring the bar back")
	}
	r.view.Key(fyne.KeyEscape)
	if r.full {
		t.Error("Escape does not end full screen")
	}
}

func TestReportIsCopied(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Active, 1))
	r.view.Letter('i', false)
	if !r.view.panel.panel.Visible() {
		t.Fatal("I does not open the connection")
	}
	test.Tap(r.view.panel.copied)
	if r.copied == "" {
		t.Error("nothing was copied")
	}
}

// sizes are windows from the smallest to a 4K one.
var sizes = []fyne.Size{
	fyne.NewSize(480, 400), fyne.NewSize(640, 480), fyne.NewSize(719, 500), fyne.NewSize(900, 600),
	fyne.NewSize(1280, 800), fyne.NewSize(3840, 2160),
}

func TestEverythingHasItsPlace(t *testing.T) {
	for _, size := range sizes {
		r := newRig(t, size)
		for _, state := range []core.State{core.Dialing, core.Active, core.Reconnecting} {
			for _, n := range []int{0, 1, 2, 6} {
				if n > 0 && state == core.Dialing {
					continue
				}
				s := inCall(state, n)
				s.Call.SpeakingMuted = n%2 == 1
				s.Notices = []core.Notice{{ID: 1, Text: "The headphones were unplugged.", Hint: "You hear through the speakers.", Stays: true}}
				r.show(s)
				checkPlaces(t, fmt.Sprintf("%v, %v with %d", size, state, n), r.view, size)
			}
		}
		widgettest.Draw(t, r.window, fmt.Sprintf("call-%.0f", size.Width))
	}
}

// checkPlaces checks that what is visible is inside the window, and that tiles
// and bar do not meet.
func checkPlaces(t *testing.T, what string, v *View, size fyne.Size) {
	t.Helper()
	bar := v.bar.Position().Y
	for name, o := range v.Places() {
		pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		end := pos.Add(o.Size())
		if !o.Visible() || o.Size().Width == 0 {
			continue
		}
		if pos.X < 0 || pos.Y < 0 || end.X > size.Width+1 || end.Y > size.Height+1 {
			t.Errorf("%s: %s from %v to %v leaves the window", what, name, pos, end)
		}
		if (name == "self" || name[:4] == "tile") && end.Y > bar {
			t.Errorf("%s: %s ends at %v, the bar begins at %v", what, name, end.Y, bar)
		}
	}
	if v.status.Visible() && v.status.Size().Width < v.status.width()-1 && size.Width >= 640 {
		t.Errorf("%s: the status is cut to %v of %v", what, v.status.Size().Width, v.status.width())
	}
}

func TestVideoLabelsCanBeReadOnWhite(t *testing.T) {
	r := newRig(t, fyne.NewSize(640, 480))
	r.show(inCall(core.Active, 1))
	l := r.view.others[0].label
	if l.Size().Height != labelHeight || l.Position().X != labelPad {
		t.Errorf("the label stands at %v with %v", l.Position(), l.Size())
	}
	if got := r.view.status.ground.FillColor; got != dark(theme.VideoLabel) {
		t.Errorf("the status stands on %v", got)
	}
}
