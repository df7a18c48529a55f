// Package clip reads films and sound from files, for a camera or a microphone
// that is a file, and writes sound to one.
//
// Its readers take files from anywhere: they refuse what is malformed or too
// large with an error and never allocate by a size they have not checked.
package clip

import "errors"

var (
	// ErrFormat says that a file is not of a kind this package reads, or is
	// damaged.
	ErrFormat = errors.New("not a readable clip")
	// ErrTooLarge says that a file exceeds what this package reads.
	ErrTooLarge = errors.New("clip is too large")
)
