//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/damage.h>
// #include <xcb/xfixes.h>
import "C"

import (
	"image"
	"unsafe"
)

// Damage gathers what changes on a window and in those that stand in it.
type Damage struct {
	conn   *Conn
	raw    C.xcb_damage_damage_t
	region C.xcb_xfixes_region_t
}

// NewDamage starts to gather. The first change since, or since the last Take,
// is told by Damaged; all of it counts as changed at first.
func (c *Conn) NewDamage(w Window) (*Damage, error) {
	if !c.HasDamage() {
		return nil, ErrMissing
	}
	d := &Damage{conn: c, raw: C.xcb_generate_id(c.raw), region: C.xcb_generate_id(c.raw)}
	if err := c.check(C.xcb_damage_create_checked(c.raw, d.raw, C.xcb_drawable_t(w), C.XCB_DAMAGE_REPORT_LEVEL_NON_EMPTY)); err != nil {
		return nil, err
	}
	C.xcb_xfixes_create_region(c.raw, d.region, 0, nil)
	return d, nil
}

// Take returns what changed since the last Take, in the window's pixels, as
// rectangles that do not overlap.
func (d *Damage) Take() (changed []image.Rectangle, err error) {
	C.xcb_damage_subtract(d.conn.raw, d.raw, C.XCB_NONE, d.region)
	var e *C.xcb_generic_error_t
	r := C.xcb_xfixes_fetch_region_reply(d.conn.raw, C.xcb_xfixes_fetch_region(d.conn.raw, d.region), &e)
	if r == nil {
		return nil, d.conn.failed(e)
	}
	defer free(r)
	list := unsafe.Slice(C.xcb_xfixes_fetch_region_rectangles(r), C.xcb_xfixes_fetch_region_rectangles_length(r))
	for _, a := range list {
		x, y := int(a.x), int(a.y)
		changed = append(changed, image.Rect(x, y, x+int(a.width), y+int(a.height)))
	}
	return changed, nil
}

// Close stops gathering.
func (d *Damage) Close() {
	C.xcb_damage_destroy(d.conn.raw, d.raw)
	C.xcb_xfixes_destroy_region(d.conn.raw, d.region)
}
