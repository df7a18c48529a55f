package settings_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/ui/theme"
	"parley/ui/views/settings"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// page is the settings in a window, with what they asked for.
type page struct {
	view     *settings.View
	window   fyne.Window
	commands []call.Command
	closed   int
	level    frame.Gauge
}

func open(t *testing.T, look choices.Theme, size fyne.Size, at settings.Page, s *call.Snapshot) *page {
	t.Helper()
	p := &page{}
	p.window = widgettest.NewWindow(t, look, size, func() fyne.CanvasObject {
		actions := settings.Actions{
			Do:    func(c call.Command) { p.commands = append(p.commands, c) },
			Close: func() { p.closed++ },
		}
		picture := canvas.NewRectangle(theme.Color(theme.Tint, 0))
		picture.CornerRadius = theme.RadiusInner
		p.view = settings.New(actions, picture, "Parley 1.0")
		p.view.Open(at)
		return p.view.CanvasObject()
	})
	p.update(s)
	return p
}

func (p *page) update(s *call.Snapshot) {
	s.Self.Tracks.Level = &p.level
	p.view.Update(s)
	p.settle()
}

func (p *page) settle() { widgettest.Resize(p.window, p.window.Canvas().Size()) }

// visible finds the visible parts of one kind.
func visible[T fyne.CanvasObject](p *page) (found []T) {
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if part, ok := o.(T); ok {
			found = append(found, part)
		}
	}
	return found
}

func (p *page) press(t *testing.T, text string) {
	t.Helper()
	for _, b := range visible[*widgets.Button](p) {
		if b.Text() == text {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button %q", text)
}

// changed applies what was asked for to the defaults.
func (p *page) changed() choices.Settings {
	s := choices.Default("Jonas")
	for _, c := range p.commands {
		if change, ok := c.(call.Change); ok {
			change.Edit(&s)
		}
	}
	return s
}

func working() *call.Snapshot {
	s := &call.Snapshot{
		Self: call.Self{
			Name: "Jonas Weber", Device: "jonas-pc", Key: "abcdefghijklmnopqrstuvwxyz234567", Online: true,
			Addresses: []string{"192.168.1.24:47100", "[fe80::a00:27ff:fe4e:66a1]:47100"},
		},
		Settings: choices.Default("Jonas Weber"),
		Devices: call.Devices{
			Cameras:     []session.Device{{ID: "c1", Name: "Brio 500", Default: true}, {ID: "c2", Name: "Integrated Camera"}},
			Microphones: []session.Device{{ID: "m1", Name: "Yeti Nano", Default: true}},
			Speakers:    []session.Device{{ID: "s1", Name: "Headphones", Default: true}},
			Camera:      session.DeviceStatus{Kind: session.CameraDevice, Working: true, Mode: "1280×720 · 30 fps"},
			Microphone:  session.DeviceStatus{Kind: session.MicrophoneDevice, Working: true},
			Speaker:     session.DeviceStatus{Kind: session.SpeakerDevice, Working: true},
		},
	}
	s.Settings.Camera, s.Settings.Microphone, s.Settings.Volume = "c1", "m1", 0.72
	s.Devices.Test = session.MicrophoneTest{
		Step: session.TestPlay, Position: 4 * time.Second, Length: 5 * time.Second, Peaks: peaks(),
	}
	return s
}

func peaks() []float32 {
	out := make([]float32, widgets.WaveBars)
	for i := range out {
		out[i] = float32(i%9) / 9
	}
	return out
}

func troubled() *call.Snapshot {
	s := working()
	s.Settings.Camera, s.Settings.Music = "gone", true
	s.Devices.Test = session.MicrophoneTest{}
	s.Devices.Camera = session.DeviceStatus{
		Kind: session.CameraDevice, Text: "The “Integrated Camera” is used by another program.",
		Hint: "Close that program, then try again.",
	}
	s.Devices.Speaker = session.DeviceStatus{
		Kind: session.SpeakerDevice, Text: "There is no sound server.", Hint: "Start PulseAudio or PipeWire, then try again.",
	}
	return s
}

// TestGallery draws every page, and finds one that panics or is too large.
func TestGallery(t *testing.T) {
	wide, narrow := fyne.NewSize(1280, 800), fyne.NewSize(640, 480)
	for _, c := range []struct {
		name string
		look choices.Theme
		size fyne.Size
		at   settings.Page
		s    *call.Snapshot
	}{
		{"settings-devices-light", choices.Light, wide, settings.Devices, working()},
		{"settings-devices-dark", choices.Dark, wide, settings.Devices, working()},
		{"settings-devices-troubled", choices.Light, wide, settings.Devices, troubled()},
		{"settings-devices-narrow", choices.Light, fyne.NewSize(640, 1000), settings.Devices, working()},
		{"settings-devices-small", choices.Dark, narrow, settings.Devices, troubled()},
		{"settings-devices-medium", choices.Light, fyne.NewSize(900, 800), settings.Devices, working()},
		{"settings-you", choices.Light, wide, settings.You, working()},
		{"settings-network", choices.Dark, wide, settings.Network, serving()},
		{"settings-network-new", choices.Light, fyne.NewSize(640, 1000), settings.Network, working()},
		{"settings-appearance", choices.Light, wide, settings.Appearance, working()},
		{"settings-shortcuts", choices.Light, wide, settings.Shortcuts, working()},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, c.look, c.size, c.at, c.s)
			p.level.Set(0.52)
			p.view.Tick()
			p.settle()
			widgettest.Draw(t, p.window, c.name)
			if m := p.view.CanvasObject().MinSize(); m.Width > 640 || m.Height > 480 {
				t.Errorf("needs %v", m)
			}
		})
	}
}

func TestDeviceIsChosen(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Devices, working())
	camera := visible[*widgets.Choice](p)[0]
	camera.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu := p.window.Canvas().Overlays().Top().(*widgets.Menu)
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := p.changed().Camera; got != "c2" {
		t.Errorf("camera %q", got)
	}
}

func TestSwitchesChangeTheirSetting(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Devices, working())
	for _, s := range visible[*widgets.Switch](p) {
		test.Tap(s)
	}
	got := p.changed()
	if got.Mirror || got.Echo || got.Noise || got.Gain || got.HighPass || !got.Music {
		t.Errorf("%+v", got)
	}
}

func TestMusicHoldsTheOthers(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Devices, troubled())
	for _, s := range visible[*widgets.Switch](p) {
		test.Tap(s)
	}
	got := p.changed()
	if !got.Echo || !got.Noise || !got.Gain || !got.HighPass || got.Music {
		t.Errorf("%+v", got)
	}
}

func TestMicrophoneTest(t *testing.T) {
	s := working()
	s.Devices.Test = session.MicrophoneTest{}
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Devices, s)
	p.press(t, "Record")
	for _, c := range []struct {
		test  session.MicrophoneTest
		press string
		want  session.MicrophoneTestStep
	}{
		{session.MicrophoneTest{Step: session.TestRecord, Position: time.Second, Peaks: peaks()[:8]}, "Stop", session.TestStop},
		{session.MicrophoneTest{Length: 5 * time.Second, Peaks: peaks()}, "Record again", session.TestRecord},
		{session.MicrophoneTest{Length: 5 * time.Second, Peaks: peaks()}, "", session.TestPlay},
		{session.MicrophoneTest{Step: session.TestPlay, Length: 5 * time.Second}, "", session.TestStop},
	} {
		s := working()
		s.Devices.Test = c.test
		p.update(s)
		p.pressTest(t, c.press)
		if got := p.commands[len(p.commands)-1]; got != (call.TestMicrophone{Step: c.want}) {
			t.Errorf("%+v: asked for %+v, want step %d", c.test, got, c.want)
		}
	}
}

// pressTest presses a button of the microphone's test; the round one has no
// words.
func (p *page) pressTest(t *testing.T, text string) {
	t.Helper()
	for _, b := range visible[*widgets.Button](p) {
		if b.Text() == text && (text != "" || b.Radius == canvas.RadiusMaximum) {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button %q", text)
}

func TestTryAgain(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Devices, troubled())
	p.press(t, "Try again")
	if len(p.commands) != 3 || p.commands[0] != (call.Preview{On: false}) || p.commands[2] != (call.Preview{On: true}) {
		t.Errorf("asked for %+v", p.commands)
	}
}

func TestNameIsChanged(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.You, working())
	name := visible[*widgets.Field](p)[0]
	name.Focus()
	name.Clear()
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(p.commands) != 0 || name.Problem() == "" {
		t.Fatalf("an empty name is taken: %+v", p.commands)
	}
	test.Type(p.window.Canvas().Focused(), "Jo")
	p.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := p.changed().Name; got != "Jo" || name.Problem() != "" {
		t.Errorf("name %q, problem %q", got, name.Problem())
	}
}

func TestAppearance(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Appearance, working())
	p.press(t, "Dark")
	test.Tap(visible[*widgets.Switch](p)[0])
	if got := p.changed(); got.Theme != choices.Dark || !got.LessMotion {
		t.Errorf("%+v", got)
	}
}

func TestPagesByKeyboard(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Devices, working())
	var seen []string
	for _, item := range visible[*widgets.NavItem](p) {
		item.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		p.settle()
		seen = append(seen, item.Text())
	}
	if len(seen) != 5 || fmt.Sprint(seen[4]) != "Shortcuts" {
		t.Errorf("pages %v", seen)
	}
	back := visible[*widgets.Button](p)[0]
	test.Tap(back)
	if p.closed != 1 {
		t.Error("the settings stay open")
	}
}

func TestRelayIsChosen(t *testing.T) {
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Network, working())
	for _, s := range visible[*widgets.Switch](p) {
		test.Tap(s)
	}
	if got := p.changed(); got.Reachable || !got.AlwaysRelay || !got.Hidden {
		t.Errorf("%+v", got)
	}
}

func TestServerIsChosen(t *testing.T) {
	s := working()
	p := open(t, choices.Light, fyne.NewSize(1280, 800), settings.Network, s)
	if got := visible[*widgets.Choice](p)[0].Chosen(); got != "" {
		t.Errorf("chosen is %q", got)
	}
	p.update(serving())
	choice := visible[*widgets.Choice](p)[0]
	if got := choice.Chosen(); got != "https://meet.example.org" {
		t.Errorf("chosen is %q", got)
	}
	choice.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu := p.window.Canvas().Overlays().Top().(*widgets.Menu)
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := p.changed().Server; got != "https://parley.example.com" {
		t.Errorf("server %q", got)
	}
}

// serving is a person who met at two servers.
func serving() *call.Snapshot {
	s := working()
	s.Settings.Server = "https://meet.example.org"
	s.Settings.Servers = []string{"https://parley.example.com", "https://meet.example.org"}
	return s
}
