//go:build linux

package main

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"text/tabwriter"
	"time"

	"parley/call"
	"parley/call/stats"
	"parley/screenshare/screensharetest"
	"parley/screenshare/x11/x11test"
	"parley/transfer"
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
	quiet := []string{"--headless", "--camera", "none", "--microphone", "none", "--speaker", "none"}
	b, address := waiting(t, "Bo", place{}, append([]string{"--accept-calls"}, quiet...)...)
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

// TestFileFigures measures a gibibyte from one program to another over a
// direct stream, hash and disk included.
func TestFileFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	const size = 1 << 30
	file := filepath.Join(t.TempDir(), "file.bin")
	put(t, file, size)
	var speed, sender, receiver figure
	for range *figureRuns {
		downloads := filepath.Join(t.TempDir(), "downloads")
		b := start(t, "Bo", place{}, "receive", "--listen", "127.0.0.1:0", "--downloads", downloads, "--accept-files")
		begun := time.Now()
		a := start(t, "Ada", place{}, "send", file, b.listening())
		b.files("have it", func(e call.Event) bool { return e.State == transfer.Done.String() })
		took := time.Since(begun)
		receiver.add(measure(t, b.cmd.Process.Pid).computed.Seconds() / (size / 1e9))
		a.status()
		sender.add((a.cmd.ProcessState.UserTime() + a.cmd.ProcessState.SystemTime()).Seconds() / (size / 1e9))
		speed.add(size / 1e6 / took.Seconds())
		b.leave()
		if err := os.RemoveAll(downloads); err != nil {
			t.Error(err)
		}
	}
	fmt.Printf("1 GiB over a direct stream: %.0f MB/s from start to done, %.1f seconds of processor a GB at the sender, %.1f at the receiver\n",
		median(speed.parley), median(sender.parley), median(receiver.parley))
}
