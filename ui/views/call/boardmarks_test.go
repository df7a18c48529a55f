package call

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/call/annotation"
)

// watching is a rig with one screen of 1600×1000 on the stage.
func watching(t *testing.T, pointing bool) (*rig, *core.Snapshot, *board) {
	t.Helper()
	r := newRig(t, fyne.NewSize(1280, 800))
	s := sharedBy(1, 0)
	p := &s.Call.Participants[0]
	p.Person.Key, p.Media.Share.Pointing, p.Tracks.Annotations = "key", pointing, new(annotation.Layer)
	r.show(s)
	r.film(t, *p, 1600, 1000)
	r.given = nil
	return r, s, r.view.largeBoard()
}

// annotations are the messages that were given, of one kind.
func (r *rig) annotations(kind annotation.Kind) (list []annotation.Message) {
	for _, c := range r.given {
		if a, ok := c.(core.Annotate); ok && a.Kind == kind {
			list = append(list, a.Message)
		}
	}
	return list
}

// on is the place on a board of a part of its picture.
func on(b *board, x, y float32) fyne.Position {
	pos, size := b.picturePlace()
	return pos.AddXY(x*size.Width, y*size.Height)
}

func mouse(at fyne.Position) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary}
}

func TestPenPointsAndDraws(t *testing.T) {
	r, _, b := watching(t, true)
	b.MouseMoved(mouse(on(b, 0.5, 0.5)))
	if len(r.annotations(annotation.KindPoint)) != 0 {
		t.Fatal("without the pen the others see where the mouse is")
	}
	test.Tap(r.view.screens.tools.pen)
	if !b.marks.on || b.Cursor() != desktop.CrosshairCursor {
		t.Fatal("the pen is not taken up")
	}
	b.MouseMoved(mouse(on(b, 0.5, 0.25)))
	points := r.annotations(annotation.KindPoint)
	if len(points) != 1 || points[0].Screen != "key" || points[0].Points[0] != annotation.At(0.5, 0.25) {
		t.Fatalf("it points at %+v", points)
	}
	before := b.surface.Object().Position()
	b.MouseDown(mouse(on(b, 0.25, 0.5)))
	b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: on(b, 0.75, 0.5)}, Dragged: fyne.NewDelta(300, 0)})
	b.DragEnd()
	b.MouseUp(mouse(on(b, 0.75, 0.5)))
	var drawn []annotation.Point
	for _, m := range r.annotations(annotation.KindStroke) {
		drawn = append(drawn, m.Points...)
	}
	if len(drawn) != 2 || drawn[0] != annotation.At(0.25, 0.5) || drawn[1] != annotation.At(0.75, 0.5) || b.surface.Object().Position() != before {
		t.Errorf("it draws %v", drawn)
	}
	b.beatMarks(time.Now())
	if pos, size := b.marks.image.Position(), b.marks.image.Size(); !b.marks.image.Visible() || pos.X > on(b, 0.25, 0).X || size.Width < b.surface.Object().Size().Width/2 {
		t.Errorf("what is drawn is seen at %v, %v", pos, size)
	}
	b.MouseOut()
	if len(r.annotations(annotation.KindAway)) != 1 {
		t.Error("nobody is told that the pointer left")
	}
	r.view.Letter('d', false)
	if b.marks.on {
		t.Error("D does not lay the pen down")
	}
}

func TestPenAsksForLeave(t *testing.T) {
	r, s, b := watching(t, false)
	r.view.Letter('d', false)
	if asked := r.annotations(annotation.KindAsk); len(asked) != 1 || b.marks.on {
		t.Fatalf("without leave: %v, on %v", asked, b.marks.on)
	}
	if len(r.view.toasts.all) != 1 {
		t.Error("nothing says that somebody was asked")
	}
	let := func(pointing bool) {
		after, call := *s, *s.Call
		call.Participants = append([]core.Participant(nil), call.Participants...)
		call.Participants[0].Media.Share.Pointing = pointing
		after.Call = &call
		r.show(&after)
		r.view.Beat(time.Now())
	}
	if let(true); !b.marks.on {
		t.Error("the pen is not taken up when leave comes")
	}
	if let(false); b.marks.on {
		t.Error("the pen outlives the leave")
	}
	if let(true); b.marks.on {
		t.Error("the pen is taken up though nobody asked")
	}
}

// What others point at is drawn, and goes with the time.
func TestMarksOfOthers(t *testing.T) {
	_, s, b := watching(t, true)
	layer := s.Call.Participants[0].Tracks.Annotations
	now := time.Now()
	layer.Take("key", "Ada", annotation.Message{Kind: annotation.KindPoint, Points: []annotation.Point{annotation.At(0.25, 0.25)}}, now)
	b.beatMarks(now)
	at := b.marks.image.Position()
	if want := on(b, 0.25, 0.25); !b.marks.image.Visible() || at.X > want.X || at.X < want.X-40 {
		t.Errorf("it is at %v, want around %v", at, want)
	}
	b.actual() // what is larger is elsewhere
	if b.marks.image.Position() == at {
		t.Error("it does not follow the picture")
	}
	b.beatMarks(now.Add(annotation.Lifetime))
	if b.marks.image.Visible() {
		t.Error("it stays")
	}
}

func TestSharerIsAskedForLeave(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := inCall(core.Active, 1)
	s.Sharing.On, s.Sharing.Asks = true, "Bo Berg"
	r.show(s)
	strip := r.view.sharing.asks
	if !strip.Visible() || strip.Text() != "Bo would like to point and draw on what you share." {
		t.Fatalf("it says %q", strip.Text())
	}
	test.Tap(strip.Button())
	if got := r.last(); got != (core.AllowPointing{On: true}) {
		t.Errorf("it commands %v", got)
	}
}
