//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/composite.h>
// #include <xcb/damage.h>
// #include <xcb/randr.h>
// #include <xcb/shape.h>
// #include <xcb/shm.h>
// #include <xcb/xfixes.h>
// #include <xcb/xinput.h>
import "C"

// firstEvents says where the numbers of each extension's events begin. It is
// zero for an extension that is not there.
type firstEvents struct {
	damage, xfixes, randr          int
	composite, shm, shape, randr15 bool
	xinput                         int // the number of the extension itself; zero likewise
}

// HasShm reports whether the server can write pictures into shared memory, if
// it runs on this computer.
func (c *Conn) HasShm() bool { return c.first.shm }

// HasDamage reports whether the server tells what changed.
func (c *Conn) HasDamage() bool { return c.first.damage != 0 && c.first.xfixes != 0 }

// HasComposite reports whether covered windows keep their pictures.
func (c *Conn) HasComposite() bool { return c.first.composite }

// HasMotion reports whether the server tells when the pointer moves.
func (c *Conn) HasMotion() bool { return c.first.xinput != 0 }

// negotiate asks which extensions there are. Each has to be told the version
// that we speak before its first use.
func (c *Conn) negotiate() (f firstEvents) {
	if at := c.extension(&C.xcb_damage_id); at != nil {
		r := C.xcb_damage_query_version_reply(c.raw, C.xcb_damage_query_version(c.raw, 1, 1), nil)
		if r != nil {
			f.damage = int(at.first_event)
			free(r)
		}
	}
	if at := c.extension(&C.xcb_xfixes_id); at != nil {
		r := C.xcb_xfixes_query_version_reply(c.raw, C.xcb_xfixes_query_version(c.raw, 4, 0), nil)
		if r != nil && r.major_version >= 2 { // regions
			f.xfixes = int(at.first_event)
		}
		free(r)
	}
	if at := c.extension(&C.xcb_randr_id); at != nil {
		r := C.xcb_randr_query_version_reply(c.raw, C.xcb_randr_query_version(c.raw, 1, 5), nil)
		if r != nil {
			f.randr = int(at.first_event)
			f.randr15 = r.major_version > 1 || r.minor_version >= 5 // monitors
			free(r)
		}
	}
	if c.extension(&C.xcb_composite_id) != nil {
		r := C.xcb_composite_query_version_reply(c.raw, C.xcb_composite_query_version(c.raw, 0, 4), nil)
		f.composite = r != nil && (r.major_version > 0 || r.minor_version >= 2) // named pixmaps
		free(r)
	}
	if at := c.extension(&C.xcb_input_id); at != nil {
		r := C.xcb_input_xi_query_version_reply(c.raw, C.xcb_input_xi_query_version(c.raw, 2, 0), nil)
		if r != nil && r.major_version >= 2 { // raw events
			f.xinput = int(at.major_opcode)
		}
		free(r)
	}
	f.shm = c.extension(&C.xcb_shm_id) != nil
	if c.extension(&C.xcb_shape_id) != nil {
		r := C.xcb_shape_query_version_reply(c.raw, C.xcb_shape_query_version(c.raw), nil)
		f.shape = r != nil && (r.major_version > 1 || r.minor_version >= 1) // of input
		free(r)
	}
	return f
}

func (c *Conn) extension(id *C.xcb_extension_t) *C.xcb_query_extension_reply_t {
	r := C.xcb_get_extension_data(c.raw, id) // libxcb keeps it
	if r == nil || r.present == 0 {
		return nil
	}
	return r
}
