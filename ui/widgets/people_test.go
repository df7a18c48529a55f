package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"parley/ui/theme"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

func TestRowTurnsUnderTheFocus(t *testing.T) {
	var acts []string
	say := func(what string) func() { return func() { acts = append(acts, what) } }
	var row *widgets.PersonRow
	w := window(t, func() fyne.CanvasObject {
		row = widgets.NewPersonRow(widgets.Person{Name: "Mara", Aside: "Yesterday"}, widgets.PersonActs{
			Call: say("call"), Voice: say("voice"), More: func(fyne.Widget) { say("more")() },
		})
		return container.NewVBox(row, widgets.NewButton("After", "", widgets.Standard, nothing))
	})
	c := w.Canvas()
	test.Tap(row)
	if len(acts) != 0 || c.Focused() != fyne.Focusable(row) {
		t.Fatalf("a click calls (%v) or leaves the focus", acts)
	}
	row.TypedKey(key(fyne.KeyReturn))
	for range 3 { // through the buttons that the focus brought up
		c.FocusNext()
		c.Focused().TypedKey(key(fyne.KeyReturn))
	}
	c.FocusNext()
	if b, ok := c.Focused().(*widgets.Button); !ok || b.Text() != "After" {
		t.Errorf("the focus went to %T", c.Focused())
	}
	if fmt.Sprint(acts) != "[call more voice call]" {
		t.Errorf("acts %v", acts)
	}
}

func TestRowKeepsItsButtonsUnderThePointer(t *testing.T) {
	row := widgets.NewPersonRow(widgets.Person{Name: "Mara"}, widgets.PersonActs{Call: nothing, Voice: nothing, More: func(fyne.Widget) {}})
	window(t, func() fyne.CanvasObject { return container.NewVBox(row) })
	shown := func() (n int) {
		for _, o := range test.WidgetRenderer(row).Objects() {
			if b, ok := o.(*widgets.Button); ok && b.Visible() {
				n++
			}
		}
		return n
	}
	if shown() != 0 {
		t.Error("buttons at rest")
	}
	row.MouseIn(&desktop.MouseEvent{})
	if shown() != 3 {
		t.Errorf("%d of 3 buttons", shown())
	}
	// On its way to a button the pointer leaves the row first.
	call := test.WidgetRenderer(row).Objects()[len(test.WidgetRenderer(row).Objects())-1].(*widgets.Button)
	row.MouseOut()
	call.MouseIn(&desktop.MouseEvent{})
	if shown() != 3 {
		t.Error("the buttons go away under the pointer")
	}
	call.MouseOut()
	if shown() != 0 {
		t.Error("the buttons stay")
	}
}

func TestCardShowsWhatIsSet(t *testing.T) {
	c := widgets.NewPersonCard(widgets.Person{Name: "Mara"}, widgets.PersonActs{Call: nothing, Voice: nothing})
	window(t, func() fyne.CanvasObject { return c })
	want := widgets.Person{Name: "Tomás", Line: "studio-pc", Verified: true}
	c.Set(want)
	if c.Person() != want {
		t.Errorf("%+v", c.Person())
	}
}

func TestDialogKeepsTheFocus(t *testing.T) {
	var answer string
	say := func(what string) func() { return func() { answer = what } }
	b := widgets.NewButton("Forget", "", widgets.Risky, nothing)
	w := window(t, func() fyne.CanvasObject { return container.NewVBox(b) })
	open := func() *widgets.Dialog {
		return widgets.ShowDialog(b, "Forget Mara?", "Parley then treats Mara as somebody new.", nil,
			widgets.Answer{Text: "Forget", Kind: widgets.Risky, Act: say("forget"), Apart: true},
			widgets.Answer{Text: "Keep", Kind: widgets.Primary, Act: say("keep"), Harmless: true})
	}
	c := w.Canvas()
	d := open()
	widgettest.Draw(t, w, "dialog")
	if f, ok := c.Focused().(*widgets.Button); !ok || f.Text() != "Keep" {
		t.Fatalf("the focus is on %v", c.Focused())
	}
	for range 3 {
		c.FocusNext()
		if f := c.Focused().(*widgets.Button); f == b {
			t.Fatal("the focus left the dialog")
		}
	}
	c.Focused().TypedKey(key(fyne.KeyEscape))
	if answer != "keep" || c.Overlays().Top() != nil {
		t.Errorf("Escape answers %q", answer)
	}
	d.Close()
	open()
	c.FocusPrevious()
	c.Focused().TypedKey(key(fyne.KeyReturn))
	if answer != "forget" {
		t.Errorf("answered %q", answer)
	}
}

func TestStrip(t *testing.T) {
	tried, closed := 0, 0
	s := widgets.NewStrip()
	w := window(t, func() fyne.CanvasObject { return container.NewVBox(s) })
	if s.Visible() {
		t.Error("an empty strip shows")
	}
	s.Set(widgets.ToneProblem, "Tomás did not answer.", "Call again", func() { tried++ }, func() { closed++ })
	w.Canvas().FocusNext()
	w.Canvas().Focused().TypedKey(key(fyne.KeyReturn))
	w.Canvas().FocusNext()
	w.Canvas().Focused().TypedKey(key(fyne.KeyReturn))
	if tried != 1 || closed != 1 {
		t.Errorf("tried %d, closed %d", tried, closed)
	}
	s.Set(widgets.ToneInfo, "", "", nil, nil)
	if s.Visible() {
		t.Error("it stays without a sentence")
	}
}

func TestToastStaysUnderThePointer(t *testing.T) {
	toast := widgets.NewToast(widgets.ToneWarning, "", "You are muted. Nobody hears you.", "Unmute", true, nothing)
	w := window(t, func() fyne.CanvasObject { return container.NewCenter(toast) })
	toast.MouseIn(&desktop.MouseEvent{})
	if !toast.Hovered() {
		t.Error("not hovered")
	}
	toast.MouseOut()
	if toast.Hovered() {
		t.Error("hovered for ever")
	}
	w.Canvas().FocusNext()
	if !toast.Hovered() {
		t.Error("the focus does not hold it")
	}
}

func TestLevelLightsBars(t *testing.T) {
	l := widgets.NewLevel(8)
	window(t, func() fyne.CanvasObject { return container.NewVBox(l) })
	_, of := l.Lit()
	for _, c := range []struct {
		level float64
		want  int
	}{{0, 0}, {0.5, (of + 1) / 2}, {1, of}, {7, of}, {-1, 0}} {
		l.SetLevel(c.level)
		if lit, _ := l.Lit(); lit != c.want {
			t.Errorf("level %v lights %d of %d, want %d", c.level, lit, of, c.want)
		}
	}
}

func TestGraphKeepsAMinute(t *testing.T) {
	g := widgets.NewGraph("Lost on the way", "%", 1, theme.Warning)
	window(t, func() fyne.CanvasObject { return g })
	lines := func() (n int) {
		for _, o := range test.WidgetRenderer(g).Objects()[5:] {
			if o.Visible() {
				n++
			}
		}
		return n
	}
	for i := range 200 {
		g.Add(float64(i), fmt.Sprint(i))
	}
	if lines() != widgets.GraphSeconds-1 {
		t.Errorf("%d lines", lines())
	}
	g.Reset()
	if lines() != 0 {
		t.Error("it remembers")
	}
}

func TestCellsFollowTheWidth(t *testing.T) {
	box := func() fyne.CanvasObject { return widgets.NewGap(100, 40) }
	cells := widgets.NewCells(100, fyne.NewSquareSize(10), 3, box(), box(), box(), box())
	window(t, func() fyne.CanvasObject { return container.NewVBox(cells) })
	for _, c := range []struct{ width, height float32 }{{100, 190}, {209, 190}, {210, 90}, {320, 90}, {900, 90}} {
		cells.Resize(fyne.NewSize(c.width, 10))
		if got := cells.MinSize().Height; got != c.height {
			t.Errorf("%v wide: %v high, want %v", c.width, got, c.height)
		}
	}
}

func TestColumnWraps(t *testing.T) {
	long := widgets.NewLabel("People on your network who open Parley appear here on their own.", widgets.Style{Lines: 4})
	column := widgets.NewColumn(8, long, widgets.NewGap(10, 10))
	window(t, func() fyne.CanvasObject { return container.NewVBox(column) })
	column.Resize(fyne.NewSize(600, 10))
	wide := column.MinSize().Height
	column.Resize(fyne.NewSize(160, 10))
	if narrow := column.MinSize().Height; narrow <= wide {
		t.Errorf("%v high when narrow, %v when wide", narrow, wide)
	}
}
