//go:build linux

package main

import (
	"flag"
	"image"
	"image/color"
	"path/filepath"
	"strings"
	"testing"

	"parley/assets/guest/guesttest"
	"parley/call"
)

var guestPictures = flag.String("guest-pictures", "", "write pictures of guests' pages to this folder")

// drawn says whether the board over a shared screen has ink on it.
const drawn = `(() => {
	const board = document.querySelector('.board');
	if (!board.width || !board.height) return false;
	const paper = new OffscreenCanvas(board.width, board.height).getContext('2d', { willReadFrequently: true });
	paper.drawImage(board, 0, 0);
	const { data } = paper.getImageData(0, 0, board.width, board.height);
	for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] > 200) return true;
	return false;
})()`

// TestGuestPoints has a guest draw on the screen of a program, which gives
// leave: it is seen there and by another guest, until it fades.
func TestGuestPoints(t *testing.T) {
	executable(t)
	desktop, window, page := sharingDesktop(t, "1280x720x24", image.Pt(1280, 720))
	g := &gathering{t: t, server: serve(t, "--http", "127.0.0.1:0")}
	host := strings.TrimSuffix(g.server.url, "/")
	ada := start(t, "Ada", place{env: []string{"DISPLAY=" + desktop.Name}},
		append([]string{"meet", "--server", host, "--loopback", "--share", "display:1", "--let-point"}, signals...)...)
	g.link = ada.event(call.EventMeeting).Link
	ada.state(call.Active)
	b := guesttest.Start(t)
	gus, noor := b.Come(g.link, "Gus"), b.Come(g.link, "Noor")
	defer scroll(page, window, 5)()
	for _, p := range []*guesttest.Page{gus, noor} {
		p.Wait("document.querySelector('.screen-tile video.front')?.videoWidth === 1280")
	}
	gus.Click("Point and draw (D)")
	desktop.Eventually("Ada to see what Gus draws", func() bool {
		gus.Drag(".board", 0.3, 0.5, 0.7, 0.5)
		return inkedBetween(desktop.Pixel, image.Rect(400, 300, 880, 420))
	})
	gus.Wait(drawn)
	noor.Wait(drawn)
	keep(noor, "pointing")
	gus.Screen(390, 844, false, true)
	gus.Drag(".board", 0.2, 0.4, 0.8, 0.6)
	gus.Wait(drawn)
	keep(gus, "pointing-phone")
	gus.Press("d", 0) // or the pointer stays where the mouse is
	noor.Wait("!" + drawn)

	noor.Press("d", 0)
	noor.Eval("document.querySelector('.board').focus()", nil)
	noor.Press("ArrowRight", 8)
	noor.Press("ArrowRight", 8)
	gus.Wait(drawn)
	keep(noor, "pointing-keys")
	noor.Press("Escape", 0)
	noor.Wait("document.querySelector('.pen').innerText === 'Point and draw'")
	silent(t, g, gus)
}

// inkedBetween says whether there is ink in a part of a screen.
func inkedBetween(pixel func(x, y int) color.RGBA, in image.Rectangle) bool {
	for y := in.Min.Y; y < in.Max.Y; y += 2 {
		if inked(pixel(in.Min.X+in.Dx()/2, y)) {
			return true
		}
	}
	return false
}

func keep(p *guesttest.Page, name string) {
	if *guestPictures != "" {
		p.Picture(filepath.Join(*guestPictures, name+".png"))
	}
}
