package transfer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/transfer"
	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// deliver sends paths and waits for both ends.
func deliver(t *testing.T, a, b *end, paths ...string) (out, in transfer.Transfer) {
	t.Helper()
	id := a.Send(paths, b.key)[0]
	out = a.awaitState(id, transfer.Done)
	in = b.awaitAny("done", func(t transfer.Transfer) bool { return t.Direction == transfer.Receiving && t.State == transfer.Done })
	return out, in
}

func TestFolderArrives(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	connect(t, a, b, transfer.Direct)
	root := filepath.Join(t.TempDir(), "photos")
	for i := range 300 {
		write(t, filepath.Join(root, fmt.Sprintf("day %d", i%7), fmt.Sprintf("%03d.jpg", i)), i*50, uint64(i))
	}
	write(t, filepath.Join(root, "empty file"), 0, 0)
	write(t, filepath.Join(root, "deep", "er", "and", "deeper", "x.tar.gz"), 600<<10, 3)
	write(t, filepath.Join(root, ".git", "config"), 20, 4)
	write(t, filepath.Join(root, "später", "名前 👩\u200d💻.txt"), 20, 5)
	for _, empty := range []string{"empty", "empty2/inner"} {
		if err := os.MkdirAll(filepath.Join(root, empty), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(root, "empty"), old, old); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(root, old, old); err != nil {
		t.Fatal(err)
	}
	deliver(t, a, b, root)
	equalTrees(t, root, filepath.Join(b.downloads, "photos"))
	for _, name := range []string{"", "empty"} {
		info, err := os.Stat(filepath.Join(b.downloads, "photos", name))
		if err != nil || !info.ModTime().Equal(old) {
			t.Errorf("%q modified %v, %v", name, info.ModTime(), err)
		}
	}
	a.nothingLeft()
	b.nothingLeft()
}

func TestNothingIsOverwritten(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	connect(t, a, b, transfer.Direct)
	dir := t.TempDir()
	one, two := write(t, filepath.Join(dir, "1", "x.txt"), 10, 1), write(t, filepath.Join(dir, "2", "x.txt"), 10, 2)
	folder := filepath.Dir(write(t, filepath.Join(dir, "3", "x.txt", "y"), 10, 3))
	there := write(t, filepath.Join(b.downloads, "x.txt"), 5, 4)
	before := fileDigest(t, there)
	_, in := deliver(t, a, b, one, two, folder)
	if fileDigest(t, there) != before {
		t.Error("overwritten")
	}
	equalFiles(t, one, filepath.Join(b.downloads, "x (1).txt"))
	equalFiles(t, two, filepath.Join(b.downloads, "x (2).txt"))
	equalFiles(t, filepath.Join(folder, "y"), filepath.Join(b.downloads, "x (3).txt", "y"))
	if in.PlacedCount != 3 {
		t.Errorf("placed %v", in.Placed)
	}
}

func TestModesAndTimes(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	connect(t, a, b, transfer.Direct)
	dir := t.TempDir()
	var paths []string
	for name, mode := range map[string]os.FileMode{"run.sh": 0o755 | os.ModeSetuid | os.ModeSetgid, "fixed": 0o444, "plain": 0o600} {
		path := write(t, filepath.Join(dir, name), 10, 1)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	future := write(t, filepath.Join(dir, "future"), 10, 1)
	if err := os.Chtimes(future, time.Now(), time.Now().Add(1000*time.Hour)); err != nil {
		t.Fatal(err)
	}
	deliver(t, a, b, append(paths, future)...)
	for name, writable := range map[string]bool{"run.sh": true, "fixed": false, "plain": true} {
		info, err := os.Stat(filepath.Join(b.downloads, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode(); mode&0o7111 != 0 || mode&(os.ModeSetuid|os.ModeSetgid) != 0 || mode&0o200 != 0 != writable {
			t.Errorf("%s has mode %v", name, mode)
		}
	}
	if info, _ := os.Stat(filepath.Join(b.downloads, "future")); info.ModTime().After(time.Now().Add(time.Hour)) {
		t.Errorf("modified %v", info.ModTime())
	}
}

func TestSparseFileStaysSparse(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	l := join(t, a, b, transfer.Direct)
	path := write(t, filepath.Join(t.TempDir(), "disk.img"), 300<<10, 1)
	const size = 1<<30 + 12345
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(content(1000, 2), size/2); err != nil {
		t.Fatal(err)
	}
	file.Close()
	deliver(t, a, b, path)
	got := filepath.Join(b.downloads, "disk.img")
	info, err := os.Stat(got)
	if err != nil || info.Size() != size {
		t.Fatalf("%v, %v", info, err)
	}
	if on := info.Sys().(*syscall.Stat_t).Blocks * 512; on > 4<<20 {
		t.Errorf("takes %d bytes of disk", on)
	}
	if n := l.b.read.Load(); n > 4<<20 {
		t.Errorf("%d bytes came", n)
	}
	for _, offset := range []int64{0, 299 << 10, size / 2, size - 100} {
		equalAt(t, path, got, offset)
	}
}

func equalAt(t *testing.T, a, b string, offset int64) {
	t.Helper()
	var parts [2][100]byte
	for i, path := range []string{a, b} {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.ReadAt(parts[i][:], offset); err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	if parts[0] != parts[1] {
		t.Errorf("differ at %d", offset)
	}
}

func TestOddSources(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	connect(t, a, b, transfer.Direct)
	root := filepath.Join(t.TempDir(), "odd")
	write(t, filepath.Join(root, "fine"), 10, 1)
	if err := os.Symlink("/etc/passwd", filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	deep := root + strings.Repeat("/d", 70)
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	chosen := filepath.Join(t.TempDir(), "chosen")
	if err := os.Symlink(write(t, filepath.Join(t.TempDir(), "target"), 20, 2), chosen); err != nil {
		t.Fatal(err)
	}
	measured, err := transfer.Measure(t.Context(), []string{root, chosen})
	if err != nil || measured.LeftOutCount != 3 || measured.Bytes != 30 || len(measured.Items) != 2 || !measured.Items[0].Folder {
		t.Errorf("measured %+v, %v", measured, err)
	}
	out, _ := deliver(t, a, b, root, chosen)
	why := map[outbox.LeftOutReason]int{}
	for _, l := range out.LeftOut {
		why[l.Why]++
	}
	if out.LeftOutCount != 3 || why[outbox.Link] != 1 || why[outbox.Special] != 1 || why[outbox.TooDeep] != 1 {
		t.Errorf("left out %+v", out.LeftOut)
	}
	equalFiles(t, filepath.Join(root, "fine"), filepath.Join(b.downloads, "odd", "fine"))
	equalFiles(t, chosen, filepath.Join(b.downloads, "chosen"))
	for _, name := range []string{"odd/link", "odd/pipe"} {
		if _, err := os.Lstat(filepath.Join(b.downloads, name)); err == nil {
			t.Errorf("%s arrived", name)
		}
	}
}

func TestNothingToSend(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	id := a.Send([]string{filepath.Join(t.TempDir(), "not there")}, "b")[0]
	if got := a.awaitState(id, transfer.Failed); got.Reason != wire.Gone {
		t.Errorf("reason %v", got.Reason)
	}
	a.nothingLeft()
}

// TestSourcesThatChange changes files between the offer and the sending.
func TestSourcesThatChange(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	connect(t, a, b, transfer.Direct)
	root := filepath.Join(t.TempDir(), "changing")
	for i, name := range []string{"gone", "shrunk", "grown", "other", "swapped"} {
		write(t, filepath.Join(root, name), 300<<10, uint64(i))
	}
	id := a.Send([]string{root}, "b")[0]
	offer := b.offer()
	at := func(name string) string { return filepath.Join(root, name) }
	_ = os.Remove(at("gone"))
	_ = os.Truncate(at("shrunk"), 100)
	grown, _ := os.OpenFile(at("grown"), os.O_APPEND|os.O_WRONLY, 0)
	_, _ = grown.Write([]byte("more"))
	grown.Close()
	write(t, at("other"), 300<<10, 99)
	_ = os.Remove(at("swapped"))
	_ = os.Symlink("/etc/passwd", at("swapped"))
	b.Accept(offer.ID, "")
	in := b.awaitState(offer.ID, transfer.Done)
	out := a.awaitState(id, transfer.Done)
	want := map[string]transfer.Reason{"changing/gone": wire.Gone, "changing/shrunk": wire.Changed, "changing/swapped": wire.DiskFault}
	for _, list := range [][]transfer.Skipped{in.Skipped, out.Skipped} {
		if len(list) != len(want) {
			t.Errorf("skipped %v", list)
		}
		for _, s := range list {
			if want[s.Path] != s.Reason {
				t.Errorf("%s skipped for %v", s.Path, s.Reason)
			}
		}
	}
	if info, err := os.Stat(filepath.Join(b.downloads, "changing", "grown")); err != nil || info.Size() != 300<<10 {
		t.Errorf("grown: %v, %v", info, err)
	}
	equalFiles(t, at("other"), filepath.Join(b.downloads, "changing", "other"))
	if entries, _ := os.ReadDir(filepath.Join(b.downloads, "changing")); len(entries) != 2 {
		t.Errorf("%v arrived", entries)
	}
}

// TestFolderSwappedForALink swaps a folder inside of what is sent for a link to
// elsewhere, after the offer: nothing from there is sent.
func TestFolderSwappedForALink(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	connect(t, a, b, transfer.Direct)
	root, secret := filepath.Join(t.TempDir(), "root"), filepath.Join(t.TempDir(), "secret")
	write(t, filepath.Join(root, "inner", "x"), 10, 1)
	write(t, filepath.Join(root, "last"), 10, 2)
	write(t, filepath.Join(secret, "x"), 10, 3)
	a.Send([]string{root}, "b")
	offer := b.offer()
	if err := os.RemoveAll(filepath.Join(root, "inner")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(root, "inner")); err != nil {
		t.Fatal(err)
	}
	b.Accept(offer.ID, "")
	in := b.awaitState(offer.ID, transfer.Done)
	if in.SkippedCount != 1 || in.Skipped[0].Path != "root/inner/x" {
		t.Errorf("skipped %v", in.Skipped)
	}
	if _, err := os.Stat(filepath.Join(b.downloads, "root", "inner", "x")); err == nil {
		t.Error("something from elsewhere arrived")
	}
	equalFiles(t, filepath.Join(root, "last"), filepath.Join(b.downloads, "root", "last"))
}

// TestSourceChangesMeanwhile changes a file of which half was sent.
func TestSourceChangesMeanwhile(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]struct {
		with func(path string) error
		want transfer.Reason
	}{
		"within":  {func(path string) error { return overwrite(path, 1000) }, wire.Changed},
		"behind":  {func(path string) error { return overwrite(path, bigSize-1000) }, wire.NoReason},
		"grows":   {func(path string) error { return overwrite(path, bigSize) }, wire.NoReason},
		"shrinks": {func(path string) error { return os.Truncate(path, bigSize/2) }, wire.Changed},
		"touched": {func(path string) error { return os.Chtimes(path, time.Now(), time.Now().Add(-time.Hour)) }, wire.NoReason},
		// An open file outlives its name.
		"deleted": {os.Remove, wire.NoReason},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := newEnd(t, "a"), newEnd(t, "b")
			l := join(t, a, b, transfer.Direct)
			path, out, in := begin(t, a, b, l)
			b.running(in, bigSize/4)
			if err := change.with(path); err != nil {
				t.Fatal(err)
			}
			got := b.awaitState(in, transfer.Done)
			a.awaitState(out, transfer.Done)
			arrived, err := os.Stat(filepath.Join(b.downloads, "big.bin"))
			if change.want == wire.NoReason {
				if err != nil || arrived.Size() != bigSize || got.SkippedCount != 0 {
					t.Errorf("%v, %v, skipped %v", arrived, err, got.Skipped)
				}
				return
			}
			if err == nil || got.SkippedCount != 1 || got.Skipped[0].Reason != change.want {
				t.Errorf("arrived %v, skipped %v", arrived, got.Skipped)
			}
			b.nothingLeft()
		})
	}
}

func overwrite(path string, offset int64) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteAt([]byte("changed"), offset)
	return err
}

// TestSourceChangesBetweenSittings changes what was sent while nobody looks,
// and hides it: only the content shows it.
func TestSourceChangesBetweenSittings(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	l := join(t, a, b, transfer.Direct)
	path, out, in := begin(t, a, b, l)
	b.running(in, bigSize/4)
	a.Close()
	info, _ := os.Stat(path)
	if err := overwrite(path, 1000); err != nil {
		t.Fatal(err)
	}
	_ = os.Chtimes(path, info.ModTime(), info.ModTime())
	a.open()
	join(t, a, b, transfer.Direct)
	complete(t, a, b, path, out, in)
}
