// Package outbox reads what is being sent: it lists files and folders once,
// and then gives their blocks to as many receivers as there are, reading the
// disk once for all that keep up. See PROTOCOL.md, section 7, for what becomes
// of files that change meanwhile.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// Parcel is what is sent: a list that stays as it is, and where everything
// is. It can be offered to several receivers, and is safe for concurrent use.
type Parcel struct {
	Dir   string     // the private folder with the manifest
	Roots []string   // absolute path of each item
	Offer wire.Offer // without an id
	shelf *shelf
}

// Prepare lists what is at paths and writes the manifest to dir, which it
// makes. What could not be listed it returns too: the first ones by name, and
// how many.
func Prepare(ctx context.Context, dir string, paths []string) (*Parcel, []LeftOut, int, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, 0, err
	}
	file, err := os.OpenFile(filepath.Join(dir, "manifest"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, 0, err
	}
	defer file.Close()
	s := scanner{ctx: ctx, list: manifest.NewWriter(file)}
	roots, err := s.items(paths)
	if err != nil {
		return nil, nil, 0, err
	}
	offer, err := s.list.Finish()
	if err != nil {
		return nil, nil, 0, err
	}
	return Load(dir, roots, offer), s.leftOut, s.count, file.Sync()
}

// Measure lists what is at paths and writes nothing.
func Measure(ctx context.Context, paths []string) (wire.Offer, []LeftOut, int, error) {
	s := scanner{ctx: ctx, list: manifest.NewWriter(io.Discard)}
	if _, err := s.items(paths); err != nil {
		return wire.Offer{}, nil, 0, err
	}
	offer, err := s.list.Finish()
	return offer, s.leftOut, s.count, err
}

// Load returns a parcel that was prepared before.
func Load(dir string, roots []string, offer wire.Offer) *Parcel {
	return &Parcel{Dir: dir, Roots: roots, Offer: offer, shelf: newShelf()}
}

// Manifest opens the manifest. The caller closes it.
func (p *Parcel) Manifest() (*os.File, error) { return os.Open(filepath.Join(p.Dir, "manifest")) }

// Remove deletes the private folder, never anything of what was sent.
func (p *Parcel) Remove() error { return os.RemoveAll(p.Dir) }

// walk goes through the files of a parcel in order.
type walk struct {
	parcel *Parcel
	list   *os.File
	reader *manifest.Reader
	item   int      // of what reader returned last
	path   []string // folders below the item, to the entry
	root   *os.Root // the item, if it is a folder; opened when it is needed
}

func (p *Parcel) walk() (*walk, error) {
	list, err := p.Manifest()
	if err != nil {
		return nil, err
	}
	return &walk{parcel: p, list: list, reader: manifest.NewReader(list), item: -1}, nil
}

func (w *walk) close() {
	w.leaveItem()
	w.list.Close()
}

func (w *walk) leaveItem() {
	if w.root != nil {
		w.root.Close()
		w.root = nil
	}
}

// next returns the next file; io.EOF after the last.
func (w *walk) next() (uint32, manifest.Entry, error) {
	for {
		number, e, err := w.reader.Next()
		if err != nil {
			return 0, e, err
		}
		if e.Depth == 0 {
			w.leaveItem()
			w.item++
			w.path = w.path[:0]
		} else {
			w.path = append(w.path[:e.Depth-1], e.Name)
		}
		if w.item >= len(w.parcel.Roots) {
			return 0, e, fmt.Errorf("%w: more items than paths", manifest.ErrInvalid)
		}
		if e.Kind == wire.File {
			return number, e, nil
		}
	}
}

// open opens the file that next returned last. Below an item that is a folder
// nothing outside it is reached, whatever was swapped for a link meanwhile.
func (w *walk) open() (*os.File, error) {
	if len(w.path) == 0 {
		return os.OpenFile(w.parcel.Roots[w.item], openFlags, 0)
	}
	if w.root == nil {
		root, err := os.OpenRoot(w.parcel.Roots[w.item])
		if err != nil {
			return nil, err
		}
		w.root = root
	}
	return w.root.OpenFile(filepath.Join(w.path...), openFlags, 0)
}

// reason puts an error of opening or reading into one for the receiver.
func reason(err error) wire.Reason {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wire.Gone
	case errors.Is(err, fs.ErrPermission):
		return wire.Unreadable
	}
	return wire.DiskFault
}
