package inbox

import (
	"errors"
	"fmt"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// Sitting is the right to write to a tree, from one point on, until another
// sitting begins. Its methods are called by one goroutine at a time.
type Sitting struct{ tree *Tree }

var (
	// ErrOver says that another sitting has begun, or the tree is closed.
	ErrOver = errors.New("the sitting is over")
	// ErrHash says that a block is not what its hash says.
	ErrHash = errors.New("a block does not fit its hash")
)

// Expect reports whether a block is the one that must come next. It is asked
// before anything of the block is kept.
func (s *Sitting) Expect(m *wire.Block) error {
	t := s.tree
	t.work.Lock()
	defer t.work.Unlock()
	if err := s.expect(m.Entry, m.Index); err != nil {
		return err
	}
	if m.Length != block.Length(t.part.about.Size, m.Index) {
		return fmt.Errorf("%w: block of %d bytes", wire.ErrBreach, m.Length)
	}
	return nil
}

func (s *Sitting) expect(entry uint32, index int64) error {
	if err := s.turn(entry); err != nil {
		return err
	}
	if index != s.tree.part.next() {
		return fmt.Errorf("%w: block %d out of turn", wire.ErrBreach, index)
	}
	return nil
}

func (s *Sitting) turn(entry uint32) error {
	t := s.tree
	switch {
	case t.closed || t.sitting != s:
		return ErrOver
	case t.complete.Load() || entry != t.part.entry:
		return fmt.Errorf("%w: entry %d out of turn", wire.ErrBreach, entry)
	}
	return nil
}

// Block checks a block that Expect let pass, and writes it.
func (s *Sitting) Block(m *wire.Block, data []byte) error {
	t := s.tree
	t.work.Lock()
	defer t.work.Unlock()
	if err := s.expect(m.Entry, m.Index); err != nil {
		return err
	}
	if t.hasher.Block(m.Entry, m.Index, data) != m.Hash {
		return ErrHash
	}
	if err := t.opened(); err != nil {
		return err
	}
	if m.Hash == (block.Hash{}) {
		if err := t.part.zero(m.Index); err != nil {
			return err
		}
	} else if err := t.part.write(m.Index, data); err != nil {
		return err
	}
	if err := t.journal.add(&record{kind: written, index: m.Index, hash: m.Hash}); err != nil {
		return err
	}
	t.part.take(m.Hash)
	t.bytes.Add(int64(len(data)))
	return nil
}

// Zeros takes a run of blocks that hold zeros.
func (s *Sitting) Zeros(m wire.Zeros) error {
	t := s.tree
	t.work.Lock()
	defer t.work.Unlock()
	if err := s.expect(m.Entry, m.Index); err != nil {
		return err
	}
	if left := block.Count(t.part.about.Size) - m.Index; m.Count > left || len(t.part.holes) > 0 && m.Count > 1 {
		return fmt.Errorf("%w: %d blocks of zeros", wire.ErrBreach, m.Count)
	}
	if err := t.opened(); err != nil {
		return err
	}
	for i := range m.Count {
		if err := t.part.zero(m.Index + i); err != nil {
			return err
		}
	}
	if err := t.journal.add(&record{kind: zeroed, index: m.Index, count: m.Count}); err != nil {
		return err
	}
	for i := range m.Count {
		t.part.take(block.Hash{})
		t.bytes.Add(int64(block.Length(t.part.about.Size, m.Index+i)))
	}
	return nil
}

// End completes the file. If its hash is wrong for the first time, again says
// that it must be fetched from its beginning; the second time it is left out.
func (s *Sitting) End(m wire.End) (again bool, err error) {
	t := s.tree
	t.work.Lock()
	defer t.work.Unlock()
	if err := s.expect(m.Entry, block.Count(t.part.about.Size)); err != nil {
		return false, err
	}
	if t.hasher.File(m.Entry, t.part.about.Size, t.part.hashes) != m.Hash {
		if t.part.again {
			return false, t.skip(wire.Mismatch)
		}
		return true, t.restart()
	}
	return false, t.finishPart()
}

// Skip leaves the file out.
func (s *Sitting) Skip(m wire.Skip) error {
	t := s.tree
	t.work.Lock()
	defer t.work.Unlock()
	if err := s.turn(m.Entry); err != nil {
		return err
	}
	return t.skip(m.Reason)
}
