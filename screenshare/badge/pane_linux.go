package badge

import (
	"image"

	"parley/screenshare/x11"
)

// pane is the window with what somebody draws. It is as large as that, and on
// the screen only while there is something.
type pane struct {
	window  x11.Window
	overlay Overlay
	pixels  []byte
	shown   bool
}

// leftButton is the mouse's, as X counts.
const leftButton = 1

func (p *pane) empty() bool { return p.overlay.Picture == nil }

// lay takes a new picture.
func (s *x11Screen) lay(o Overlay) {
	s.pane.overlay = o
	if s.pane.empty() {
		s.conn.Hide(s.pane.window)
		s.pane.pixels, s.pane.shown = nil, false
		return
	}
	s.pane.pixels = s.encodeOpaque(o.Picture)
	s.conn.Shape(s.pane.window, outline(o.Picture))
	s.placePane()
	s.paintPane()
	if !s.pane.shown {
		s.pane.shown = true
		for _, w := range s.shown() {
			s.conn.Show(w) // what is mapped already keeps its place above the pane
		}
	}
}

// placePane puts the pane where its picture belongs.
func (s *x11Screen) placePane() {
	if !s.pane.empty() {
		s.conn.Place(s.pane.window, s.pane.overlay.Picture.Rect.Add(s.config.Bounds.Min.Add(s.pane.overlay.At)))
	}
}

func (s *x11Screen) paintPane() {
	if !s.pane.empty() {
		size := s.pane.overlay.Picture.Rect.Size()
		s.conn.Paint(s.pane.window, s.pane.pixels, size.X, size.Y)
	}
}

// encodeOpaque is encode, quick for the layout that most servers have.
func (s *x11Screen) encodeOpaque(m *image.RGBA) []byte {
	if s.layout != x11.BGRX {
		return s.encode(m)
	}
	out := make([]byte, len(m.Pix))
	for i := 0; i+3 < len(out); i += 4 {
		out[i], out[i+1], out[i+2], out[i+3] = m.Pix[i+2], m.Pix[i+1], m.Pix[i], 0xff
	}
	return out
}

// takeOver begins or ends that the pointer draws.
func (s *x11Screen) takeOver(on bool) {
	if on == s.catches {
		return
	}
	s.catches, s.drawing = on, false
	if !on {
		s.conn.Hide(s.catcher)
		return
	}
	s.conn.Show(s.catcher)
	s.conn.Raise(s.badge)
}

// stroke tells what the pointer does in the catcher.
func (s *x11Screen) stroke(e x11.Event) {
	if e.Window != s.catcher || s.config.Draw == nil {
		return
	}
	step := Hover
	switch {
	case e.Kind == x11.Pressed:
		step, s.drawing = Begin, true
	case e.Kind == x11.Released && e.Button == leftButton && s.drawing:
		step, s.drawing = End, false
	case e.Kind == x11.Left && !s.drawing:
		step = Leave
	case e.Kind != x11.Dragged:
		return
	case s.drawing:
		step = Drag
	}
	s.config.Draw(Stroke{step, e.At})
}
