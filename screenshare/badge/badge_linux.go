package badge

import (
	"encoding/binary"
	"image"
	"image/color"
	"slices"
	"sync"
	"time"

	"parley/screenshare/x11"
)

// x11Screen is the badge and its edge as windows of an X server. Their state
// belongs to run.
type x11Screen struct {
	conn    *x11.Conn
	config  Config
	layout  x11.Layout
	edges   [4]x11.Window
	badge   x11.Window
	pane    pane
	catcher x11.Window
	catches bool
	drawing bool // a button is down in catcher
	pixels  []byte
	outline []image.Rectangle

	moves    chan image.Rectangle // holds at most one, the newest
	pictures chan image.Image     // likewise
	overlays chan Overlay         // likewise
	catching chan bool            // likewise
	end      chan struct{}
	ended    sync.Once
}

// retreat is how long the windows stay below what was put above them. It keeps
// two programs that both want to be on top from keeping the processor busy.
const retreat = 200 * time.Millisecond

func show(config Config) (screen, error) {
	conn, err := x11.Dial("")
	if err != nil {
		return nil, ErrUnsupported
	}
	s := &x11Screen{
		conn: conn, config: config,
		moves: make(chan image.Rectangle, 1), pictures: make(chan image.Image, 1), end: make(chan struct{}),
		overlays: make(chan Overlay, 1), catching: make(chan bool, 1),
	}
	if s.layout, err = conn.Layout(conn.RootDepth()); err != nil {
		conn.Close()
		return nil, ErrUnsupported
	}
	if err := s.open(); err != nil {
		conn.Close()
		return nil, err
	}
	return s, nil
}

func (s *x11Screen) open() error {
	if s.config.Thickness > 0 {
		for i := range s.edges {
			s.edges[i] = s.conn.NewWindow(image.Rect(0, 0, 1, 1), s.pixel(s.config.Edge))
			s.conn.PassThrough(s.edges[i]) // bars to scroll with and panels are there
		}
	}
	s.pane.window = s.conn.NewWindow(image.Rect(0, 0, 1, 1), s.pixel(s.config.Edge))
	s.conn.PassThrough(s.pane.window)
	s.catcher = s.conn.NewCatcher(s.config.Bounds)
	s.badge = s.conn.NewWindow(image.Rect(0, 0, 1, 1), s.pixel(s.config.Edge))
	if err := s.arrange(); err != nil {
		return err
	}
	s.paint(s.config.Picture)
	for _, w := range s.shown() {
		s.conn.Show(w)
	}
	s.conn.Select(s.conn.Root(), x11.ChildrenChanges)
	s.conn.Flush()
	return nil
}

// all returns the windows that there are, the lowest first: the badge is above
// what could keep a click from it.
func (s *x11Screen) all() (list []x11.Window) {
	list = append(list, s.pane.window)
	if s.config.Thickness > 0 {
		list = append(list, s.edges[:]...)
	}
	return append(list, s.catcher, s.badge)
}

// shown returns those of them that are on the screen.
func (s *x11Screen) shown() []x11.Window {
	return slices.DeleteFunc(s.all(), func(w x11.Window) bool {
		return w == s.pane.window && s.pane.empty() || w == s.catcher && !s.catches
	})
}

// windows returns those that can be seen.
func (s *x11Screen) windows() (list []uint32) {
	for _, w := range s.all() {
		if w != s.catcher {
			list = append(list, uint32(w))
		}
	}
	return list
}

// run does what is asked and keeps the windows on top until stop or the end of the
// desktop.
func (s *x11Screen) run() {
	defer s.conn.Close()
	raise := time.NewTimer(0)
	defer raise.Stop()
	for {
		select {
		case <-s.end:
			return
		case s.config.Bounds = <-s.moves:
			if s.arrange() != nil {
				return
			}
		case m := <-s.pictures:
			s.paint(m)
		case o := <-s.overlays:
			s.lay(o)
		case on := <-s.catching:
			s.takeOver(on)
		case <-s.conn.Ready():
			if !s.drain(raise) {
				return
			}
		case <-raise.C:
			for _, w := range s.shown() {
				s.conn.Raise(w)
			}
		}
		s.conn.Flush()
	}
}

// drain takes in the events; it returns false at the end of the connection.
func (s *x11Screen) drain(raise *time.Timer) bool {
	for {
		e, ok := s.conn.Next()
		if !ok {
			return true
		}
		switch e.Kind {
		case x11.Closed:
			return false
		case x11.Exposed:
			s.expose(e.Window)
		case x11.Pressed:
			s.press(e)
		case x11.Released, x11.Dragged, x11.Left:
			s.stroke(e)
		case x11.Mapped, x11.Moved:
			if !s.owns(e.Window) {
				raise.Reset(retreat)
			}
		}
	}
}

func (s *x11Screen) owns(w x11.Window) bool { return slices.Contains(s.all(), w) }

func (s *x11Screen) press(e x11.Event) {
	switch {
	case e.Button != leftButton:
	case e.Window == s.badge && s.config.Click != nil:
		s.config.Click(e.At)
	case e.Window == s.catcher:
		s.stroke(e)
	}
}

// arrange puts the windows to their places.
func (s *x11Screen) arrange() error {
	screen, err := s.conn.Screen()
	if err != nil {
		return err
	}
	if s.config.Thickness > 0 {
		for i, r := range edges(s.config.Bounds, s.config.Thickness, s.config.Inside) {
			s.conn.Place(s.edges[i], r)
		}
	}
	s.conn.Place(s.catcher, s.config.Bounds)
	s.placePane()
	inner := 0
	if s.config.Inside {
		inner = s.config.Thickness
	}
	s.conn.Place(s.badge, place(s.config.Bounds, screen, s.config.Picture.Bounds().Size(), inner))
	return nil
}

// paint draws a picture, if it has the size of the first.
func (s *x11Screen) paint(m image.Image) {
	if m.Bounds().Size() != s.config.Picture.Bounds().Size() {
		return
	}
	s.config.Picture = m
	s.pixels, s.outline = s.encode(m), outline(m)
	s.conn.Shape(s.badge, s.outline)
	s.expose(s.badge)
}

func (s *x11Screen) expose(w x11.Window) {
	switch w {
	case s.badge:
		size := s.config.Picture.Bounds().Size()
		s.conn.Paint(w, s.pixels, size.X, size.Y)
	case s.pane.window:
		s.paintPane()
	}
}

// encode writes a picture in the server's layout. Alpha is gone: the outline
// has taken its place.
func (s *x11Screen) encode(m image.Image) []byte {
	b := m.Bounds()
	stride := s.layout.Stride(b.Dx())
	out := make([]byte, stride*b.Dy())
	for y := range b.Dy() {
		for x := range b.Dx() {
			pixel := s.pixel(m.At(b.Min.X+x, b.Min.Y+y))
			if at := out[y*stride+x*s.layout.Bytes():]; s.layout.Bytes() == 2 {
				binary.LittleEndian.PutUint16(at, uint16(pixel))
			} else {
				binary.LittleEndian.PutUint32(at, pixel)
			}
		}
	}
	return out
}

// pixel is a colour in the server's layout.
func (s *x11Screen) pixel(c color.Color) uint32 {
	if c == nil {
		return 0
	}
	n := color.NRGBA64Model.Convert(c).(color.NRGBA64)
	r, g, b := uint32(n.R), uint32(n.G), uint32(n.B)
	switch s.layout {
	case x11.BGRX:
		return 0xff<<24 | r>>8<<16 | g>>8<<8 | b>>8
	case x11.RGB565:
		return r>>11<<11 | g>>10<<5 | b>>11
	case x11.AR30:
		return 3<<30 | r>>6<<20 | g>>6<<10 | b>>6
	}
	return 0
}

func (s *x11Screen) move(bounds image.Rectangle) { replace(s.moves, bounds) }
func (s *x11Screen) draw(picture image.Image)    { replace(s.pictures, picture) }

func (s *x11Screen) overlay(o Overlay) { replace(s.overlays, o) }
func (s *x11Screen) catch(on bool)     { replace(s.catching, on) }

func (s *x11Screen) stop() {
	s.ended.Do(func() { close(s.end) })
	s.conn.Interrupt()
}

// replace leaves the newest value in a channel of one.
func replace[T any](c chan T, v T) {
	for {
		select {
		case c <- v:
			return
		default:
		}
		select {
		case <-c:
		default:
		}
	}
}
