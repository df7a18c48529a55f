package clipboard

import (
	"context"
	"encoding/binary"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// selection is a look at the selection CLIPBOARD of an X server: a connection
// with a window that the owner of the selection puts things on (ICCCM 2.4).
type selection struct {
	ctx      context.Context // ends the connection
	conn     *xgb.Conn
	window   xproto.Window
	property xproto.Atom // of the window, for what is handed over
	atoms    map[string]xproto.Atom
	keep     func() bool // the connection, when ctx is done after all
}

// open connects. The caller closes the selection.
func open(ctx context.Context) (*selection, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, ErrNotHere
	}
	s := &selection{ctx: ctx, conn: conn, atoms: map[string]xproto.Atom{}}
	s.keep = context.AfterFunc(ctx, conn.Close)
	if err := s.makeWindow(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *selection) makeWindow() (err error) {
	if s.property, err = s.atom("PARLEY_PASTE"); err != nil {
		return err
	}
	if s.window, err = xproto.NewWindowId(s.conn); err != nil {
		return s.failed(err)
	}
	root := xproto.Setup(s.conn).DefaultScreen(s.conn).Root
	err = xproto.CreateWindowChecked(s.conn, 0, s.window, root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	return s.failed(err)
}

// close ends the connection and waits for its goroutines.
func (s *selection) close() {
	s.keep()
	s.conn.Close()
	for event, err := s.conn.WaitForEvent(); event != nil || err != nil; event, err = s.conn.WaitForEvent() {
	}
}

// failed returns the reason behind an error: the end of ctx comes as that of
// the connection.
func (s *selection) failed(err error) error {
	if err != nil && s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return err
}

func (s *selection) atom(name string) (xproto.Atom, error) {
	if a, known := s.atoms[name]; known {
		return a, nil
	}
	reply, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, s.failed(err)
	}
	s.atoms[name] = reply.Atom
	return reply.Atom, nil
}

// convert asks for what was copied as a kind and waits for it. It is nothing
// when there is no owner, or the owner refuses.
func (s *selection) convert(kind string) ([]byte, error) {
	target, err := s.atom(kind)
	if err != nil {
		return nil, err
	}
	clipboard, err := s.atom("CLIPBOARD")
	if err != nil {
		return nil, err
	}
	xproto.ConvertSelection(s.conn, s.window, clipboard, target, s.property, xproto.TimeCurrentTime)
	for {
		event, err := s.next()
		if err != nil {
			return nil, err
		}
		e, ok := event.(xproto.SelectionNotifyEvent)
		switch {
		case !ok || e.Target != target:
		case e.Property == xproto.AtomNone:
			return nil, nil
		default:
			return s.receive()
		}
	}
}

// next waits for an event. Errors to requests that nobody waits for are
// skipped.
func (s *selection) next() (xgb.Event, error) {
	for {
		event, refused := s.conn.WaitForEvent()
		switch {
		case event != nil:
			return event, nil
		case refused == nil && s.ctx.Err() != nil:
			return nil, s.ctx.Err()
		case refused == nil:
			return nil, ErrNotHere // the server ended
		}
	}
}

// receive takes what the owner put on the window, at once or bit by bit.
func (s *selection) receive() ([]byte, error) {
	incremental, err := s.atom("INCR")
	if err != nil {
		return nil, err
	}
	kind, data, err := s.take()
	if err != nil || kind != incremental {
		return data, err
	}
	if len(data) >= 4 && binary.NativeEndian.Uint32(data) > MaxBytes {
		return nil, ErrTooMuch // the owner said it is at least that
	}
	return s.gather()
}

// gather takes what comes bit by bit, each once the one before was deleted,
// until one is empty (ICCCM 2.7.2).
func (s *selection) gather() (all []byte, err error) {
	for {
		event, err := s.next()
		if err != nil {
			return nil, err
		}
		e, ok := event.(xproto.PropertyNotifyEvent)
		if !ok || e.Atom != s.property || e.State != xproto.PropertyNewValue {
			continue
		}
		_, data, err := s.take()
		switch {
		case err != nil:
			return nil, err
		case len(data) == 0:
			return all, nil
		case len(all)+len(data) > MaxBytes:
			return nil, ErrTooMuch
		}
		all = append(all, data...)
	}
}

// unit is how much is asked for at a time, in units of four bytes: 1 MiB.
const unit = 1 << 18

// take reads the property and deletes it.
func (s *selection) take() (kind xproto.Atom, data []byte, err error) {
	for {
		r, err := xproto.GetProperty(s.conn, true, s.window, s.property, xproto.GetPropertyTypeAny, uint32(len(data)/4), unit).Reply()
		if err != nil {
			return 0, nil, s.failed(err)
		}
		if len(data)+len(r.Value)+int(r.BytesAfter) > MaxBytes {
			return 0, nil, ErrTooMuch
		}
		data = append(data, r.Value...)
		if r.BytesAfter == 0 || len(r.Value) == 0 { // then it was deleted, too
			return r.Type, data, nil
		}
	}
}
