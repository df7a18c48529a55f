//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/composite.h>
import "C"

import "fmt"

// Pixmap names a picture on the server.
type Pixmap uint32

// Redirect makes the server keep the whole picture of w, also of what other
// windows cover. It lasts as long as the connection, or until Unredirect.
func (c *Conn) Redirect(w Window) error {
	if !c.first.composite {
		return ErrMissing
	}
	return c.check(C.xcb_composite_redirect_window_checked(c.raw, C.xcb_window_t(w), C.XCB_COMPOSITE_REDIRECT_AUTOMATIC))
}

// Unredirect undoes Redirect. That the window has gone does not matter.
func (c *Conn) Unredirect(w Window) {
	if c.first.composite {
		C.xcb_composite_unredirect_window(c.raw, C.xcb_window_t(w), C.XCB_COMPOSITE_REDIRECT_AUTOMATIC)
	}
}

// NamePixmap returns the picture of a redirected window as it is now and
// becomes, border included, until the window is resized or mapped again: then
// it has another, and this one stays as it was. The caller frees it.
func (c *Conn) NamePixmap(w Window) (Pixmap, error) {
	if !c.first.composite {
		return 0, ErrMissing
	}
	id := C.xcb_generate_id(c.raw)
	if err := c.check(C.xcb_composite_name_window_pixmap_checked(c.raw, C.xcb_window_t(w), id)); err != nil {
		return 0, err
	}
	return Pixmap(id), nil
}

// FreePixmap gives a pixmap up. Zero is none.
func (c *Conn) FreePixmap(p Pixmap) {
	if p != 0 {
		C.xcb_free_pixmap(c.raw, C.xcb_pixmap_t(p))
	}
}

// Composited reports whether a program draws the screen from the pictures of
// the windows, with their alpha (EWMH, _NET_WM_CM_Sn).
func (c *Conn) Composited() (bool, error) {
	owner, err := c.Atom(fmt.Sprintf("_NET_WM_CM_S%d", c.number))
	if err != nil {
		return false, err
	}
	var e *C.xcb_generic_error_t
	r := C.xcb_get_selection_owner_reply(c.raw, C.xcb_get_selection_owner(c.raw, C.xcb_atom_t(owner)), &e)
	if r == nil {
		return false, c.failed(e)
	}
	defer free(r)
	return r.owner != C.XCB_WINDOW_NONE, nil
}
