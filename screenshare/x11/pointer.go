//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/xfixes.h>
// #include <xcb/xinput.h>
import "C"

import (
	"image"
	"unsafe"
)

// Pointer is where the mouse is.
type Pointer struct {
	At   image.Point // on the screen
	Over Window      // which of the root's windows it is over, or none
}

// Pointer returns where the mouse is; here is false when it is on another
// screen of the server.
func (c *Conn) Pointer() (p Pointer, here bool, err error) {
	var e *C.xcb_generic_error_t
	r := C.xcb_query_pointer_reply(c.raw, C.xcb_query_pointer(c.raw, c.screen.root), &e)
	if r == nil {
		return p, false, c.failed(e)
	}
	defer free(r)
	return Pointer{At: image.Pt(int(r.root_x), int(r.root_y)), Over: Window(r.child)}, r.same_screen != 0, nil
}

// SelectMotion asks for PointerMoved, or no more. A mouse tells up to a thousand
// times a second, so it is for waiting for the first time only.
func (c *Conn) SelectMotion(wanted bool) {
	if c.first.xinput == 0 {
		return
	}
	// An xcb_input_event_mask_t with one word of mask behind it.
	selection := struct {
		head C.xcb_input_event_mask_t
		mask C.uint32_t
	}{head: C.xcb_input_event_mask_t{deviceid: C.XCB_INPUT_DEVICE_ALL_MASTER, mask_len: 1}}
	if wanted {
		selection.mask = C.XCB_INPUT_XI_EVENT_MASK_RAW_MOTION
	}
	C.xcb_input_xi_select_events(c.raw, c.screen.root, 1, &selection.head)
}

// Cursor is what the pointer looks like.
type Cursor struct {
	Width, Height int
	Hot           image.Point // the pixel that points
	Pixels        []uint32    // 0xAARRGGBB, multiplied with alpha; rows without gaps
}

// SelectCursor asks for CursorChanged.
func (c *Conn) SelectCursor() {
	if c.first.xfixes != 0 {
		C.xcb_xfixes_select_cursor_input(c.raw, c.screen.root, C.XCB_XFIXES_CURSOR_NOTIFY_MASK_DISPLAY_CURSOR)
	}
}

// Cursor returns what the pointer looks like now.
func (c *Conn) Cursor() (k Cursor, err error) {
	if c.first.xfixes == 0 {
		return k, ErrMissing
	}
	var e *C.xcb_generic_error_t
	r := C.xcb_xfixes_get_cursor_image_reply(c.raw, C.xcb_xfixes_get_cursor_image(c.raw), &e)
	if r == nil {
		return k, c.failed(e)
	}
	defer free(r)
	pixels := unsafe.Slice((*uint32)(C.xcb_xfixes_get_cursor_image_cursor_image(r)), C.xcb_xfixes_get_cursor_image_cursor_image_length(r))
	k = Cursor{Width: int(r.width), Height: int(r.height), Hot: image.Pt(int(r.xhot), int(r.yhot))}
	if len(pixels) < k.Width*k.Height {
		return Cursor{}, nil
	}
	k.Pixels = append(k.Pixels, pixels[:k.Width*k.Height]...)
	return k, nil
}
