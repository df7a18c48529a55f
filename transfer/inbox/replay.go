package inbox

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"slices"

	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// replay walks along an old journal and the manifest together, and writes what
// holds of it to a fresh journal. It ends at the first entry that is not wholly
// here.
type replay struct {
	tree    *Tree
	waiting map[uint32]string // items that were about to be moved, with their new names
	placed  map[uint32]string // items that are in their places
	known   []names           // in the folders that lead to where the tree is
	seed    maphash.Seed
	old     *journalReader
	ahead   record // the next record about content,
	more    bool   // if there is one
}

// items finds out which items are in their places.
func (r *replay) items(old *os.File) error {
	r.waiting, r.placed = map[uint32]string{}, map[uint32]string{}
	j := newJournalReader(old)
	for rec, ok := j.next(); ok; rec, ok = j.next() {
		switch rec.kind {
		case moving:
			r.waiting[rec.entry] = rec.name
		case moved:
			delete(r.waiting, rec.entry)
			r.placed[rec.entry] = rec.name
		case named, written, zeroed, ended, skipped:
		}
	}
	_, err := old.Seek(0, io.SeekStart)
	return err
}

// step goes to the next record about content.
func (r *replay) step() {
	for {
		r.ahead, r.more = r.old.next()
		if !r.more || r.ahead.kind != moving && r.ahead.kind != moved {
			return
		}
	}
}

// run walks; more says that the file after that is to be found.
func (r *replay) run(old *os.File) (more bool, err error) {
	r.old = newJournalReader(old)
	r.step()
	t := r.tree
	for r.more && r.ahead.kind == named {
		entry, e, err := t.entries.Next()
		if err == io.EOF { //nolint:errorlint // Next returns it as it is
			return false, t.finish()
		}
		if err != nil {
			return false, err
		}
		if err := t.leave(e); err != nil {
			return false, err
		}
		if r.ahead.entry != entry { // damaged: the journal ends here
			return r.carryOn(entry, e)
		}
		whole, err := r.entry(entry, e)
		if err != nil {
			return false, err
		}
		if !whole {
			return false, r.sweep()
		}
	}
	return true, r.sweep()
}

func (r *replay) carryOn(entry uint32, e manifest.Entry) (more bool, err error) {
	if err := r.sweep(); err != nil {
		return false, err
	}
	file, err := r.tree.begin(entry, e)
	return !file, err
}

// entry takes up one entry and reports whether all of it is here.
func (r *replay) entry(entry uint32, e manifest.Entry) (bool, error) {
	t, name := r.tree, r.ahead.name
	r.know(e.Depth, name)
	t.enter(entry, e, name)
	if err := t.journal.add(&record{kind: named, entry: entry, name: name}); err != nil {
		return false, err
	}
	if e.Depth == 0 {
		if err := r.item(t.item); err != nil {
			return false, err
		}
	}
	if e.Kind == wire.Folder {
		r.step()
		return true, r.folder()
	}
	end := r.blocks()
	switch {
	case end.kind == skipped:
		t.leftOut(end.why)
		return true, t.journal.add(&end)
	case t.item.placed:
		return true, t.journal.add(&record{kind: ended})
	}
	return r.verify(end.kind == ended)
}

// item finds out whether an item is in its place.
func (r *replay) item(i *item) error {
	target, placed := r.placed[i.entry]
	if !placed {
		if target = r.waiting[i.entry]; target == "" {
			return nil
		}
		_, err := r.tree.folders.root.Lstat(i.name)
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	i.placed = true
	r.tree.placer.note(target)
	return r.tree.journal.add(&record{kind: moved, entry: i.entry, name: target})
}

// folder makes sure of the folder that was just entered.
func (r *replay) folder() error {
	if r.tree.item.placed {
		return nil
	}
	err := r.tree.folders.root.Mkdir(r.tree.folders.path(""), 0o777)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// blocks reads what the journal says of a file, and returns the record that
// ends it, if there is one.
func (r *replay) blocks() record {
	part := &r.tree.part
	for r.step(); r.more; r.step() {
		switch r.ahead.kind {
		case written:
			if !part.note(r.ahead.index, 1, r.ahead.hash) {
				return record{}
			}
		case zeroed:
			if !part.note(r.ahead.index, r.ahead.count, block.Hash{}) {
				return record{}
			}
		case named:
			if r.ahead.entry != part.entry {
				return record{}
			}
			part.hashes, part.holes = nil, nil
		case ended, skipped:
			end := r.ahead
			r.step()
			return end
		case moving, moved:
		}
	}
	return record{}
}

// verify reads the file, and writes what is good to the journal.
func (r *replay) verify(wasEnded bool) (bool, error) {
	t := r.tree
	here, err := t.folders.here()
	if err != nil {
		return false, err
	}
	good, err := t.part.verify(here, t.hasher)
	if err != nil {
		return false, err
	}
	for index, hash := range t.part.hashes {
		if slices.Contains(t.part.holes, int64(index)) {
			continue
		}
		if err := t.journal.add(&record{kind: written, index: int64(index), hash: hash}); err != nil {
			return false, err
		}
	}
	t.bytes.Store(t.base + t.part.bytes())
	if !wasEnded || !good || int64(len(t.part.hashes)) != block.Count(t.part.about.Size) {
		return false, nil
	}
	return true, t.journal.add(&record{kind: ended})
}
