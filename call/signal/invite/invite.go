// Package invite is the links by which people meet through a server: what one
// holds, how it is written, read aloud and read again. PROTOCOL.md of
// ../rendezvous, sections 1 and 2, describes them.
package invite

import (
	"crypto/rand"
	"crypto/subtle"
)

// Link is one link. The zero Link leads nowhere. Who has it may enter the room
// and read what is said at its door, so package fmt and logs get a form without
// the secret, whatever they are asked for and wherever a Link lies: only String
// tells it.
type Link struct {
	plain bool   // http: this computer only
	host  string // with a port where it is not the scheme's own
	// keys is a function because fmt cannot ask a value in an unexported field
	// how it wants to be printed: it looks into everything, pointers too where the
	// verb is wrong, but not behind a function.
	keys func() *keys
}

// New draws the words of a new room at a host: a name or address, with or
// without a port, and with or without https:// before it. It takes a moment, as
// FromWords does.
func New(host string) (Link, error) {
	plain, host, err := parseServer(host)
	if err != nil {
		return Link{}, err
	}
	words, err := draw(rand.Reader)
	if err != nil {
		return Link{}, err
	}
	return Link{plain: plain, host: host, keys: stretch(words).hidden}, nil
}

// IsOrigin reports whether text is a server's origin as Link.Server writes it.
func IsOrigin(text string) bool {
	plain, host, err := parseServer(text)
	return err == nil && Link{plain: plain, host: host}.Server() == text
}

// FromWords is the link at a host whose six words somebody typed, in any case
// and with any blanks and hyphens between them. It takes some 0.2 s and 64 MiB:
// so does each guess.
func FromWords(host, words string) (Link, error) {
	plain, host, err := parseServer(host)
	if err != nil {
		return Link{}, err
	}
	read, err := readWords(words)
	if err != nil {
		return Link{}, err
	}
	return Link{plain: plain, host: host, keys: stretch(read).hidden}, nil
}

// String returns the link, with its secret.
func (l Link) String() string {
	if l.IsZero() {
		return ""
	}
	return l.Server() + path + l.Room() + "#" + l.Secret()
}

// Secret returns what stands behind # in the link. Who has it has the link.
func (l Link) Secret() string {
	if l.IsZero() {
		return ""
	}
	return encoding.EncodeToString(l.keys().secret[:])
}

// Beside is the link to the room of another secret at the same server.
func (l Link) Beside(secret string) (Link, error) {
	read, err := parseSecret(secret)
	if err != nil {
		return Link{}, err
	}
	return Link{plain: l.plain, host: l.host, keys: derive(read).hidden}, nil
}

// IsZero reports whether the link leads nowhere.
func (l Link) IsZero() bool { return l.keys == nil }

// Equal reports whether both lead to the same room of the same server.
func (l Link) Equal(other Link) bool {
	if l.IsZero() || other.IsZero() {
		return l.IsZero() && other.IsZero()
	}
	same := subtle.ConstantTimeCompare(l.keys().secret[:], other.keys().secret[:]) == 1
	return same && l.Server() == other.Server()
}

// Server returns the server's origin (RFC 6454), such as
// https://meet.example.org.
func (l Link) Server() string {
	if l.plain {
		return "http://" + l.host
	}
	return "https://" + l.host
}

// Host returns the server's host, with a port where there has to be one.
func (l Link) Host() string { return l.host }

// Words returns the six words, nil for a link that was made without them or
// came without them.
func (l Link) Words() []string {
	if l.IsZero() {
		return nil
	}
	return append([]string(nil), l.keys().words...)
}

// Room returns the room as it stands in addresses.
func (l Link) Room() string {
	id := l.RoomID()
	return encoding.EncodeToString(id[:])
}

// RoomID returns the room as it stands in what is sealed.
func (l Link) RoomID() [16]byte {
	if l.IsZero() {
		return [16]byte{}
	}
	return l.keys().room
}

// Door returns the key under which the first messages of a link in the room
// are sealed. It is as secret as the link.
func (l Link) Door() [32]byte {
	if l.IsZero() {
		return [32]byte{}
	}
	return l.keys().door
}
