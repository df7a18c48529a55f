package screenshare

import (
	"image"
	"time"

	"parley/screenshare/x11"
)

// display grabs a part of the root window.
type display struct {
	conn    *x11.Conn
	shooter shooter
	mouse   *mouse
	damage  *x11.Damage
	under   underlay
	now     Source
	alone   bool // no other display shares the root

	damaged bool      // the root changed since the last Take
	taken   time.Time // when that was
	resized bool      // displays may have changed
	missing time.Time // when this one went
	fresh   bool      // something to be shown has changed
	moved   bool      // so has the pointer
	changed []image.Rectangle
}

// restraint is how often changes of the root are looked through for those of
// this display, when something on another one never stops.
const restraint = 5 * time.Millisecond

func newDisplay(conn *x11.Conn, t target, pointer bool) (*display, error) {
	d := &display{conn: conn, shooter: shooter{conn: conn}, under: newUnderlay(conn), damaged: true}
	conn.SelectScreenChanges()
	conn.Select(conn.Root(), x11.OwnChanges)
	all, err := displays(conn)
	if err != nil {
		return nil, err
	}
	if int64(t.number) > int64(len(all)) {
		return nil, ErrNotFound
	}
	d.now, d.alone = all[t.number-1], len(all) == 1
	d.mouse = newMouse(conn, pointer)
	d.damage, err = damage(conn, conn.Root())
	return d, err
}

func (d *display) source() Source           { return d.now }
func (d *display) stirred() <-chan struct{} { return d.conn.Ready() }

func (d *display) leaveOut(windows []uint32) {
	d.under.leaveOut(windows)
	d.conn.Select(d.conn.Root(), x11.OwnChanges|d.under.events())
}

func (d *display) interrupt() { d.conn.Interrupt() }

func (d *display) close() {
	d.shooter.close()
	d.under.close()
	d.conn.Close()
}

func (d *display) look() (sight, error) {
	if err := d.drain(); err != nil {
		return sight{}, err
	}
	if err := d.follow(); err != nil {
		return sight{}, err
	}
	if err := d.search(); err != nil {
		return sight{}, err
	}
	moved, err := d.mouse.look(d.now.Bounds, d.over)
	d.moved = d.moved || moved
	return sight{fresh: d.fresh || d.moved, calm: d.calm()}, err
}

// calm reports whether all that is to come is told.
func (d *display) calm() bool {
	return d.damage != nil && !d.damaged && !d.resized && d.mouse.calm()
}

// drain takes in the events.
func (d *display) drain() error {
	for {
		e, ok := d.conn.Next()
		if !ok {
			return nil
		}
		switch e.Kind {
		case x11.Closed:
			return ErrDesktopGone
		case x11.Damaged:
			d.damaged = true
		case x11.CursorChanged:
			d.mouse.stale = true
		case x11.PointerMoved:
			d.mouse.wake()
		case x11.ScreenChanged:
			d.resized = true
		case x11.Created, x11.Destroyed, x11.Mapped, x11.Unmapped, x11.Moved, x11.Reparented:
			d.resized = d.resized || e.Window == d.conn.Root()
			d.under.stale = true
		}
	}
}

// grace is how long a display may be gone: one that changes its size is off for
// a moment.
const grace = time.Second

// follow finds the display again after displays have changed: by its
// connector, since numbers and places may have been exchanged.
func (d *display) follow() error {
	if !d.resized {
		return nil
	}
	all, err := displays(d.conn)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.connector == d.now.connector {
			d.fresh = d.fresh || s.Bounds != d.now.Bounds
			d.now, d.alone, d.resized, d.missing = s, len(all) == 1, false, time.Time{}
			return nil
		}
	}
	if d.missing.IsZero() {
		d.missing = time.Now()
	}
	if time.Since(d.missing) > grace {
		return ErrDisplayUnplugged
	}
	return nil
}

// search looks whether what changed on the root is on this display. Once there is
// something to show, the rest waits for the picture.
func (d *display) search() error {
	switch {
	case d.damage == nil:
		d.fresh = true
	case !d.damaged || d.fresh:
	case d.alone:
		d.fresh = true
	case time.Since(d.taken) >= restraint:
		if err := d.take(); err != nil {
			return err
		}
		d.fresh = len(d.changed) > 0
	}
	return nil
}

// take adds what changed on this display.
func (d *display) take() error {
	list, err := d.damage.Take()
	if err != nil {
		return gone(err)
	}
	d.damaged, d.taken = false, time.Now()
	d.changed = bounded(append(d.changed, clipped(list, d.now.Bounds.Min, d.now.Bounds.Size())...))
	return nil
}

// over tells that the pointer is never covered.
func (d *display) over(x11.Pointer) bool { return true }

// grab takes the changes before the pixels: what changes in between is told
// again, rather than lost.
func (d *display) grab() (shot, error) {
	if d.damage != nil {
		if err := d.take(); err != nil {
			return shot{}, err
		}
	} else {
		d.changed = []image.Rectangle{{Max: d.now.Bounds.Size()}}
	}
	screen, err := d.conn.Screen()
	if err != nil {
		return shot{}, passing(err)
	}
	part := d.now.Bounds.Intersect(screen)
	p, err := d.shooter.screen(part)
	if err != nil {
		d.resized = true
		return shot{}, err
	}
	if err := d.under.patch(p, part); err != nil {
		return shot{}, err
	}
	d.mouse.draw(p)
	s := shot{bgra: p, changed: d.changed, pointer: d.moved}
	d.changed, d.fresh, d.moved = nil, false, false
	return s, nil
}
