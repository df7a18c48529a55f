//go:build linux

package main

import (
	"image"
	"image/color"
	"testing"
	"time"

	"parley/call/stats"
	"parley/screenshare/screensharetest"
	"parley/screenshare/x11/x11test"
)

// ink is the colour of what people point at and draw.
var ink = color.RGBA{0xff, 0xb2, 0x7a, 0xff}

// TestPointingAtAShare lets Bo, who watches, draw on Ada's screen, and Ada on
// her own. Each sees it where it belongs, once, until it fades; then Ada
// pauses.
func TestPointingAtAShare(t *testing.T) {
	executable(t)
	page := screensharetest.NewPage(800, 500)
	text := image.NewRGBA(image.Rectangle{Max: page.Size()})
	page.Draw(text, 0)
	theirs := x11test.Start(t, "800x500x24")
	window := theirs.Open(image.Rect(0, 0, 800, 500), "Notes", color.RGBA{0xff, 0xff, 0xff, 0xff})
	window.Draw(text)

	b := furnish(t, "Bo", "", "--accept-calls", "--listen", "127.0.0.1:0")
	b.turnTo("home")
	a := ringing(t, "Ada", place{env: []string{"DISPLAY=" + theirs.Name}}, b.listening(),
		append([]string{"--share", "display:1", "--let-point"}, signals...)...)
	inCall(t, a, b.program)
	b.track(stats.Screen, stats.Receive, "comes", func(s stats.Track) bool { return s.Width == 800 && s.Height == 500 })
	b.find("call", "shared")
	window.Draw(text)  // as programs do when a part of them is wanted that was covered
	b.display.Key("1") // one pixel of it is one of the screen
	b.display.Eventually("Bo to see the share pixel by pixel", func() bool {
		at, _ := b.spot("call", "shared")
		return at.Size() == page.Size()
	})
	time.Sleep(settles)
	b.click("call", "board/pen")
	at := b.find("call", "shared")
	from, to := image.Pt(200, 250), image.Pt(500, 300)
	middle := from.Add(to).Div(2)
	b.display.Eventually("both to see what Bo draws", func() bool {
		b.display.Drag(at.Min.X+from.X, at.Min.Y+from.Y, at.Min.X+to.X, at.Min.Y+to.Y)
		there := inked(theirs.Pixel(middle.X, middle.Y))
		return there && inked(b.crop("shared", page.Size()).RGBAAt(middle.X, middle.Y))
	})
	b.shoot("8-pointing")
	theirs.Eventually("it to fade", func() bool { return !inked(theirs.Pixel(middle.X, middle.Y)) })

	theirs.Click(440, 36) // Draw, on the badge
	line := func() {
		theirs.MovePointer(300, 400)
		theirs.Button(1, true)
		for x := 300; x <= 600; x += 10 {
			theirs.MovePointer(x, 400)
			time.Sleep(5 * time.Millisecond)
		}
		theirs.Button(1, false)
	}
	b.display.Eventually("Bo to see what Ada draws", func() bool {
		line()
		seen := b.crop("shared", page.Size())
		return inked(seen.RGBAAt(450, 400)) && !inked(seen.RGBAAt(450, 380))
	})
	b.shoot("9-drawn-by-the-sharer")
	b.display.Eventually("it to fade", func() bool { return !inked(b.crop("shared", page.Size()).RGBAAt(450, 400)) })

	theirs.Click(440, 36)
	theirs.Click(522, 36)   // Pause
	time.Sleep(time.Second) // what was under way has come
	later := image.NewRGBA(text.Rect)
	page.Draw(later, 300)
	window.Draw(later)
	time.Sleep(2 * time.Second)
	seen := b.crop("shared", page.Size())
	if now, before := similarity(later, seen), similarity(text, seen); now >= before {
		t.Errorf("after a pause Bo sees what is new: SSIM %.3f, and %.3f of what was there", now, before)
	}
	theirs.Click(522, 36) // Resume
	b.display.Eventually("Bo to see what is there now", func() bool {
		seen := b.crop("shared", page.Size())
		return similarity(later, seen) > similarity(text, seen)
	})
	a.leave()
	b.leave()
}

// inked says whether a pixel is of the pen's colour, its edges left out.
func inked(c color.RGBA) bool {
	near := func(x, y uint8) bool { return max(x, y)-min(x, y) < 24 }
	return near(c.R, ink.R) && near(c.G, ink.G) && near(c.B, ink.B)
}
