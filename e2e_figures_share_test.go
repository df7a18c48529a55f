//go:build linux

package main

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"testing"
	"text/tabwriter"
	"time"

	"parley/call"
	"parley/call/stats"
	"parley/screenshare/screensharetest"
	"parley/screenshare/x11/x11test"
)

// TestShareFigures measures a shared window of 1080p text: standing still, and
// scrolling fifteen times a second. Camera and sound are off, so that what is
// spent is spent on the share.
func TestShareFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	executable(t)
	page := screensharetest.NewPage(1920, 1080)
	text := image.NewRGBA(image.Rectangle{Max: page.Size()})
	page.Draw(text, 0)
	desktop := x11test.Start(t, "1920x1080x24")
	window := desktop.Open(image.Rect(0, 0, 1920, 1080), "Text", color.RGBA{0xff, 0xff, 0xff, 0xff})
	window.Draw(text)
	b, address := waiting(t, "Bo", place{}, quiet...)
	bare := ringing(t, "Cy", place{}, address, quiet...)
	bare.state(call.Active)
	time.Sleep(runIn)
	alone, _ := spend(t, bare.cmd.Process.Pid)
	bare.leave()
	a := ringing(t, "Ada", place{env: []string{"DISPLAY=" + desktop.Name}}, address, append([]string{"--share", window.ID()}, quiet...)...)
	b.track(stats.Screen, stats.Receive, "comes", func(s stats.Track) bool { return s.Height == 1080 })
	time.Sleep(runIn)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "a shared window, 1080p of text\tsender\treceiver\tpictures\trate\tcodec\t")
	fmt.Fprintf(table, "the call alone\t%.1f %%\t\t\t\t\t\n", alone)
	row := func(name string) {
		a.forget()
		b.forget()
		share, _ := spend(t, a.cmd.Process.Pid)
		received, _ := spend(t, b.cmd.Process.Pid)
		var s stats.Track
		for _, s = range b.tracks() {
			if s.Track == stats.Screen {
				break
			}
		}
		fmt.Fprintf(table, "%s\t%.1f %%\t%.1f %%\t%.0f a second\t%d kbit/s\t%s\t\n", name, share, received, s.FPS, s.Bitrate/1000, s.Codec)
	}
	row("nothing moving")
	stop := scroll(page, window, 15)
	time.Sleep(runIn / 2)
	row("scrolling")
	stop()
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
	a.leave()
	b.leave()
}
