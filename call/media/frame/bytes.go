package frame

import "sync"

// BytePool recycles the memory of encoded frames and packets, so that a stream
// leaves no garbage. The zero value is ready; a nil pool makes every block
// anew. It is safe for concurrent use.
type BytePool struct {
	mu   sync.Mutex
	free [][]byte
}

// maxBlocks is how many idle blocks a pool keeps: the packets of a key frame of
// 64 KB.
const maxBlocks = 64

// Get returns a block of size bytes with undefined content.
func (p *BytePool) Get(size int) []byte {
	if p == nil {
		return make([]byte, size)
	}
	b := p.take()
	if cap(b) < size {
		// Frames differ in size: with some room to spare, blocks soon fit all.
		b = make([]byte, size+size/4)
	}
	return b[:size]
}

// Put takes a block that Get returned and that nobody reads any more, from its
// first byte on.
func (p *BytePool) Put(b []byte) {
	if p == nil || cap(b) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) < maxBlocks {
		p.free = append(p.free, b)
	}
}

func (p *BytePool) take() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.free) - 1
	if last < 0 {
		return nil
	}
	b := p.free[last]
	p.free[last] = nil
	p.free = p.free[:last]
	return b
}
