//go:build linux

package x11

// #include <stdlib.h>
// #include <xcb/xcb.h>
// #include <xcb/shm.h>
import "C"

import (
	"fmt"
	"image"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Drawable is a Window or a Pixmap.
type Drawable uint32

// Segment is memory that the server writes pictures into. It belongs to the
// goroutine that makes the connection's requests.
type Segment struct {
	conn   *Conn
	raw    C.xcb_shm_seg_t
	memory []byte
}

// NewSegment shares size bytes with the server. It fails where the server has
// no MIT-SHM, or has other memory than we: on another computer, in another container.
func (c *Conn) NewSegment(size int) (*Segment, error) {
	if !c.first.shm {
		return nil, ErrMissing
	}
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, size, unix.IPC_CREAT|0o600)
	if err != nil {
		return nil, fmt.Errorf("shared memory of %d bytes: %w", size, err)
	}
	// Removed at once, it lives as long as somebody has it attached: nothing
	// is left behind when either side crashes.
	defer func() { _, _ = unix.SysvShmCtl(id, unix.IPC_RMID, nil) }()
	memory, err := unix.SysvShmAttach(id, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("shared memory: %w", err)
	}
	s := &Segment{conn: c, raw: C.xcb_generate_id(c.raw), memory: memory}
	if err := c.check(C.xcb_shm_attach_checked(c.raw, s.raw, C.uint32_t(id), 0)); err != nil {
		_ = unix.SysvShmDetach(memory)
		return nil, err
	}
	return s, nil
}

// Size is how many bytes the segment has.
func (s *Segment) Size() int { return len(s.memory) }

// Close gives the memory up.
func (s *Segment) Close() {
	C.xcb_shm_detach(s.conn.raw, s.raw)
	s.conn.Flush()
	_ = unix.SysvShmDetach(s.memory)
	s.memory = nil
}

// Grab copies a part of a drawable into the segment and returns its bytes, which last
// until the next Grab or Close.
func (s *Segment) Grab(d Drawable, part image.Rectangle) ([]byte, error) {
	var e *C.xcb_generic_error_t
	r := C.xcb_shm_get_image_reply(s.conn.raw, C.xcb_shm_get_image(s.conn.raw, C.xcb_drawable_t(d),
		C.int16_t(part.Min.X), C.int16_t(part.Min.Y), C.uint16_t(part.Dx()), C.uint16_t(part.Dy()),
		^C.uint32_t(0), C.XCB_IMAGE_FORMAT_Z_PIXMAP, s.raw, 0), &e)
	if r == nil {
		return nil, s.conn.failed(e)
	}
	defer free(r)
	return s.memory[:min(int(r.size), len(s.memory))], nil
}

// Grab copies a part of a drawable through the connection, at some twenty times the cost of
// shared memory.
func (c *Conn) Grab(d Drawable, part image.Rectangle) ([]byte, error) {
	var e *C.xcb_generic_error_t
	r := C.xcb_get_image_reply(c.raw, C.xcb_get_image(c.raw, C.XCB_IMAGE_FORMAT_Z_PIXMAP, C.xcb_drawable_t(d),
		C.int16_t(part.Min.X), C.int16_t(part.Min.Y), C.uint16_t(part.Dx()), C.uint16_t(part.Dy()), ^C.uint32_t(0)), &e)
	if r == nil {
		return nil, c.failed(e)
	}
	defer free(r)
	return C.GoBytes(unsafe.Pointer(C.xcb_get_image_data(r)), C.xcb_get_image_data_length(r)), nil
}
