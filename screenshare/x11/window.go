//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
import "C"

import (
	"image"
	"unsafe"
)

// Window names a window on the server.
type Window uint32

// Geometry is where a window or pixmap is.
type Geometry struct {
	Bounds image.Rectangle // without the border, within the parent
	Border int
	Depth  int // bits of colour in a pixel
}

// Attributes are what decides how a window is treated.
type Attributes struct {
	Viewable bool // it and all it stands in are mapped
	Override bool // no window manager cares for it: menus, tips, badges
	Drawn    bool // it can show something
}

// Root is the window that all others stand in.
func (c *Conn) Root() Window { return Window(c.screen.root) }

// Geometry returns where w is.
func (c *Conn) Geometry(w Window) (Geometry, error) { return c.AskGeometry(w)() }

// AskGeometry sends the question and returns what waits for the answer, so that many
// questions cost one round trip. The answer must be waited for.
func (c *Conn) AskGeometry(w Window) func() (Geometry, error) {
	cookie := C.xcb_get_geometry(c.raw, C.xcb_drawable_t(w))
	return func() (Geometry, error) {
		var e *C.xcb_generic_error_t
		r := C.xcb_get_geometry_reply(c.raw, cookie, &e)
		if r == nil {
			return Geometry{}, c.failed(e)
		}
		defer free(r)
		x, y, border := int(r.x), int(r.y), int(r.border_width)
		bounds := image.Rect(x, y, x+int(r.width), y+int(r.height)).Add(image.Pt(border, border))
		return Geometry{Bounds: bounds, Border: border, Depth: int(r.depth)}, nil
	}
}

// AskAttributes is to Attributes what AskGeometry is to Geometry.
func (c *Conn) AskAttributes(w Window) func() (Attributes, error) {
	cookie := C.xcb_get_window_attributes(c.raw, C.xcb_window_t(w))
	return func() (Attributes, error) {
		var e *C.xcb_generic_error_t
		r := C.xcb_get_window_attributes_reply(c.raw, cookie, &e)
		if r == nil {
			return Attributes{}, c.failed(e)
		}
		defer free(r)
		return Attributes{
			Viewable: r.map_state == C.XCB_MAP_STATE_VIEWABLE,
			Override: r.override_redirect != 0,
			Drawn:    r._class == C.XCB_WINDOW_CLASS_INPUT_OUTPUT,
		}, nil
	}
}

// Origin returns where the upper left pixel of w is on the screen.
func (c *Conn) Origin(w Window) (image.Point, error) { return c.AskOrigin(w)() }

// AskOrigin is to Origin what AskGeometry is to Geometry.
func (c *Conn) AskOrigin(w Window) func() (image.Point, error) {
	cookie := C.xcb_translate_coordinates(c.raw, C.xcb_window_t(w), c.screen.root, 0, 0)
	return func() (image.Point, error) {
		var e *C.xcb_generic_error_t
		r := C.xcb_translate_coordinates_reply(c.raw, cookie, &e)
		if r == nil {
			return image.Point{}, c.failed(e)
		}
		defer free(r)
		return image.Pt(int(r.dst_x), int(r.dst_y)), nil
	}
}

// Tree returns the window that w stands in, and those that stand in w, lowest
// first.
func (c *Conn) Tree(w Window) (parent Window, children []Window, err error) {
	var e *C.xcb_generic_error_t
	r := C.xcb_query_tree_reply(c.raw, C.xcb_query_tree(c.raw, C.xcb_window_t(w)), &e)
	if r == nil {
		return 0, nil, c.failed(e)
	}
	defer free(r)
	list := unsafe.Slice((*Window)(C.xcb_query_tree_children(r)), C.xcb_query_tree_children_length(r))
	return Window(r.parent), append(children, list...), nil
}

// Ancestors returns the windows that w stands in, nearest first, without the
// root. The last is what the root itself holds.
func (c *Conn) Ancestors(w Window) (up []Window, err error) {
	const deepest = 32 // nobody nests frames like that; a tree that changes underfoot must end
	for range deepest {
		parent, _, err := c.Tree(w)
		if err != nil {
			return nil, err
		}
		if parent == c.Root() || parent == 0 {
			return up, nil
		}
		up = append(up, parent)
		w = parent
	}
	return up, nil
}

// What Select can ask for, to be or-ed together.
const (
	OwnChanges      = C.XCB_EVENT_MASK_STRUCTURE_NOTIFY    // Moved, Mapped, Destroyed ... of the window
	ChildrenChanges = C.XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY // the same of those right within
	PropertyChanges = C.XCB_EVENT_MASK_PROPERTY_CHANGE
)

// Select asks for events of w. A window that has gone is not an error here:
// whoever cares asks again.
func (c *Conn) Select(w Window, mask uint32) {
	value := C.uint32_t(mask)
	C.xcb_change_window_attributes(c.raw, C.xcb_window_t(w), C.XCB_CW_EVENT_MASK, unsafe.Pointer(&value))
}
