package screenshare

import (
	"errors"
	"image"
	"slices"

	"parley/screenshare/x11"
)

// window grabs one window, whatever covers it.
type window struct {
	conn    *x11.Conn
	shooter shooter
	mouse   *mouse
	damage  *x11.Damage
	names   names
	id      x11.Window
	frames  []x11.Window // that it stands in, nearest first
	now     Source

	view    view
	hidden  bool
	stale   bool // it was moved, resized, mapped or framed anew
	titled  bool // it says something else of itself
	fresh   bool
	moved   bool // the pointer
	damaged bool
}

// view is the picture that the server keeps of a window.
type view struct {
	pixmap x11.Pixmap
	depth  int
	part   image.Rectangle // of the pixmap, without the border
}

func newWindow(conn *x11.Conn, t target, pointer bool) (*window, error) {
	w := &window{conn: conn, shooter: shooter{conn: conn}, id: x11.Window(t.number), stale: true, titled: true, damaged: true}
	if !conn.HasComposite() {
		// Without it, what covers the window would be shared as well.
		return nil, ErrUnsupported
	}
	var err error
	if w.names, err = namesOf(conn); err != nil {
		return nil, gone(err)
	}
	conn.Select(w.id, x11.OwnChanges|x11.PropertyChanges)
	if err := conn.Redirect(w.id); err != nil {
		return nil, absent(err)
	}
	if w.damage, err = damage(conn, w.id); err != nil {
		return nil, absent(err)
	}
	w.mouse = newMouse(conn, pointer)
	if err := w.follow(); err != nil {
		return nil, absent(err)
	}
	return w, nil
}

// absent is the error for a window that is not there at the start.
func absent(err error) error {
	var refused *x11.RequestError
	if errors.As(err, &refused) || errors.Is(err, ErrWindowClosed) {
		return ErrNotFound
	}
	return gone(err)
}

func (w *window) source() Source           { return w.now }
func (w *window) stirred() <-chan struct{} { return w.conn.Ready() }

// leaveOut has nothing to do: only the window itself is in its pictures.
func (w *window) leaveOut([]uint32) {}

func (w *window) interrupt() { w.conn.Interrupt() }

func (w *window) close() {
	w.shooter.close()
	w.conn.Close()
}

func (w *window) look() (sight, error) {
	if err := w.drain(); err != nil {
		return sight{}, err
	}
	if err := w.follow(); err != nil {
		return sight{}, err
	}
	moved, err := w.mouse.look(w.now.Bounds, w.over)
	w.moved = w.moved || moved
	w.fresh = w.fresh || w.damaged || w.damage == nil
	return sight{
		fresh: !w.hidden && (w.fresh || w.moved), hidden: w.hidden,
		calm: w.damage != nil && !w.stale && w.mouse.calm(),
	}, err
}

// drain takes in the events.
func (w *window) drain() error {
	for {
		e, ok := w.conn.Next()
		if !ok {
			return nil
		}
		switch e.Kind {
		case x11.Closed:
			return ErrDesktopGone
		case x11.Destroyed:
			if e.Window == w.id {
				return ErrWindowClosed
			}
			w.stale = true
		case x11.Damaged:
			w.damaged = true
		case x11.CursorChanged:
			w.mouse.stale = true
		case x11.PointerMoved:
			w.mouse.wake()
		case x11.PropertyChanged:
			w.titled = w.titled || e.Window == w.id
		case x11.Moved, x11.Mapped, x11.Unmapped, x11.Reparented:
			w.stale = true
		}
	}
}

// follow looks at the window again after it has changed.
func (w *window) follow() error {
	if !w.stale && !w.titled {
		return nil
	}
	a, err := inquire(w.conn, w.names, w.id).answer()
	if err != nil {
		return closed(err)
	}
	w.now, w.titled = a.source(w.id), false
	if !w.stale {
		return nil
	}
	if err := w.climb(); err != nil {
		return ended(err) // a frame has gone, which is not the window: look again
	}
	w.stale, w.hidden = false, !a.attributes.Viewable
	if w.hidden {
		return nil // the picture stays as it was last
	}
	return w.name(a.geometry)
}

// climb finds the frames that the window stands in. Their changes count: a
// window manager hides and moves a window by its frame.
func (w *window) climb() error {
	frames, err := w.conn.Ancestors(w.id)
	if err != nil {
		return err
	}
	for _, f := range frames {
		if !slices.Contains(w.frames, f) {
			w.conn.Select(f, x11.OwnChanges)
		}
	}
	w.frames = frames
	return nil
}

// name gets hold of the picture that the server keeps now: it has another
// after the window was resized or mapped. That it cannot be had just now is found
// when it is grabbed.
func (w *window) name(g x11.Geometry) error {
	pixmap, err := w.conn.NamePixmap(w.id)
	if err != nil {
		w.stale = true
		return ended(err)
	}
	// The window may be yet another size by now, so the pixmap itself is asked.
	is, err := w.conn.Geometry(x11.Window(pixmap))
	if err != nil {
		w.stale = true
		return ended(err)
	}
	w.conn.FreePixmap(w.view.pixmap)
	old := w.view.part
	w.view = view{pixmap, is.Depth, image.Rectangle{Max: is.Bounds.Size()}.Inset(g.Border)}
	w.fresh = w.fresh || w.view.part != old
	return nil
}

// closed tells a window that has gone from a connection that has.
func closed(err error) error {
	var refused *x11.RequestError
	if errors.As(err, &refused) {
		return ErrWindowClosed
	}
	return gone(err)
}

// ended lets pass what another look will mend.
func ended(err error) error {
	if err = passing(err); errors.Is(err, errPassing) {
		return nil
	}
	return err
}

// over tells whether the pointer is over the window, and not over something
// that covers it and is not shared.
func (w *window) over(p x11.Pointer) bool {
	top := w.id
	if n := len(w.frames); n > 0 {
		top = w.frames[n-1]
	}
	return !w.hidden && p.Over == top && p.At.In(w.now.Bounds)
}

// grab takes the changes before the pixels, as display does.
func (w *window) grab() (s shot, err error) {
	if w.view.pixmap == 0 || w.view.part.Empty() {
		w.stale = true
		return s, errPassing
	}
	if s.changed, err = w.take(); err != nil {
		return s, err
	}
	if s.bgra, err = w.shooter.shoot(x11.Drawable(w.view.pixmap), w.view.depth, w.view.part); err != nil {
		w.stale, w.fresh = true, true
		return s, err
	}
	w.mouse.draw(s.bgra)
	s.pointer = w.moved
	w.fresh, w.moved = false, false
	return s, nil
}

func (w *window) take() ([]image.Rectangle, error) {
	size := w.view.part.Size()
	if w.damage == nil {
		return []image.Rectangle{{Max: size}}, nil
	}
	w.damaged = false
	changed, err := w.damage.Take()
	return clipped(changed, image.Point{}, size), passing(err)
}
