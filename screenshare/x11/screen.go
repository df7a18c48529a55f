//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/randr.h>
import "C"

import (
	"errors"
	"image"
	"unsafe"
)

// Monitor is a display as RandR 1.5 describes it.
type Monitor struct {
	Name    string // of the connector, such as "HDMI-1", as the server has it
	Bounds  image.Rectangle
	Primary bool
}

// Screen returns the size of the root window, which all displays are parts of.
func (c *Conn) Screen() (image.Rectangle, error) {
	g, err := c.Geometry(c.Root()) // the setup is as old as the connection
	return g.Bounds, err
}

// Monitors returns the displays in the server's order. A server without RandR
// 1.5 has the whole screen for its only one.
func (c *Conn) Monitors() ([]Monitor, error) {
	if c.first.randr15 {
		if list, err := c.monitors(); err != nil || len(list) > 0 {
			return list, err
		}
	}
	screen, err := c.Screen()
	return []Monitor{{Bounds: screen, Primary: true}}, err
}

func (c *Conn) monitors() (list []Monitor, err error) {
	var e *C.xcb_generic_error_t
	r := C.xcb_randr_get_monitors_reply(c.raw, C.xcb_randr_get_monitors(c.raw, c.screen.root, 1), &e)
	if r == nil {
		return nil, c.failed(e)
	}
	defer free(r)
	names := []C.xcb_atom_t{}
	for at := C.xcb_randr_get_monitors_monitors_iterator(r); at.rem > 0; C.xcb_randr_monitor_info_next(&at) {
		m := at.data
		x, y := int(m.x), int(m.y)
		names = append(names, m.name)
		list = append(list, Monitor{
			Bounds:  image.Rect(x, y, x+int(m.width), y+int(m.height)),
			Primary: m.primary != 0,
		})
	}
	for i, name := range names {
		if list[i].Name, err = c.atomName(name); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (c *Conn) atomName(a C.xcb_atom_t) (string, error) {
	var e *C.xcb_generic_error_t
	r := C.xcb_get_atom_name_reply(c.raw, C.xcb_get_atom_name(c.raw, a), &e)
	if r == nil {
		err := c.failed(e)
		var refused *RequestError
		if errors.As(err, &refused) {
			return "", nil
		}
		return "", err
	}
	defer free(r)
	return C.GoStringN(C.xcb_get_atom_name_name(r), C.xcb_get_atom_name_name_length(r)), nil
}

// SelectScreenChanges asks for ScreenChanged.
func (c *Conn) SelectScreenChanges() {
	if c.first.randr == 0 {
		return
	}
	mask := C.uint16_t(C.XCB_RANDR_NOTIFY_MASK_SCREEN_CHANGE | C.XCB_RANDR_NOTIFY_MASK_CRTC_CHANGE | C.XCB_RANDR_NOTIFY_MASK_OUTPUT_CHANGE)
	C.xcb_randr_select_input(c.raw, c.screen.root, mask)
}

// Layout is how the pixels of a picture stand in memory.
type Layout int

// The layouts that servers on little-endian machines use.
const (
	BGRX   Layout = iota // 8 bits each in 4 bytes; the last is alpha or nothing
	RGB565               // 5, 6 and 5 bits in 2 bytes
	AR30                 // 10 bits each in 4 bytes
)

// Bytes is the size of a pixel.
func (l Layout) Bytes() int {
	if l == RGB565 {
		return 2
	}
	return 4
}

// Stride is the number of bytes from one row of a picture to the next: rows are padded
// to 32 bits.
func (l Layout) Stride(width int) int { return (l.Bytes()*width + 3) &^ 3 }

// ErrLayout is returned for pixels that are laid out in a way nobody has used
// for decades.
var ErrLayout = errors.New("unknown pixel layout")

// Layout returns the layout of pictures with some bits of colour in a pixel.
func (c *Conn) Layout(depth int) (Layout, error) {
	setup := C.xcb_get_setup(c.raw)
	layout, bits := BGRX, 32
	switch depth {
	case 24, 32:
	case 16:
		layout, bits = RGB565, 16
	case 30:
		layout = AR30
	default:
		return 0, ErrLayout
	}
	red := [...]C.uint32_t{BGRX: 0xff0000, RGB565: 0xf800, AR30: 0x3ff00000}
	if setup.image_byte_order != C.XCB_IMAGE_ORDER_LSB_FIRST || c.bits(depth) != bits || c.red(depth) != red[layout] {
		return 0, ErrLayout
	}
	return layout, nil
}

// bits is how many bits a pixel of a depth takes in memory.
func (c *Conn) bits(depth int) int {
	setup := C.xcb_get_setup(c.raw)
	formats := unsafe.Slice(C.xcb_setup_pixmap_formats(setup), C.xcb_setup_pixmap_formats_length(setup))
	for _, f := range formats {
		if int(f.depth) == depth {
			return int(f.bits_per_pixel)
		}
	}
	return 0
}

// red is the mask of the first visual of a depth.
func (c *Conn) red(depth int) C.uint32_t {
	for at := C.xcb_screen_allowed_depths_iterator(c.screen); at.rem > 0; C.xcb_depth_next(&at) {
		visuals := unsafe.Slice(C.xcb_depth_visuals(at.data), C.xcb_depth_visuals_length(at.data))
		for _, v := range visuals {
			if int(at.data.depth) == depth && v._class == C.XCB_VISUAL_CLASS_TRUE_COLOR {
				return v.red_mask
			}
		}
	}
	return 0
}
