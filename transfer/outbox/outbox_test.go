package outbox

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"parley/transfer/block"
	"parley/transfer/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// disk counts what is read.
type disk struct{ reads atomic.Int64 }

func (d *disk) readBlock(at place, room []byte) (block.Hash, error) {
	d.reads.Add(1)
	for i := range room {
		room[i] = byte(at.index)
	}
	return block.Hash{byte(at.index)}, nil
}

func (d *disk) get(t *testing.T, s *shelf, index int64) *Block {
	t.Helper()
	b, err := s.get(place{1, index}, 100, d)
	if err != nil || b.Hash != (block.Hash{byte(index)}) || b.Data()[99] != byte(index) {
		t.Fatalf("block %d: %v", index, err)
	}
	return b
}

// TestDiskIsReadOnce lets three receivers read the same, none more than the
// shelf is long behind the first.
func TestDiskIsReadOnce(t *testing.T) {
	s, d := newShelf(), &disk{}
	const count, readers = 1000, 3
	var all sync.WaitGroup
	var at [readers]atomic.Int64
	for range readers {
		s.join()
	}
	for r := range readers {
		all.Go(func() {
			for i := range int64(count) {
				for ahead := true; ahead; { // of nobody by too much
					ahead = false
					for other := range readers {
						ahead = ahead || i-at[other].Load() >= behind/2
					}
				}
				d.get(t, s, i).Release()
				at[r].Store(i + 1)
			}
		})
	}
	all.Wait()
	if n := d.reads.Load(); n != count {
		t.Errorf("%d reads of %d blocks", n, count)
	}
	for range readers {
		s.leave()
	}
	if len(s.kept) != 0 || len(s.order) != 0 {
		t.Errorf("%d blocks are kept", len(s.kept))
	}
}

// TestFeedsShareWhatWasRead changes a file after one of two receivers has got
// it all: the other, which is behind, gets what the first did.
func TestFeedsShareWhatWasRead(t *testing.T) {
	const count = 8
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, bytes.Repeat([]byte("old."), count*block.MinSize/4), 0o600); err != nil {
		t.Fatal(err)
	}
	p, _, _, err := Prepare(t.Context(), filepath.Join(t.TempDir(), "parcel"), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	var shared int
	err = p.Feed().Run(t.Context(), wire.Go{}, func(u Unit) error {
		if u.Type != wire.TypeBlock {
			return nil
		}
		defer u.Block.Release()
		if u.Index == 0 { // the other overtakes
			units(t, p.Feed(), wire.Go{}, -1)
			return os.WriteFile(path, bytes.Repeat([]byte("new."), count*block.MinSize/4), 0o600)
		}
		if bytes.HasPrefix(u.Block.Data(), []byte("old.")) {
			shared++
		}
		return nil
	})
	if err != nil || shared != count-1 {
		t.Errorf("%v, %d blocks were shared, want %d", err, shared, count-1)
	}
}

// TestWhoIsFarBehindReadsAlone holds nobody up, and throws nothing away that
// others need.
func TestWhoIsFarBehindReadsAlone(t *testing.T) {
	s, d := newShelf(), &disk{}
	s.join()
	s.join()
	defer s.leave()
	defer s.leave()
	for i := range int64(behind + 10) {
		d.get(t, s, i).Release()
	}
	if len(s.kept) != behind {
		t.Errorf("%d blocks are kept", len(s.kept))
	}
	before := d.reads.Load()
	for i := range int64(10) {
		d.get(t, s, i).Release()
	}
	for i := range int64(behind) {
		d.get(t, s, i+10).Release()
	}
	if n := d.reads.Load() - before; n != 10 {
		t.Errorf("%d more reads, want 10", n)
	}
}

// TestOneReceiverKeepsNothing is the usual case.
func TestOneReceiverKeepsNothing(t *testing.T) {
	s, d := newShelf(), &disk{}
	s.join()
	defer s.leave()
	b := d.get(t, s, 1)
	b.Release()
	if n := testing.AllocsPerRun(100, func() { d.get(t, s, 1).Release() }); n > 0.5 {
		t.Errorf("%v allocations a block", n)
	}
	if len(s.kept) != 0 {
		t.Errorf("%d blocks are kept", len(s.kept))
	}
}

// TestFeedGoesOnAnywhere stops a feed after each unit and goes on from there:
// together they are what one feed gives.
func TestFeedGoesOnAnywhere(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	for i, size := range []int{0, 10, 2*block.MinSize + 5, 7} {
		path := filepath.Join(root, fmt.Sprint(i%2), fmt.Sprint(i))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		data := make([]byte, size)
		for j := range data {
			data[j] = byte(i + 1)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, leftOut, _, err := Prepare(t.Context(), filepath.Join(t.TempDir(), "parcel"), []string{root})
	if err != nil || len(leftOut) > 0 {
		t.Fatal(leftOut, err)
	}
	whole := units(t, p.Feed(), wire.Go{}, -1)
	var pieces []Unit
	feed, at := p.Feed(), wire.Go{}
	for {
		one := units(t, feed, at, 1)
		if len(one) == 0 {
			break
		}
		pieces = append(pieces, one...)
		switch u := one[0]; u.Type {
		case wire.TypeBlock:
			at = wire.Go{Entry: u.Entry, Block: u.Index + 1}
		default:
			at = wire.Go{Entry: u.Entry + 1}
		}
		if len(pieces)%2 == 0 {
			feed = p.Feed() // as after a restart
		}
	}
	if fmt.Sprint(pieces) != fmt.Sprint(whole) {
		t.Errorf("pieces\n%v\nwhole\n%v", pieces, whole)
	}
}

// units runs a feed for at most so many units.
func units(t *testing.T, f *Feed, from wire.Go, most int) []Unit {
	t.Helper()
	var all []Unit
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := f.Run(ctx, from, func(u Unit) error {
		if len(all) == most {
			return context.Canceled
		}
		if u.Block != nil {
			u.Hash = u.Block.Hash
			u.Block.Release()
			u.Block = nil
		}
		all = append(all, u)
		return nil
	})
	if err != nil && most < 0 {
		t.Fatal(err)
	}
	return all
}
