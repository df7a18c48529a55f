package invite

import (
	"fmt"
	"io"
	"log/slog"
)

// shownRoom is how many characters of a room tell rooms apart in a log.
const shownRoom = 6

// LogValue returns the link without its secret, and with no more of the room
// than tells it from others: who has all of it may sit in the room, unheard.
func (l Link) LogValue() slog.Value { return slog.StringValue(l.redacted()) }

// Format writes what LogValue returns, whatever the verb.
func (l Link) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, l.redacted()) // fmt has nobody to tell either
}

func (l Link) redacted() string {
	if l.IsZero() {
		return "no link"
	}
	return l.Server() + path + l.Room()[:shownRoom] + "…"
}
