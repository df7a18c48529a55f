package home_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/identity"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/settings"
	"parley/call/signal/paste"
	"parley/ui/theme"
	"parley/ui/views/home"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// clock stands at a Friday noon.
func clock() time.Time { return time.Date(2026, 11, 13, 12, 0, 0, 0, time.UTC) }

// page is a home page in a window, with what it asked for.
type page struct {
	view     *home.View
	window   fyne.Window
	commands []call.Command
	settings int
	fresh    int
	again    int
	link     string
	answered string
	shown    string
	level    frame.Gauge
}

func open(t *testing.T, look settings.Theme, size fyne.Size, s *call.Snapshot) *page {
	t.Helper()
	p := &page{}
	p.window = widgettest.NewWindow(t, look, size, func() fyne.CanvasObject {
		actions := home.Actions{
			Do:       func(c call.Command) { p.commands = append(p.commands, c) },
			Settings: func() { p.settings++ },
			NewCall:  func() { p.fresh++ },
			Again:    func() { p.again++ },
			OpenLink: func(text string) { p.link = text },
			Answer:   func(text string) { p.answered = text },
			ShowFile: func(path string) { p.shown = path },
		}
		picture := canvas.NewRectangle(theme.Color(theme.Tint, 0))
		picture.CornerRadius = theme.RadiusCard
		p.view = home.New(actions, picture, clock)
		p.update(s)
		return p.view.CanvasObject()
	})
	p.update(s)
	return p
}

func (p *page) update(s *call.Snapshot) {
	s.Self.Tracks.Level = &p.level
	p.view.Update(s)
	if p.window != nil {
		widgettest.Resize(p.window, p.window.Canvas().Size())
	}
}

// press finds a visible button by its words and presses it.
func (p *page) press(t *testing.T, text string) {
	t.Helper()
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if b, ok := o.(*widgets.Button); ok && b.Text() == text {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button %q", text)
}

func (p *page) last(t *testing.T) call.Command {
	t.Helper()
	if len(p.commands) == 0 {
		t.Fatal("nothing was asked for")
	}
	return p.commands[len(p.commands)-1]
}

func contact(key, name, device string, trust call.Trust, presence call.Presence, last call.LastCall) call.Contact {
	return call.Contact{
		Person: session.Person{Key: key, Name: name, Device: device, Address: "192.168.1.30:47100"},
		Trust:  trust, Presence: presence, Last: last, Volume: 1,
	}
}

func ago(hours int, length time.Duration) call.LastCall {
	return call.LastCall{Time: clock().Add(-time.Duration(hours) * time.Hour), Length: length}
}

// alone is somebody who knows nobody yet.
func alone() *call.Snapshot {
	return &call.Snapshot{
		Self: call.Self{
			Name: "Jonas Weber", Device: "jonas-pc", Key: "j", Online: true,
			Addresses: []string{"192.168.1.24:47100"},
		},
		Settings: settings.Default("Jonas Weber"),
		Devices: call.Devices{
			Cameras:    []session.Device{{ID: "c", Name: "Brio 500", Default: true}},
			Camera:     session.DeviceStatus{Kind: session.CameraDevice, Working: true, Device: session.Device{Name: "Brio 500"}, Mode: "1280×720 · 30 fps"},
			Microphone: session.DeviceStatus{Kind: session.MicrophoneDevice, Working: true, Device: session.Device{Name: "Yeti Nano"}},
			Speaker:    session.DeviceStatus{Kind: session.SpeakerDevice, Working: true, Device: session.Device{Name: "Headphones"}},
		},
	}
}

// full is the home page of the mock-up.
func full() *call.Snapshot {
	s := alone()
	missed := ago(0, 0)
	missed.Time, missed.Missed = clock().Add(-20*time.Minute), true
	s.Nearby = []call.Contact{
		contact("m", "Mara Lindqvist", "Mara’s laptop", call.Verified, call.Here, call.LastCall{}),
		contact("p", "Paul Arndt", "paul-mini", call.Stranger, call.Here, call.LastCall{}),
		contact("t", "Tomás Rivera", "studio-pc", call.Verified, call.Here, call.LastCall{}),
	}
	s.Known = []call.Contact{
		contact("i", "Ines Okafor", "", call.Verified, call.Here, call.LastCall{}),
		contact("y", "Yuki Tanaka", "", call.Verified, call.Away, ago(26, 51*time.Minute)),
		contact("s", "Samir Haddad", "", call.Verified, call.Away, ago(4*24, 8*time.Minute)),
		contact("a", "Amal Benali", "", call.Met, call.Here, ago(24*40, 65*time.Minute)),
		contact("g", "Greta Holm", "", call.Met, call.Away, missed),
	}
	return s
}

// troubled is a page with everything that can go wrong, and long names.
func troubled() *call.Snapshot {
	s := full()
	s.Self.Name = "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff senior"
	s.Nearby[0].Name, s.Nearby[0].Device = s.Self.Name, "a computer with a name that takes no end at all"
	s.Known[0].Name = s.Self.Name
	s.Known[1].Trust = call.Changed
	s.LastEnd = &call.End{Peer: s.Nearby[2], Reason: session.NoAnswer, Text: "Tomás did not answer.", Hint: "Try again later.", Retries: true}
	s.Notices = []call.Notice{{ID: 7, Severity: call.Warning, Text: "The headphones were unplugged.", Hint: "You hear through the speakers."}}
	s.Devices.Camera = session.DeviceStatus{
		Kind: session.CameraDevice, Device: session.Device{Name: "Integrated Camera"},
		Text: "The “Integrated Camera” is used by another program.", Hint: "Close that program, then try again.",
	}
	return s
}

// TestGallery draws the page as the mock-ups show it, and finds one that
// panics.
func TestGallery(t *testing.T) {
	offline := alone()
	offline.Self.Online, offline.Self.Addresses = false, nil
	ended := func(reason session.Reason, text, hint string) *call.Snapshot {
		s := full()
		s.LastEnd = &call.End{Meeting: true, Reason: reason, Text: text, Hint: hint, Retries: reason != session.Removed}
		return s
	}
	for _, c := range []struct {
		name string
		look settings.Theme
		size fyne.Size
		s    *call.Snapshot
	}{
		{"home-no-server", settings.Light, fyne.NewSize(1280, 800), ended(session.NoServer, "meet.example.org cannot be reached.", "Check your network, then try again.")},
		{"home-removed", settings.Dark, fyne.NewSize(1280, 800), ended(session.Removed, "You were taken out of the meeting.", "Ask whoever sent you the link.")},
		{"home-meeting-full", settings.Light, fyne.NewSize(640, 480), ended(session.Full, "The meeting is full.", "Up to eight people can meet. Try again when somebody has left.")},
		{"home-known", settings.Light, fyne.NewSize(1280, 800), elsewhere()},
		{"home-known-narrow", settings.Dark, fyne.NewSize(640, 600), elsewhere()},
		{"home-light", settings.Light, fyne.NewSize(1280, 800), full()},
		{"home-dark", settings.Dark, fyne.NewSize(1280, 800), full()},
		{"home-empty", settings.Light, fyne.NewSize(1280, 800), alone()},
		{"home-offline", settings.Dark, fyne.NewSize(1000, 700), offline},
		{"home-troubled", settings.Light, fyne.NewSize(1280, 800), troubled()},
		{"home-narrow", settings.Light, fyne.NewSize(640, 480), full()},
		{"home-narrow-empty", settings.Dark, fyne.NewSize(640, 480), alone()},
		{"home-narrow-troubled", settings.Dark, fyne.NewSize(640, 900), troubled()},
		{"home-small", settings.Light, fyne.NewSize(800, 500), full()},
		{"home-huge", settings.Light, fyne.NewSize(1920, 1080), full()},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, c.look, c.size, c.s)
			for range 3 {
				p.level.Set(0.6)
				p.view.Tick()
			}
			widgettest.Draw(t, p.window, c.name)
			if m := p.view.CanvasObject().MinSize(); m.Width > 640 || m.Height > 480 {
				t.Errorf("needs %v", m)
			}
		})
	}
}

func TestSearchRings(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	p.view.FocusSearch()
	test.Type(p.window.Canvas().Focused(), "yuki")
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := p.last(t); got != (call.Ring{Target: "y", Video: true}) {
		t.Errorf("asked for %+v", got)
	}
}

func TestSearchLeavesMatches(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	count := func() string {
		cards, rows := 0, 0
		for _, o := range test.LaidOutObjects(p.window.Content()) {
			switch o.(type) {
			case *widgets.PersonCard:
				cards++
			case *widgets.PersonRow:
				rows++
			}
		}
		return fmt.Sprint(cards, " ", rows)
	}
	if count() != "3 5" {
		t.Fatalf("%s shown at first", count())
	}
	p.view.FocusSearch()
	test.Type(p.window.Canvas().Focused(), "mar")
	if count() != "1 0" {
		t.Errorf("%s shown for mar", count())
	}
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if count() != "3 5" {
		t.Errorf("%s shown after Escape", count())
	}
}

const (
	link   = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"
	spoken = "meet.example.org abacus drop-down felt-tip t-shirt yo-yo zoom"
)

// typed puts a text into the field as if it was typed or pasted.
func (p *page) typed(text string) {
	p.view.FocusSearch()
	test.Type(p.window.Canvas().Focused(), text)
}

func (p *page) enter() {
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

// field returns the search field.
func (p *page) field(t *testing.T) *widgets.Field {
	t.Helper()
	f, ok := p.view.Places()["find"].(*widgets.Field)
	if !ok {
		t.Fatal("no field")
	}
	return f
}

// A whole link is opened without Enter, and stands nowhere after that.
func TestLinkIsOpened(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	p.view.FocusSearch()
	p.field(t).SetProblem("before")
	fyne.CurrentApp().Clipboard().SetContent(" " + link + "\n")
	p.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
	if strings.TrimSpace(p.link) != link || len(p.commands) != 0 {
		t.Fatalf("opened %q, asked for %v", p.link, p.commands)
	}
	if f := p.field(t); f.Text() != "" || f.Problem() != "" {
		t.Errorf("the field still says %q, %q", f.Text(), f.Problem())
	}
	p.press(t, "New call")
	if p.fresh != 1 {
		t.Error("no new call")
	}
}

func TestWordsAreOpened(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	p.typed(spoken)
	if p.link != "" {
		t.Fatal("words are opened before they are whole")
	}
	p.press(t, "Open")
	if p.link != spoken || p.field(t).Text() != "" {
		t.Errorf("opened %q, the field says %q", p.link, p.field(t).Text())
	}
}

func TestWhatIsNoLinkIsRefused(t *testing.T) {
	for text, want := range map[string]struct{ problem, left string }{
		link[:len(link)-1]:                {"The link is damaged. Copy it again, to its very end.", ""},
		"http" + link[5:]:                 {"The link begins with http, where others could read along. It must begin with https.", ""},
		"https://meet.example.org/":       {"That is not a link to a call.", ""},
		link[8 : len(link)-1]:             {"The link is damaged. Copy it again, to its very end.", ""},
		"meet.example.org abacus zoom":    {"A call has six words.", "meet.example.org abacus zoom"},
		spoken + "x":                      {"“zoomx” is not one of the words. Is it spelt as it was said?", spoken + "x"},
		strings.SplitN(spoken, " ", 2)[1]: {"Type the name of the server before the six words.", strings.SplitN(spoken, " ", 2)[1]},
	} {
		p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
		p.typed(text)
		p.enter()
		f := p.field(t)
		if f.Problem() != want.problem || f.Text() != want.left || p.link != "" || len(p.commands) != 0 {
			t.Errorf("%q: problem %q, left %q, opened %q, asked for %v", text, f.Problem(), f.Text(), p.link, p.commands)
		}
		p.view.Leave()
		if f.Text() != "" || f.Problem() != "" {
			t.Errorf("%q lingers", text)
		}
	}
}

func TestEndOfAMeeting(t *testing.T) {
	for reason, retries := range map[session.Reason]bool{
		session.HungUp: true, session.NoServer: true, session.Full: true, session.Locked: true, session.Lost: true,
		session.Removed: false, session.BadLink: false, session.Declined: false,
	} {
		s := full()
		s.LastEnd = &call.End{Meeting: true, Reason: reason, Text: "It ended.", Retries: retries && reason != session.HungUp}
		p := open(t, settings.Light, fyne.NewSize(1280, 800), s)
		again, _ := p.view.Places()["end/again"].(*widgets.Button)
		if again.Visible() != retries {
			t.Errorf("%s: a button to join again: %v", reason, again.Visible())
		}
		if retries {
			test.Tap(again)
		}
		if (p.again == 1) != retries || len(p.commands) != 0 {
			t.Errorf("%s: joined again %d times, asked for %v", reason, p.again, p.commands)
		}
	}
}

func TestSearchExplains(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	p.view.FocusSearch()
	test.Type(p.window.Canvas().Focused(), "192.168.1.24")
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(p.commands) != 0 {
		t.Fatalf("asked for %+v", p.commands)
	}
	widgettest.Draw(t, p.window, "home-problem")
}

func TestPeopleAreCalled(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if card, ok := o.(*widgets.PersonCard); ok && card.Person().Name == "Paul Arndt" {
			card.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
	}
	if got := p.last(t); got != (call.Ring{Target: "p", Video: true}) {
		t.Errorf("asked for %+v", got)
	}
}

// TestPeopleKeepTheirWidget finds a list that gives the focus of one person
// to another when somebody comes.
func TestPeopleKeepTheirWidget(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	var paul *widgets.PersonCard
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if card, ok := o.(*widgets.PersonCard); ok && card.Person().Key == "p" {
			paul = card
		}
	}
	p.window.Canvas().Focus(paul)
	more := full()
	more.Nearby = append([]call.Contact{contact("b", "Bea", "bea-pc", call.Met, call.Here, call.LastCall{})}, more.Nearby...)
	p.update(more)
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := p.last(t); got != (call.Ring{Target: "p", Video: true}) {
		t.Errorf("asked for %+v", got)
	}
}

func TestEndOfTheLastCall(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), troubled())
	p.press(t, "Call again")
	if got := p.last(t); got != (call.Ring{Target: "t", Video: true}) {
		t.Errorf("asked for %+v", got)
	}
}

func TestWaysOnWhenNobodyIsThere(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), alone())
	p.press(t, "Open devices")
	if p.settings != 1 {
		t.Error("the settings stay closed")
	}
	p.press(t, "Enter address")
	test.Type(p.window.Canvas().Focused(), "[fe80::1%eth0]:47100")
	p.press(t, "Call")
	if got := p.last(t); got != (call.Ring{Target: "[fe80::1%eth0]:47100", Video: true}) {
		t.Errorf("asked for %+v", got)
	}
}

func TestPreviewIsThePersonsChoice(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	if !p.view.Preview() {
		t.Fatal("no preview at first")
	}
	var toggle *widgets.Button
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if b, ok := o.(*widgets.Button); ok && b.Width == 36 {
			toggle = b
		}
	}
	test.Tap(toggle)
	if p.view.Preview() || p.last(t) != (call.Preview{On: false}) {
		t.Errorf("preview %v, asked for %+v", p.view.Preview(), p.last(t))
	}
	widgettest.Draw(t, p.window, "home-hidden")
}

// TestPlaces finds a part that cannot be clicked where the test map says.
func TestPlaces(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(640, 480)} {
		p := open(t, settings.Light, size, full())
		places := p.view.Places()
		for name, o := range places {
			if !o.Visible() {
				continue
			}
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			if at.X < 0 || at.Y < 0 || at.X+o.Size().Width > size.Width || at.Y+o.Size().Height > size.Height {
				t.Errorf("%v: %s is at %v, %v large", size, name, at, o.Size())
			}
		}
		for _, name := range []string{"find", "new", "settings"} {
			if places[name] == nil || !places[name].Visible() {
				t.Errorf("%v: no %s", size, name)
			}
		}
	}
}

func TestPeopleAreCalledByTheirPlaces(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), full())
	for _, c := range []struct {
		place string
		want  call.Command
	}{
		{"nearby/Paul Arndt/call", call.Ring{Target: "p", Video: true}},
		{"nearby/Mara Lindqvist/voice", call.Ring{Target: "m"}},
		{"known/Ines Okafor/call", call.Ring{Target: "i", Video: true}},
	} {
		b, ok := p.view.Places()[c.place].(*widgets.Button)
		if !ok {
			t.Fatalf("no %s among %v", c.place, p.view.Places())
		}
		test.Tap(b)
		if got := p.last(t); got != c.want {
			t.Errorf("%s asks for %+v", c.place, got)
		}
	}
}

// TestFocusStaysInSight walks through a page that is longer than its window.
func TestFocusStaysInSight(t *testing.T) {
	size := fyne.NewSize(640, 480)
	p := open(t, settings.Light, size, troubled())
	c := p.window.Canvas()
	for range 30 {
		c.FocusNext()
		p.view.Tick()
		o := c.Focused().(fyne.CanvasObject)
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		if top < 0 || top+o.Size().Height > size.Height {
			t.Errorf("%T is at %v", o, top)
		}
	}
}

// BenchmarkUpdate prints what a new snapshot costs the UI's goroutine: one
// that changes nothing visible, and one in which somebody comes or goes.
func BenchmarkUpdate(b *testing.B) {
	for name, other := range map[string]*call.Snapshot{"same": full(), "different": troubled()} {
		b.Run(name, func(b *testing.B) {
			snapshots := [2]*call.Snapshot{full(), other}
			var view *home.View
			widgettest.NewWindow(b, settings.Light, fyne.NewSize(1280, 800), func() fyne.CanvasObject {
				picture := canvas.NewRectangle(theme.Color(theme.Tint, 0))
				view = home.New(home.Actions{Do: func(call.Command) {}}, picture, clock)
				return view.CanvasObject()
			})
			for i := 0; b.Loop(); i++ {
				view.Update(snapshots[i%2])
			}
		})
	}
}

// TestManyPeople finds a list that draws all of a crowd, and one of them who
// cannot be found any more.
func TestManyPeople(t *testing.T) {
	s := full()
	for i := range 1000 {
		s.Known = append(s.Known, contact(fmt.Sprint("k", i), fmt.Sprintf("Person %03d", i), "", call.Met, call.Away, call.LastCall{}))
	}
	p := open(t, settings.Light, fyne.NewSize(1280, 800), s)
	rows := func() (n int) {
		for _, o := range test.LaidOutObjects(p.window.Content()) {
			if _, ok := o.(*widgets.PersonRow); ok {
				n++
			}
		}
		return n
	}
	if rows() > 50 {
		t.Errorf("%d rows", rows())
	}
	p.view.FocusSearch()
	test.Type(p.window.Canvas().Focused(), "person 999")
	if rows() != 1 {
		t.Errorf("%d rows for one person", rows())
	}
}

// A text that was pasted does what it is for at once; a damaged one stays, with
// words.
func TestPastedTexts(t *testing.T) {
	made := func(kind paste.Kind) string {
		t.Helper()
		key := identity.Key{31: 1}
		offer, err := paste.NewOffer(t.Context(), paste.Config{Key: key, Loopback: true})
		if err != nil {
			t.Fatal(err)
		}
		defer offer.Close()
		if kind == paste.OfferText {
			return offer.String()
		}
		answer, err := paste.NewAnswer(t.Context(), paste.Config{Key: identity.Key{31: 2}, Loopback: true}, offer.String())
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Close()
		return answer.String()
	}
	p := open(t, settings.Dark, fyne.NewSize(1280, 800), alone())
	offer, answer := made(paste.OfferText), made(paste.AnswerText)
	p.typed(offer)
	if p.answered != offer {
		t.Errorf("answered was %q", p.answered)
	}
	p.typed(answer)
	if n := len(p.commands); n == 0 || p.commands[n-1] != (call.RingAnswer{Text: answer, Video: true}) {
		t.Errorf("commands %+v", p.commands)
	}
	p.typed(offer[:40])
	if len(p.commands) != 1 {
		t.Errorf("a damaged text did %+v", p.commands)
	}
}

// elsewhere is a page with people on other networks, one who is blocked, and one
// who rings by way of an unknown server.
func elsewhere() *call.Snapshot {
	s := full()
	s.Known[0].Presence, s.Known[0].Rings = call.Online, true
	s.Known[1].Blocked = true
	s.Doubt = &call.Doubt{Peer: s.Known[0], Server: "https://parley.example.com", Rings: true}
	return s
}

// more opens the menu of a person met before, and chooses from it.
func (p *page) more(t *testing.T, row, item int) {
	t.Helper()
	n := 0
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		r, ok := o.(*widgets.PersonRow)
		if !ok {
			continue
		}
		if n++; n == row+1 {
			test.Tap(r.Parts()["more"].(fyne.Tappable))
		}
	}
	menu, ok := p.window.Canvas().Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatal("no menu")
	}
	for range item {
		menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func TestBlocking(t *testing.T) {
	s := elsewhere()
	p := open(t, settings.Light, fyne.NewSize(1280, 800), s)
	p.more(t, 0, 0)
	dialog := p.window.Canvas().Overlays().Top().(*widgets.Dialog)
	widgettest.Draw(t, p.window, "home-block")
	dialog.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(p.commands) != 0 {
		t.Fatalf("asked for %+v", p.commands)
	}
	p.more(t, 1, 0)
	if got := p.last(t); got != (call.Block{Key: s.Known[1].Key}) {
		t.Errorf("asked for %+v", got)
	}
}

func TestServerInDoubt(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), elsewhere())
	p.press(t, "Use parley.example.com")
	if got := p.last(t); got != (call.UseServer{Yes: true}) {
		t.Errorf("asked for %+v", got)
	}
}
