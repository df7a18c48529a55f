package wire

import (
	"bufio"
	"fmt"
	"io"
)

// Reader reads frames from a stream. Content of blocks it leaves in the
// stream, so that the caller says where it goes, and whether.
type Reader struct {
	stream  *bufio.Reader
	head    [headBytes]byte
	payload [MaxPayload]byte
	pending int // bytes of content that Content has not read yet
}

// NewReader returns a Reader of a stream. It asks the stream for MaxFrame bytes
// at least, or more, each time: so messages of that size can be read whole.
func NewReader(stream io.Reader) *Reader {
	return &Reader{stream: bufio.NewReaderSize(stream, MaxFrame)}
}

// Frame is a frame as Next returns it.
type Frame struct {
	Type    Type
	Payload []byte // valid until Next; nil for TypeBlock and TypeData
	Block   Block  // TypeBlock
	Content int    // TypeBlock, TypeData: bytes that Content or Discard take
}

// Next returns the next frame. Errors that wrap ErrBreach are the other
// side's fault, the rest the stream's.
func (r *Reader) Next() (Frame, error) {
	if r.pending != 0 {
		return Frame{}, fmt.Errorf("wire: %d bytes of content left", r.pending)
	}
	top := &r.head
	if _, err := io.ReadFull(r.stream, top[:]); err != nil {
		return Frame{}, err
	}
	t, length := Type(top[0]), int(top[1])<<16|int(top[2])<<8|int(top[3])
	if length > MaxPayload {
		return Frame{}, fmt.Errorf("%w: frame of %d bytes", ErrBreach, length)
	}
	switch t { //nolint:exhaustive // the types with content that stays in the stream
	case TypeBlock:
		return r.block(length)
	case TypeData:
		if length == 0 {
			return Frame{}, fmt.Errorf("%w: no data", ErrBreach)
		}
		r.pending = length
		return Frame{Type: t, Content: length}, nil
	}
	if t < TypeHello || t > TypeBye {
		return Frame{}, fmt.Errorf("%w: frame of type %d", ErrBreach, t)
	}
	_, err := io.ReadFull(r.stream, r.payload[:length])
	return Frame{Type: t, Payload: r.payload[:length]}, cut(err)
}

func (r *Reader) block(length int) (Frame, error) {
	if length < blockFields {
		return Frame{}, fmt.Errorf("%w: frame too short", ErrBreach)
	}
	if _, err := io.ReadFull(r.stream, r.payload[:blockFields]); err != nil {
		return Frame{}, cut(err)
	}
	m, err := decodeBlock(r.payload[:blockFields])
	if err != nil {
		return Frame{}, err
	}
	r.pending = length - blockFields
	if r.pending > m.Length {
		return Frame{}, fmt.Errorf("%w: more content than the block is long", ErrBreach)
	}
	return Frame{Type: TypeBlock, Block: m, Content: r.pending}, nil
}

// Content reads what the frame returned last holds: exactly its Content bytes.
func (r *Reader) Content(to []byte) error {
	if len(to) != r.pending {
		return fmt.Errorf("wire: %d bytes of content, want %d", r.pending, len(to))
	}
	r.pending = 0
	_, err := io.ReadFull(r.stream, to)
	return cut(err)
}

// Discard throws the content of the frame returned last away.
func (r *Reader) Discard() error {
	_, err := r.stream.Discard(r.pending)
	r.pending = 0
	return cut(err)
}

// cut makes an end within a frame what it is: no good end.
func cut(err error) error {
	if err == io.EOF { //nolint:errorlint // ReadFull and Discard return it as it is
		return io.ErrUnexpectedEOF
	}
	return err
}
