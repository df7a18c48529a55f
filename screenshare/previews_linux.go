package screenshare

import (
	"errors"
	"image"

	"parley/screenshare/x11"
)

// previews draws all sources over one connection and one segment.
type previews struct {
	conn    *x11.Conn
	shooter shooter
	known   map[x11.Window]*preview // also the root, for all displays
}

// preview is a window whose changes are gathered.
type preview struct {
	damage  *x11.Damage // nil when the server gathers none
	changed bool
	drawn   map[target]drawing // since the last change
}

// drawing is a picture and the box that it was made for.
type drawing struct {
	picture       *image.RGBA
	width, height int
}

func openPreviews() (previewer, error) {
	conn, err := dial()
	if err != nil {
		return nil, err
	}
	return &previews{conn: conn, shooter: shooter{conn: conn}, known: make(map[x11.Window]*preview)}, nil
}

func (p *previews) interrupt() { p.conn.Interrupt() }

func (p *previews) close() {
	p.shooter.close()
	p.conn.Close()
}

func (p *previews) draw(t target, width, height int) (*image.RGBA, error) {
	if err := p.drain(); err != nil {
		return nil, err
	}
	if t.kind == Window {
		return p.window(t, width, height)
	}
	return p.display(t, width, height)
}

// drain takes in the events.
func (p *previews) drain() error {
	for {
		e, ok := p.conn.Next()
		if !ok {
			return nil
		}
		known := p.known[e.Window]
		switch e.Kind {
		case x11.Closed:
			return ErrDesktopGone
		case x11.Destroyed:
			delete(p.known, e.Window) // the server has dropped the rest
		case x11.Damaged, x11.Moved, x11.Mapped:
			if known != nil {
				known.changed = true
			}
		}
	}
}

// window draws a window from the picture that the server keeps of it.
func (p *previews) window(t target, width, height int) (*image.RGBA, error) {
	w := x11.Window(t.number)
	known, err := p.meet(w)
	if err != nil {
		return nil, absent(err)
	}
	return p.redraw(known, t, width, height, func() (bgra, error) {
		pixmap, err := p.conn.NamePixmap(w)
		if err != nil {
			return bgra{}, hiddenOr(err)
		}
		defer p.conn.FreePixmap(pixmap)
		g, err := p.conn.Geometry(x11.Window(pixmap))
		if err != nil {
			return bgra{}, hiddenOr(err)
		}
		return p.shooter.shoot(x11.Drawable(pixmap), g.Depth, image.Rectangle{Max: g.Bounds.Size()})
	})
}

// hiddenOr takes a picture that cannot be had for that of a hidden window.
func hiddenOr(err error) error {
	if err = passing(err); errors.Is(err, errPassing) {
		return ErrNoPicture
	}
	return err
}

func (p *previews) display(t target, width, height int) (*image.RGBA, error) {
	all, err := displays(p.conn)
	if err != nil {
		return nil, err
	}
	if int64(t.number) > int64(len(all)) {
		return nil, ErrNotFound
	}
	known, err := p.meet(p.conn.Root())
	if err != nil {
		return nil, gone(err)
	}
	return p.redraw(known, t, width, height, func() (bgra, error) {
		return p.shooter.screen(all[t.number-1].Bounds)
	})
}

// meet starts to gather the changes of a window that is seen for the first time.
func (p *previews) meet(w x11.Window) (*preview, error) {
	if known := p.known[w]; known != nil {
		return known, nil
	}
	if w != p.conn.Root() {
		p.conn.Select(w, x11.OwnChanges)
		if err := p.conn.Redirect(w); errors.Is(err, x11.ErrMissing) {
			return nil, ErrUnsupported
		} else if err != nil {
			return nil, err
		}
	}
	d, err := damage(p.conn, w)
	if err != nil {
		return nil, err
	}
	p.known[w] = &preview{damage: d, drawn: make(map[target]drawing)}
	return p.known[w], nil
}

// redraw returns the last picture, or a new one if there is something new.
func (p *previews) redraw(known *preview, t target, width, height int, shoot func() (bgra, error)) (*image.RGBA, error) {
	if known.changed || known.damage == nil {
		clear(known.drawn)
	}
	if last := known.drawn[t]; last.picture != nil && last.width == width && last.height == height {
		return last.picture, nil
	}
	if known.damage != nil {
		known.changed = false
		if _, err := known.damage.Take(); err != nil {
			return nil, passing(err)
		}
	}
	pixels, err := shoot()
	if errors.Is(err, errPassing) {
		return nil, ErrNoPicture
	}
	if err != nil {
		return nil, err
	}
	w, h := within(pixels.width, pixels.height, width, height)
	drawn := drawing{shrink(pixels, w, h), width, height}
	known.drawn[t] = drawn
	return drawn.picture, nil
}
