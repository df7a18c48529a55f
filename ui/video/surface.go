// Package video draws moving pictures: it turns the newest frame of a feed
// into pixels of the size they are shown in, away from the main thread, and
// hands them to the painter when the frame clock says so.
package video

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/call/media/frame"
	"parley/ui/bridge"
)

// Clock says when pictures are presented; see bridge.Clock.
type Clock interface {
	Add(bridge.Picture)
	Remove(bridge.Picture)
	Wake()
}

// Options describe a surface.
type Options struct {
	Feed *frame.Feed
	// Shown is told of every picture that the painter got, on the main
	// thread. It may be nil.
	Shown func(*frame.Video)
	// Radius of the corners, in Fyne units.
	Radius float32
	// Mirror swaps left and right, as people know themselves from mirrors.
	Mirror bool
	// Leads makes this surface rather set the pace than follow another's.
	Leads bool
	// Contain shows the whole picture, with edges left free; otherwise the
	// picture covers the surface and is cropped.
	Contain bool
	// Screen is for what somebody shares, which may stand still for long: the
	// newest picture is remembered, drawn anew for another size, and there
	// again after Hide. Whoever places Object gives it the aspect of the
	// picture; where it is not larger than the picture, every pixel of the
	// screen is made for it.
	Screen bool
	// Sized is told the size of the pictures before the first that has it is
	// painted, on the main thread. It may be nil.
	Sized func(width, height int)
}

// Surface shows one feed. Its methods belong to the main thread, but for
// Ready and Leads. It works only between Show and Hide or Rest.
type Surface struct {
	clock  Clock
	opts   Options
	image  *canvas.Image
	target target
	flow   *flow // nil while hidden
	front  *picture
	still  *frame.Video // of a screen, while hidden or at rest; a reference of its own
	width  int          // of the pictures, in pixels
	height int
}

// New returns a hidden surface that the clock will drive. Its owner closes it.
func New(clock Clock, opts Options) *Surface {
	img := &canvas.Image{FillMode: canvas.ImageFillCover, ScaleMode: canvas.ImageScaleFastest}
	img.CornerRadius = opts.Radius
	switch {
	case opts.Screen:
		img.FillMode = canvas.ImageFillStretch
	case opts.Contain:
		img.FillMode = canvas.ImageFillContain
	}
	img.Hide() // until there is a picture: not every painter can draw none
	return &Surface{clock: clock, opts: opts, image: img}
}

// Object is what stands in the window's tree.
func (s *Surface) Object() fyne.CanvasObject { return s.image }

// Show makes the surface follow its feed, in pixels of the screen; calling it
// again tells a new size.
func (s *Surface) Show(width, height int) {
	t := target{width: width, height: height, contain: s.opts.Contain || s.opts.Screen, exact: s.opts.Screen, mirror: s.opts.Mirror}
	if s.flow != nil && s.target == t {
		return
	}
	s.target = t
	if s.flow != nil {
		s.flow.aim(s.target)
		return
	}
	s.flow = newFlow(s.opts, s.target, s.still, s.present, s.clock.Wake)
	s.still = nil
	s.clock.Add(s.flow)
}

// Newest returns a reference to the newest picture of a screen that was drawn,
// nil when there was none.
func (s *Surface) Newest() *frame.Video {
	switch {
	case s.flow != nil:
		return s.flow.newest()
	case s.still != nil:
		return s.still.Retain()
	}
	return nil
}

// Begin gives a hidden surface of a screen the picture it begins with, and the
// caller's reference to it. It may be nil.
func (s *Surface) Begin(v *frame.Video) {
	s.forget()
	s.still = v
}

func (s *Surface) forget() {
	if s.still != nil {
		s.still.Release()
		s.still = nil
	}
}

// SetMirror changes whether left and right are swapped, from the next picture
// on.
func (s *Surface) SetMirror(mirror bool) {
	s.opts.Mirror, s.target.mirror = mirror, mirror
	if s.flow != nil {
		s.flow.aim(s.target)
	}
}

// Rest stops the surface, and leaves its picture where it is until Show or
// Hide.
func (s *Surface) Rest() {
	if s.flow == nil {
		return
	}
	s.clock.Remove(s.flow)
	s.still = s.flow.close()
	s.flow = nil
}

// Hide stops the surface and forgets its picture, but for one of a screen.
func (s *Surface) Hide() {
	s.Rest()
	if s.front == nil {
		return // the image is hidden already
	}
	s.front = nil
	s.image.Hide()
	s.image.Image = nil
}

// Live says whether there is a picture to see.
func (s *Surface) Live() bool { return s.front != nil }

// SetRadius changes the radius of the corners, in Fyne units.
func (s *Surface) SetRadius(radius float32) {
	if s.image.CornerRadius != radius {
		s.image.CornerRadius = radius
		canvas.Refresh(s.image)
	}
}

// Close hides the surface for good and waits for its goroutine. It may be
// called any number of times.
func (s *Surface) Close() {
	s.Hide()
	s.forget()
}

// present hands p to the painter and takes back what the painter had. From
// here on the main thread paints p only, so that one may be written again.
func (s *Surface) present(p *picture) (free *picture) {
	free, s.front = s.front, p
	s.image.Image = p.rgba
	s.size(p.source.Width, p.source.Height)
	s.image.ScaleMode = s.filter(p)
	s.image.Show()
	s.image.Refresh()
	if s.opts.Shown != nil && !p.again {
		s.opts.Shown(p.source)
	}
	return free
}

// filter is how the graphics card scales a picture. One of a screen that has a
// pixel for each of the surface's is not mixed with its neighbours: Fyne places
// objects a part of a pixel off where a window's size, divided by its scale, is
// no whole number of units.
func (s *Surface) filter(p *picture) canvas.ImageScale {
	if s.opts.Screen && p.rgba.Rect.Dx() == s.target.width && p.rgba.Rect.Dy() == s.target.height {
		return canvas.ImageScalePixels
	}
	return canvas.ImageScaleFastest
}

// size tells a new size of the pictures.
func (s *Surface) size(width, height int) {
	if s.width == width && s.height == height {
		return
	}
	s.width, s.height = width, height
	if s.opts.Sized != nil {
		s.opts.Sized(width, height)
	}
}
