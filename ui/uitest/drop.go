//go:build linux

package uitest

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// xdndVersion of the protocol that is spoken, in the upper byte of XdndEnter
// (freedesktop.org, "Drag-and-Drop Protocol for the X Window System").
const xdndVersion = 5

// Drop drops files on a pixel of the screen within a window, as a file manager
// does, and waits until the window has taken them.
func (d *Display) Drop(w Window, x, y int, paths ...string) {
	d.tb.Helper()
	conn, err := xgb.NewConnDisplay(d.Name)
	d.must(err)
	defer conn.Close()
	s := &dropSource{conn: conn, target: w.ID, data: URIList(paths...), atoms: make(map[string]xproto.Atom)}
	s.atom("XdndSelection")
	d.must(s.open())
	s.send("XdndEnter", xdndVersion<<24, uint32(s.atom("text/uri-list")))
	s.send("XdndPosition", 0, uint32(x)<<16|uint32(y), 0, uint32(s.atom("XdndActionCopy")))
	taken := make(chan bool, 1)
	go func() { taken <- s.serve() }()
	d.Eventually("the window to take what is dropped", func() bool {
		select {
		case ok := <-taken:
			if !ok {
				d.tb.Error("the window refuses what is dropped")
			}
			return true
		default:
			return false
		}
	})
}

func (d *Display) must(err error) {
	d.tb.Helper()
	if err != nil {
		d.tb.Fatal(err)
	}
}

// URIList is a list of files as RFC 2483 section 5 has it.
func URIList(paths ...string) []byte {
	var list strings.Builder
	for _, p := range paths {
		absolute, err := filepath.Abs(p)
		if err != nil {
			continue
		}
		list.WriteString((&url.URL{Scheme: "file", Path: absolute}).String() + "\r\n")
	}
	return []byte(list.String())
}

// dropSource is a program that drags files.
type dropSource struct {
	conn   *xgb.Conn
	window xproto.Window
	target xproto.Window
	data   []byte
	atoms  map[string]xproto.Atom
}

// open makes the window that owns what is dragged.
func (s *dropSource) open() (err error) {
	screen := xproto.Setup(s.conn).DefaultScreen(s.conn)
	if s.window, err = xproto.NewWindowId(s.conn); err != nil {
		return err
	}
	err = xproto.CreateWindowChecked(s.conn, screen.RootDepth, s.window, screen.Root, -10, -10, 1, 1, 0,
		xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check()
	if err != nil {
		return err
	}
	return xproto.SetSelectionOwnerChecked(s.conn, s.window, s.atom("XdndSelection"), xproto.TimeCurrentTime).Check()
}

func (s *dropSource) atom(name string) xproto.Atom {
	if a, ok := s.atoms[name]; ok {
		return a
	}
	reply, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return xproto.AtomNone
	}
	s.atoms[name] = reply.Atom
	return reply.Atom
}

// send sends the target a message of the protocol.
func (s *dropSource) send(kind string, data ...uint32) {
	all := make([]uint32, 5)
	all[0] = uint32(s.window)
	copy(all[1:], data)
	e := xproto.ClientMessageEvent{
		Format: 32, Window: s.target, Type: s.atom(kind), Data: xproto.ClientMessageDataUnionData32New(all),
	}
	xproto.SendEvent(s.conn, false, s.target, 0, string(e.Bytes()))
}

// serve answers the target until it has what is dropped, and reports whether
// it took it.
func (s *dropSource) serve() bool {
	dropped := false
	for {
		event, err := s.conn.WaitForEvent()
		if event == nil && err == nil {
			return false // the display is gone
		}
		switch e := event.(type) {
		case xproto.SelectionRequestEvent:
			s.hand(e)
		case xproto.ClientMessageEvent:
			accepted := e.Data.Data32[1]&1 == 1
			switch {
			case e.Type == s.atom("XdndFinished"):
				return true // whether it says so: GLFW puts a length where the bit belongs
			case e.Type != s.atom("XdndStatus"):
			case !accepted:
				return false
			case !dropped:
				dropped = true
				s.send("XdndDrop")
			}
		}
	}
}

// hand gives the list of files to who asks for it.
func (s *dropSource) hand(r xproto.SelectionRequestEvent) {
	xproto.ChangeProperty(s.conn, xproto.PropModeReplace, r.Requestor, r.Property, r.Target, 8, uint32(len(s.data)), s.data)
	e := xproto.SelectionNotifyEvent{
		Time: r.Time, Requestor: r.Requestor, Selection: r.Selection, Target: r.Target, Property: r.Property,
	}
	xproto.SendEvent(s.conn, false, r.Requestor, 0, string(e.Bytes()))
}
