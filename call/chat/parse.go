package chat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"parley/call/identity"
)

var errSenseless = errors.New("message makes no sense")

// members of a message by name. A map compares names exactly, where package
// json would take "Text" for "text".
type members map[string]json.RawMessage

// decode reads one message as PROTOCOL.md, section 1, asks. Every error wraps
// errSenseless; a nil message without one is to be ignored.
func decode(data []byte) (message, error) {
	if len(data) > MaxMessage {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", errSenseless, len(data), MaxMessage)
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%w: not UTF-8", errSenseless)
	}
	var m members
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", errSenseless, err)
	}
	r := reader{members: m}
	spoken, kind := r.number("v", 1, 255), r.text("type", MaxMessage)
	if r.err != nil || spoken != version {
		return nil, r.err
	}
	read := readers[kind]
	if read == nil {
		return nil, nil
	}
	known := read(&r)
	return known, r.err
}

var readers = map[string]func(*reader) message{
	textMessage{}.kind(): func(r *reader) message {
		return textMessage{ID: r.id("id"), At: r.number("at", 0, maxTime), Text: r.some("text", MaxText)}
	},
	editMessage{}.kind(): func(r *reader) message {
		return editMessage{ID: r.id("id"), Of: r.id("of"), Text: r.some("text", MaxText)}
	},
	deleteMessage{}.kind(): func(r *reader) message {
		return deleteMessage{ID: r.id("id"), Of: r.id("of")}
	},
	reactMessage{}.kind(): func(r *reader) message {
		return reactMessage{ID: r.id("id"), Author: r.key("author"), Of: r.id("of"), Emoji: r.emoji("emoji")}
	},
	typingMessage{}.kind(): func(r *reader) message {
		return typingMessage{On: member[bool](r, "on")}
	},
	ackMessage{}.kind(): func(r *reader) message {
		return ackMessage{IDs: r.ids("ids")}
	},
}

// reader takes members of a message and keeps the first thing that is wrong.
type reader struct {
	members members
	err     error
}

func (r *reader) fail(name, what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s %s", errSenseless, name, what)
	}
}

// member reads what must be there and of type T. Package json would take null
// for any type.
func member[T any](r *reader, name string) T {
	var v, zero T
	raw, ok := r.members[name]
	if !ok || bytes.Equal(raw, []byte("null")) {
		r.fail(name, "is missing")
		return zero
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		r.fail(name, "is of the wrong type")
		return zero
	}
	return v
}

func (r *reader) number(name string, least, most int64) int64 {
	n := member[int64](r, name)
	if n < least || n > most {
		r.fail(name, "is out of range")
	}
	return n
}

func (r *reader) text(name string, limit int) string {
	s := member[string](r, name)
	if len(s) > limit {
		r.fail(name, "is too long")
	}
	// Package json writes U+FFFD for half a surrogate pair.
	if strings.ContainsRune(s, utf8.RuneError) || strings.ContainsRune(s, 0) {
		r.fail(name, "is no text")
	}
	return s
}

// some reads text that is not empty.
func (r *reader) some(name string, limit int) string {
	s := r.text(name, limit)
	if s == "" {
		r.fail(name, "is empty")
	}
	return s
}

func (r *reader) emoji(name string) string {
	s := r.text(name, MaxEmoji)
	if s != "" && !IsEmoji(s) {
		r.fail(name, "is no emoji")
	}
	return s
}

func (r *reader) id(name string) ID { return member[ID](r, name) }

func (r *reader) key(name string) identity.Key { return member[identity.Key](r, name) }

func (r *reader) ids(name string) []ID {
	list := member[[]ID](r, name)
	if len(list) < 1 || len(list) > maxIDs {
		r.fail(name, "are too few or too many")
	}
	for _, id := range list {
		if id == (ID{}) { // null, which package json skips
			r.fail(name, "hold what is no id")
		}
	}
	return list
}
