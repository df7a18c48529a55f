package manifest

import (
	"bufio"
	"fmt"
	"io"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// Writer writes entries one by one.
type Writer struct {
	stream *bufio.Writer
	sum    block.Summer
	tally  tally
	length int64
	items  []wire.Item // the first ones
	count  int         // of all items
	room   []byte
}

// NewWriter returns a Writer of an empty manifest.
func NewWriter(stream io.Writer) *Writer {
	return &Writer{stream: bufio.NewWriterSize(stream, 64<<10), sum: block.NewSummer()}
}

// Add writes an entry. One that the rules do not allow is refused, and the
// manifest stays as it was.
func (w *Writer) Add(e Entry) error {
	w.room = e.append(w.room[:0])
	if _, length, err := decode((*[fixed]byte)(w.room)); err != nil || length != len(e.Name) || e.Depth > 255 {
		return fmt.Errorf("%w: %q", ErrInvalid, e.Name)
	}
	if w.length+int64(len(w.room)) > wire.MaxManifest {
		return fmt.Errorf("%w: too long", ErrInvalid)
	}
	if err := w.tally.add(e); err != nil {
		return err
	}
	w.show(e)
	w.length += int64(len(w.room))
	_, _ = w.sum.Write(w.room)
	_, err := w.stream.Write(w.room)
	return err
}

// show keeps the first items for the offer, and adds up what is in them.
func (w *Writer) show(e Entry) {
	if e.Depth == 0 {
		w.count++
		if w.count <= wire.MaxItems {
			w.items = append(w.items, wire.Item{Kind: e.Kind, Name: e.Name, Size: e.Size})
		}
		return
	}
	if w.count <= wire.MaxItems {
		w.items[w.count-1].Size += e.Size
	}
}

// Finish writes what is left and returns the offer of it, without an id.
func (w *Writer) Finish() (wire.Offer, error) {
	return wire.Offer{
		Files: w.tally.files, Folders: w.tally.folders, Bytes: w.tally.bytes,
		Manifest: w.length, Hash: w.sum.Sum(), Items: w.items,
	}, w.stream.Flush()
}
