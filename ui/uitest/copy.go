//go:build linux

package uitest

import (
	"encoding/binary"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Copied is what a program has on the clipboard, by its kinds, such as
// "image/png" (ICCCM 2.6.2).
type Copied map[string][]byte

// copyPiece is what a program hands over at once; more it hands over in pieces
// of this size (ICCCM 2.7.2).
const copyPiece = 200 << 10

// Copy puts something on the clipboard, as a program of its own, and keeps it
// there until the test ends or something else is copied.
func (d *Display) Copy(what Copied) { d.own(what, false) }

// CopyAndHang owns the clipboard as a program that answers nobody.
func (d *Display) CopyAndHang() { d.own(nil, true) }

func (d *Display) own(what Copied, hangs bool) {
	d.tb.Helper()
	conn, err := xgb.NewConnDisplay(d.Name)
	d.must(err)
	o := &copyOwner{dropSource: dropSource{conn: conn, atoms: make(map[string]xproto.Atom)}, what: map[xproto.Atom][]byte{}}
	d.must(o.open())
	for kind, data := range what {
		o.what[o.atom(kind)] = data
	}
	d.must(xproto.SetSelectionOwnerChecked(conn, o.window, o.atom("CLIPBOARD"), xproto.TimeCurrentTime).Check())
	var done sync.WaitGroup
	done.Go(func() { o.serve(hangs) })
	d.tb.Cleanup(func() {
		conn.Close()
		done.Wait()
	})
}

// copyOwner is a program that owns the clipboard.
type copyOwner struct {
	dropSource
	what    map[xproto.Atom][]byte
	handing []handing
}

// handing is what is under way to somebody, piece by piece.
type handing struct {
	to             xproto.Window
	property, kind xproto.Atom
	rest           []byte
	ended          bool // the empty piece was handed over
}

// serve answers who asks until the connection ends.
func (o *copyOwner) serve(hangs bool) {
	for {
		event, err := o.conn.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		switch e := event.(type) {
		case xproto.SelectionRequestEvent:
			if !hangs {
				o.answer(e)
			}
		case xproto.PropertyNotifyEvent:
			if e.State == xproto.PropertyDelete {
				o.goOn(e)
			}
		}
	}
}

func (o *copyOwner) answer(r xproto.SelectionRequestEvent) {
	data, known := o.what[r.Target]
	kind, format := r.Target, byte(8)
	switch {
	case r.Target == o.atom("TARGETS"):
		data, kind, format, known = o.targets(), xproto.AtomAtom, 32, true
	case len(data) > copyPiece:
		xproto.ChangeWindowAttributes(o.conn, r.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
		o.handing = append(o.handing, handing{to: r.Requestor, property: r.Property, kind: kind, rest: data})
		data, kind, format = binary.NativeEndian.AppendUint32(nil, uint32(len(data))), o.atom("INCR"), 32
	}
	notify := xproto.SelectionNotifyEvent{Time: r.Time, Requestor: r.Requestor, Selection: r.Selection, Target: r.Target}
	if known {
		notify.Property = r.Property
		o.put(r.Requestor, r.Property, kind, format, data)
	}
	xproto.SendEvent(o.conn, false, r.Requestor, 0, string(notify.Bytes()))
}

func (o *copyOwner) targets() (list []byte) {
	for kind := range o.what {
		list = binary.NativeEndian.AppendUint32(list, uint32(kind))
	}
	return list
}

func (o *copyOwner) put(w xproto.Window, property, kind xproto.Atom, format byte, data []byte) {
	count := uint32(len(data)) / (uint32(format) / 8)
	xproto.ChangeProperty(o.conn, xproto.PropModeReplace, w, property, kind, format, count, data)
}

// goOn hands over the next piece once the last was taken.
func (o *copyOwner) goOn(e xproto.PropertyNotifyEvent) {
	for i := range o.handing {
		h := &o.handing[i]
		if h.to != e.Window || h.property != e.Atom || h.ended {
			continue
		}
		piece := h.rest[:min(len(h.rest), copyPiece)]
		h.rest, h.ended = h.rest[len(piece):], len(piece) == 0
		o.put(h.to, h.property, h.kind, 8, piece)
		return
	}
}
