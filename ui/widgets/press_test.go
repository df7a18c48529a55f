package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"parley/assets"
	"parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// window shows o in a small light window.
func window(t *testing.T, build func() fyne.CanvasObject) fyne.Window {
	t.Helper()
	return widgettest.NewWindow(t, settings.Light, fyne.NewSize(640, 480), build)
}

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestButtonActs(t *testing.T) {
	presses := 0
	var b *widgets.Button
	window(t, func() fyne.CanvasObject {
		b = widgets.NewButton("Call", assets.Camera, widgets.Primary, func() { presses++ })
		return container.NewCenter(b)
	})
	test.Tap(b)
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
		b.TypedKey(key(name))
	}
	if presses != 4 {
		t.Errorf("%d presses of 4", presses)
	}
	b.SetEnabled(false)
	test.Tap(b)
	b.TypedKey(key(fyne.KeyReturn))
	if presses != 4 {
		t.Error("a disabled button acts")
	}
}

func TestHeldKeyActsOnce(t *testing.T) {
	presses := 0
	b := widgets.NewButton("Mute", "", widgets.Standard, func() { presses++ })
	window(t, func() fyne.CanvasObject { return b })
	for range 2 {
		b.KeyDown(key(fyne.KeySpace))
		b.TypedKey(key(fyne.KeySpace))
		b.TypedKey(key(fyne.KeySpace))
		b.KeyUp(key(fyne.KeySpace))
	}
	if presses != 2 {
		t.Errorf("%d presses of 2", presses)
	}
}

func TestUnusedKeysReachTheWindow(t *testing.T) {
	b := widgets.NewButton("Call", "", widgets.Standard, nothing)
	w := window(t, func() fyne.CanvasObject { return b })
	var keys []fyne.KeyName
	var runes []rune
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) })
	w.Canvas().SetOnTypedRune(func(r rune) { runes = append(runes, r) })
	b.TypedKey(key(fyne.KeyM))
	b.TypedKey(key(fyne.KeyReturn))
	b.TypedRune('m')
	b.TypedRune(' ')
	if len(keys) != 1 || keys[0] != fyne.KeyM || string(runes) != "m" {
		t.Errorf("the window got %v and %q", keys, string(runes))
	}
}

// TestHitAreas finds a part that is too small to be hit.
func TestHitAreas(t *testing.T) {
	small := widgets.NewButton("Try again", "", widgets.Outline, nothing)
	small.Height = theme.ControlSmall
	window(t, func() fyne.CanvasObject { return small })
	for name, o := range map[string]fyne.CanvasObject{
		"small button": small,
		"icon button":  widgets.NewIconButton(assets.Copy, "", widgets.Plain, nothing),
		"switch":       widgets.NewSwitch("Remove echo", "", func(bool) {}),
		"choice":       widgets.NewChoice("", func(string) {}),
		"slider":       widgets.NewSlider("", 1, func(float64) {}),
		"control":      widgets.NewControl(assets.Camera, "Camera", "", nothing, nil),
		"field":        widgets.NewField(""),
	} {
		if m := o.MinSize(); m.Width < theme.Control || m.Height < theme.Control {
			t.Errorf("%s can be hit in %v only", name, m)
		}
	}
}

func TestTipFollowsThePointer(t *testing.T) {
	b := widgets.NewIconButton(assets.Copy, "Copy the address", widgets.Plain, nothing)
	w := window(t, func() fyne.CanvasObject { return container.NewCenter(b) })
	root := w.Canvas().Content().(*widgets.Root)
	b.MouseIn(&desktop.MouseEvent{})
	if root.Tip() != "Copy the address" {
		t.Errorf("tip is %q", root.Tip())
	}
	widgettest.Draw(t, w, "tip")
	b.MouseOut()
	if root.Tip() != "" {
		t.Error("the tip stays")
	}
	b.MouseIn(&desktop.MouseEvent{})
	test.Tap(b)
	if root.Tip() != "" {
		t.Error("the tip stays after a click")
	}
}

func TestControlsStayDarkInTheCall(t *testing.T) {
	c := widgets.NewControl(assets.Microphone, "Mute", "", nothing, nothing)
	c.Set(assets.MicrophoneOff, "Unmute", widgets.ControlOff)
	w := window(t, func() fyne.CanvasObject {
		return container.NewThemeOverride(container.NewCenter(c), theme.Call())
	})
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	x, y := w.Canvas().PixelCoordinateForPosition(pos.AddXY(6, 22))
	r, g, b, _ := w.Canvas().Capture().At(x, y).RGBA()
	wr, wg, wb, _ := theme.Call().Color(theme.ErrorTint, 1).RGBA()
	if r != wr || g != wg || b != wb {
		t.Errorf("the ground is %x %x %x, want %x %x %x", r>>8, g>>8, b>>8, wr>>8, wg>>8, wb>>8)
	}
}

func TestControlSizes(t *testing.T) {
	window(t, func() fyne.CanvasObject { return container.NewWithoutLayout() })
	plain := widgets.NewControl(assets.Chat, "Chat", "", nothing, nil)
	arrowed := widgets.NewControl(assets.Camera, "Camera", "", nothing, nothing)
	leave := widgets.NewControl(assets.Leave, "Leave", "", nothing, nil)
	leave.Set(assets.Leave, "Leave", widgets.ControlDanger)
	for _, c := range []struct {
		control             *widgets.Control
		full, bare, compact fyne.Size
	}{
		{plain, fyne.NewSize(56, 68), fyne.NewSize(56, 44), fyne.NewSize(48, 48)},
		{arrowed, fyne.NewSize(68, 68), fyne.NewSize(68, 44), fyne.NewSize(48, 48)},
		{leave, fyne.NewSize(84, 68), fyne.NewSize(84, 44), fyne.NewSize(72, 48)},
	} {
		full := c.control.MinSize()
		c.control.SetSmall(true, false)
		bare := c.control.MinSize()
		c.control.SetSmall(true, true)
		if compact := c.control.MinSize(); full != c.full || bare != c.bare || compact != c.compact {
			t.Errorf("%s: %v %v %v", c.control.Caption(), full, bare, compact)
		}
	}
}
