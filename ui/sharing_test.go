//go:build linux

package ui

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"parley/call/media/video"
	"parley/ui/uitest"
	"parley/ui/widgets/widgettest"
)

// settled is how long pictures for a person's eyes wait until all is painted.
const settled = 1500 * time.Millisecond

// draw writes what the screen shows to a PNG when widgettest.GalleryVariable
// names a folder.
func (c *child) draw(name string) {
	c.t.Helper()
	folder := os.Getenv(widgettest.GalleryVariable)
	if folder == "" {
		return
	}
	time.Sleep(settled)
	c.display.KeepAll(filepath.Join(folder, name+".png"))
}

// awaitSize waits until a part is that large in pixels, and returns where it
// is.
func (c *child) awaitSize(page, name string, size image.Point) image.Rectangle {
	c.t.Helper()
	var at image.Rectangle
	c.display.Eventually(page+"/"+name+" of "+size.String(), func() bool {
		at = c.place(page, name)
		return at.Size() == size
	})
	return at
}

// gone waits until a part is not there.
func (c *child) gone(page, name string) {
	c.t.Helper()
	c.display.Eventually("the end of "+page+"/"+name, func() bool {
		var places []Place
		data, err := os.ReadFile(c.places)
		if err != nil || json.Unmarshal(data, &places) != nil {
			return false
		}
		for _, p := range places {
			if _, there := p.Widgets[name]; there && p.Page == page {
				return false
			}
		}
		return true
	})
}

// TestScreenIsPixelByPixelAt100Percent compares what the window shows with
// what was shared.
func TestScreenIsPixelByPixelAt100Percent(t *testing.T) {
	for _, scale := range []string{"1", "2"} {
		t.Run(scale, func(t *testing.T) { checkPixels(t, newChild(t, "FYNE_SCALE="+scale)) })
	}
}

func checkPixels(t *testing.T, c *child) {
	c.tell("screens:0")
	c.place("call", "shared")
	c.display.Key("1")
	at := c.awaitSize("call", "shared", image.Pt(1920, 1080))
	board := c.place("call", "board")
	want := image.NewRGBA(image.Rect(0, 0, 1920, 1080))
	video.ToRGBA(want, asVideo(paintPage(1920, 1080, "pipeline.go")))
	var worst int
	c.display.Eventually("the very pixels", func() bool {
		worst = difference(c.display.Screenshot(), want, board, at.Min)
		return worst <= 1
	})
	before := c.place("call", "shared")
	middle := board.Min.Add(board.Size().Div(2))
	c.display.Drag(middle.X, middle.Y, middle.X+150, middle.Y+90)
	c.display.Eventually("the picture to follow the pointer", func() bool {
		return c.place("call", "shared").Min.Sub(before.Min) != image.Point{}
	})
	c.display.Scroll(middle.X, middle.Y, 2)
	c.display.Eventually("the wheel to enlarge", func() bool { return c.place("call", "shared").Dx() > 1920*5/4 })
	c.display.Scroll(middle.X, middle.Y, -30)
	c.display.Eventually("all of it", func() bool { return c.place("call", "shared").In(board) })
	c.display.DoubleClick(middle.X, middle.Y)
	c.awaitSize("call", "shared", image.Pt(1920, 1080))
	c.display.Key("0")
	c.display.Eventually("all of it", func() bool { return c.place("call", "shared").In(board) })
	c.quit()
}

// TestPinchAScreen zooms with two fingers on a touchpad.
func TestPinchAScreen(t *testing.T) {
	d, pad := uitest.StartTouchpad(t, 1280, 800)
	c := newChildOn(t, d)
	c.tell("screens:0")
	fits := c.place("call", "shared").Dx()
	spread := func(scale float64) {
		board := c.place("call", "board")
		c.display.Move((board.Min.X+board.Max.X)/2, (board.Min.Y+board.Max.Y)/2)
		pad.Pinch()
		pad.Spread(scale)
		pad.Lift()
	}
	c.display.Eventually("two fingers to enlarge", func() bool { // the window follows the touchpad from a moment after it opened
		spread(2)
		return c.place("call", "shared").Dx() > fits*3/2
	})
	c.draw("screen-pinched")
	c.display.Eventually("two fingers to show all", func() bool {
		spread(0.1)
		return c.place("call", "shared").Dx() == fits
	})
	c.quit()
}

// difference is the largest in one component between the part of a screen and
// what stands there, which begins at a point.
func difference(screen, want *image.RGBA, part image.Rectangle, begin image.Point) (worst int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			a, b := screen.RGBAAt(x, y), want.RGBAAt(x-begin.X, y-begin.Y)
			for _, d := range [3]int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
				worst = max(worst, d, -d)
			}
		}
	}
	return worst
}

// fills reports whether a window fills the screen.
func (c *child) fills() bool {
	return slices.ContainsFunc(c.display.Windows(), func(w uitest.Window) bool { return w.Bounds.Size() == image.Pt(1280, 800) })
}

// TestScreensOfOthers walks through what a viewer can do.
func TestScreensOfOthers(t *testing.T) {
	c := newChild(t)
	c.tell("screens:0")
	c.place("call", "shared")
	c.draw("screen-1280")
	c.tell("still")
	c.draw("screen-still")
	c.tell("away")
	c.draw("screen-away")
	c.tell("screens:2")
	c.draw("screen-waiting")
	c.tell("screens:0")
	c.tell("screens:01")
	c.place("call", "board/Ines Okafor")
	c.draw("screens-two")
	c.click("call", "board/Ines Okafor")
	c.place("call", "board/Tomás Rivera")
	c.display.Key("+")
	c.draw("screens-zoomed-in")
	c.click("call", "zoom/actual")
	c.awaitSize("call", "shared", image.Pt(1920, 1080))
	for range 4 {
		c.display.Key("+")
	}
	c.draw("screens-zoomed-300")
	c.until("the share's own window", func() { c.click("call", "board/apart") }, c.shows("screen", "shared"))
	c.display.Window("Ines’s screen – Parley")
	c.draw("screen-own-window")
	c.tell("screens:1")
	c.gone("screen", "shared")
	c.draw("screen-stopped")
	c.tell("screens:0")
	c.place("call", "shared")
	c.until("full screen", func() { c.display.Key("F11") }, c.fills)
	c.gone("call", "leave") // nothing moves
	c.draw("screen-full")
	c.quit()
}

// TestShareThroughThePicker shares as a person does, with keys only.
func TestShareThroughThePicker(t *testing.T) {
	c := newChild(t)
	c.tell("active")
	c.expect("shown 30")
	c.until("the picker", func() { c.display.Key("s") }, c.shows("call", "picker/cancel"))
	c.expect("call.Browse {On:true}")
	c.draw("picker-looking")
	c.display.Key("Escape")
	c.expect("call.Browse {On:false}")
	c.tell("offer 8")
	c.until("the picker", func() { c.display.Key("s") }, c.shows("call", "picker/window:100"))
	c.draw("picker-8")
	c.display.Key("Down")
	c.display.Key("Right")
	c.draw("picker-moved")
	c.display.Key("Return")
	c.expect("Source:window:101 Mode:auto")
	c.place("call", "sharing/stop")
	c.draw("own-share")
	c.click("call", "share/list")
	c.draw("own-share-menu")
	c.display.Key("Escape")
	c.press("s", "call.StopSharing")
	c.gone("call", "sharing/stop")
	c.tell("closed")
	c.draw("own-share-closed")
	c.quit()
}

// TestSharingInASmallWindow draws the pages as small as they get.
func TestSharingInASmallWindow(t *testing.T) {
	c := newChild(t)
	c.display.Resize(c.display.Window("Parley"), 640, 480)
	c.tell("screens:0")
	c.place("call", "shared")
	c.draw("screen-640")
	c.tell("long names:01")
	c.draw("screens-long-640")
	c.tell("offer 31")
	c.until("the picker", func() { c.display.Key("s") }, c.shows("call", "picker/window:101"))
	c.draw("picker-640")
	for range 12 {
		c.display.Key("Right")
	}
	c.draw("picker-640-moved")
	c.press("Return", "call.Share")
	c.draw("own-share-640")
	c.display.Resize(c.display.Window("Mara Lindqvist – Parley"), 1260, 760)
	c.tell("long names:01")
	c.draw("screens-long")
	c.quit()
}

func TestQuitWhileAScreenHasItsOwnWindow(t *testing.T) {
	c := newChild(t)
	c.tell("screens:0")
	c.place("call", "shared")
	c.until("the share's own window", func() { c.click("call", "board/apart") }, c.shows("screen", "shared"))
	c.gone("call", "shared")
	c.quit()
}
