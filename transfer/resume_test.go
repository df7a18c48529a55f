package transfer_test

import (
	"os"
	"path/filepath"
	"testing"

	"parley/transfer"
	"parley/transfer/block"
)

const bigSize = 12 << 20

// overhead is what frames and notes may add to so much content.
const overhead = 64 << 10

// running waits until a transfer has come a certain way.
func (e *end) running(id transfer.ID, bytes int64) {
	e.t.Helper()
	e.await(id, "so far", func(t transfer.Transfer) bool { return t.Sent >= bytes || t.State.Ended() })
}

// begin sends a big file, slowly, and accepts it.
func begin(t *testing.T, a, b *end, l *link) (path string, out, in transfer.ID) {
	t.Helper()
	l.sa.SetRate(16 << 20)
	path = write(t, filepath.Join(t.TempDir(), "big.bin"), bigSize, 2)
	out = a.Send([]string{path}, b.key)[0]
	offer := b.offer()
	b.Accept(offer.ID, "")
	return path, out, offer.ID
}

func complete(t *testing.T, a, b *end, path string, out, in transfer.ID) {
	t.Helper()
	b.awaitState(in, transfer.Done)
	a.awaitState(out, transfer.Done)
	equalFiles(t, path, filepath.Join(b.downloads, "big.bin"))
	a.nothingLeft()
	b.nothingLeft()
}

func TestGoesOnOverTheNextStream(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	l := join(t, a, b, transfer.Direct)
	path, out, in := begin(t, a, b, l)
	got := int64(0)
	for range 5 {
		b.running(in, b.at(in).Sent+bigSize/10)
		l.cut()
		got += l.b.read.Load()
		l = join(t, a, b, transfer.Direct)
		l.sa.SetRate(16 << 20)
	}
	complete(t, a, b, path, out, in)
	got += l.b.read.Load()
	if most := int64(bigSize + 5*block.MinSize + overhead); got > most {
		t.Errorf("%d bytes for %d, want %d at most", got, bigSize, most)
	}
}

func TestGoesOnAfterRestart(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]func(a, b *end){
		"of the sender":   func(a, _ *end) { a.reopen() },
		"of the receiver": func(_, b *end) { b.reopen() },
		"of both":         func(a, b *end) { a.reopen(); b.reopen() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := newEnd(t, "a"), newEnd(t, "b")
			l := join(t, a, b, transfer.Direct)
			path, out, in := begin(t, a, b, l)
			b.running(in, bigSize/3)
			restart(a, b)
			<-l.sa.Done()
			<-l.sb.Done()
			got := l.b.read.Load()
			l = join(t, a, b, transfer.Direct)
			complete(t, a, b, path, out, in)
			got += l.b.read.Load()
			if most := int64(bigSize + block.MinSize + overhead); got > most {
				t.Errorf("%d bytes for %d, want %d at most", got, bigSize, most)
			}
		})
	}
}

func TestMovesToABetterStream(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	slow := join(t, a, b, transfer.DataChannel)
	path, out, in := begin(t, a, b, slow)
	b.running(in, bigSize/4)
	fast := join(t, a, b, transfer.Direct)
	b.await(in, "on the better stream", func(t transfer.Transfer) bool { return t.Rank == transfer.Direct || t.State.Ended() })
	before := slow.b.read.Load()
	complete(t, a, b, path, out, in)
	if after := slow.b.read.Load(); after > before+overhead {
		t.Errorf("%d bytes still came on the worse stream", after-before)
	}
	if got := slow.b.read.Load() + fast.b.read.Load(); got > bigSize+overhead {
		t.Errorf("%d bytes for %d: something was sent twice", got, bigSize)
	}
}

func TestFallsBackToAWorseStream(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	join(t, a, b, transfer.DataChannel)
	fast := join(t, a, b, transfer.Direct)
	path, out, in := begin(t, a, b, fast)
	b.running(in, bigSize/4)
	fast.cut()
	complete(t, a, b, path, out, in)
}

// TestPartIsVerified changes bytes of what is here while the receiver is away.
func TestPartIsVerified(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	l := join(t, a, b, transfer.Direct)
	path, out, in := begin(t, a, b, l)
	b.running(in, bigSize/2)
	b.Close()
	<-l.sa.Done()
	part := filepath.Join(b.state, "in", string(in), "tree", "big.bin")
	file, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, offset := range []int64{100, block.MinSize + 1, block.MinSize*5 - 1} {
		one := make([]byte, 1)
		if _, err := file.ReadAt(one, offset); err != nil {
			t.Fatal(err)
		}
		one[0] ^= 1
		if _, err := file.WriteAt(one, offset); err != nil {
			t.Fatal(err)
		}
	}
	file.Close()
	got := l.b.read.Load()
	b.open()
	l = join(t, a, b, transfer.Direct)
	complete(t, a, b, path, out, in)
	got += l.b.read.Load()
	if most := int64(bigSize + 4*block.MinSize + overhead); got > most {
		t.Errorf("%d bytes for %d, want %d at most", got, bigSize, most)
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]func(a, b *end, out, in transfer.ID) (*end, transfer.ID){
		"by the sender":   func(a, _ *end, out, _ transfer.ID) (*end, transfer.ID) { return a, out },
		"by the receiver": func(_, b *end, _, in transfer.ID) (*end, transfer.ID) { return b, in },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := newEnd(t, "a"), newEnd(t, "b")
			l := join(t, a, b, transfer.Direct)
			path, out, in := begin(t, a, b, l)
			b.running(in, bigSize/4)
			e, id := who(a, b, out, in)
			e.Pause(id)
			a.awaitState(out, transfer.Paused)
			b.awaitState(in, transfer.Paused)
			l.cut() // a pause outlives streams,
			a.reopen()
			b.reopen() // and programs
			l = join(t, a, b, transfer.Direct)
			a.await(out, "paused again", func(t transfer.Transfer) bool { return t.State == transfer.Paused })
			b.await(in, "paused again", func(t transfer.Transfer) bool { return t.State == transfer.Paused })
			before := b.at(in).Sent
			e.Resume(id)
			complete(t, a, b, path, out, in)
			if got := l.b.read.Load(); got > bigSize-before+block.MinSize+overhead {
				t.Errorf("%d bytes came of %d", got, bigSize-before)
			}
		})
	}
}

// at returns a transfer as it is now.
func (e *end) at(id transfer.ID) transfer.Transfer {
	for _, t := range e.Transfers() {
		if t.ID == id {
			return t
		}
	}
	return transfer.Transfer{}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]bool{"at once": false, "heard of later": true} {
		for who, by := range map[string]int{"sender": 0, "receiver": 1} {
			t.Run(who+" "+name, func(t *testing.T) {
				t.Parallel()
				a, b := newEnd(t, "a"), newEnd(t, "b")
				l := join(t, a, b, transfer.Direct)
				_, out, in := begin(t, a, b, l)
				b.running(in, bigSize/4)
				if away {
					l.cut()
				}
				if by == 0 {
					a.Cancel(out)
				} else {
					b.Cancel(in)
				}
				if away {
					a.await(out, "noticed", func(t transfer.Transfer) bool { return by == 1 || t.State.Ended() })
					b.await(in, "noticed", func(t transfer.Transfer) bool { return by == 0 || t.State.Ended() })
					a.reopen()
					b.reopen()
					join(t, a, b, transfer.Direct)
				}
				if !away || by == 1 {
					a.awaitState(out, transfer.Cancelled)
				}
				if !away || by == 0 {
					b.awaitState(in, transfer.Cancelled)
				}
				a.nothingLeft()
				b.nothingLeft()
				if entries, _ := os.ReadDir(b.downloads); len(entries) > 0 {
					t.Errorf("%v in the downloads", entries)
				}
			})
		}
	}
}

func TestDecline(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	l := join(t, a, b, transfer.Direct)
	out := a.Send([]string{write(t, filepath.Join(t.TempDir(), "x"), 10, 1)}, b.key)[0]
	offer := b.offer()
	l.cut()
	b.Decline(offer.ID)
	b.awaitState(offer.ID, transfer.Declined)
	join(t, a, b, transfer.Direct)
	a.awaitState(out, transfer.Declined)
	a.nothingLeft()
	b.nothingLeft()
}
