package screenshare

import (
	"errors"
	"image"

	"parley/screenshare/x11"
)

// shooter copies pixels from the server, through one segment of shared memory
// that it keeps, or through the connection where there is none.
type shooter struct {
	conn    *x11.Conn
	segment *x11.Segment
	refused bool   // there is no shared memory with this server
	wide    []byte // pixels of other layouts as BGRA
}

// largest bounds the sides of what is copied, in pixels, and with it the memory:
// a window may be as large as its program likes. Of a larger one the upper left
// is shown.
const largest = 8192

// shoot returns a part of a drawable of some depth. The pixels may be written;
// they last until the next shoot.
func (s *shooter) shoot(d x11.Drawable, depth int, part image.Rectangle) (bgra, error) {
	part.Max = image.Pt(min(part.Max.X, part.Min.X+largest), min(part.Max.Y, part.Min.Y+largest))
	layout, err := s.conn.Layout(depth)
	if err != nil {
		return bgra{}, ErrUnsupported
	}
	p := bgra{stride: layout.Stride(part.Dx()), width: part.Dx(), height: part.Dy()}
	p.pix, err = s.bytes(d, part, p.stride*p.height)
	if err != nil {
		return bgra{}, passing(err)
	}
	if len(p.pix) < p.stride*p.height {
		return bgra{}, errPassing
	}
	return s.widen(p, layout), nil
}

// screen returns a part of the screen, as shoot does.
func (s *shooter) screen(part image.Rectangle) (bgra, error) {
	if part.Empty() {
		return bgra{}, errPassing
	}
	if !s.conn.HasShm() {
		if p, ok := still(s.conn, part); ok {
			return p, nil
		}
	}
	return s.shoot(x11.Drawable(s.conn.Root()), s.conn.RootDepth(), part)
}

// bytes brings size bytes of pixels over.
func (s *shooter) bytes(d x11.Drawable, part image.Rectangle, size int) ([]byte, error) {
	if size == 0 {
		return nil, errPassing
	}
	if err := s.reserve(size); err != nil {
		return nil, err
	}
	if s.segment == nil {
		return s.conn.Grab(d, part)
	}
	return s.segment.Grab(d, part)
}

// reserve makes the segment large enough. One that is much too large is given
// back: the window it was for has shrunk.
func (s *shooter) reserve(size int) error {
	const (
		slack = 4
		least = 1 << 20 // bytes that are not worth the exchange
	)
	if s.refused || s.segment != nil && s.segment.Size() >= size && s.segment.Size() <= max(least, slack*size) {
		return nil
	}
	s.close()
	segment, err := s.conn.NewSegment(size)
	switch {
	case errors.Is(err, x11.ErrClosed):
		return err
	case err != nil:
		s.refused = true
	default:
		s.segment = segment
	}
	return nil
}

// widen makes BGRA of other layouts.
func (s *shooter) widen(p bgra, layout x11.Layout) bgra {
	if layout == x11.BGRX {
		return p
	}
	to := bgra{stride: 4 * p.width, width: p.width, height: p.height}
	if size := to.stride * to.height; cap(s.wide) < size {
		s.wide = make([]byte, size)
	}
	to.pix = s.wide[:to.stride*to.height]
	if layout == x11.RGB565 {
		fromRGB565(to, p.pix, p.stride)
	} else {
		fromAR30(to, p.pix, p.stride)
	}
	return to
}

func (s *shooter) close() {
	if s.segment != nil {
		s.segment.Close()
		s.segment = nil
	}
}

// passing makes of a request that failed, most often because a window has just
// gone or shrunk, an attempt to be repeated: an event will tell more.
func passing(err error) error {
	var refused *x11.RequestError
	if errors.As(err, &refused) {
		return errPassing
	}
	return gone(err)
}
