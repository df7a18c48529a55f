package annotation

import (
	"testing"
	"time"
)

// tape records what a writer sends.
type tape struct{ sent []Message }

func (p *tape) take(m Message) { p.sent = append(p.sent, m) }

func (p *tape) kinds() (list []Kind) {
	for _, m := range p.sent {
		list = append(list, m.Kind)
	}
	return list
}

// A mouse that tells its place a thousand times a second is told thirty times.
func TestWriterSendsFewMessages(t *testing.T) {
	var p tape
	w := NewWriter("s", p.take)
	now := begin
	for i := range 1000 {
		w.Point(Point{uint16(i), 0}, now)
		now = now.Add(time.Millisecond)
	}
	if n := len(p.sent); n < 28 || n > 31 {
		t.Errorf("%d messages in a second", n)
	}
	w.Tick(now.Add(writeEvery))
	if last := p.sent[len(p.sent)-1]; last.Points[0].X != 999 || last.Screen != "s" {
		t.Errorf("the last place is not told: %+v", last)
	}
}

func TestStrokesAreWhole(t *testing.T) {
	var p tape
	w := NewWriter("s", p.take)
	now := begin
	for stroke := range 2 {
		w.Begin(Point{0, 0}, now)
		for i := range 500 {
			w.Draw(Point{uint16(i), uint16(i)}, now)
			w.Draw(Point{uint16(i), uint16(i)}, now) // the mouse stands still
			now = now.Add(time.Millisecond)
		}
		w.End(now)
		points := 0
		for _, m := range p.sent {
			if m.Kind == KindStroke && m.Stroke == uint32(stroke+1) {
				points += len(m.Points)
			}
		}
		if points != 500 {
			t.Errorf("%d points of stroke %d are told", points, stroke+1)
		}
	}
}

func TestAStillPointerIsToldAgain(t *testing.T) {
	var p tape
	w := NewWriter("s", p.take)
	w.Tick(begin) // nothing to say
	w.Point(Point{7, 7}, begin)
	for i := range 40 {
		w.Tick(begin.Add(time.Duration(i) * 100 * time.Millisecond))
	}
	if n := len(p.sent); n != 4 {
		t.Errorf("%d messages in four seconds", n)
	}
	w.Away(begin.Add(5 * time.Second))
	w.Away(begin.Add(5 * time.Second))
	w.Tick(begin.Add(9 * time.Second))
	if kinds := p.kinds(); len(kinds) != 5 || kinds[4] != KindAway {
		t.Errorf("%v", kinds)
	}
}

func TestAPointerRestsForAWhile(t *testing.T) {
	var p tape
	w := NewWriter("s", p.take)
	w.Point(Point{7, 7}, begin)
	for i := range 600 {
		w.Tick(begin.Add(time.Duration(i) * 100 * time.Millisecond))
	}
	if n := len(p.sent); n != 10 {
		t.Errorf("%d messages in a minute", n)
	}
	w.Point(Point{8, 8}, begin.Add(time.Minute))
	w.Tick(begin.Add(time.Minute + Repeat))
	if n := len(p.sent); n != 12 {
		t.Errorf("%d messages once it moves again", n)
	}
}
