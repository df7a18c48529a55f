package transfer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"parley/transfer"
	"parley/transfer/wire"
)

// TestSeveralReceivers sends one file to three at once.
func TestSeveralReceivers(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	path := write(t, filepath.Join(t.TempDir(), "for all"), bigSize, 7)
	var ends []*end
	var keys []string
	for i := range 3 {
		b := newEnd(t, fmt.Sprint("b", i), acceptAll)
		connect(t, a, b, transfer.Direct)
		ends, keys = append(ends, b), append(keys, b.key)
	}
	ids := a.Send([]string{path}, keys...)
	for i, id := range ids {
		a.awaitState(id, transfer.Done)
		if a.at(id).Parcel != a.at(ids[0]).Parcel || a.at(id).Parcel == "" {
			t.Errorf("what is sent to all is named %q and %q", a.at(id).Parcel, a.at(ids[0]).Parcel)
		}
		equalFiles(t, path, filepath.Join(ends[i].downloads, "for all"))
	}
	a.nothingLeft()
}

// TestSeveralAtOnceAreFair sends two files over one paced stream: neither waits
// for the other.
func TestSeveralAtOnceAreFair(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	l := join(t, a, b, transfer.Direct)
	l.sa.SetRate(8 << 20)
	dir := t.TempDir()
	one := a.Send([]string{write(t, filepath.Join(dir, "one"), bigSize, 1)}, "b")[0]
	two := a.Send([]string{write(t, filepath.Join(dir, "two"), bigSize, 2)}, "b")[0]
	a.awaitState(one, transfer.Running)
	a.awaitState(two, transfer.Running)
	x, y := a.at(one).Sent, a.at(two).Sent
	first := a.awaitAny("far", func(t transfer.Transfer) bool { return t.Sent > bigSize*3/4 })
	other := one
	if first.ID == one {
		other, x, y = two, y, x
	}
	// Since both were running, both came about as far.
	if ahead, behind := first.Sent-y, a.at(other).Sent-x; behind < ahead/3 {
		t.Errorf("one came %d bytes, the other %d", ahead, behind)
	}
}

// TestPace holds a stream to its rate, within a factor.
func TestPace(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	l := join(t, a, b, transfer.Direct)
	const rate = 1 << 20
	l.sa.SetRate(rate)
	id := a.Send([]string{write(t, filepath.Join(t.TempDir(), "x"), rate, 1)}, "b")[0]
	began := time.Now()
	a.awaitState(id, transfer.Done)
	if took := time.Since(began); took < 800*time.Millisecond {
		t.Errorf("%d bytes took %v at %d a second", rate, took, rate)
	}
}

// TestFullDisk fills the receiver's disk in the middle of a transfer, and makes
// room again.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=48m"); err != nil {
		t.Skipf("a small disk cannot be mounted: %v", err)
	}
	b := newEnd(t, "b", func(c *transfer.Config) {
		c.State, c.Downloads = filepath.Join(disk, "state"), filepath.Join(disk, "downloads")
	})
	t.Cleanup(func() {
		b.Close()
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	b.state, b.downloads = b.config.State, b.config.Downloads
	a := newEnd(t, "a")
	l := join(t, a, b, transfer.Direct)

	// More than there is room for is refused before anything is written.
	large := filepath.Join(t.TempDir(), "large")
	write(t, large, 0, 0)
	if err := os.Truncate(large, 45<<20); err != nil {
		t.Fatal(err)
	}
	refused := a.Send([]string{large}, "b")[0]
	offer := b.offer()
	b.Accept(offer.ID, "")
	b.await(offer.ID, "refused", func(t transfer.Transfer) bool { return t.State == transfer.Offered && t.Reason == wire.NoRoom })
	a.await(refused, "told", func(t transfer.Transfer) bool { return t.State == transfer.Offered && t.Reason == wire.NoRoom })
	a.Cancel(refused)
	b.await(offer.ID, "cancelled", func(t transfer.Transfer) bool { return t.State == transfer.Cancelled })

	path, out, in := begin(t, a, b, l)
	b.running(in, bigSize/4)
	// Somebody else takes what was free.
	hog := filepath.Join(disk, "hog")
	file, err := os.Create(hog)
	if err != nil {
		t.Fatal(err)
	}
	for chunk := make([]byte, 64<<10); ; {
		if _, err := file.Write(chunk); err != nil {
			break
		}
	}
	file.Close()
	full := b.await(in, "full", func(t transfer.Transfer) bool { return t.State == transfer.Paused && t.Reason == wire.DiskFull })
	if full.Why() == "" || full.Sent < bigSize/4 {
		t.Errorf("told %q, with %d bytes here", full.Why(), full.Sent)
	}
	told := a.await(out, "told", func(t transfer.Transfer) bool { return t.State == transfer.Paused && t.Reason == wire.DiskFull })
	if got := told.Why(); got != "The other side's disk is full." {
		t.Errorf("the sender is told %q", got)
	}
	if err := os.Remove(hog); err != nil {
		t.Fatal(err)
	}
	a.Resume(out) // as who sends it again does: the receiver looks for room
	complete(t, a, b, path, out, in)
}

// TestAnotherFileSystem receives into a folder that nothing can be moved to
// from the private one.
func TestAnotherFileSystem(t *testing.T) {
	t.Parallel()
	disk := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=48m"); err != nil {
		t.Skipf("another file system cannot be mounted: %v", err)
	}
	b := newEnd(t, "b")
	t.Cleanup(func() {
		b.Close()
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	a := newEnd(t, "a")
	connect(t, a, b, transfer.Direct)
	root := filepath.Join(t.TempDir(), "folder")
	path := write(t, filepath.Join(root, "inner", "x"), 1<<20, 1)
	id := a.Send([]string{root}, "b")[0]
	b.Accept(b.offer().ID, disk)
	a.awaitState(id, transfer.Done)
	equalFiles(t, path, filepath.Join(disk, "folder", "inner", "x"))
	b.downloads = disk
	b.nothingLeft()
}

func TestUpTo(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	b := newEnd(t, "b", func(c *transfer.Config) {
		c.AutoAccept = transfer.UpTo(func(peer string) int64 { return map[string]int64{"a": 100}[peer] })
	})
	connect(t, a, b, transfer.Direct)
	dir := t.TempDir()
	a.awaitState(a.Send([]string{write(t, filepath.Join(dir, "small"), 100, 1)}, "b")[0], transfer.Done)
	a.Send([]string{write(t, filepath.Join(dir, "large"), 101, 1)}, "b")
	if offer := b.offer(); offer.Bytes != 101 {
		t.Errorf("offered %+v", offer)
	}
}

func TestFolderIsUsedOnce(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	if _, err := transfer.Open(a.config); err == nil {
		t.Error("opened twice")
	}
	a.Close()
	a.Close()
	a.Send([]string{"x"}, "y")
	a.Cancel("z")
	watch := a.Watch()
	watch.Close()
	if _, open := <-watch.C(); open {
		t.Error("a watch of nothing is open")
	}
	x, y := tcp(t)
	defer y.Close()
	if s := a.Attach("b", x, transfer.Direct); s.Close() != nil {
		t.Error("close failed")
	}
	a.open()
}

// TestNobodyLooks lets a watch fill up: the Engine does not care.
func TestNobodyLooks(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	defer a.Watch().Close()
	defer b.Watch().Close()
	connect(t, a, b, transfer.Direct)
	deliver(t, a, b, write(t, filepath.Join(t.TempDir(), "x"), 1<<20, 1))
}
