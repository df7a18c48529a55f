package signal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	maxDepth    = 4
	maxElements = 16 // of an array
)

// scan refuses what package json lets pass: repeated names and names that
// differ by case, null for any type, text that is none, deep nesting. It
// returns how many members the outermost object has.
func scan(data []byte) (members int, err error) {
	if len(data) > MaxMessage {
		return 0, fmt.Errorf("%w: message of %d bytes, at most %d", ErrProtocol, len(data), MaxMessage)
	}
	if !json.Valid(data) || !utf8.Valid(data) {
		return 0, fmt.Errorf("%w: not one JSON value in UTF-8", ErrProtocol)
	}
	s := scanner{decoder: json.NewDecoder(bytes.NewReader(data))}
	// Numbers of any size are left to the type they are read into.
	s.decoder.UseNumber()
	return s.object()
}

type scanner struct {
	decoder *json.Decoder
	depth   int
}

// object scans what must be an object.
func (s *scanner) object() (members int, err error) {
	token, err := s.decoder.Token()
	if err != nil || token != json.Delim('{') {
		return 0, fmt.Errorf("%w: not an object", ErrProtocol)
	}
	return s.members()
}

// members scans an object from after its brace.
func (s *scanner) members() (int, error) {
	names := make(map[string]struct{})
	err := s.inside(func() error {
		token, err := s.decoder.Token()
		name, ok := token.(string)
		if err != nil || !ok || !isName(name) {
			return fmt.Errorf("%w: name of a member", ErrProtocol)
		}
		if _, twice := names[name]; twice {
			return fmt.Errorf("%w: %s is there twice", ErrProtocol, name)
		}
		names[name] = struct{}{}
		return s.value()
	})
	return len(names), err
}

// elements scans an array from after its bracket.
func (s *scanner) elements() error {
	n := 0
	return s.inside(func() error {
		if n++; n > maxElements {
			return fmt.Errorf("%w: more than %d elements", ErrProtocol, maxElements)
		}
		return s.value()
	})
}

// inside calls each for every member or element, and takes the closing
// delimiter.
func (s *scanner) inside(each func() error) error {
	if s.depth++; s.depth > maxDepth {
		return fmt.Errorf("%w: nested deeper than %d", ErrProtocol, maxDepth)
	}
	for s.decoder.More() {
		if err := each(); err != nil {
			return err
		}
	}
	s.depth--
	_, err := s.decoder.Token()
	return err
}

func (s *scanner) value() error {
	token, err := s.decoder.Token()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	switch token := token.(type) {
	case nil:
		return fmt.Errorf("%w: null", ErrProtocol)
	case string:
		return checkText(token)
	case json.Delim:
		if token == '{' {
			_, err := s.members()
			return err
		}
		return s.elements()
	}
	return nil
}

// checkText refuses what package json writes for a lone surrogate, and NUL.
func checkText(s string) error {
	if strings.ContainsRune(s, utf8.RuneError) || strings.ContainsRune(s, 0) {
		return fmt.Errorf("%w: a string that is no text", ErrProtocol)
	}
	return nil
}

func isName(s string) bool {
	odd := strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return s != "" && !odd
}
