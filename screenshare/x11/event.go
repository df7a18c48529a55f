//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/damage.h>
// #include <xcb/randr.h>
// #include <xcb/xfixes.h>
// #include <xcb/xinput.h>
import "C"

import (
	"image"
	"unsafe"
)

// Kind tells what an Event is about.
type Kind int

// The kinds of events.
const (
	Closed        Kind = iota // the connection has ended; there are no more events
	Damaged                   // Window is the drawable that changed
	CursorChanged             // the pointer looks different
	ScreenChanged             // displays came, went or changed
	Created
	Destroyed
	Mapped
	Unmapped
	Moved // moved, resized or restacked
	Reparented
	PropertyChanged // Atom tells which
	Pressed         // a button of the mouse, Button, at At
	Released        // likewise
	Dragged         // the pointer moved to At in a window of NewCatcher
	Exposed
	Entered
	Left
	PointerMoved
	Other
)

// Event is something that happened on the server. Events that another program
// made up (SendEvent) are dropped.
type Event struct {
	Kind   Kind
	Window Window // what it happened to
	Atom   Atom
	Button int
	At     image.Point // within Window
	Size   image.Point // of a Moved window, without its border
}

// Ready is signalled when Next may have something.
func (c *Conn) Ready() <-chan struct{} { return c.ready }

// Next returns the next event; ok is false when there is none yet. Once the
// connection has ended, it returns Closed again and again.
func (c *Conn) Next() (e Event, ok bool) {
	select {
	case e = <-c.events: // the zero Event is Closed
		return e, true
	default:
		return Event{}, false
	}
}

// read takes events off the connection until that ends.
func (c *Conn) read() {
	defer c.signal()
	defer close(c.events)
	for {
		raw := C.xcb_wait_for_event(c.raw)
		if raw == nil {
			return
		}
		e := c.decode(raw)
		free(raw)
		if e.Kind != Other {
			c.events <- e
			c.signal()
		}
	}
}

func (c *Conn) signal() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// decode knows the events that this package asks for.
func (c *Conn) decode(raw *C.xcb_generic_event_t) Event {
	if raw.response_type&0x80 != 0 {
		return Event{Kind: Other}
	}
	p := unsafe.Pointer(raw)
	switch kind := int(raw.response_type); {
	case kind == 0: // an error to a request that nobody waits for
	case kind == c.first.damage+C.XCB_DAMAGE_NOTIFY && c.first.damage != 0:
		return Event{Kind: Damaged, Window: Window((*C.xcb_damage_notify_event_t)(p).drawable)}
	case kind == c.first.xfixes+C.XCB_XFIXES_CURSOR_NOTIFY && c.first.xfixes != 0:
		return Event{Kind: CursorChanged}
	case (kind == c.first.randr+C.XCB_RANDR_SCREEN_CHANGE_NOTIFY || kind == c.first.randr+C.XCB_RANDR_NOTIFY) && c.first.randr != 0:
		return Event{Kind: ScreenChanged}
	case kind == C.XCB_GE_GENERIC:
		e := (*C.xcb_ge_generic_event_t)(p)
		if int(e.extension) == c.first.xinput && e.event_type == C.XCB_INPUT_RAW_MOTION {
			return Event{Kind: PointerMoved}
		}
	default:
		return decodeCore(kind, p)
	}
	return Event{Kind: Other}
}

func decodeCore(kind int, p unsafe.Pointer) Event {
	switch kind {
	case C.XCB_CREATE_NOTIFY:
		return Event{Kind: Created, Window: Window((*C.xcb_create_notify_event_t)(p).window)}
	case C.XCB_DESTROY_NOTIFY:
		return Event{Kind: Destroyed, Window: Window((*C.xcb_destroy_notify_event_t)(p).window)}
	case C.XCB_MAP_NOTIFY:
		return Event{Kind: Mapped, Window: Window((*C.xcb_map_notify_event_t)(p).window)}
	case C.XCB_UNMAP_NOTIFY:
		return Event{Kind: Unmapped, Window: Window((*C.xcb_unmap_notify_event_t)(p).window)}
	case C.XCB_CONFIGURE_NOTIFY:
		e := (*C.xcb_configure_notify_event_t)(p)
		return Event{Kind: Moved, Window: Window(e.window), Size: image.Pt(int(e.width), int(e.height))}
	case C.XCB_CIRCULATE_NOTIFY:
		return Event{Kind: Moved, Window: Window((*C.xcb_circulate_notify_event_t)(p).window)}
	case C.XCB_REPARENT_NOTIFY:
		return Event{Kind: Reparented, Window: Window((*C.xcb_reparent_notify_event_t)(p).window)}
	case C.XCB_PROPERTY_NOTIFY:
		e := (*C.xcb_property_notify_event_t)(p)
		return Event{Kind: PropertyChanged, Window: Window(e.window), Atom: Atom(e.atom)}
	case C.XCB_BUTTON_PRESS:
		e := (*C.xcb_button_press_event_t)(p)
		return Event{Kind: Pressed, Window: Window(e.event), Button: int(e.detail), At: image.Pt(int(e.event_x), int(e.event_y))}
	case C.XCB_BUTTON_RELEASE:
		e := (*C.xcb_button_release_event_t)(p)
		return Event{Kind: Released, Window: Window(e.event), Button: int(e.detail), At: image.Pt(int(e.event_x), int(e.event_y))}
	case C.XCB_MOTION_NOTIFY:
		e := (*C.xcb_motion_notify_event_t)(p)
		return Event{Kind: Dragged, Window: Window(e.event), At: image.Pt(int(e.event_x), int(e.event_y))}
	case C.XCB_EXPOSE:
		return Event{Kind: Exposed, Window: Window((*C.xcb_expose_event_t)(p).window)}
	case C.XCB_ENTER_NOTIFY:
		return Event{Kind: Entered, Window: Window((*C.xcb_enter_notify_event_t)(p).event)}
	case C.XCB_LEAVE_NOTIFY:
		return Event{Kind: Left, Window: Window((*C.xcb_enter_notify_event_t)(p).event)}
	}
	return Event{Kind: Other}
}
