package screenshare

import (
	"errors"
	"image"
	"time"

	"parley/screenshare/x11"
)

// mouse follows the pointer and draws it into pictures, which the server leaves
// it out of. The server tells when its look changes. Where it is must be asked,
// once a picture's time while it moves; when it has come to rest, the server tells when it
// moves again.
type mouse struct {
	conn   *x11.Conn
	shown  bool // it is wanted in pictures
	stale  bool // its look has changed
	cursor x11.Cursor
	at     x11.Pointer
	place  image.Rectangle // where it belongs in the picture, in its pixels; empty when it does not
	drawn  image.Rectangle // where it is in the last picture, likewise
	active time.Time       // when it moved last
	asleep bool            // until the server tells
}

// drowsy is how long the pointer lies still before the server is asked to tell of it. That
// takes some requests, and people pause.
const drowsy = time.Second

func newMouse(conn *x11.Conn, shown bool) *mouse {
	if shown {
		conn.SelectCursor()
	}
	return &mouse{conn: conn, shown: shown, stale: true, active: time.Now()}
}

// look asks where the pointer is. It returns true when a picture of an area of
// the screen would show it elsewhere, or other than before. over says whether it is over
// what is captured, and not over something that covers it.
func (m *mouse) look(area image.Rectangle, over func(x11.Pointer) bool) (moved bool, err error) {
	if !m.shown {
		return false, nil
	}
	changed := m.stale
	if m.stale {
		// A server that does not tell has a pointer that is not drawn.
		if m.cursor, err = m.conn.Cursor(); errors.Is(err, x11.ErrClosed) {
			return false, ErrDesktopGone
		}
		m.stale = false
	}
	m.rest() // before asking, so that nothing is missed
	at, here, err := m.conn.Pointer()
	if err != nil {
		return false, gone(err)
	}
	if at != m.at {
		m.at, m.active = at, time.Now()
	}
	m.place = image.Rectangle{}
	if here && over(at) && m.bounds().Overlaps(area) {
		m.place = m.bounds().Sub(area.Min)
	}
	return m.place != m.drawn || changed && !m.place.Empty(), nil
}

// calm reports whether the server will tell of the next movement.
func (m *mouse) calm() bool { return m.asleep || !m.shown }

// rest lets the server tell, when the pointer has lain still for long enough.
func (m *mouse) rest() {
	if !m.asleep && m.conn.HasMotion() && time.Since(m.active) > drowsy {
		m.asleep = true
		m.conn.SelectMotion(true)
	}
}

// wake is for the news of a movement.
func (m *mouse) wake() {
	if m.asleep {
		m.asleep, m.active = false, time.Now()
		m.conn.SelectMotion(false)
	}
}

// bounds is where the pointer's picture is on the screen.
func (m *mouse) bounds() image.Rectangle {
	from := m.at.At.Sub(m.cursor.Hot)
	return image.Rectangle{Min: from, Max: from.Add(image.Pt(m.cursor.Width, m.cursor.Height))}
}

// draw puts the pointer into a picture of the area that was looked at.
func (m *mouse) draw(p bgra) {
	m.drawn = m.place
	blend(p, m.cursor.Pixels, m.cursor.Width, m.place)
}

// blend lays pixels of 0xAARRGGBB, already multiplied with their alpha, over a
// part of a picture.
func blend(p bgra, pixels []uint32, width int, at image.Rectangle) {
	inside := at.Intersect(image.Rect(0, 0, p.width, p.height))
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		from := pixels[(y-at.Min.Y)*width:]
		to := p.pix[y*p.stride:]
		for x := inside.Min.X; x < inside.Max.X; x++ {
			over(to[4*x:4*x+3], from[x-at.Min.X])
		}
	}
}

// over lays one pixel over another (Porter and Duff).
func over(to []byte, pixel uint32) {
	rest := 255 - pixel>>24
	for i := range 3 {
		to[i] = byte(min(255, pixel>>(8*i)&0xff+(uint32(to[i])*rest+127)/255))
	}
}
