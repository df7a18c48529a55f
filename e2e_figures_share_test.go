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

// TestShareFigures measures a shared window of 1080p text: standing still,
// scrolling fifteen times a second, and with a film of 30 pictures a second in
// it. Camera and sound are off, so that what is spent is spent on the share. It
// judges nothing.
func TestShareFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	executable(t)
	f := shareFigures{table: tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)}
	fmt.Fprintln(f.table, "a shared window, 1080p of text\tsender\treceiver\tsent\treceived\trate\tpath\tpicture\t")
	for range *figureRuns {
		f.measure(t)
	}
	if err := f.table.Flush(); err != nil {
		t.Error(err)
	}
}

// shareFigures is a share that is measured.
type shareFigures struct {
	a, b  *program // shares, and sees it
	table *tabwriter.Writer
}

func (f *shareFigures) measure(t *testing.T) {
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
	fmt.Fprintf(f.table, "the call alone\t%.1f %%\t\t\t\t\t\t\t\n", alone)
	bare.leave()
	f.a, f.b = ringing(t, "Ada", place{env: []string{"DISPLAY=" + desktop.Name}}, address, append([]string{"--share", window.ID()}, quiet...)...), b
	b.track(stats.Screen, stats.Receive, "comes", func(s stats.Track) bool { return s.Height == 1080 })
	time.Sleep(runIn)
	f.row(t, "nothing moving")
	f.begin()
	stop := scroll(page, window, 15)
	f.first(t, "scrolling")
	f.row(t, "scrolling")
	stop()
	film := reel(960, 540)
	f.begin()
	stop = animate(30, func(n int) { window.Draw(film[n%len(film)]) })
	f.first(t, "a film in a quarter")
	f.row(t, "a film in a quarter")
	stop()
	f.a.leave()
	f.b.leave()
}

// reel is a second of a film.
func reel(width, height int) []*image.RGBA {
	film, pictures := screensharetest.NewFilm(width, height), make([]*image.RGBA, 30)
	for i := range pictures {
		pictures[i] = image.NewRGBA(image.Rect(0, 0, width, height))
		film.Draw(pictures[i], i)
	}
	return pictures
}

func (f *shareFigures) begin() {
	f.a.forget()
	f.b.forget()
}

// first prints each of the first seconds of something that moves. The first of
// them also holds the stillness before it; and in the second in which the codec
// changes the receiver has a line for each codec.
func (f *shareFigures) first(t *testing.T, name string) {
	t.Helper()
	const seconds = 5
	time.Sleep(seconds*time.Second + time.Second/2)
	sent, received := screens(f.a), screens(f.b)
	for i := range min(seconds, len(sent), len(received)) {
		f.print(fmt.Sprintf("%s, line %d", name, i+1), "", "", sent[i:i+1], received[i:i+1])
	}
}

// row prints what is spent, and the medians of some seconds.
func (f *shareFigures) row(t *testing.T, name string) {
	t.Helper()
	f.begin()
	share, _ := spend(t, f.a.cmd.Process.Pid)
	received, _ := spend(t, f.b.cmd.Process.Pid)
	f.print(name, fmt.Sprintf("%.1f %%", share), fmt.Sprintf("%.1f %%", received), screens(f.a), screens(f.b))
}

func (f *shareFigures) print(name, sender, receiver string, sent, received []stats.Track) {
	if len(sent) == 0 || len(received) == 0 {
		fmt.Fprintf(f.table, "%s\t%s\t%s\tnone\t\t\t\t\t\n", name, sender, receiver)
		return
	}
	last := sent[len(sent)-1]
	fmt.Fprintf(f.table, "%s\t%s\t%s\t%.0f a second\t%.0f a second\t%.0f kbit/s\t%.0f kbit/s\t%dx%d %s\t\n", name, sender, receiver,
		medianOf(sent, func(s stats.Track) float64 { return s.FPS }),
		medianOf(received, func(s stats.Track) float64 { return s.FPS }),
		medianOf(received, func(s stats.Track) float64 { return float64(s.Bitrate) / 1000 }),
		medianOf(sent, func(s stats.Track) float64 { return float64(s.Target) / 1000 }),
		last.Width, last.Height, last.Codec)
}

// medianOf is the median of a figure.
func medianOf(tracks []stats.Track, of func(stats.Track) float64) float64 {
	values := make([]float64, len(tracks))
	for i, s := range tracks {
		values[i] = of(s)
	}
	return median(values)
}

// screens returns the statistics of the shared screen since the last forget.
func screens(p *program) (all []stats.Track) {
	for _, s := range p.tracks() {
		if s.Track == stats.Screen {
			all = append(all, s)
		}
	}
	return all
}
