// Package screenshare finds, shows and captures what a person can share: the
// displays of this computer and the windows on them.
//
// List and Watch tell what there is, Previews draws small pictures of it, and Open
// starts a Capture, which delivers a picture whenever something has changed, and
// nothing otherwise. A Capture follows its source through changes of size, and
// says in words why it ended when it does.
//
// Each system has a file of its own, named after it; so far that is X11. What
// one has to offer stands in system.go.
package screenshare

import (
	"context"
	"image"
)

// Kind tells what a Source is.
type Kind int

// The kinds of sources.
const (
	Display Kind = iota
	Window
)

func (k Kind) String() string {
	switch k {
	case Display:
		return "display"
	case Window:
		return "window"
	}
	return "source"
}

// Source is a display or a window that can be shared.
type Source struct {
	ID   string // "display:1" or "window:0x1c00007": what Open takes
	Kind Kind
	// Title of a window; of a display "Display 1", counted from the left. It
	// is fit to be shown: one short line without control or direction characters.
	Title string
	App   string // the program behind a window, as it calls itself; may be empty
	PID   int    // of that program, as it says; zero when it does not
	// Bounds in pixels of the desktop; of a window without its frame.
	Bounds image.Rectangle
	Ours   bool // a window of this very program
	Main   bool // the display that the system calls its first

	connector string // of a display: what it is recognised by, such as "HDMI-1"
}

// Inventory is what can be shared at one moment.
type Inventory struct {
	// Sources are the displays from left to right, then the windows that can be
	// seen, oldest first.
	Sources []Source
	// Current is the ID of the display with the window that has the focus, or
	// else the pointer; empty when no display can be shared.
	Current string
}

// Of returns the sources of a kind.
func (i Inventory) Of(kind Kind) (found []Source) {
	for _, s := range i.Sources {
		if s.Kind == kind {
			found = append(found, s)
		}
	}
	return found
}

// Find returns the source with an ID.
func (i Inventory) Find(id string) (Source, bool) {
	for _, s := range i.Sources {
		if s.ID == id {
			return s, true
		}
	}
	return Source{}, false
}

// DisplayAt returns the display that shows a pixel of the desktop.
func (i Inventory) DisplayAt(at image.Point) (Source, bool) {
	for _, s := range i.Of(Display) {
		if at.In(s.Bounds) {
			return s, true
		}
	}
	return Source{}, false
}

// List returns what can be shared now. Explain tells what its error means.
func List() (Inventory, error) { return list() }

// Watch calls changed with what can be shared, at once and after each change,
// from the calling goroutine. It returns nil when ctx ends, and an error for
// Explain when the desktop does.
func Watch(ctx context.Context, changed func(Inventory)) error { return watch(ctx, changed) }
