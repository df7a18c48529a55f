package session

import (
	"image"

	"parley/call/annotation"
)

// ShareSource is a display or a window that can be shared.
type ShareSource struct {
	ID      string // "display:N" or "window:ID", as --share takes it
	Title   string // cleaned for display
	App     string // of a window, may be empty
	Display bool
	Current bool // the display that the person works on
	Width   int  // pixels
	Height  int
	// Thumbnail is what it looks like, small; nil before it was taken. Nobody
	// changes it.
	Thumbnail *image.RGBA
}

// ShareMode says what matters in a shared picture.
type ShareMode string

// The modes.
const (
	ShareAuto   ShareMode = "auto"   // what moves decides
	ShareText   ShareMode = "text"   // sharp, up to 15 pictures a second
	ShareMotion ShareMode = "motion" // smooth, up to 1080p, 30 pictures a second
	// ShareMotion60 is ShareMotion with 60 pictures a second.
	ShareMotion60 ShareMode = "motion-60"
)

// ShareEnd says why a share ended by itself.
type ShareEnd string

// The ends of a share. Without one of them its maker stopped it.
const (
	ShareStopped   ShareEnd = ""
	WindowClosed   ShareEnd = "window-closed"
	DisplayGone    ShareEnd = "display-gone"
	SourceVanished ShareEnd = "gone" // the desktop, or its pictures
)

// ShareFacts are what the others in the call are told of a share.
type ShareFacts struct {
	Window   bool // one window, rather than a display
	Mode     ShareMode
	Pointing bool // others may point at it and draw on it
	Paused   bool // it stands still because its maker wants it so
	End      ShareEnd
}

// ShareRequest is what a person wants to share; without a Source, nothing.
type ShareRequest struct {
	Source string // the ID of a ShareSource
	Mode   ShareMode
	Paused bool // the others keep the last picture
}

// The events of the studio about sharing.
type (
	// ShareSources lists what can be shared, while Browse is on.
	ShareSources struct{ Sources []ShareSource }
	// ShareChanged says how one's own share does.
	ShareChanged struct{ Status ShareStatus }
	// Drawn is what the person draws on the screen that they share. Whose screen
	// it is remains to be filled in.
	Drawn struct{ Message annotation.Message }
)

// PointingAsked is the event of a backend that a participant would like to
// point at the screen that is shared here.
type PointingAsked struct {
	ID          ID
	Participant string
}

func (PointingAsked) event() {}

// Of names the call.
func (e PointingAsked) Of() ID { return e.ID }

// ShareStatus is how one's own share does.
type ShareStatus struct {
	On     bool
	Source ShareSource
	Mode   ShareMode
	Paused bool
	End    ShareEnd
	Text   string // why it ended or stands still, a sentence; empty while all is well
	Hint   string // what to do about it
}

func (ShareSources) event() {}
func (ShareChanged) event() {}
func (Drawn) event()        {}
