// Package clipboard reads what was copied: files, a text or a picture. Fyne
// reads texts only, and waits for their owner for as long as it takes.
//
// Read asks the system anew each time and may take a moment, so it is not for
// the main thread: a window that owns what was copied must answer meanwhile.
package clipboard

import (
	"context"
	"errors"
)

// Content is what was copied, at most one of the three; none is an empty
// clipboard, or what is of no use here.
type Content struct {
	Files   []string // absolute paths
	Text    string
	Picture Picture
}

// Picture is a picture as it was copied, encoded.
type Picture struct {
	Data   []byte
	Ending string // of a file that holds it, such as ".png"; empty for no picture
}

// MaxBytes is how much is taken of what was copied. More is ErrTooMuch.
const MaxBytes = 64 << 20

var (
	// ErrNotHere says that this system's clipboard cannot be read by this
	// package, or that there is none.
	ErrNotHere = errors.New("clipboard: no clipboard that can be read")
	// ErrTooMuch says that what was copied is larger than MaxBytes.
	ErrTooMuch = errors.New("clipboard: too much was copied")
)

// Read returns what was copied. Files come before a text, as file managers
// give their names as one; a text before a picture, as word processors and
// spreadsheets draw one of each text. It returns when ctx is done, at the
// latest.
func Read(ctx context.Context) (Content, error) { return read(ctx) }

// pictures are the kinds of pictures that are taken, the best first, and the
// endings of their files.
var pictures = []struct{ kind, ending string }{
	{"image/png", ".png"}, {"image/jpeg", ".jpg"}, {"image/webp", ".webp"}, {"image/gif", ".gif"}, {"image/bmp", ".bmp"},
}
