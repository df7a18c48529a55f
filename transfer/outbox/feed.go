package outbox

import (
	"context"
	"io"
	"sync"
	"sync/atomic"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// Unit is a piece of content to be sent.
type Unit struct {
	Type   wire.Type // TypeBlock, TypeZeros, TypeEnd or TypeSkip
	Entry  uint32
	Index  int64       // TypeBlock, TypeZeros
	Count  int64       // TypeZeros
	Block  *Block      // TypeBlock; whoever takes the unit releases it
	Hash   block.Hash  // TypeEnd
	Reason wire.Reason // TypeSkip
}

// Feed gives the content of a parcel to one receiver. One Run at a time.
type Feed struct {
	parcel   *Parcel
	hasher   *block.Hasher
	source   source
	bytes    atomic.Int64
	current  atomic.Pointer[string]
	complete atomic.Bool

	mu      sync.Mutex
	skipped []Skipped
	count   int
	last    uint32 // the entry skipped last, plus one
}

// Skipped is a file that could not be sent.
type Skipped struct {
	Path   string
	Reason wire.Reason
}

// Feed returns a feed from the parcel.
func (p *Parcel) Feed() *Feed { return &Feed{parcel: p, hasher: block.NewHasher(p.Offer.Hash)} }

// Bytes returns how much was given of the whole.
func (f *Feed) Bytes() int64 { return f.bytes.Load() }

// Complete reports whether a Run came to the end of the parcel.
func (f *Feed) Complete() bool { return f.complete.Load() }

// Current returns the path of the file that is being sent.
func (f *Feed) Current() string {
	if path := f.current.Load(); path != nil {
		return *path
	}
	return ""
}

// Skipped returns the first files that could not be sent, and how many.
func (f *Feed) Skipped() ([]Skipped, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.skipped[:len(f.skipped):len(f.skipped)], f.count
}

// Run emits all that is missing from a point on, until it is complete, emit
// returns an error, or ctx is done; it returns that error. What it emitted was
// taken, the rest comes with the next Run.
func (f *Feed) Run(ctx context.Context, from wire.Go, emit func(Unit) error) error {
	f.complete.Store(false)
	w, err := f.parcel.walk()
	if err != nil {
		return err
	}
	defer w.close()
	f.parcel.shelf.join()
	defer f.parcel.shelf.leave()
	defer f.source.close()
	var done int64
	for {
		entry, e, err := w.next()
		if err == io.EOF { //nolint:errorlint // next returns it as it is
			f.bytes.Store(f.parcel.Offer.Bytes)
			f.complete.Store(ctx.Err() == nil)
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		if entry >= from.Entry {
			f.bytes.Store(done)
			if entry > from.Entry {
				from = wire.Go{Entry: entry}
			}
			path := w.shown()
			f.current.Store(&path)
			if err := f.file(ctx, w, entry, e, from, emit); err != nil {
				return err
			}
		}
		done += e.Size
	}
}
