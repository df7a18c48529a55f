// Package manifest writes and reads the list of what a transfer holds:
// PROTOCOL.md, section 3. Writer and Reader keep one entry and one path in
// memory, however long the list is.
package manifest

import (
	"encoding/binary"
	"errors"
	"fmt"

	"parley/transfer/wire"
)

// ErrInvalid is wrapped by every error about a manifest that breaks the rules.
var ErrInvalid = errors.New("invalid manifest")

// MaxDepth is how deep a tree may be.
const MaxDepth = 64

// fixed is the length of an entry without its name.
const fixed = 1 + 1 + 2 + 8 + 8 + 2

// Entry is a file or a folder.
type Entry struct {
	Kind     wire.Kind
	Depth    int    // 0 for what the person chose
	Mode     uint16 // Unix permission bits
	Modified int64  // nanoseconds since 1970 UTC
	Size     int64  // bytes; 0 for folders
	Name     string // as the sender's file system has it: one component, perhaps hostile
}

// append appends the entry as it is stored and sent.
func (e Entry) append(b []byte) []byte {
	b = append(b, byte(e.Kind), byte(e.Depth))
	b = binary.BigEndian.AppendUint16(b, e.Mode)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Modified))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Size))
	b = binary.BigEndian.AppendUint16(b, uint16(len(e.Name)))
	return append(b, e.Name...)
}

// decode reads the part of an entry before its name, whose length it returns.
func decode(b *[fixed]byte) (Entry, int, error) {
	size := binary.BigEndian.Uint64(b[12:])
	e := Entry{
		Kind: wire.Kind(b[0]), Depth: int(b[1]), Mode: binary.BigEndian.Uint16(b[2:]),
		Modified: int64(binary.BigEndian.Uint64(b[4:])), Size: int64(size),
	}
	length := int(binary.BigEndian.Uint16(b[20:]))
	switch {
	case e.Kind != wire.File && e.Kind != wire.Folder:
		return e, 0, fmt.Errorf("%w: kind %d", ErrInvalid, b[0])
	case e.Mode > 0o7777:
		return e, 0, fmt.Errorf("%w: mode", ErrInvalid)
	case size > wire.MaxBytes || e.Kind == wire.Folder && size != 0:
		return e, 0, fmt.Errorf("%w: size", ErrInvalid)
	case length == 0 || length > wire.MaxName:
		return e, 0, fmt.Errorf("%w: name of %d bytes", ErrInvalid, length)
	}
	return e, length, nil
}

// tally checks what no single entry shows, and counts.
type tally struct {
	files, folders uint32
	bytes          int64
	below          int // the largest depth that may follow; 0 at the beginning
}

func (t *tally) add(e Entry) error {
	switch {
	case e.Depth > t.below || e.Depth >= MaxDepth:
		return fmt.Errorf("%w: depth %d", ErrInvalid, e.Depth)
	case t.files+t.folders >= wire.MaxEntries:
		return fmt.Errorf("%w: too many entries", ErrInvalid)
	case e.Size > wire.MaxBytes-t.bytes:
		return fmt.Errorf("%w: too many bytes", ErrInvalid)
	}
	t.below, t.bytes = e.Depth, t.bytes+e.Size
	if e.Kind == wire.Folder {
		t.below++
		t.folders++
	} else {
		t.files++
	}
	return nil
}
