package visibility

import (
	"encoding/binary"
	"sync"
	"sync/atomic"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// iconic is the state of a window that is minimised, or on a desktop that is
// not shown (ICCCM 4.1.3.1).
const iconic = 3

// news are the events after which a window may be hidden or seen: it is mapped
// or not, what the window manager says of it changed, or it has become
// viewable with a window that it is in.
const news = xproto.EventMaskStructureNotify | xproto.EventMaskPropertyChange | xproto.EventMaskVisibilityChange

// The names that matter.
const (
	wmState   = iota // what the window manager did with the window
	netState         // the same in newer words (EWMH), a list
	netHidden        // one of them
	atomsCount
)

var atomNames = [atomsCount]string{"WM_STATE", "_NET_WM_STATE", "_NET_WM_STATE_HIDDEN"}

// eye follows one window over a connection of its own to the X server.
type eye struct {
	conn   *xgb.Conn // nil when there is none
	window xproto.Window
	atoms  [atomsCount]xproto.Atom
	hidden atomic.Bool
	done   sync.WaitGroup
}

// open follows a window of the display that the environment names. A window
// of which nothing can be learnt counts as seen.
func open(window uint32) *eye {
	e := &eye{window: xproto.Window(window)}
	conn, err := xgb.NewConn()
	if err != nil {
		return e
	}
	e.conn = conn
	e.done.Go(e.follow)
	return e
}

func (e *eye) seen() bool { return !e.hidden.Load() }

func (e *eye) close() {
	if e.conn != nil {
		e.conn.Close()
		e.done.Wait()
	}
}

// follow looks anew after every event, until the connection ends.
func (e *eye) follow() {
	defer e.hidden.Store(false)
	if e.begin() != nil {
		e.conn.Close()
	}
	for {
		e.hidden.Store(e.look())
		event, refused := e.conn.WaitForEvent()
		if event == nil && refused == nil {
			return
		}
	}
}

// begin asks for the events.
func (e *eye) begin() error {
	for i, name := range atomNames {
		reply, err := xproto.InternAtom(e.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return err
		}
		e.atoms[i] = reply.Atom
	}
	return xproto.ChangeWindowAttributesChecked(e.conn, e.window, xproto.CwEventMask, []uint32{news}).Check()
}

// look finds out whether the window is hidden.
func (e *eye) look() bool {
	attributes, err := xproto.GetWindowAttributes(e.conn, e.window).Reply()
	if err != nil {
		return false // it has gone, and nobody asks any more
	}
	if attributes.MapState != xproto.MapStateViewable {
		return true
	}
	state := e.property(e.atoms[wmState])
	if len(state) > 0 && state[0] == iconic {
		return true
	}
	for _, s := range e.property(e.atoms[netState]) {
		if xproto.Atom(s) == e.atoms[netHidden] {
			return true
		}
	}
	return false
}

// property reads a property of numbers; there are none where it cannot be read.
func (e *eye) property(name xproto.Atom) (values []uint32) {
	const most = 64
	reply, err := xproto.GetProperty(e.conn, false, e.window, name, xproto.GetPropertyTypeAny, 0, most).Reply()
	if err != nil || reply.Format != 32 {
		return nil
	}
	for data := reply.Value; len(data) >= 4; data = data[4:] {
		values = append(values, binary.LittleEndian.Uint32(data))
	}
	return values
}
