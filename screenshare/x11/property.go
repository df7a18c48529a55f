//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
import "C"

import (
	"encoding/binary"
	"unsafe"
)

// Atom is a name that the server keeps as a number; zero is no name.
type Atom uint32

// Atom returns the number of a name. It is asked for once.
func (c *Conn) Atom(name string) (Atom, error) {
	if a, known := c.atoms[name]; known {
		return a, nil
	}
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	var e *C.xcb_generic_error_t
	r := C.xcb_intern_atom_reply(c.raw, C.xcb_intern_atom(c.raw, 0, C.uint16_t(len(name)), text), &e)
	if r == nil {
		return 0, c.failed(e)
	}
	defer free(r)
	c.atoms[name] = Atom(r.atom)
	return Atom(r.atom), nil
}

// Property is what a window says of itself. Whatever it says may be a lie.
type Property struct {
	Type   Atom
	Format int // bits of an item: 8, 16 or 32; zero when there is no such property
	Data   []byte
}

// AskProperty asks for at most limit bytes of a property of w. The answer must
// be waited for; it is empty when there is none, or no window.
func (c *Conn) AskProperty(w Window, name Atom, limit int) func() Property {
	cookie := C.xcb_get_property(c.raw, 0, C.xcb_window_t(w), C.xcb_atom_t(name), C.XCB_GET_PROPERTY_TYPE_ANY, 0, C.uint32_t((limit+3)/4))
	return func() (p Property) {
		var e *C.xcb_generic_error_t
		r := C.xcb_get_property_reply(c.raw, cookie, &e)
		if r == nil {
			_ = c.failed(e)
			return p
		}
		defer free(r)
		size := min(C.xcb_get_property_value_length(r), C.int(limit))
		return Property{
			Type: Atom(r._type), Format: int(r.format),
			Data: C.GoBytes(C.xcb_get_property_value(r), size),
		}
	}
}

// Property is AskProperty with the wait for the answer.
func (c *Conn) Property(w Window, name string, limit int) (Property, error) {
	a, err := c.Atom(name)
	if err != nil {
		return Property{}, err
	}
	return c.AskProperty(w, a, limit)(), nil
}

// Numbers returns the items of a property of 32 bits each, none of another.
func (p Property) Numbers() (list []uint32) {
	if p.Format != 32 {
		return nil
	}
	for data := p.Data; len(data) >= 4; data = data[4:] {
		list = append(list, binary.NativeEndian.Uint32(data))
	}
	return list
}
