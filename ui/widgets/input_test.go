package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

func TestSwitchTellsOnlyWhatThePersonDoes(t *testing.T) {
	var told []bool
	s := widgets.NewSwitch("Remove echo", "So that others do not hear themselves", func(on bool) { told = append(told, on) })
	window(t, func() fyne.CanvasObject { return s })
	s.SetOn(true)
	test.Tap(s)
	s.TypedKey(key(fyne.KeySpace))
	s.SetEnabled(false)
	test.Tap(s)
	if fmt.Sprint(told) != "[false true]" || !s.On() {
		t.Errorf("told %v, on %v", told, s.On())
	}
}

func TestSliderMoves(t *testing.T) {
	var told []float64
	s := widgets.NewSlider(assets.Speaker, 2, func(v float64) { told = append(told, v) })
	window(t, func() fyne.CanvasObject { return s })
	s.SetValue(1)
	for _, name := range []fyne.KeyName{fyne.KeyRight, fyne.KeyLeft, fyne.KeyEnd, fyne.KeyEnd, fyne.KeyHome, fyne.KeyDown} {
		s.TypedKey(key(name))
	}
	if fmt.Sprint(told) != "[1.05 1 2 0]" {
		t.Errorf("told %v", told)
	}
	s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(1e4, 10)}})
	if s.Value() != 2 {
		t.Errorf("dragged to the end it is %v", s.Value())
	}
	s.DragEnd()
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(-5, 10)})
	if s.Value() != 0 {
		t.Errorf("clicked at the start it is %v", s.Value())
	}
}

// TestSliderSparesTheDisk finds a slider that tells of every percent.
func TestSliderSparesTheDisk(t *testing.T) {
	var told []float64
	s := widgets.NewSlider("", 1, func(v float64) { told = append(told, v) })
	window(t, func() fyne.CanvasObject { return s })
	for x := range 300 {
		s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(float32(x), 10)}})
		before := s.Value()
		s.SetValue(0.5) // news from before the drag
		if s.Value() != before {
			t.Fatal("the knob jumps under the hand")
		}
	}
	s.DragEnd()
	if len(told) == 0 || len(told) > 21 || told[len(told)-1] != s.Value() {
		t.Errorf("told %d times, at last %v of %v", len(told), told, s.Value())
	}
}

func TestChoiceByKeyboard(t *testing.T) {
	var told []string
	c := widgets.NewChoice(assets.Microphone, func(id string) { told = append(told, id) })
	w := window(t, func() fyne.CanvasObject { return container.NewVBox(c) })
	c.Set([]widgets.Option{{ID: "a", Text: "Yeti Nano"}, {ID: "b", Text: "Built-in microphone"}}, "a")

	menu := func(keys ...fyne.KeyName) {
		c.TypedKey(key(fyne.KeyDown))
		top, ok := w.Canvas().Overlays().Top().(*widgets.Menu)
		if !ok || w.Canvas().Focused() != fyne.Focusable(top) {
			t.Fatal("no menu with the focus")
		}
		for _, k := range keys {
			top.TypedKey(key(k))
		}
	}
	menu(fyne.KeyDown)
	widgettest.Draw(t, w, "menu")
	w.Canvas().Overlays().Top().(*widgets.Menu).TypedKey(key(fyne.KeyReturn))
	menu(fyne.KeyEscape)
	menu(fyne.KeyReturn)            // the same again
	menu(fyne.KeyUp, fyne.KeySpace) // back
	menu(fyne.KeyEnd, fyne.KeyHome, fyne.KeyEscape)
	if fmt.Sprint(told) != "[b a]" || c.Chosen() != "a" {
		t.Errorf("told %v, chosen %s", told, c.Chosen())
	}
	if w.Canvas().Overlays().Top() != nil {
		t.Error("the menu stays")
	}
}

func TestMenuByPointer(t *testing.T) {
	b := widgets.NewButton("More", "", widgets.Standard, nothing)
	w := window(t, func() fyne.CanvasObject {
		return widgets.NewInset(420, 0, 0, 560, b) // at the lower right corner
	})
	chosen := -1
	items := make([]widgets.MenuItem, 30)
	for i := range items {
		items[i] = widgets.MenuItem{Text: fmt.Sprint("Camera ", i), Act: func() { chosen = i }}
	}
	m := widgets.ShowMenu(b, items)
	for range 20 {
		m.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -10)})
	}
	m.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(600, 20)}})
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(600, 20)})
	if chosen < 0 || chosen > 20 {
		t.Errorf("chosen %d", chosen)
	}
	m = widgets.ShowMenu(b, items)
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 200)})
	m.Close()
	if w.Canvas().Overlays().Top() != nil {
		t.Error("a click beside does not close it")
	}
}

func TestField(t *testing.T) {
	var submitted string
	f := widgets.NewSearch("Find a person, or paste an address", assets.Search, "Ctrl K")
	w := window(t, func() fyne.CanvasObject { return container.NewVBox(f) })
	f.OnSubmitted = func(text string) { submitted = text }
	f.Focus()
	if !f.Focused() {
		t.Fatal("no focus")
	}
	test.Type(w.Canvas().Focused(), "Mara")
	w.Canvas().Focused().TypedKey(key(fyne.KeyReturn))
	if submitted != "Mara" {
		t.Errorf("submitted %q", submitted)
	}
	f.SetText("Jonas")
	if f.Text() != "Mara" {
		t.Error("words change under the person's hands")
	}
	w.Canvas().Focused().TypedKey(key(fyne.KeyEscape))
	if f.Text() != "" {
		t.Error("Escape leaves the words")
	}
}

func TestFieldPassesShortcutsOn(t *testing.T) {
	f := widgets.NewField("Your name")
	w := window(t, func() fyne.CanvasObject { return container.NewVBox(f) })
	reached := 0
	find := &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}
	w.Canvas().AddShortcut(find, func(fyne.Shortcut) { reached++ })
	f.Focus()
	entry := w.Canvas().Focused().(fyne.Shortcutable)
	entry.TypedShortcut(find)
	entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	if reached != 1 {
		t.Errorf("%d of 1 shortcuts reached the window", reached)
	}
}

func TestFieldGrowsForItsProblem(t *testing.T) {
	f := widgets.NewField("Address")
	window(t, func() fyne.CanvasObject { return container.NewVBox(f) })
	if f.MinSize().Height != theme.Control {
		t.Errorf("%v high", f.MinSize().Height)
	}
	f.SetProblem("Add the last number.")
	if f.MinSize().Height <= theme.Control || f.Problem() == "" {
		t.Error("no room for the problem")
	}
}
