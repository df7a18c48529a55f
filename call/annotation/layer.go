package annotation

import (
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// Lifetime is how long what was pointed at or drawn is seen, from the last
	// message that belongs to it on.
	Lifetime = 3 * time.Second
	// Fading is the part of it, at the end, in which it fades.
	Fading = 500 * time.Millisecond
	// Repeat is how often who points at the same place says so again.
	Repeat = time.Second
	// Rest is for how long: a pointer may have left a window that was not told.
	Rest = 10 * time.Second
	// maxStrokes and maxKept bound what is kept of one person.
	maxStrokes = 64
	maxKept    = 4096 // points
	// maxAuthors bounds how many people have marks on one screen.
	maxAuthors = 64
)

// Layer is what is pointed at and drawn on one shared screen. Its methods may
// be called from any goroutine.
type Layer struct {
	mu      sync.Mutex
	authors map[string]*author
	changes uint64
}

// author is one person's part of a layer.
type author struct {
	name    string
	pointer Point
	pointed time.Time // zero for nowhere
	strokes []stroke  // oldest first
}

type stroke struct {
	number uint32
	points []Point
	at     time.Time // of the last point
}

// Mark is what one person points at and draws, as it is seen at one moment.
type Mark struct {
	Name    string // of who does
	Pointer *Spot  // nil for nowhere
	Strokes []Stroke
}

// Spot is a place that somebody points at.
type Spot struct {
	Point
	Strength float32 // 1 until it fades, then less; never 0
}

// Stroke is a line that somebody draws.
type Stroke struct {
	Points   []Point // one at least; nobody changes them
	Strength float32
}

// Take adds a message of the person with a key. A name is as it is shown.
func (l *Layer) Take(key, name string, m Message, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	a := l.authors[key]
	if a == nil {
		if len(l.authors) >= maxAuthors || m.Kind == KindAway || m.Kind == KindAsk {
			return
		}
		a = new(author)
		if l.authors == nil {
			l.authors = make(map[string]*author)
		}
		l.authors[key] = a
	}
	a.name = name
	a.take(m, now)
	l.changes++
}

func (a *author) take(m Message, now time.Time) {
	switch m.Kind {
	case KindPoint:
		a.pointer, a.pointed = m.Points[0], now
	case KindAway:
		a.pointed = time.Time{}
	case KindStroke:
		a.draw(m, now)
		a.pointer, a.pointed = m.Points[len(m.Points)-1], now
	case KindAsk:
	}
}

// draw adds points to a stroke, and drops the oldest strokes when there are
// too many.
func (a *author) draw(m Message, now time.Time) {
	i := slices.IndexFunc(a.strokes, func(s stroke) bool { return s.number == m.Stroke })
	if i < 0 {
		i = len(a.strokes)
		a.strokes = append(a.strokes, stroke{number: m.Stroke})
	}
	s := &a.strokes[i]
	s.at = now
	if room := maxKept - len(s.points); room >= len(m.Points) {
		// A reader may have the points that were there: they stay as they are.
		s.points = append(s.points[:len(s.points):len(s.points)], m.Points...)
	}
	for len(a.strokes) > 1 && (len(a.strokes) > maxStrokes || a.kept() > maxKept) {
		a.strokes = slices.Delete(a.strokes, 0, 1)
	}
}

func (a *author) kept() (points int) {
	for _, s := range a.strokes {
		points += len(s.points)
	}
	return points
}

// Clear takes everything away.
func (l *Layer) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.authors = nil
	l.changes++
}

// sweep drops what is seen no more.
func (l *Layer) sweep(now time.Time) {
	for key, a := range l.authors {
		a.strokes = slices.DeleteFunc(a.strokes, func(s stroke) bool { return strength(s.at, now) <= 0 })
		if len(a.strokes) == 0 && strength(a.pointed, now) <= 0 {
			delete(l.authors, key)
			l.changes++
		}
	}
}

// Marks returns what is seen now, by name, and a number that is another one
// whenever something was added or went. Fading changes it not.
func (l *Layer) Marks(now time.Time) (marks []Mark, changes uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	for _, a := range l.authors {
		marks = append(marks, a.mark(now))
	}
	slices.SortFunc(marks, func(a, b Mark) int { return strings.Compare(a.Name, b.Name) })
	return marks, l.changes
}

func (a *author) mark(now time.Time) Mark {
	m := Mark{Name: a.name}
	if s := strength(a.pointed, now); s > 0 {
		m.Pointer = &Spot{a.pointer, s}
	}
	for _, s := range a.strokes {
		m.Strokes = append(m.Strokes, Stroke{s.points, strength(s.at, now)})
	}
	return m
}

// strength is how strong something of a moment is seen: 1, then less while it
// fades, and 0 at last.
func strength(at, now time.Time) float32 {
	if at.IsZero() {
		return 0
	}
	left := Lifetime - now.Sub(at)
	return min(max(float32(left)/float32(Fading), 0), 1)
}
