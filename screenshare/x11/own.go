//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/shape.h>
import "C"

import (
	"image"
	"unsafe"
)

// NewWindow makes a window of one colour, 0xRRGGBB, that no window manager
// touches. It reports Pressed, Exposed, Entered and Left, and is not shown yet.
func (c *Conn) NewWindow(bounds image.Rectangle, colour uint32) Window {
	id := C.xcb_generate_id(c.raw)
	values := []C.uint32_t{
		C.uint32_t(colour), 1, // background, override-redirect
		C.XCB_EVENT_MASK_BUTTON_PRESS | C.XCB_EVENT_MASK_EXPOSURE | C.XCB_EVENT_MASK_ENTER_WINDOW | C.XCB_EVENT_MASK_LEAVE_WINDOW,
	}
	C.xcb_create_window(c.raw, C.XCB_COPY_FROM_PARENT, id, c.screen.root,
		C.int16_t(bounds.Min.X), C.int16_t(bounds.Min.Y), C.uint16_t(max(1, bounds.Dx())), C.uint16_t(max(1, bounds.Dy())), 0,
		C.XCB_WINDOW_CLASS_INPUT_OUTPUT, C.XCB_COPY_FROM_PARENT,
		C.XCB_CW_BACK_PIXEL|C.XCB_CW_OVERRIDE_REDIRECT|C.XCB_CW_EVENT_MASK, unsafe.Pointer(&values[0]))
	return Window(id)
}

// NewCatcher makes a window that nobody sees and that no window manager
// touches. It reports Pressed, Released and Dragged, with a cross for a pointer,
// and is not shown yet.
func (c *Conn) NewCatcher(bounds image.Rectangle) Window {
	id := C.xcb_generate_id(c.raw)
	values := []C.uint32_t{
		1, // override-redirect
		C.XCB_EVENT_MASK_BUTTON_PRESS | C.XCB_EVENT_MASK_BUTTON_RELEASE | C.XCB_EVENT_MASK_POINTER_MOTION | C.XCB_EVENT_MASK_LEAVE_WINDOW,
		c.cross(),
	}
	C.xcb_create_window(c.raw, 0, id, c.screen.root,
		C.int16_t(bounds.Min.X), C.int16_t(bounds.Min.Y), C.uint16_t(max(1, bounds.Dx())), C.uint16_t(max(1, bounds.Dy())), 0,
		C.XCB_WINDOW_CLASS_INPUT_ONLY, C.XCB_COPY_FROM_PARENT,
		C.XCB_CW_OVERRIDE_REDIRECT|C.XCB_CW_EVENT_MASK|C.XCB_CW_CURSOR, unsafe.Pointer(&values[0]))
	return Window(id)
}

// cross is a pointer to draw with, from the font of pointers that every server
// has.
func (c *Conn) cross() C.uint32_t {
	const glyph = 34 // XC_crosshair of cursorfont.h; its mask is the next
	font, cursor := C.xcb_generate_id(c.raw), C.xcb_generate_id(c.raw)
	name := C.CString("cursor")
	defer C.free(unsafe.Pointer(name))
	C.xcb_open_font(c.raw, font, 6, name)
	C.xcb_create_glyph_cursor(c.raw, cursor, font, font, glyph, glyph+1, 0, 0, 0, 0xffff, 0xffff, 0xffff)
	C.xcb_close_font(c.raw, font)
	return cursor
}

// Hide unmaps w.
func (c *Conn) Hide(w Window) { C.xcb_unmap_window(c.raw, C.xcb_window_t(w)) }

// Show maps w above all others.
func (c *Conn) Show(w Window) {
	C.xcb_map_window(c.raw, C.xcb_window_t(w))
	c.Raise(w)
}

// Raise puts w above all others.
func (c *Conn) Raise(w Window) {
	above := C.uint32_t(C.XCB_STACK_MODE_ABOVE)
	C.xcb_configure_window(c.raw, C.xcb_window_t(w), C.XCB_CONFIG_WINDOW_STACK_MODE, unsafe.Pointer(&above))
}

// Place moves and resizes w.
func (c *Conn) Place(w Window, bounds image.Rectangle) {
	values := []C.uint32_t{
		C.uint32_t(int32(bounds.Min.X)), C.uint32_t(int32(bounds.Min.Y)),
		C.uint32_t(max(1, bounds.Dx())), C.uint32_t(max(1, bounds.Dy())),
	}
	C.xcb_configure_window(c.raw, C.xcb_window_t(w),
		C.XCB_CONFIG_WINDOW_X|C.XCB_CONFIG_WINDOW_Y|C.XCB_CONFIG_WINDOW_WIDTH|C.XCB_CONFIG_WINDOW_HEIGHT, unsafe.Pointer(&values[0]))
}

// Destroy removes w.
func (c *Conn) Destroy(w Window) { C.xcb_destroy_window(c.raw, C.xcb_window_t(w)) }

// Shape leaves of w only some parts, in its own pixels, where the server can.
func (c *Conn) Shape(w Window, parts []image.Rectangle) {
	if !c.first.shape || len(parts) == 0 {
		return
	}
	raw := make([]C.xcb_rectangle_t, len(parts))
	for i, p := range parts {
		raw[i] = C.xcb_rectangle_t{
			x: C.int16_t(p.Min.X), y: C.int16_t(p.Min.Y),
			width: C.uint16_t(p.Dx()), height: C.uint16_t(p.Dy()),
		}
	}
	C.xcb_shape_rectangles(c.raw, C.XCB_SHAPE_SO_SET, C.XCB_SHAPE_SK_BOUNDING, C.XCB_CLIP_ORDERING_UNSORTED,
		C.xcb_window_t(w), 0, 0, C.uint32_t(len(raw)), &raw[0])
}

// PassThrough lets clicks on w reach what is below, where the server can.
func (c *Conn) PassThrough(w Window) {
	if c.first.shape {
		C.xcb_shape_rectangles(c.raw, C.XCB_SHAPE_SO_SET, C.XCB_SHAPE_SK_INPUT, C.XCB_CLIP_ORDERING_UNSORTED, C.xcb_window_t(w), 0, 0, 0, nil)
	}
}

// maxImage is how much of a picture one request carries, in bytes; a server
// takes 256 KiB at least (its maximum-request-length counts four bytes).
const maxImage = 200 << 10

// Paint draws a picture into the upper left of w. Its pixels are in the root's
// layout.
func (c *Conn) Paint(w Window, pixels []byte, width, height int) {
	if len(pixels) == 0 {
		return
	}
	gc := C.xcb_generate_id(c.raw)
	C.xcb_create_gc(c.raw, gc, C.xcb_drawable_t(w), 0, nil)
	stride := len(pixels) / height
	rows := max(1, maxImage/stride)
	for y := 0; y < height; y += rows {
		part := pixels[y*stride : min(y+rows, height)*stride]
		C.xcb_put_image(c.raw, C.XCB_IMAGE_FORMAT_Z_PIXMAP, C.xcb_drawable_t(w), gc, C.uint16_t(width), C.uint16_t(len(part)/stride),
			0, C.int16_t(y), 0, c.screen.root_depth, C.uint32_t(len(part)), (*C.uint8_t)(unsafe.Pointer(&part[0])))
	}
	C.xcb_free_gc(c.raw, gc)
}

// RootDepth is how many bits of colour a pixel of the root has.
func (c *Conn) RootDepth() int { return int(c.screen.root_depth) }
