package inbox

import (
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"sync"
	"sync/atomic"

	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/safename"
	"parley/transfer/wire"
)

// Tree is what is here of one transfer. Content comes in through a Sitting.
// After an error that is neither ErrOver nor wraps wire.ErrBreach or ErrHash
// the tree is of no more use: close it, and open it anew when the cause is gone.
type Tree struct {
	offer    wire.Offer
	hasher   *block.Hasher
	manifest *os.File
	entries  *manifest.Reader
	journal  *journal
	folders  folders
	placer   *placer
	item     *item       // that entries are being received of
	part     part        // the file that comes next; of no meaning when complete
	complete atomic.Bool // all entries were received
	base     int64       // bytes of all entries before part

	work    sync.Mutex // held while something is received; Close waits for it
	sitting *Sitting   // the one that may write
	closed  bool

	bytes   atomic.Int64
	current atomic.Pointer[string]
	skipped skips
}

// Cursor is where the content has to go on.
type Cursor struct {
	Entry    uint32
	Block    int64
	Holes    []int64
	Complete bool // nothing is missing
}

// Begin begins a sitting and returns what is missing. The sitting before, if
// there was one, is over; Begin may wait until it has written its last block.
func (t *Tree) Begin() (*Sitting, Cursor) {
	t.work.Lock()
	defer t.work.Unlock()
	t.sitting = &Sitting{tree: t}
	if t.complete.Load() {
		return t.sitting, Cursor{Entry: t.offer.Entries(), Complete: true}
	}
	return t.sitting, Cursor{Entry: t.part.entry, Block: int64(len(t.part.hashes)), Holes: slices.Clone(t.part.holes)}
}

// Bytes returns how much is here or was left out.
func (t *Tree) Bytes() int64 { return t.bytes.Load() }

// Complete reports whether all content is here, though perhaps not in its place
// yet.
func (t *Tree) Complete() bool { return t.complete.Load() }

// Current returns the name of the file that comes next, "" if none does.
func (t *Tree) Current() string {
	if name := t.current.Load(); name != nil {
		return *name
	}
	return ""
}

// finishPart completes the file.
func (t *Tree) finishPart() error {
	here, err := t.folders.here()
	if err != nil {
		return err
	}
	if err := t.opened(); err != nil {
		return err
	}
	if err := t.part.finish(here); err != nil {
		return err
	}
	if err := t.journal.add(&record{kind: ended}); err != nil {
		return err
	}
	return t.advance()
}

// restart forgets what is here of the file.
func (t *Tree) restart() error {
	t.bytes.Store(t.base)
	t.part.hashes, t.part.holes, t.part.again = nil, nil, true
	return t.journal.add(&record{kind: named, entry: t.part.entry, name: t.part.name})
}

// skip leaves the file out.
func (t *Tree) skip(why wire.Reason) error {
	here, err := t.folders.here()
	if err != nil {
		return err
	}
	if err := t.part.close(); err != nil {
		return err
	}
	if err := here.Remove(t.part.name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := t.journal.add(&record{kind: skipped, why: why}); err != nil {
		return err
	}
	t.leftOut(why)
	return t.advance()
}

// leftOut notes that a file is left out. If it is an item, nothing is to be
// moved into place.
func (t *Tree) leftOut(why wire.Reason) {
	t.skipped.add(t.folders.path(t.part.name), why)
	if !t.item.folder {
		t.item.placed = true
	}
}

func (t *Tree) opened() error {
	if t.part.file != nil {
		return nil
	}
	here, err := t.folders.here()
	if err != nil {
		return err
	}
	return t.part.open(here)
}

// advance goes to the next file and makes the folders on the way.
func (t *Tree) advance() error {
	for {
		entry, e, err := t.entries.Next()
		if err == io.EOF { //nolint:errorlint // Next returns it as it is
			return t.finish()
		}
		if err != nil {
			return err
		}
		if err := t.leave(e); err != nil {
			return err
		}
		if file, err := t.begin(entry, e); err != nil || file {
			return err
		}
	}
}

// begin names an entry, and makes it if it is a folder.
func (t *Tree) begin(entry uint32, e manifest.Entry) (file bool, err error) {
	name, err := t.folders.pick(entry, e)
	if err != nil {
		return false, err
	}
	if err := t.journal.add(&record{kind: named, entry: entry, name: name}); err != nil {
		return false, err
	}
	t.enter(entry, e, name)
	if e.Kind == wire.File {
		return true, nil
	}
	return false, t.folders.root.Mkdir(t.folders.path(""), 0o777)
}

// leave ends the folders, and perhaps the item, that an entry is no part of.
func (t *Tree) leave(e manifest.Entry) error {
	t.folders.leave(e.Depth, t.item != nil && !t.item.placed)
	if e.Depth == 0 {
		return t.endItem()
	}
	return nil
}

// endItem hands a complete item to the placer.
func (t *Tree) endItem() error {
	item := t.item
	t.item = nil
	if item == nil || item.placed {
		return nil
	}
	return t.placer.place(item)
}

// enter goes into a folder, or makes a file the next part.
func (t *Tree) enter(entry uint32, e manifest.Entry, name string) {
	if e.Depth == 0 {
		t.item = &item{entry: entry, name: name, wish: safename.Item(e.Name), folder: e.Kind == wire.Folder}
	}
	if e.Kind == wire.Folder {
		t.folders.enter(name, e.Modified)
		return
	}
	t.base += t.part.about.Size
	t.bytes.Store(t.base)
	t.part = part{entry: entry, about: e, name: name}
	shown := path.Clean(t.folders.path(name))
	t.current.Store(&shown)
}

// finish is called after the last entry.
func (t *Tree) finish() error {
	t.folders.leave(0, t.item != nil && !t.item.placed)
	t.complete.Store(true)
	t.bytes.Store(t.offer.Bytes)
	none := ""
	t.current.Store(&none)
	if err := t.endItem(); err != nil {
		return err
	}
	t.placer.end()
	return nil
}

// Placed is closed when everything is in its place, or the placer failed: see
// Outcome.
func (t *Tree) Placed() <-chan struct{} { return t.placer.done }

// Outcome returns what the placer did so far.
func (t *Tree) Outcome() (Outcome, error) {
	out, err := t.placer.outcome()
	out.Skipped, out.SkippedCount = t.skipped.list()
	return out, err
}

// Close ends the tree and leaves what is there to be taken up again.
func (t *Tree) Close() error {
	t.work.Lock()
	defer t.work.Unlock()
	if t.closed {
		return nil
	}
	t.closed = true
	t.placer.close()
	err := errors.Join(t.part.close(), t.journal.close(), t.manifest.Close())
	t.folders.close()
	return err
}
