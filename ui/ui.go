// Package ui is Parley's window. It shows what the controller's snapshots say
// and turns what the person does into commands; nothing in it waits for media
// or network, and nothing there waits for it.
package ui

import (
	"context"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"parley/assets"
	"parley/call"
	"parley/call/media/frame"
	_ "parley/ui/locale" // before Fyne looks at the environment
)

// Controller is what the window needs of call.Controller.
type Controller interface {
	// Do queues a command without waiting; false says that it was dropped.
	Do(call.Command) bool
	// Snapshot returns the newest snapshot, never nil.
	Snapshot() *call.Snapshot
	// Watch returns the slot that holds the newest snapshot not yet taken.
	// The window is its one reader.
	Watch() *frame.Mailbox[*call.Snapshot]
}

// Options is what a window is made for.
type Options struct {
	Controller Controller
	Version    string // of the program, for the settings
	// Scratch is the folder where pasted pictures lie until they were sent:
	// whoever sends them deletes them then. Without it none are taken.
	Scratch string
	// Link is opened at first: a link to a meeting, or a server and six words;
	// empty for none. Links brings more while the window is open; it may be nil.
	Link  string
	Links <-chan string
	// Opener is the command line that opens a link, which is put behind it;
	// without it the person is not offered to let the desktop do so.
	Opener []string
}

// Run opens the window and returns when the person quits or ctx is done. It
// must be called on the main goroutine, once a process. The controller stays
// open.
func Run(ctx context.Context, opts Options) error {
	// Without an id Fyne keeps no preferences of its own, which two windows
	// of one person would fight over; what is chosen stands in the profile.
	a := app.NewWithID("")
	a.SetIcon(fyne.NewStaticResource("parley.png", assets.AppIcon))
	w := New(ctx, a, opts)
	w.ShowMap(os.Getenv(MapVariable))
	w.Show()
	a.Run()
	w.Close()
	return nil
}
