package annotation

import (
	"fmt"
	"testing"
	"time"
)

var begin = time.Unix(1_800_000_000, 0)

func pointAt(x uint16) Message { return Message{Kind: KindPoint, Screen: "s", Points: []Point{{x, x}}} }

func strokeOf(number uint32, points ...Point) Message {
	return Message{Kind: KindStroke, Screen: "s", Stroke: number, Points: points}
}

// only returns the one mark that there is.
func only(t *testing.T, l *Layer, now time.Time) Mark {
	t.Helper()
	marks, _ := l.Marks(now)
	if len(marks) != 1 {
		t.Fatalf("%d people have marks", len(marks))
	}
	return marks[0]
}

func TestMarksFadeAndGo(t *testing.T) {
	var l Layer
	l.Take("a", "Ada", strokeOf(1, Point{1, 1}, Point{2, 2}), begin)
	l.Take("a", "Ada", strokeOf(1, Point{3, 3}), begin.Add(time.Second))
	m := only(t, &l, begin.Add(Lifetime))
	if m.Name != "Ada" || len(m.Strokes) != 1 || len(m.Strokes[0].Points) != 3 || m.Strokes[0].Strength != 1 || m.Pointer.Point != (Point{3, 3}) {
		t.Errorf("a second before its end it is %+v", m)
	}
	end := begin.Add(time.Second + Lifetime)
	if s := only(t, &l, end.Add(-Fading/2)).Strokes[0].Strength; s < 0.4 || s > 0.6 {
		t.Errorf("in the middle of fading its strength is %v", s)
	}
	if marks, _ := l.Marks(end); len(marks) != 0 {
		t.Errorf("after %v there is %+v", Lifetime, marks)
	}
}

func TestPointerComesAndGoes(t *testing.T) {
	var l Layer
	l.Take("a", "Ada", Message{Kind: KindAway}, begin) // of nobody
	if marks, _ := l.Marks(begin); len(marks) != 0 {
		t.Error("who is away has a mark")
	}
	l.Take("a", "Ada", pointAt(5), begin)
	l.Take("b", "Bo", pointAt(6), begin)
	marks, changes := l.Marks(begin)
	if len(marks) != 2 || marks[0].Name != "Ada" || marks[1].Pointer.Point != (Point{6, 6}) {
		t.Fatalf("%+v", marks)
	}
	if _, same := l.Marks(begin.Add(time.Second)); same != changes {
		t.Error("nothing changed, and the number did")
	}
	l.Take("a", "Ada", Message{Kind: KindAway}, begin)
	if m := only(t, &l, begin); m.Name != "Bo" {
		t.Errorf("%s is left", m.Name)
	}
	if _, now := l.Marks(begin); now == changes {
		t.Error("somebody went, and the number is the same")
	}
	l.Clear()
	if marks, _ := l.Marks(begin); len(marks) != 0 {
		t.Error("something is left of nothing")
	}
}

// A flood keeps what is newest and no more than the bounds.
func TestFloodOfMarks(t *testing.T) {
	var l Layer
	for i := range uint32(10_000) {
		l.Take("a", "Ada", strokeOf(1+i, many(MaxPoints)...), begin)
	}
	m := only(t, &l, begin)
	points := 0
	for _, s := range m.Strokes {
		points += len(s.Points)
	}
	if len(m.Strokes) > maxStrokes || points > maxKept || len(m.Strokes) == 0 {
		t.Errorf("%d strokes with %d points are kept", len(m.Strokes), points)
	}
	for range 1000 {
		l.Take("a", "Ada", strokeOf(7, many(MaxPoints)...), begin)
	}
	for i := range 10 * maxAuthors {
		l.Take(fmt.Sprint(i), "x", pointAt(1), begin)
	}
	marks, _ := l.Marks(begin)
	if len(marks) > maxAuthors {
		t.Errorf("%d people have marks", len(marks))
	}
	for _, m := range marks {
		for _, s := range m.Strokes {
			if len(s.Points) > maxKept {
				t.Errorf("a stroke has %d points", len(s.Points))
			}
		}
	}
}

// What a reader was given does not change under its eyes.
func TestMarksAreTheReaders(t *testing.T) {
	var l Layer
	l.Take("a", "Ada", strokeOf(1, Point{1, 1}), begin)
	before := only(t, &l, begin).Strokes[0].Points
	l.Take("a", "Ada", strokeOf(1, Point{2, 2}), begin)
	l.Take("a", "Ada", strokeOf(1, Point{3, 3}), begin)
	if len(before) != 1 || cap(before) > 1 && before[:2][1] == (Point{2, 2}) {
		t.Errorf("what was read is %v of %v now", before, before[:cap(before)])
	}
}
