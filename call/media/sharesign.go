package media

import (
	"image"
	"time"

	"parley/call/annotation"
	"parley/call/session"
	"parley/screenshare"
	"parley/screenshare/badge"
)

// shareSign is the badge on what is shared: who looks at the screen cannot
// miss it, and stops the share by one click. What people point at and draw is
// seen there too.
type shareSign struct {
	sharer *sharer
	source screenshare.Source
	badge  *badge.Badge // nil where none can be shown
	state  signState
	pen    annotation.Pen
	writer *annotation.Writer // of the person at this computer

	acts chan signButton   // what was clicked
	draw chan badge.Stroke // what was drawn
	laid uint64            // the changes of the layer that are on the screen
}

const (
	// signInputs is how much of what the pointer does waits; more of it than
	// anybody sees is dropped.
	signInputs = 256
	// laidEvery is how often what people draw is brought up to date.
	laidEvery = time.Second / 25
	// self is how a person's own marks are told from the others'.
	self = ""
)

// mark shows the badge, or moves it with what is shared. The captured pictures
// do not have it.
func (s *sharer) mark(source screenshare.Source) {
	if m := s.marked; m != nil {
		m.follow(source)
		return
	}
	m := &shareSign{
		sharer: s, source: source, state: signState{title: source.Title, paused: s.request.Paused},
		acts: make(chan signButton, signInputs), draw: make(chan badge.Stroke, signInputs),
	}
	m.writer = annotation.NewWriter("", m.drawn)
	s.marked = m
	if err := m.show(); err != nil {
		s.line.log.Warn("no badge", "error", err)
	}
}

// show puts the badge on the screen.
func (m *shareSign) show() error {
	picture, err := m.state.picture()
	if err != nil {
		return err
	}
	if m.pen, err = signPen(); err != nil {
		return err
	}
	b, err := badge.Show(badge.Config{
		Bounds: m.source.Bounds, Inside: m.source.Kind == screenshare.Display,
		Edge: signColor, Thickness: signEdge, Picture: picture,
		Click: func(at image.Point) { offer(m.acts, signButtonAt(at)) },
		Draw:  func(s badge.Stroke) { offer(m.draw, s) },
	})
	if err != nil {
		return err
	}
	m.badge = b
	m.sharer.capture.LeaveOut(b.Windows()...)
	return nil
}

// offer gives a value to who reads a channel, unless that is full.
func offer[T any](c chan T, v T) {
	select {
	case c <- v:
	default:
	}
}

// follow moves the badge with what is shared.
func (m *shareSign) follow(source screenshare.Source) {
	moved := source.Bounds != m.source.Bounds
	m.source = source
	if moved && m.badge != nil {
		m.badge.Move(source.Bounds)
		m.laid = 0
	}
}

// act does what a click on the badge asks for.
func (m *shareSign) act(b signButton) {
	switch b {
	case signStop:
		m.sharer.share(session.ShareRequest{})
	case signPause:
		r := m.sharer.request
		r.Paused = !r.Paused
		m.sharer.share(r)
	case signDraw:
		m.state.drawing = !m.state.drawing
		m.badge.Catch(m.state.drawing)
		m.writer.Away(time.Now())
		m.repaint()
	case signNothing:
	}
}

// pause shows whether the share is paused.
func (m *shareSign) pause(on bool) {
	if m != nil && m.state.paused != on {
		m.state.paused = on
		m.repaint()
	}
}

func (m *shareSign) repaint() {
	if m.badge == nil {
		return
	}
	if picture, err := m.state.picture(); err == nil {
		m.badge.Draw(picture)
	}
}

// stroke goes on with what the person draws.
func (m *shareSign) stroke(s badge.Stroke, now time.Time) {
	size := m.source.Bounds.Size()
	at := annotation.At(float32(s.At.X)/float32(size.X), float32(s.At.Y)/float32(size.Y))
	switch s.Step {
	case badge.Hover:
		m.writer.Point(at, now)
	case badge.Begin:
		m.writer.Begin(at, now)
	case badge.Drag:
		m.writer.Draw(at, now)
	case badge.End:
		m.writer.End(now)
	case badge.Leave:
		m.writer.Away(now)
	}
}

// drawn takes a message about the person's own drawing: the others are told,
// and it is seen here. One's own pointer is where it is anyway.
func (m *shareSign) drawn(message annotation.Message) {
	if message.Kind == annotation.KindStroke {
		m.sharer.drawn.Take(self, "", message, time.Now())
	}
	m.sharer.tell(session.Drawn{Message: message})
}

// lay brings what people draw on the screen up to date.
func (m *shareSign) lay(now time.Time) {
	if m.badge == nil {
		return
	}
	m.writer.Tick(now)
	marks, changes := m.sharer.drawn.Marks(now)
	if changes == m.laid {
		return
	}
	m.laid = changes
	for i := range marks {
		if marks[i].Name == "" {
			marks[i].Pointer = nil
		}
	}
	picture, at := m.pen.Draw(marks, m.source.Bounds.Size())
	m.badge.Overlay(badge.Overlay{Picture: picture, At: at})
}

func (m *shareSign) close() {
	if m == nil {
		return
	}
	if m.badge != nil {
		m.badge.Close()
	}
	m.sharer.drawn.Clear()
}
