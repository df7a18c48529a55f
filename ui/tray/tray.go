// Package tray is Parley's place in the tray of the desktop (StatusNotifierItem on
// Linux, the notification area of Windows, the menu bar of macOS), where it can be
// found while its window is closed.
package tray

import (
	"context"
	"sync"
	"sync/atomic"

	"fyne.io/systray"
)

// Item is a line of the menu.
type Item struct {
	Label string
	Act   func()
}

// Options is what a tray is made of. Its functions are called on goroutines of
// this package and must not block.
type Options struct {
	Title string
	Icon  []byte // PNG
	Open  func() // the icon was clicked
	Menu  []Item // the icon was clicked otherwise
	// Main calls a function on the main thread, soon: only there some systems let
	// a program into their tray.
	Main func(func())
	// Found is told whether there is a tray to be in, first when that is known and
	// whenever it changes.
	Found func(bool)
}

// Tray is the place in the tray, as soon as the desktop has one.
type Tray struct {
	opts  Options
	there atomic.Bool
	ctx   context.Context // until Close
	stop  context.CancelFunc
	done  sync.WaitGroup
	end   func() // leaves the tray; nil before Parley is in it; main thread
}

// New takes a place, once a process: the system knows one for each. Its owner
// closes it.
func New(opts Options) *Tray {
	ctx, stop := context.WithCancel(context.Background())
	t := &Tray{opts: opts, ctx: ctx, stop: stop}
	t.done.Go(func() { follow(ctx, t.found) })
	return t
}

// There says whether the person sees the icon, as far as is known.
func (t *Tray) There() bool { return t.there.Load() }

// Close leaves the tray. It belongs to the main thread and may be called any
// number of times.
func (t *Tray) Close() {
	t.stop()
	t.done.Wait()
	if t.end != nil {
		t.end()
		t.end = nil
	}
}

func (t *Tray) found(there bool) {
	if t.there.Swap(there) == there {
		return
	}
	if there {
		t.opts.Main(t.enter)
	}
	t.opts.Found(there)
}

// enter puts the icon into the tray, where it comes back by itself should the
// tray go and come.
func (t *Tray) enter() {
	if t.end != nil || t.ctx.Err() != nil {
		return
	}
	systray.SetOnTapped(t.opts.Open)
	start, end := systray.RunWithExternalLoop(t.furnish, nil)
	start()
	t.end = end
}

// furnish is called once the system has a place.
func (t *Tray) furnish() {
	systray.SetTitle(t.opts.Title)
	systray.SetTooltip(t.opts.Title)
	systray.SetIcon(shrunk(t.opts.Icon))
	for _, item := range t.opts.Menu {
		go t.serve(systray.AddMenuItem(item.Label, ""), item.Act)
	}
}

// serve acts on the clicks on a line of the menu.
func (t *Tray) serve(line *systray.MenuItem, act func()) {
	for {
		select {
		case <-line.ClickedCh:
			act()
		case <-t.ctx.Done():
			return
		}
	}
}
