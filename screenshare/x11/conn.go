//go:build linux

// Package x11 is the part of the X protocol that sharing a screen needs, bound
// to libxcb: windows and their properties, displays (RandR), pictures of both
// (MIT-SHM, Composite), what changes on them (Damage), the pointer (XFixes),
// and plain windows of our own.
//
// It is libxcb rather than jezek/xgb because xgb registers the extensions of
// each new connection in maps that all connections share, without a lock: a
// second connection can crash the reader of the first, and a share, a picker and
// a badge have one each.
package x11

// #cgo pkg-config: xcb xcb-shm xcb-damage xcb-xfixes xcb-composite xcb-randr xcb-shape xcb-xinput
// #include <stdlib.h>
// #include <sys/socket.h>
// #include <xcb/xcb.h>
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"
)

var (
	// ErrNoServer is returned by Dial when there is no X server, or it does not
	// let us in.
	ErrNoServer = errors.New("no X server")
	// ErrClosed is returned by every request once the connection has ended.
	ErrClosed = errors.New("connection to the X server has ended")
	// ErrMissing is returned for an extension that the server lacks.
	ErrMissing = errors.New("extension is not in the X server")
)

// RequestError is what the server answers to a request it does not fulfil,
// most often because a window has gone.
type RequestError struct {
	Code   int // such as 3, BadWindow
	Opcode int // of the request, major
}

func (e *RequestError) Error() string {
	return fmt.Sprintf("X error %d to request %d", e.Code, e.Opcode)
}

// Conn is a connection to an X server. One goroutine makes its requests.
type Conn struct {
	raw    *C.xcb_connection_t
	number int // of the screen; almost all servers have one, 0
	screen *C.xcb_screen_t
	first  firstEvents
	atoms  map[string]Atom

	events chan Event
	ready  chan struct{}
	reader sync.WaitGroup
	mu     sync.Mutex // lets Interrupt and Close come in any order
	closed bool
}

// eventBacklog is how many events wait in Go; the rest waits in libxcb, where
// it cannot be dropped. All events we ask for are few: Damage reports once until
// it is answered, and movements of the pointer are not asked for.
const eventBacklog = 256

// Dial connects to the server of a display such as ":0"; empty means $DISPLAY.
// The caller closes the connection.
func Dial(display string) (*Conn, error) {
	var name *C.char
	if display != "" {
		name = C.CString(display)
		defer C.free(unsafe.Pointer(name))
	}
	var number C.int
	raw := C.xcb_connect(name, &number)
	if C.xcb_connection_has_error(raw) != 0 {
		C.xcb_disconnect(raw)
		return nil, ErrNoServer
	}
	c := &Conn{
		raw: raw, number: int(number), screen: screen(raw, int(number)), atoms: make(map[string]Atom),
		events: make(chan Event, eventBacklog), ready: make(chan struct{}, 1),
	}
	c.first = c.negotiate()
	c.reader.Go(c.read)
	return c, nil
}

func screen(raw *C.xcb_connection_t, number int) *C.xcb_screen_t {
	roots := C.xcb_setup_roots_iterator(C.xcb_get_setup(raw))
	for ; number > 0 && roots.rem > 1; number-- {
		C.xcb_screen_next(&roots)
	}
	return roots.data
}

// Interrupt makes the requests that wait for the server, and all later ones, fail with
// ErrClosed. Any goroutine may call it at any time, such as when the server hangs.
func (c *Conn) Interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		// Whoever waits does so within libxcb. The end of the stream wakes them.
		C.shutdown(C.xcb_get_file_descriptor(c.raw), C.SHUT_RDWR)
	}
}

// Close ends the connection and all that was made through it. It is
// idempotent. No request may run meanwhile.
func (c *Conn) Close() {
	c.Interrupt()
	for range c.events { // the reader may wait for us
	}
	c.reader.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		C.xcb_disconnect(c.raw)
		c.closed = true
	}
}

// failed makes an error of what libxcb returned in place of a reply.
func (c *Conn) failed(e *C.xcb_generic_error_t) error {
	if e == nil {
		return ErrClosed
	}
	defer C.free(unsafe.Pointer(e))
	return &RequestError{Code: int(e.error_code), Opcode: int(e.major_code)}
}

// check waits until a request without a reply was carried out.
func (c *Conn) check(request C.xcb_void_cookie_t) error {
	if e := C.xcb_request_check(c.raw, request); e != nil {
		return c.failed(e)
	}
	if C.xcb_connection_has_error(c.raw) != 0 {
		return ErrClosed
	}
	return nil
}

// Flush sends what is waiting to be sent. Requests with replies do it too.
func (c *Conn) Flush() { C.xcb_flush(c.raw) }

// free releases what libxcb allocated.
func free[T any](p *T) { C.free(unsafe.Pointer(p)) }
