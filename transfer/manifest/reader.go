package manifest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Reader reads entries one by one.
type Reader struct {
	stream *bufio.Reader
	next   uint32
	tally  tally
	head   [fixed]byte
	name   []byte
}

// NewReader returns a Reader at entry 0.
func NewReader(stream io.Reader) *Reader {
	return &Reader{stream: bufio.NewReaderSize(stream, 16<<10)}
}

// Next returns the next entry with its number, and io.EOF after the last.
func (r *Reader) Next() (uint32, Entry, error) {
	if _, err := io.ReadFull(r.stream, r.head[:]); err != nil {
		return 0, Entry{}, cut(err)
	}
	e, length, err := decode(&r.head)
	if err != nil {
		return 0, Entry{}, err
	}
	if cap(r.name) < length {
		r.name = make([]byte, length, 2*length)
	}
	r.name = r.name[:length]
	if _, err := io.ReadFull(r.stream, r.name); err != nil {
		return 0, Entry{}, cut(fmt.Errorf("%w: entry cut short", ErrInvalid))
	}
	e.Name = string(r.name)
	if err := r.tally.add(e); err != nil {
		return 0, Entry{}, err
	}
	r.next++
	return r.next - 1, e, nil
}

func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: entry cut short", ErrInvalid)
	}
	return err
}
