package widgets_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parley/call/settings"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

func lineRows(n int) []widgets.StreamRow {
	var rows []widgets.StreamRow
	for i := range n {
		rows = append(rows, widgets.NewLineRow(widgets.LineDay, fmt.Sprint("day ", i)))
	}
	return rows
}

func newStream(t *testing.T, fromEnd bool) *widgets.Stream {
	t.Helper()
	s := widgets.NewStream(fromEnd)
	widgettest.NewWindow(t, settings.Dark, fyne.NewSize(348, 400), func() fyne.CanvasObject { return s })
	return s
}

func TestStreamFollowsItsEnd(t *testing.T) {
	s := newStream(t, true)
	rows := lineRows(100)
	s.Set(rows)
	if !s.AtEnd() || s.AtStart() {
		t.Error("it does not begin at its end")
	}
	s.ToRow(rows[10])
	s.Set(append(rows, lineRows(1)...))
	if s.AtEnd() {
		t.Error("it does not stay where the person scrolled")
	}
	s.ToEnd()
	s.Set(append(rows, lineRows(5)...))
	if !s.AtEnd() {
		t.Error("it does not follow its end again")
	}
}

func TestStreamDrawsFew(t *testing.T) {
	s := newStream(t, false)
	s.Set(lineRows(5000))
	if got := len(s.Seen()); got < 10 || got > 40 {
		t.Errorf("%d rows are drawn", got)
	}
	s.Set(nil)
	if len(s.Seen()) != 0 || !s.AtEnd() {
		t.Error("rows that went are drawn")
	}
}

func TestFileCardButtons(t *testing.T) {
	var pressed []widgets.FileAct
	c := widgets.NewFileCard(widgets.File{Name: "a.pdf", Verbs: []widgets.FileAct{widgets.FileAccept, widgets.FileDecline}},
		func(a widgets.FileAct, _ fyne.Widget) { pressed = append(pressed, a) })
	widgettest.NewWindow(t, settings.Dark, fyne.NewSize(348, 200), func() fyne.CanvasObject { return c })
	test.Tap(c.Button(widgets.FileDecline))
	accept := c.Button(widgets.FileAccept)
	if grown := c.Set(widgets.File{Name: "a.pdf", Bar: true, Tools: []widgets.FileAct{widgets.FilePause}}); !grown {
		t.Error("the card has the same height")
	}
	if c.Button(widgets.FileAccept) != nil || c.Button(widgets.FilePause) == nil {
		t.Error("the buttons did not change")
	}
	c.Set(widgets.File{Name: "a.pdf", Verbs: []widgets.FileAct{widgets.FileAccept}})
	if c.Button(widgets.FileAccept) != accept || len(pressed) != 1 {
		t.Error("a button was made anew")
	}
}

func TestComposerGrows(t *testing.T) {
	c := widgets.NewComposer(widgets.ComposerActs{
		Send: func(string) {}, Changed: func(string) {}, Attach: func(fyne.Widget) {}, Emoji: func(fyne.Widget) {},
		EditLast: func() {}, Leave: func() bool { return false }, Paste: func(write func(string)) { write("") },
	})
	widgettest.NewWindow(t, settings.Light, fyne.NewSize(324, 300), func() fyne.CanvasObject { return c })
	one := c.HeightFor(324)
	c.SetText("one\ntwo\nthree")
	if three := c.HeightFor(324); three <= one {
		t.Errorf("three lines are %v high, one is %v", three, one)
	}
	c.SetText("1\n2\n3\n4\n5\n6\n7\n8\n9")
	if got := c.HeightFor(324); got > 160 {
		t.Errorf("nine lines are %v high", got)
	}
}

func TestEmojiGridByKeys(t *testing.T) {
	var chosen string
	g := widgets.NewEmojiGrid([]string{"👍", "🎉", "🔥"}, func(e string) { chosen = e })
	w := widgettest.NewWindow(t, settings.Dark, fyne.NewSize(340, 60), func() fyne.CanvasObject { return g })
	w.Canvas().Focus(g)
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyReturn} {
		g.TypedKey(&fyne.KeyEvent{Name: k})
	}
	if chosen != "🎉" {
		t.Errorf("chosen %q", chosen)
	}
}

// TestLongMessageDrawsWhatIsInSight unfolds the longest message there is.
func TestLongMessageDrawsWhatIsInSight(t *testing.T) {
	s := newStream(t, false)
	text := strings.Repeat("sixteen letters ", 1024)
	row := widgets.NewMessageRow(widgets.Message{Name: "Mara", Pieces: []widgets.Piece{{Text: text}}}, nil, widgets.MessageActs{Grown: func() { s.Settle() }})
	s.Set([]widgets.StreamRow{row})
	if !row.Folded() {
		t.Fatal("a text of 16 KiB is not folded")
	}
	folded := row.HeightFor(348)
	row.Unfold()
	if row.Folded() || row.HeightFor(348) < 10*folded {
		t.Errorf("folded it is %v high, then %v", folded, row.HeightFor(348))
	}
	s.ToEnd()
	if got := len(test.WidgetRenderer(row).Objects()); got > 100 {
		t.Errorf("%d objects are drawn", got)
	}
}
