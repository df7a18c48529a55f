package screenshare

import "image"

// A system offers the functions list, watch, open and openPreviews, and these
// two.

// grabber takes pictures of one source. It belongs to one goroutine.
type grabber interface {
	// source describes what is grabbed, as it is now.
	source() Source
	// stirred is signalled when look may find something.
	stirred() <-chan struct{}
	// leaveOut takes windows of our own out of the pictures, by the system's
	// numbers of them.
	leaveOut(windows []uint32)
	// look takes in what has happened. Its error ends the capture.
	look() (sight, error)
	// grab takes a picture of what is there now; errPassing asks to try again.
	grab() (shot, error)
	// interrupt makes all of these fail soon, also when the desktop hangs. Any
	// goroutine may call it.
	interrupt()
	close()
}

// sight is what a look at a source finds.
type sight struct {
	fresh  bool // a picture would show something new
	hidden bool // there is nothing to be seen now
	calm   bool // news will stir; until then there is no need to look
}

// shot is one picture as the system delivers it, valid until the next.
type shot struct {
	bgra
	changed []image.Rectangle // since the last shot, in its pixels, without the pointer
	pointer bool              // the pointer moved or changed within the picture
}

// previewer draws small pictures of any source. It belongs to one goroutine.
type previewer interface {
	// draw returns the same picture as last time when nothing has changed.
	draw(t target, width, height int) (*image.RGBA, error)
	// interrupt is that of grabber.
	interrupt()
	close()
}
