package outbox

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// source is the file that is being sent. It outlives the streams it is sent
// on, so that what was read once need not be read again.
type source struct {
	entry  uint32
	about  manifest.Entry
	file   *os.File    // nil while nothing is sent
	before os.FileInfo // when it was first opened
	hashes []block.Hash
	known  []bool // which hashes are
	hot    bool   // it changed so lately that its time may not show a change
	sparse bool
	zeros  bool // the block read last held zeros
}

// errChanged says that the file is not what was offered any more.
var errChanged = errors.New("the file changed")

// justNow is how coarse the times of file systems may be.
const justNow = 2 * time.Second

// begin makes a source of the file that a walk is at, or keeps the one it was.
func (s *source) begin(w *walk, entry uint32, e manifest.Entry) error {
	file, err := w.open()
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return err
	}
	if !info.Mode().IsRegular() {
		file.Close()
		return os.ErrNotExist
	}
	if info.Size() < e.Size {
		file.Close()
		return errChanged
	}
	if s.before == nil || s.entry != entry || !same(s.before, info) {
		count := int(block.Count(e.Size))
		s.hashes, s.known = fit(s.hashes, count), fit(s.known, count)
		s.before, s.hot = info, time.Since(info.ModTime()) < justNow
	}
	s.entry, s.about, s.file, s.sparse, s.zeros = entry, e, file, sparse(info), true
	return nil
}

// fit returns a zeroed slice of n, made of an old one if that is large enough.
func fit[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	old = old[:n]
	clear(old)
	return old
}

// same reports whether a file is as it was.
func same(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

func (s *source) close() {
	if s.file != nil {
		s.file.Close()
		s.file = nil
	}
}

// read fills room with a block.
func (s *source) read(index int64, room []byte) error {
	n, err := s.file.ReadAt(room, index*block.Size(s.about.Size))
	switch {
	case n == len(room):
		return nil
	case err == io.EOF:
		return errChanged // it is shorter now
	}
	return err
}

// note remembers the hash of a block that is sent.
func (s *source) note(index int64, h block.Hash) {
	s.hashes[index], s.known[index], s.zeros = h, true, h == block.Hash{}
}

// hole returns how many blocks from index on are holes of the file. It asks
// only after zeros, so that ordinary files cost nothing.
func (s *source) hole(index int64) int64 {
	if !s.sparse || !s.zeros {
		return 0
	}
	size, offset := block.Size(s.about.Size), index*block.Size(s.about.Size)
	end := data(s.file, offset)
	if end >= s.about.Size {
		return block.Count(s.about.Size) - index
	}
	return (end - offset) / size
}

// hash returns the file's hash for the receiver. Blocks that were sent before
// the program was restarted it reads again; and the whole file if it changed
// while it was sent. errChanged says that what was sent is no longer there.
func (s *source) hash(ctx context.Context, hasher *block.Hasher) (block.Hash, error) {
	after, err := s.file.Stat()
	if err != nil {
		return block.Hash{}, err
	}
	touched := s.hot || !same(s.before, after)
	buffer := block.NewBuffer(block.MaxSize)
	defer buffer.Release()
	s.zeros = true // a hole may be at the very beginning
	for index := range int64(len(s.hashes)) {
		if s.known[index] && !touched {
			continue
		}
		if err := ctx.Err(); err != nil {
			return block.Hash{}, err
		}
		h, err := s.look(hasher, index, buffer.Data)
		if err != nil {
			return block.Hash{}, err
		}
		if s.known[index] && s.hashes[index] != h {
			return block.Hash{}, errChanged
		}
		s.note(index, h)
	}
	return hasher.File(s.entry, s.about.Size, s.hashes), nil
}

// look returns the hash of a block as it is now.
func (s *source) look(hasher *block.Hasher, index int64, room []byte) (block.Hash, error) {
	if s.hole(index) > 0 {
		return block.Hash{}, nil
	}
	room = room[:block.Length(s.about.Size, index)]
	if err := s.read(index, room); err != nil {
		return block.Hash{}, err
	}
	return hasher.Block(s.entry, index, room), nil
}

// Reason puts an error of reading into a reason for the person.
func Reason(err error) wire.Reason {
	switch {
	case errors.Is(err, errChanged):
		return wire.Changed
	case errors.Is(err, errNothing):
		return wire.Gone
	case errors.Is(err, errSpecial):
		return wire.Unreadable
	case errors.Is(err, manifest.ErrInvalid):
		return wire.TooMuch
	}
	return reason(err)
}
