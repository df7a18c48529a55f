package block

import "sync"

// Buffer is room for one block. Buffers are pooled, because each transfer
// needs one at a time and thousands a second.
type Buffer struct {
	room [MaxSize]byte
	Data []byte // what the block holds, in room
}

var buffers = sync.Pool{New: func() any { return new(Buffer) }}

// NewBuffer returns a buffer for length bytes, at most MaxSize, with whatever
// was in it before. Release gives it back.
func NewBuffer(length int) *Buffer {
	b := buffers.Get().(*Buffer)
	b.Data = b.room[:length]
	return b
}

// Release gives the buffer back. Its Data must not be touched after.
func (b *Buffer) Release() {
	b.Data = nil
	buffers.Put(b)
}
