package annotation

import "time"

// writeEvery is the least time between two messages of a Writer: 30 a second.
const writeEvery = time.Second / 30

// Writer makes the messages of a person who points at one screen and draws on
// it, few enough of them. It belongs to one goroutine.
type Writer struct {
	screen string
	send   func(Message)

	stroke  uint32 // the last that was begun
	drawing bool
	tip     Point     // of the stroke
	pending []Point   // of the stroke, not yet sent
	pointer *Point    // not yet sent
	last    Point     // where the pointer was sent to last
	shown   bool      // the others see a pointer
	moved   time.Time // when it was sent to another place
	sent    time.Time
}

// NewWriter returns a writer for the screen of the person with a key. send is
// called from the methods.
func NewWriter(screen string, send func(Message)) *Writer {
	return &Writer{screen: screen, send: send}
}

// Point says that the pointer is somewhere.
func (w *Writer) Point(at Point, now time.Time) {
	w.pointer = &at
	w.Tick(now)
}

// Begin begins a stroke somewhere.
func (w *Writer) Begin(at Point, now time.Time) {
	w.flush(now)
	w.stroke, w.drawing = w.stroke+1, true
	w.add(at, now)
}

// Draw goes on with the stroke; without one, it begins one.
func (w *Writer) Draw(at Point, now time.Time) {
	if !w.drawing {
		w.Begin(at, now)
		return
	}
	if at != w.tip {
		w.add(at, now)
	}
}

func (w *Writer) add(at Point, now time.Time) {
	w.tip, w.pending = at, append(w.pending, at)
	if len(w.pending) == MaxPoints {
		w.flush(now)
	}
	w.Tick(now)
}

// End ends the stroke.
func (w *Writer) End(now time.Time) {
	w.flush(now)
	w.drawing = false
}

// Away says that the pointer is not on the screen any more.
func (w *Writer) Away(now time.Time) {
	w.End(now)
	if w.pointer = nil; w.shown {
		w.write(Message{Kind: KindAway}, now)
		w.shown = false
	}
}

// Tick sends what is due; it is called some times a second.
func (w *Writer) Tick(now time.Time) {
	switch since := now.Sub(w.sent); {
	case since < writeEvery:
	case len(w.pending) > 0 || w.pointer != nil:
		w.flush(now)
	case w.shown && since >= Repeat && now.Sub(w.moved) < Rest:
		w.write(Message{Kind: KindPoint, Points: []Point{w.last}}, now)
	}
}

// flush sends what waits. A stroke takes the pointer with it.
func (w *Writer) flush(now time.Time) {
	switch {
	case len(w.pending) > 0:
		w.last = w.pending[len(w.pending)-1]
		w.write(Message{Kind: KindStroke, Stroke: w.stroke, Points: w.pending}, now)
	case w.pointer != nil:
		w.last = *w.pointer
		w.write(Message{Kind: KindPoint, Points: []Point{w.last}}, now)
	default:
		return
	}
	w.pending, w.pointer, w.shown, w.moved = nil, nil, true, now
}

func (w *Writer) write(m Message, now time.Time) {
	m.Screen = w.screen
	w.send(m)
	w.sent = now
}
