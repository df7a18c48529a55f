package lobby_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/settings"
	"parley/ui/theme"
	"parley/ui/views/lobby"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

const (
	link   = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"
	server = "https://meet.example.org"
)

// page is a lobby in a window, with what it asked for.
type page struct {
	view     *lobby.View
	window   fyne.Window
	snapshot *call.Snapshot
	joined   []call.Meet
	back     int
	level    frame.Gauge
}

func open(t *testing.T, look settings.Theme, size fyne.Size, s *call.Snapshot, link, server string) *page {
	t.Helper()
	p := &page{snapshot: s}
	s.Self.Tracks.Level = &p.level
	p.window = widgettest.NewWindow(t, look, size, func() fyne.CanvasObject {
		picture := canvas.NewRectangle(theme.Color(theme.Tint, 0))
		picture.CornerRadius = theme.RadiusStage
		p.view = lobby.New(lobby.Actions{
			Do:   p.do,
			Join: func(m call.Meet) { p.joined = append(p.joined, m) },
			Back: func() { p.back++ },
		}, picture, time.Now)
		p.view.Update(s)
		p.view.Open(link, server)
		return p.view.CanvasObject()
	})
	p.settle()
	return p
}

// do changes the settings as the controller would.
func (p *page) do(c call.Command) {
	s := *p.snapshot
	if change, ok := c.(call.Change); ok {
		change.Edit(&s.Settings)
	}
	p.snapshot = &s
	p.view.Update(&s)
}

func (p *page) settle() { widgettest.Resize(p.window, p.window.Canvas().Size()) }

func (p *page) tap(t *testing.T, place string) {
	t.Helper()
	b, ok := p.view.Places()[place].(*widgets.Button)
	if !ok || !b.Visible() {
		t.Fatalf("no button %s", place)
	}
	test.Tap(b)
}

// answer presses a button of the dialog that is open.
func (p *page) answer(t *testing.T, text string) {
	t.Helper()
	d, ok := p.window.Canvas().Overlays().Top().(*widgets.Dialog)
	if !ok {
		t.Fatal("nothing is asked")
	}
	for _, b := range d.Buttons() {
		if b.Text() == text {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no answer %q", text)
}

func self() *call.Snapshot {
	s := &call.Snapshot{
		Self:     call.Self{Name: "Jonas Weber", Key: "j", Online: true},
		Settings: settings.Default("Jonas Weber"),
		Devices: call.Devices{
			Cameras:     []session.Device{{ID: "c", Name: "Brio 500", Default: true}},
			Microphones: []session.Device{{ID: "m", Name: "Yeti Nano", Default: true}},
			Speakers:    []session.Device{{ID: "s", Name: "Headphones with a name that does not end", Default: true}},
			Camera:      session.DeviceStatus{Kind: session.CameraDevice, Working: true},
		},
	}
	return s
}

// knowing is somebody who used the server before.
func knowing() *call.Snapshot {
	s := self()
	s.Settings.Server, s.Settings.Servers = server, []string{server}
	return s
}

func TestGallery(t *testing.T) {
	large, small := fyne.NewSize(1280, 800), fyne.NewSize(640, 480)
	broken := knowing()
	broken.Devices.Camera = session.DeviceStatus{Text: "The “Integrated Camera” is used by another program."}
	long := self()
	long.Settings.Name = "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff senior"
	for _, c := range []struct {
		name       string
		look       settings.Theme
		size       fyne.Size
		s          *call.Snapshot
		link, host string
	}{
		{"lobby-light", settings.Light, large, knowing(), link, server},
		{"lobby-dark", settings.Dark, large, knowing(), link, server},
		{"lobby-new-server", settings.Light, large, self(), link, server},
		{"lobby-new-call", settings.Light, large, self(), "", ""},
		{"lobby-new-call-dark", settings.Dark, large, knowing(), "", ""},
		{"lobby-small", settings.Light, small, long, link, "https://a-server-with-a-long-name.in-some-department.example.org:8443"},
		{"lobby-small-new-call", settings.Dark, small, self(), "", ""},
		{"lobby-small-broken", settings.Light, small, broken, link, server},
		{"lobby-middle", settings.Dark, fyne.NewSize(900, 600), broken, link, server},
		{"lobby-least", settings.Light, fyne.NewSize(480, 400), knowing(), link, server},
		{"lobby-huge", settings.Light, fyne.NewSize(1920, 1080), knowing(), link, server},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, c.look, c.size, c.s, c.link, c.host)
			for range 3 {
				p.level.Set(0.6)
				p.view.Tick()
			}
			if c.name == "lobby-small-broken" {
				p.tap(t, "camera")
				p.tap(t, "microphone")
			}
			p.settle()
			widgettest.Draw(t, p.window, c.name)
			if m := p.view.CanvasObject().MinSize(); m.Width > 640 || m.Height > 480 {
				t.Errorf("needs %v", m)
			}
		})
	}
}

func TestJoin(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), knowing(), link, server)
	p.tap(t, "camera")
	p.tap(t, "join")
	want := call.Meet{Place: session.Place{Link: link, Server: "meet.example.org"}, Microphone: true}
	if len(p.joined) != 1 || p.joined[0] != want {
		t.Fatalf("joined %+v", p.joined)
	}
	if p.view.Preview() {
		t.Error("a camera that shall be off stays open")
	}
}

func TestEverythingOnAgainNextTime(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), knowing(), link, server)
	p.tap(t, "camera")
	p.tap(t, "microphone")
	p.view.Open(link, server)
	p.tap(t, "join")
	if m := p.joined[0]; !m.Microphone || !m.Video {
		t.Errorf("joined %+v", m)
	}
}

// A server is asked about once.
func TestNewServerIsAskedAbout(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), self(), link, server)
	p.tap(t, "join")
	p.answer(t, "Not now")
	if len(p.joined) != 0 || p.snapshot.Settings.Knows(server) {
		t.Fatalf("joined %+v after No", p.joined)
	}
	p.tap(t, "join")
	p.answer(t, "Use it and join")
	if len(p.joined) != 1 || !p.snapshot.Settings.Knows(server) || p.snapshot.Settings.Server != "" {
		t.Fatalf("joined %+v, kept %+v", p.joined, p.snapshot.Settings)
	}
	p.view.Open(link, server)
	p.tap(t, "join")
	if len(p.joined) != 2 || p.window.Canvas().Overlays().Top() != nil {
		t.Error("asked again")
	}
}

// The server of a link is one's own, where contacts call and which so learns who
// is here, only when one says so; that is for who has none, each time anew.
func TestServerOfALinkIsOwnWhenChosen(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), self(), link, server)
	own := func() *widgets.Switch {
		t.Helper()
		s, _ := p.view.Places()["own"].(*widgets.Switch)
		if s == nil {
			t.Fatal("it is not asked about")
		}
		return s
	}
	test.Tap(own())
	p.view.Open(link, server)
	if own().On() {
		t.Error("it is remembered of a link that was not opened")
	}
	test.Tap(own())
	p.tap(t, "join")
	p.answer(t, "Use it and join")
	if s := p.snapshot.Settings; s.Server != server || !s.Knows(server) {
		t.Errorf("kept %q and %v", s.Server, s.Servers)
	}
	p.view.Open("https://example.net/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q", "https://example.net")
	if _, asked := p.view.Places()["own"]; asked {
		t.Error("who has a server is asked for another")
	}
	p.tap(t, "join")
	p.answer(t, "Use it and join")
	if s := p.snapshot.Settings; s.Server != server || !s.Knows("https://example.net") {
		t.Errorf("kept %q and %v", s.Server, s.Servers)
	}
}

func TestNewCallAsksForAServerOnce(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), self(), "", "")
	field, ok := p.view.Places()["server"].(*widgets.Field)
	if !ok {
		t.Fatal("no field for a server")
	}
	for typed, problem := range map[string]string{
		"":                       "That is not the name of a server.",
		"http://example.org":     "The link begins with http, where others could read along. It must begin with https.",
		"meet..example.org":      "That is not the name of a server.",
		"https://example.org/j/": "That is not the name of a server.",
	} {
		p.window.Canvas().Unfocus()
		field.SetText(typed)
		p.tap(t, "join")
		if len(p.joined) != 0 || field.Problem() != problem {
			t.Errorf("%q: joined %+v, problem %q", typed, p.joined, field.Problem())
		}
	}
	p.window.Canvas().Unfocus()
	field.SetText("Meet.Example.org")
	p.tap(t, "join")
	if len(p.joined) != 1 || p.joined[0].Place != (session.Place{Server: "meet.example.org"}) {
		t.Fatalf("joined %+v", p.joined)
	}
	if s := p.snapshot.Settings; s.Server != server || !s.Knows(server) {
		t.Errorf("kept %q and %v", s.Server, s.Servers)
	}
	p.view.Open("", "")
	p.tap(t, "join")
	if len(p.joined) != 2 || p.joined[1].Server != "meet.example.org" {
		t.Errorf("joined %+v", p.joined)
	}
	p.tap(t, "another-server")
	if _, asks := p.view.Places()["server"]; !asks {
		t.Error("no other server can be named")
	}
}

func TestNameIsKept(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), knowing(), link, server)
	name, _ := p.view.Places()["name"].(*widgets.Field)
	name.Clear()
	p.tap(t, "join")
	if len(p.joined) != 0 || name.Problem() == "" {
		t.Fatalf("joined without a name: %+v", p.joined)
	}
	test.Type(p.window.Canvas().Focused(), " Ann\u202ea ")
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(p.joined) != 1 || p.snapshot.Settings.Name != "Anna" {
		t.Errorf("joined %+v as %q", p.joined, p.snapshot.Settings.Name)
	}
}

// TestNothingShowsTheLink looks at every word on the page.
func TestNothingShowsTheLink(t *testing.T) {
	p := open(t, settings.Light, fyne.NewSize(1280, 800), self(), link, server)
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if text, ok := o.(*canvas.Text); ok && strings.Contains(text.Text, "pOex") {
			t.Errorf("it says %q", text.Text)
		}
	}
	p.view.Close()
	p.tap(t, "back")
	if p.back != 1 {
		t.Error("no way back")
	}
}

func TestPlacesAreInTheWindow(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(640, 480)} {
		p := open(t, settings.Light, size, self(), "", "")
		for name, o := range p.view.Places() {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			if at.X < 0 || at.Y < 0 || at.X+o.Size().Width > size.Width || at.Y+o.Size().Height > size.Height {
				t.Errorf("%v: %s is at %v, %v large", size, name, at, o.Size())
			}
		}
	}
}
