// Package freedesktop speaks with the desktop around the window over D-Bus:
// notifications with buttons (Desktop Notifications Specification 1.2), keeping
// the screen awake (org.freedesktop.ScreenSaver), and its dialog and manager of
// files. Where there is no bus, or nobody listens on it, it does nothing.
package freedesktop

import (
	"context"
	"sync"
	"time"
)

// Notification is what is told, and what can be done about it right there.
type Notification struct {
	Title, Text string
	Actions     []Action
	Silent      bool // the desktop makes no sound of its own for it
}

// Action is a button of a notification. Act is called on a goroutine of this
// package and must not block.
type Action struct {
	Label string
	Act   func()
}

// Desktop is the desktop around the window. Its methods do not wait for it.
type Desktop struct {
	app  string
	ctx  context.Context // until Close
	stop context.CancelFunc
	done sync.WaitGroup
	wake chan struct{} // one deep: a second wake says nothing new

	mu   sync.Mutex
	want wish
}

// wish is how the person wants the desktop to be; the newest counts.
type wish struct {
	notification *Notification
	awake        bool
}

// patience bounds how long the desktop may take to answer.
const patience = 2 * time.Second

// New returns the desktop for an app of that name. The caller closes it.
func New(app string) *Desktop {
	ctx, stop := context.WithCancel(context.Background())
	d := &Desktop{app: app, ctx: ctx, stop: stop, wake: make(chan struct{}, 1)}
	d.done.Go(func() { d.run(ctx) })
	return d
}

// Notify shows n until another replaces it; nil takes it away.
func (d *Desktop) Notify(n *Notification) {
	d.change(func(w *wish) { w.notification = n })
}

// KeepAwake stops the screen from going dark, or lets it.
func (d *Desktop) KeepAwake(awake bool) {
	d.change(func(w *wish) { w.awake = awake })
}

// Close takes everything back and waits for it, for a moment at most. It may
// be called any number of times.
func (d *Desktop) Close() {
	d.mu.Lock() // nothing begins from here on
	d.stop()
	d.mu.Unlock()
	d.done.Wait()
}

func (d *Desktop) change(edit func(*wish)) {
	d.mu.Lock()
	edit(&d.want)
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

func (d *Desktop) wanted() wish {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.want
}

// run connects when there is something to say first, and gives up for good
// when it cannot.
func (d *Desktop) run(ctx context.Context) {
	select {
	case <-d.wake:
	case <-ctx.Done():
		return
	}
	conn, err := Connect()
	if err != nil {
		return
	}
	defer conn.Close()
	l := &link{conn: conn, app: d.app}
	l.listen()
	defer l.fulfil(wish{}) // the bus outlives the program
	for {
		l.fulfil(d.wanted())
		if !d.await(ctx, l) {
			return
		}
	}
}

// await waits for a new wish and does what the person pressed meanwhile.
func (d *Desktop) await(ctx context.Context, l *link) bool {
	for {
		select {
		case <-d.wake:
			return true
		case s, open := <-l.signals:
			if !open {
				return false // the bus went
			}
			l.heard(s)
		case <-ctx.Done():
			return false
		}
	}
}
