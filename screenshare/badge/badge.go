// Package badge shows a person that their screen is shared: an edge around what
// is shared and a badge at its top, above all other windows, with a place to click. It also
// lays pictures of what somebody draws on what is shared, and lets the person draw.
//
// They are plain windows without any toolkit, so that nothing can cover, move or
// minimise them. On X11 every picture of the screen has them in it; Windows
// tells which they are, so that screenshare.Capture.LeaveOut can take them out.
package badge

import (
	"errors"
	"image"
	"image/color"
	"sync"
)

// ErrUnsupported is returned where there is no desktop, or one that this
// package does not know.
var ErrUnsupported = errors.New("no desktop for a badge")

// Config says what to show.
type Config struct {
	// Bounds of what is shared, in pixels of the desktop.
	Bounds image.Rectangle
	// Inside draws the edge within the bounds, as a display needs it, rather than
	// around them.
	Inside bool
	// Edge is the colour of the edge and Thickness its width in pixels; with
	// zero there is none. Clicks go through it.
	Edge      color.Color
	Thickness int
	// Picture of the badge. What is more than half transparent in it is not
	// there: nothing is seen, and clicks go through. It is at most 2048 pixels wide or
	// high.
	Picture image.Image
	// Click takes where in the picture somebody pressed the left button. It is
	// called from a goroutine of the badge, and must not call Close.
	Click func(at image.Point)
	// Draw takes what a person does with the pointer while Catch is on. It is
	// called as Click is.
	Draw func(Stroke)
}

// Stroke is a step of what a person draws on what is shared.
type Stroke struct {
	Step Step
	At   image.Point // within Bounds; of Leave nothing
}

// Step tells the steps of drawing apart.
type Step int

// The steps.
const (
	Hover Step = iota // no button is down
	Begin
	Drag
	End
	Leave // the pointer is elsewhere now
)

// Badge is a badge with its edge on the screen.
type Badge struct {
	screen  screen
	done    sync.WaitGroup
	windows []uint32
}

// screen is what a system has to offer.
type screen interface {
	run()
	windows() []uint32
	move(bounds image.Rectangle)
	draw(picture image.Image)
	overlay(Overlay)
	catch(on bool)
	stop()
}

// Overlay is a picture that lies on what is shared. What is more than half transparent in it
// is not there.
type Overlay struct {
	Picture *image.RGBA // nil for none
	At      image.Point // of its upper left corner, within Bounds
}

// Show shows the badge. The caller closes it.
func Show(config Config) (*Badge, error) {
	if size := config.Picture.Bounds().Size(); size.X < 1 || size.Y < 1 || size.X > maxSide || size.Y > maxSide {
		return nil, errors.New("badge: picture has an impossible size")
	}
	s, err := show(config)
	if err != nil {
		return nil, err
	}
	b := &Badge{screen: s, windows: s.windows()}
	b.done.Go(s.run)
	return b, nil
}

const maxSide = 2048

// Windows returns the system's numbers of the windows, for screenshare.Capture.LeaveOut.
func (b *Badge) Windows() []uint32 { return b.windows }

// Move follows what is shared to another place or size.
func (b *Badge) Move(bounds image.Rectangle) { b.screen.move(bounds) }

// Draw changes the picture, which must be as large as the first.
func (b *Badge) Draw(picture image.Image) { b.screen.draw(picture) }

// Overlay lays a picture on what is shared, or takes the last one away. Clicks
// go through it. Nobody changes the picture any more.
func (b *Badge) Overlay(o Overlay) { b.screen.overlay(o) }

// Catch lets the person draw with the pointer on what is shared, instead of
// using what is there.
func (b *Badge) Catch(on bool) { b.screen.catch(on) }

// Close takes all of it from the screen and waits until Click has returned for
// the last time. It is idempotent.
func (b *Badge) Close() {
	b.screen.stop()
	b.done.Wait()
}
