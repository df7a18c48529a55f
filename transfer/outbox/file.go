package outbox

import (
	"context"
	"path"

	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// file emits what is missing of one file, or that it is left out.
func (f *Feed) file(ctx context.Context, w *walk, entry uint32, e manifest.Entry, from wire.Go, emit func(Unit) error) error {
	if err := f.source.begin(w, entry, e); err != nil {
		return f.skip(w, entry, Reason(err), emit)
	}
	defer f.source.close()
	count := block.Count(e.Size)
	f.bytes.Add(min(from.Block*block.Size(e.Size), e.Size))
	for _, hole := range from.Holes {
		if hole >= count {
			continue
		}
		f.bytes.Add(-int64(block.Length(e.Size, hole)))
		if failed, err := f.block(hole, emit); err != nil || failed != wire.NoReason {
			return f.ended(w, entry, failed, err, emit)
		}
	}
	for index := from.Block; index < count; {
		n, failed, err := f.step(index, emit)
		if err != nil || failed != wire.NoReason {
			return f.ended(w, entry, failed, err, emit)
		}
		index += n
	}
	hash, err := f.source.hash(ctx, f.hasher)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return f.skip(w, entry, Reason(err), emit)
	}
	return emit(Unit{Type: wire.TypeEnd, Entry: entry, Hash: hash})
}

// ended is the end of a file that was not sent to its end: either the source
// failed, or whoever takes the content did.
func (f *Feed) ended(w *walk, entry uint32, failed wire.Reason, err error, emit func(Unit) error) error {
	if err != nil {
		return err
	}
	return f.skip(w, entry, failed, emit)
}

// step emits the block at index, or all of a hole that begins there, and
// returns how many blocks that were.
func (f *Feed) step(index int64, emit func(Unit) error) (int64, wire.Reason, error) {
	n := f.source.hole(index)
	if n == 0 {
		failed, err := f.block(index, emit)
		return 1, failed, err
	}
	for i := index; i < index+n; i++ {
		f.source.note(i, block.Hash{})
		f.bytes.Add(int64(block.Length(f.source.about.Size, i)))
	}
	return n, wire.NoReason, emit(Unit{Type: wire.TypeZeros, Entry: f.source.entry, Index: index, Count: n})
}

// block emits one block.
func (f *Feed) block(index int64, emit func(Unit) error) (wire.Reason, error) {
	s := &f.source
	length := block.Length(s.about.Size, index)
	b, err := f.parcel.shelf.get(place{s.entry, index}, length, f)
	if err != nil {
		return Reason(err), nil
	}
	s.note(index, b.Hash)
	u := Unit{Type: wire.TypeBlock, Entry: s.entry, Index: index, Block: b}
	if b.Hash == (block.Hash{}) {
		b.Release()
		u.Type, u.Block, u.Count = wire.TypeZeros, nil, 1
	}
	if err := emit(u); err != nil {
		if u.Block != nil {
			b.Release()
		}
		return wire.NoReason, err
	}
	f.bytes.Add(int64(length))
	return wire.NoReason, nil
}

// readBlock reads a block of the file that is being sent, for the shelf.
func (f *Feed) readBlock(at place, room []byte) (block.Hash, error) {
	if err := f.source.read(at.index, room); err != nil {
		return block.Hash{}, err
	}
	return f.hasher.Block(at.entry, at.index, room), nil
}

// skip emits that a file is left out. A resume may come to the same file
// again; it counts once.
func (f *Feed) skip(w *walk, entry uint32, failed wire.Reason, emit func(Unit) error) error {
	f.mu.Lock()
	if entry >= f.last {
		f.last = entry + 1
		if f.count++; len(f.skipped) < shownLeftOut {
			f.skipped = append(f.skipped, Skipped{w.shown(), failed})
		}
	}
	f.mu.Unlock()
	return emit(Unit{Type: wire.TypeSkip, Entry: entry, Reason: failed})
}

// shown returns the path of the entry that next returned last, for the eye.
func (w *walk) shown() string {
	shown := path.Base(w.parcel.Roots[w.item])
	for _, name := range w.path {
		shown = path.Join(shown, name)
	}
	return shown
}
