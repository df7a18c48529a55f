package invite

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// The faults of what somebody pasted or typed. Sentence puts them into words.
var (
	// ErrNoLink says that a text is no link to a room.
	ErrNoLink = errors.New("not a link to a call")
	// ErrDamaged says that characters of a link are missing or changed.
	ErrDamaged = errors.New("the link is damaged")
	// ErrInsecure says that a link is to be opened without TLS.
	ErrInsecure = errors.New("the link begins with http, not https")
	// ErrHost says that the server's name is none.
	ErrHost = errors.New("not the name of a server")
	// ErrWordCount says that there are more or fewer words than six.
	ErrWordCount = errors.New("not six words")
)

// UnknownWordError names a word that is not of the list.
type UnknownWordError struct{ Word string }

// Error returns what is wrong.
func (e *UnknownWordError) Error() string { return fmt.Sprintf("%q is not one of the words", e.Word) }

// longestWord is how many letters of what somebody typed are repeated to them.
const longestWord = 24

// Sentence puts an error of this package into words for the person, "" if it
// is none.
func Sentence(err error) string {
	var unknown *UnknownWordError
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("“%s” is not one of the words. Is it spelt as it was said?", short(unknown.Word))
	case errors.Is(err, ErrNoLink):
		return "That is not a link to a call."
	case errors.Is(err, ErrDamaged):
		return "The link is damaged. Copy it again, to its very end."
	case errors.Is(err, ErrInsecure):
		return "The link begins with http, where others could read along. It must begin with https."
	case errors.Is(err, ErrHost):
		return "That is not the name of a server."
	case errors.Is(err, ErrWordCount):
		return "A call has six words."
	}
	return ""
}

func short(word string) string {
	if utf8.RuneCountInString(word) <= longestWord {
		return word
	}
	return string([]rune(word)[:longestWord]) + "…"
}
