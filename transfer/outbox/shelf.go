package outbox

import (
	"sync"

	"parley/transfer/block"
)

// behind is how many blocks a receiver may be behind the first one and still
// be served from memory: 16 MiB of ordinary blocks. One that falls further
// behind reads the disk for itself, and holds nobody up.
const behind = 64

// Block is a block that was read. It may be shared: nobody changes it.
type Block struct {
	Hash block.Hash

	shelf  *shelf
	buffer *block.Buffer
	place  place
	users  int  // readers, and one for the shelf while it is there; guarded by shelf.mu
	ready  bool // read, or failed
	err    error
}

// Data returns the content; valid until Release.
func (b *Block) Data() []byte { return b.buffer.Data }

// Release is called once by everyone who got the block.
func (b *Block) Release() {
	b.shelf.mu.Lock()
	defer b.shelf.mu.Unlock()
	b.release()
}

func (b *Block) release() {
	if b.users--; b.users == 0 {
		b.buffer.Release()
		b.buffer = nil
		b.shelf.free = append(b.shelf.free, b)
	}
}

// place is where a block belongs.
type place struct {
	entry uint32
	index int64
}

func (p place) before(q place) bool {
	return p.entry < q.entry || p.entry == q.entry && p.index < q.index
}

// shelf keeps the blocks that were read last, for other receivers.
type shelf struct {
	mu      sync.Mutex
	changed sync.Cond
	readers int // how many transfers use the parcel now
	kept    map[place]*Block
	order   []*Block // kept, the oldest first
	free    []*Block // to be used again
}

func newShelf() *shelf {
	s := &shelf{kept: map[place]*Block{}}
	s.changed.L = &s.mu
	return s
}

// join and leave say that a transfer begins and ends to read.
func (s *shelf) join() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers++
}

func (s *shelf) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readers--; s.readers == 0 {
		s.trim(0)
	}
}

// reader reads a block from the disk.
type reader interface {
	readBlock(at place, room []byte) (block.Hash, error)
}

// get returns a block, which r reads if nobody has or is about to. The caller
// releases it.
func (s *shelf) get(at place, length int, r reader) (*Block, error) {
	s.mu.Lock()
	if b := s.kept[at]; b != nil {
		b.users++
		for !b.ready {
			s.changed.Wait()
		}
		err := b.err
		if err != nil {
			b.release()
		}
		s.mu.Unlock()
		return b, err
	}
	b := s.fresh(at, length)
	s.mu.Unlock()
	hash, err := r.readBlock(at, b.buffer.Data)
	s.mu.Lock()
	defer s.mu.Unlock()
	b.Hash, b.err, b.ready = hash, err, true
	s.changed.Broadcast()
	if err != nil {
		s.drop(b)
		b.release()
		return nil, err
	}
	return b, nil
}

// fresh makes a block to be read, and keeps it for others if there are any and
// it is the newest.
func (s *shelf) fresh(at place, length int) *Block {
	var b *Block
	if n := len(s.free); n > 0 {
		b, s.free = s.free[n-1], s.free[:n-1]
	} else {
		b = &Block{shelf: s}
	}
	b.buffer, b.place, b.users, b.ready, b.err = block.NewBuffer(length), at, 1, false, nil
	newest := len(s.order) == 0 || s.order[len(s.order)-1].place.before(at)
	if s.readers > 1 && newest {
		s.trim(behind - 1)
		b.users++
		s.kept[at], s.order = b, append(s.order, b)
	}
	return b
}

// trim lets go of all but the newest n.
func (s *shelf) trim(n int) {
	for len(s.order) > n {
		s.drop(s.order[0])
	}
}

// drop lets go of a block that is kept.
func (s *shelf) drop(b *Block) {
	if s.kept[b.place] != b {
		return
	}
	delete(s.kept, b.place)
	for i := range s.order {
		if s.order[i] == b {
			s.order = append(s.order[:i], s.order[i+1:]...)
			break
		}
	}
	b.release()
}
