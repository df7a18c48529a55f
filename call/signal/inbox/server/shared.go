package server

import (
	"bytes"

	"parley/call/signal/inbox"
)

// Kinds of messages between replicas, and their version: REPLICAS.md section 1.
const (
	sharedVersion = 1
	leftKind      = 1
	openedKind    = 2
	asksKind      = 3
	answersKind   = 4
)

// share writes a message for other replicas.
func share(kind byte, parts ...[]byte) []byte {
	return append([]byte{sharedVersion, kind}, bytes.Join(parts, nil)...)
}

// parseShared reads a message of another replica. Its rest has the form of its
// kind.
func parseShared(b []byte) (kind byte, rest []byte, ok bool) {
	if len(b) < 2 || b[0] != sharedVersion {
		return 0, nil, false
	}
	kind, rest = b[1], b[2:]
	const token = len(inbox.Token{})
	behind := len(rest) - len(question{})
	switch kind {
	case leftKind:
		ok = len(rest) == inbox.SealedSize
	case openedKind:
		ok = len(rest) == 0
	case asksKind:
		ok = behind > 0 && behind%token == 0 && behind/token <= inbox.MaxAsked
	case answersKind:
		ok = behind > 0 && behind <= inbox.MaxAsked
	}
	return kind, rest, ok
}

// join adds to who is present whom another replica has. An answer to other
// tokens adds nobody.
func join(present, said []byte) {
	if len(said) != len(present) {
		return
	}
	for i, b := range said {
		if b == 1 {
			present[i] = 1
		}
	}
}

func anyOf(present []byte) bool { return bytes.IndexByte(present, 1) >= 0 }

func allOf(present []byte) bool { return bytes.IndexByte(present, 0) < 0 }
