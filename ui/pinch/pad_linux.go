package pinch

// #cgo pkg-config: xcb xcb-xinput
// #include <stdlib.h>
// #include <sys/socket.h>
// #include <xcb/xcb.h>
// #include <xcb/xinput.h>
//
// // XI_GesturePinchBegin and what follows it, of version 2.4 of the X Input
// // Extension, which xcb/xinput.h does not have yet.
// enum { PINCH_BEGIN = 27, PINCH_UPDATE, PINCH_END };
//
// // xXIGesturePinchEvent of X11/extensions/XI2proto.h, as libxcb delivers it: with
// // the whole sequence number after its first 32 bytes. Numbers are 16.16 fixed.
// typedef struct {
//   xcb_ge_generic_event_t head;
//   int32_t root_x, root_y, event_x, event_y;
//   int32_t delta_x, delta_y, delta_unaccel_x, delta_unaccel_y;
//   int32_t scale, delta_angle;
// } pinch_event;
//
// // select_pinches asks for what is pinched over a window, and returns the number
// // of the extension, or 0.
// static int select_pinches(xcb_connection_t *c, xcb_window_t window) {
//   const xcb_query_extension_reply_t *at = xcb_get_extension_data(c, &xcb_input_id);
//   if (!at || !at->present) return 0;
//   xcb_input_xi_query_version_reply_t *v = xcb_input_xi_query_version_reply(c, xcb_input_xi_query_version(c, 2, 4), NULL);
//   int good = v && (v->major_version > 2 || (v->major_version == 2 && v->minor_version >= 4));
//   free(v);
//   if (!good) return 0;
//   struct { xcb_input_event_mask_t head; uint32_t mask; } wanted = {
//     {XCB_INPUT_DEVICE_ALL_MASTER, 1}, 1u << PINCH_BEGIN | 1u << PINCH_UPDATE | 1u << PINCH_END,
//   };
//   xcb_generic_error_t *e = xcb_request_check(c, xcb_input_xi_select_events_checked(c, window, 1, &wanted.head));
//   good = !e;
//   free(e);
//   return good ? at->major_opcode : 0;
// }
import "C"

import (
	"sync"
	"unsafe"
)

// pad hears what is pinched over one window, on a connection of its own to the X
// server.
type pad struct {
	conn      *C.xcb_connection_t
	extension C.int
	pinched   func(Pinch)
	done      sync.WaitGroup
}

// open listens on the display that the environment names.
func open(window uint32, pinched func(Pinch)) *pad {
	p := &pad{conn: C.xcb_connect(nil, nil), pinched: pinched}
	if C.xcb_connection_has_error(p.conn) != 0 {
		return p
	}
	if p.extension = C.select_pinches(p.conn, C.xcb_window_t(window)); p.extension != 0 {
		p.done.Go(p.listen)
	}
	return p
}

// close ends the connection, which may be done once.
func (p *pad) close() {
	if p.conn == nil {
		return
	}
	if C.xcb_connection_has_error(p.conn) == 0 {
		// Who waits does so within libxcb. The end of the stream wakes them.
		C.shutdown(C.xcb_get_file_descriptor(p.conn), C.SHUT_RDWR)
	}
	p.done.Wait()
	C.xcb_disconnect(p.conn)
	p.conn = nil
}

func (p *pad) listen() {
	for {
		e := C.xcb_wait_for_event(p.conn)
		if e == nil {
			return
		}
		if pinch, ok := p.read(e); ok {
			p.pinched(pinch)
		}
		C.free(unsafe.Pointer(e))
	}
}

// read understands an event that tells of fingers which move or begin to.
func (p *pad) read(raw *C.xcb_generic_event_t) (Pinch, bool) {
	e := (*C.pinch_event)(unsafe.Pointer(raw))
	const behind = 4 * 10 // bytes after the first 32
	if raw.response_type != C.XCB_GE_GENERIC || C.int(e.head.extension) != p.extension || 4*e.head.length < behind {
		return Pinch{}, false
	}
	pinch := Pinch{Began: e.head.event_type == C.PINCH_BEGIN, Scale: fixed(e.scale), X: float32(fixed(e.event_x)), Y: float32(fixed(e.event_y))}
	known := pinch.Began || e.head.event_type == C.PINCH_UPDATE
	return pinch, known && pinch.Scale > 0
}

// fixed reads a number with 16 bits after the point (FP1616).
func fixed(n C.int32_t) float64 { return float64(n) / (1 << 16) }
