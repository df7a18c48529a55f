package screenshare

import (
	"errors"
	"fmt"
)

// Why there is no picture, or none any more. Errors of this package wrap one
// of them; Explain puts it into words.
var (
	ErrWindowClosed     = errors.New("window was closed")
	ErrDisplayUnplugged = errors.New("display is gone")
	ErrDesktopGone      = errors.New("desktop is gone")
	ErrNotFound         = errors.New("no such display or window")
	ErrNoDesktop        = errors.New("no desktop to share from")
	ErrUnsupported      = errors.New("desktop cannot do this")
	ErrNoPicture        = errors.New("source gives no picture")
)

// errPassing is a picture that could not be had because something was changing
// underfoot. The next attempt succeeds, or tells more.
var errPassing = errors.New("source is changing")

// Problem says what is wrong and what a person can do about it.
type Problem struct {
	Text string // what happened, a sentence
	Hint string // what to do, a sentence or two
}

// Explain puts an error of this package into words. s may be zero when nothing
// is known of the source.
func Explain(err error, s Source) Problem {
	switch {
	case errors.Is(err, ErrWindowClosed):
		return Problem{named(s) + " was closed, so it is no longer shared.", "Share another window or a display."}
	case errors.Is(err, ErrDisplayUnplugged):
		return Problem{named(s) + " is no longer connected, so it is no longer shared.", "Connect it and share again, or share another display."}
	case errors.Is(err, ErrDesktopGone):
		return Problem{"The desktop has ended, and with it your share.", "Log in again to share."}
	case errors.Is(err, ErrNotFound):
		return Problem{"What you want to share is not there.", "Choose a display or window that is open now."}
	case errors.Is(err, ErrNoDesktop):
		return Problem{"There is no desktop here to share from.", "Start Parley within a desktop that speaks X11."}
	case errors.Is(err, ErrUnsupported):
		return Problem{"This desktop does not let " + named(s) + " be shared.", "Share another display or window."}
	case errors.Is(err, ErrNoPicture):
		return Problem{named(s) + " gives no picture, so it is no longer shared.", "Share it again, or share another display or window."}
	}
	return Problem{named(s) + " cannot be shared.", "Share another display or window."}
}

// minimised says that the picture of a window stands still.
func minimised(s Source) Problem {
	return Problem{named(s) + " is minimised. Others see its last picture.", "Open it again and the share goes on."}
}

// named is a source's name at the start of a sentence or within.
func named(s Source) string {
	switch {
	case s.Title == "" && s.Kind == Window:
		return "The window"
	case s.Title == "":
		return "The display"
	case s.Kind == Window:
		return fmt.Sprintf("The window “%s”", s.Title)
	}
	return s.Title
}
