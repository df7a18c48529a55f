package inbox

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/manifest/manifesttest"
	"parley/transfer/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// delivery is a transfer that a test gives to a box.
type delivery struct {
	t       *testing.T
	box     *Box
	entries []manifest.Entry
	hasher  *block.Hasher
}

func deliver(t *testing.T, entries ...manifest.Entry) *delivery {
	t.Helper()
	list, offer := manifesttest.List(t, entries...)
	dir := t.TempDir()
	box, err := Create(filepath.Join(dir, "box"), filepath.Join(dir, "downloads"), offer)
	if err != nil {
		t.Fatal(err)
	}
	if complete, err := box.AddManifest(0, list); err != nil || !complete {
		t.Fatal(complete, err)
	}
	return &delivery{t, box, entries, block.NewHasher(offer.Hash)}
}

func (d *delivery) open() *Tree {
	d.t.Helper()
	tree, err := d.box.Open()
	if err != nil {
		d.t.Fatal(err)
	}
	return tree
}

// content is what a block holds.
func (d *delivery) content(entry uint32, index int64) []byte {
	size := d.entries[entry].Size
	return bytes.Repeat([]byte{byte(entry) + 1, byte(index)}, block.Length(size, index)/2+1)[:block.Length(size, index)]
}

func (d *delivery) block(s *Sitting, entry uint32, index int64) error {
	data := d.content(entry, index)
	m := wire.Block{Entry: entry, Index: index, Length: len(data), Hash: d.hasher.Block(entry, index, data)}
	if err := s.Expect(&m); err != nil {
		return err
	}
	return s.Block(&m, data)
}

func (d *delivery) end(s *Sitting, entry uint32) error {
	var hashes []block.Hash
	for i := range block.Count(d.entries[entry].Size) {
		hashes = append(hashes, d.hasher.Block(entry, i, d.content(entry, i)))
	}
	_, err := s.End(wire.End{Entry: entry, Hash: d.hasher.File(entry, d.entries[entry].Size, hashes)})
	return err
}

// rest gives all that is missing, up to so many steps, and returns how many
// were taken.
func (d *delivery) rest(tree *Tree, most int) int {
	d.t.Helper()
	s, at := tree.Begin()
	steps := 0
	step := func(err error) {
		if steps++; err != nil {
			d.t.Fatalf("step %d: %v", steps, err)
		}
	}
	for _, hole := range at.Holes {
		if steps == most {
			return steps
		}
		step(d.block(s, at.Entry, hole))
	}
	for entry := at.Entry; !at.Complete && int(entry) < len(d.entries); entry++ {
		if d.entries[entry].Kind == wire.Folder {
			continue
		}
		for i := at.Block; i < block.Count(d.entries[entry].Size); i++ {
			if steps == most {
				return steps
			}
			step(d.block(s, entry, i))
		}
		at.Block = 0
		if steps == most {
			return steps
		}
		step(d.end(s, entry))
	}
	return steps
}

// check compares what arrived with what was sent.
func (d *delivery) check(tree *Tree, paths map[string]uint32) {
	d.t.Helper()
	select {
	case <-tree.Placed():
	case <-time.After(20 * time.Second):
		d.t.Fatal("never in its place")
	}
	if out, err := tree.Outcome(); err != nil || !out.Complete {
		d.t.Fatalf("%+v, %v", out, err)
	}
	found := 0
	_ = filepath.WalkDir(d.box.Downloads, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		found++
		name, _ := filepath.Rel(d.box.Downloads, path)
		entry, wanted := paths[filepath.ToSlash(name)]
		if !wanted {
			d.t.Errorf("%s arrived", name)
			return nil
		}
		var want []byte
		for i := range block.Count(d.entries[entry].Size) {
			want = append(want, d.content(entry, i)...)
		}
		if got, _ := os.ReadFile(path); !bytes.Equal(got, want) {
			d.t.Errorf("%s differs", name)
		}
		return nil
	})
	if found != len(paths) {
		d.t.Errorf("%d files arrived, want %d", found, len(paths))
	}
}

func luggage() []manifest.Entry {
	file := func(depth int, name string, size int64) manifest.Entry {
		return manifest.Entry{Kind: wire.File, Depth: depth, Name: name, Size: size, Mode: 0o644, Modified: 1e18}
	}
	folder := func(depth int, name string) manifest.Entry {
		return manifest.Entry{Kind: wire.Folder, Depth: depth, Name: name, Modified: 1e18}
	}
	return []manifest.Entry{
		file(0, "one", 10), folder(0, "box"), file(1, "x", 3*block.MinSize+7), folder(1, "inner"), file(2, "x", 0), file(2, "x", 5),
		folder(1, "empty"), file(1, "z", block.MinSize), file(0, "one", 20), folder(0, "void"), file(0, "last", 1),
	}
}

func luggagePaths() map[string]uint32 {
	return map[string]uint32{"one": 0, "box/x": 2, "box/inner/x": 4, "box/inner/x (1)": 5, "box/z": 7, "one (1)": 8, "last": 10}
}

func TestAllArrives(t *testing.T) {
	d := deliver(t, luggage()...)
	tree := d.open()
	defer tree.Close()
	d.rest(tree, 1000)
	d.check(tree, luggagePaths())
}

// TestTakenUpAnywhere ends after every single step, and goes on with a fresh
// tree. No step is done twice.
func TestTakenUpAnywhere(t *testing.T) {
	d := deliver(t, luggage()...)
	steps := 0
	for {
		tree := d.open()
		n := d.rest(tree, 1)
		steps += n
		if n == 0 {
			d.check(tree, luggagePaths())
			tree.Close()
			break
		}
		tree.Close()
	}
	if steps != 16 {
		t.Errorf("%d steps, want 16", steps)
	}
}

// TestDamagedAnywhere cuts the journal at every byte and damages it, as a loss
// of power may: everything arrives, once.
func TestDamagedAnywhere(t *testing.T) {
	for _, damage := range []func([]byte, int) []byte{
		func(j []byte, at int) []byte { return j[:at] },
		func(j []byte, at int) []byte { j = bytes.Clone(j); j[at] ^= 0x55; return j },
	} {
		for at := 0; ; at += 31 {
			// One item, so that nothing is in its place yet.
			d := deliver(t, luggage()[1:8]...)
			tree := d.open()
			d.rest(tree, 9)
			tree.Close()
			journal, err := os.ReadFile(d.box.journal())
			if err != nil {
				t.Fatal(err)
			}
			if at >= len(journal) {
				break
			}
			if err := os.WriteFile(d.box.journal(), damage(journal, at), 0o600); err != nil {
				t.Fatal(err)
			}
			tree = d.open()
			d.rest(tree, 1000)
			d.check(tree, map[string]uint32{"box/x": 1, "box/inner/x": 3, "box/inner/x (1)": 4, "box/z": 6})
			tree.Close()
		}
	}
}

// TestLostFiles deletes and changes what is in the private tree.
func TestLostFiles(t *testing.T) {
	for _, lose := range []string{"box/x", "box/inner/x", "box/inner/x (1)", "box/inner", "box"} {
		d := deliver(t, luggage()...)
		tree := d.open()
		d.rest(tree, 10) // into box/z
		tree.Close()
		path := filepath.Join(d.box.Tree, filepath.FromSlash(lose))
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(d.box.Tree, "stray"), "x")
		write(t, filepath.Join(d.box.Tree, "box", "stray"), "x")
		tree = d.open()
		d.rest(tree, 1000)
		d.check(tree, luggagePaths())
		tree.Close()
	}
}

func write(t *testing.T, path, data string) {
	t.Helper()
	_ = os.MkdirAll(filepath.Dir(path), 0o700)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestMovedButNotNoted ends between the move into place and the note of it.
func TestMovedButNotNoted(t *testing.T) {
	d := deliver(t, luggage()...)
	tree := d.open()
	d.rest(tree, 2) // all of "one"
	for {
		if out, _ := tree.Outcome(); out.PlacedCount == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	tree.Close()
	journal, _ := os.ReadFile(d.box.journal())
	last := (&record{kind: moved, entry: 0, name: "one"}).append(nil)
	if !bytes.HasSuffix(journal, last) {
		t.Fatalf("the journal ends otherwise: %q", journal)
	}
	_ = os.WriteFile(d.box.journal(), bytes.TrimSuffix(journal, last), 0o600)
	tree = d.open()
	defer tree.Close()
	d.rest(tree, 1000)
	d.check(tree, luggagePaths())
}

// TestSwappedFolders lets somebody swap folders of the private tree for links
// to the outside, all the time.
func TestSwappedFolders(t *testing.T) {
	outside := t.TempDir()
	var entries []manifest.Entry
	entries = append(entries, manifest.Entry{Kind: wire.Folder, Name: "box"}, manifest.Entry{Kind: wire.Folder, Depth: 1, Name: "inner"})
	for i := range 200 {
		entries = append(entries, manifest.Entry{Kind: wire.File, Depth: 2, Name: fmt.Sprint(i), Size: 3})
	}
	d := deliver(t, entries...)
	inner := filepath.Join(d.box.Tree, "box", "inner")
	var stop atomic.Bool
	swapped := make(chan struct{})
	go func() {
		defer close(swapped)
		for !stop.Load() {
			if os.Rename(inner, inner+"-away") == nil {
				_ = os.Symlink(outside, inner)
				_ = os.Remove(inner)
				_ = os.Rename(inner+"-away", inner)
			}
		}
	}()
	sittings := 0
	for late := time.Now().Add(2 * time.Second); time.Now().Before(late); sittings++ {
		tree, err := d.box.Open()
		if err != nil {
			continue
		}
		s, at := tree.Begin()
		for entry := at.Entry; !at.Complete && int(entry) < len(entries); entry++ {
			if at.Block == 0 && d.block(s, entry, 0) != nil || d.end(s, entry) != nil {
				break
			}
			at.Block = 0
		}
		tree.Close()
		if at.Complete {
			break
		}
	}
	stop.Store(true)
	<-swapped
	if found, _ := os.ReadDir(outside); len(found) > 0 {
		t.Errorf("%d files outside after %d sittings", len(found), sittings)
	}
}

// TestSwappedDownloads puts links in the way of what is moved into place.
func TestSwappedDownloads(t *testing.T) {
	outside := t.TempDir()
	d := deliver(t, luggage()...)
	for _, name := range []string{"one", "box", "last"} {
		if err := os.Symlink(outside, filepath.Join(d.box.Downloads, name)); err != nil {
			t.Fatal(err)
		}
	}
	tree := d.open()
	defer tree.Close()
	d.rest(tree, 1000)
	<-tree.Placed()
	if found, _ := os.ReadDir(outside); len(found) > 0 {
		t.Errorf("outside: %v", found)
	}
	for _, name := range []string{"one (1)", "one (2)", "box (1)", "last (1)"} {
		if _, err := os.Lstat(filepath.Join(d.box.Downloads, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestSwappedDownloadsFolder lets somebody swap the downloads folder itself for
// a link to the outside, all the time.
func TestSwappedDownloadsFolder(t *testing.T) {
	outside := t.TempDir()
	var entries []manifest.Entry
	for i := range 100 {
		entries = append(entries, manifest.Entry{Kind: wire.File, Name: fmt.Sprint(i), Size: 3})
	}
	d := deliver(t, entries...)
	tree := d.open()
	defer tree.Close()
	downloads := d.box.Downloads
	stop, swapped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(swapped)
		for {
			_ = os.Rename(downloads, downloads+"-away")
			_ = os.Symlink(outside, downloads)
			_ = os.Remove(downloads)
			_ = os.Rename(downloads+"-away", downloads)
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	d.rest(tree, 1000)
	<-tree.Placed()
	close(stop)
	<-swapped
	if found, _ := os.ReadDir(outside); len(found) > 0 {
		t.Errorf("%d files outside", len(found))
	}
	if found, _ := os.ReadDir(downloads); len(found) != len(entries) {
		t.Errorf("%d files inside", len(found))
	}
}

// TestManyFoldersDoNotWait receives folders without files: none waits in memory
// for the last.
func TestManyFoldersDoNotWait(t *testing.T) {
	var entries []manifest.Entry
	for i := range 4 * batch {
		entries = append(entries, manifest.Entry{Kind: wire.Folder, Name: fmt.Sprint(i)})
	}
	d := deliver(t, entries...)
	var held opened
	half, more, err := d.box.takeUp(&held)
	if err != nil || !more || len(half.placer.backlog) > 0 {
		t.Fatalf("%v, %v, %d folders wait", err, more, len(half.placer.backlog))
	}
	held.close()
	tree := d.open()
	defer tree.Close()
	d.check(tree, nil)
	if found, _ := os.ReadDir(d.box.Downloads); len(found) != len(entries) {
		t.Errorf("%d folders", len(found))
	}
}

// TestCreatedAnew makes a box where an attempt left something.
func TestCreatedAnew(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		b, err := Create(filepath.Join(dir, "box"), filepath.Join(dir, "downloads"), wire.Offer{})
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(b.Tree, "left"), "x")
		if entries, _ := os.ReadDir(b.Tree); len(entries) != 1 {
			t.Errorf("%v", entries)
		}
	}
}

// TestSittingIsOver checks that only the newest sitting writes.
func TestSittingIsOver(t *testing.T) {
	d := deliver(t, luggage()...)
	tree := d.open()
	old, _ := tree.Begin()
	fresh, _ := tree.Begin()
	if err := d.block(old, 0, 0); !errors.Is(err, ErrOver) {
		t.Errorf("the old one writes: %v", err)
	}
	if err := d.block(fresh, 0, 0); err != nil {
		t.Error(err)
	}
	tree.Close()
	tree.Close()
	if err := d.end(fresh, 0); !errors.Is(err, ErrOver) {
		t.Errorf("a closed one writes: %v", err)
	}
}

func TestRenameOver(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "from", "file"), "new")
	write(t, filepath.Join(dir, "from", "folder", "x"), "new")
	write(t, filepath.Join(dir, "to", "there"), "old")
	from, _ := os.OpenRoot(filepath.Join(dir, "from"))
	to, _ := os.OpenRoot(filepath.Join(dir, "to"))
	defer from.Close()
	defer to.Close()
	for _, move := range []func(*os.Root, string, *os.Root, string) error{renameOver, rename} {
		if err := move(from, "file", to, "there"); !errors.Is(err, os.ErrExist) {
			t.Errorf("over a file: %v", err)
		}
		if err := move(from, "folder", to, "there"); !errors.Is(err, os.ErrExist) {
			t.Errorf("a folder over a file: %v", err)
		}
	}
	if err := renameOver(from, "file", to, "file"); err != nil {
		t.Error(err)
	}
	if err := renameOver(from, "folder", to, "folder"); err != nil {
		t.Error(err)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "to", "folder", "x")); string(data) != "new" {
		t.Errorf("%q", data)
	}
}

// FuzzJournal takes any bytes for a journal, and writes what it understood
// again.
func FuzzJournal(f *testing.F) {
	var good []byte
	for _, r := range []record{
		{kind: named, entry: 0, name: "one"},
		{kind: written, index: 0},
		{kind: ended},
		{kind: named, entry: 1, name: "box"},
		{kind: named, entry: 2, name: "../x"},
		{kind: zeroed, index: 1, count: 2},
		{kind: skipped, why: 3},
		{kind: moving, entry: 0, name: "../one"},
		{kind: moved, entry: 0, name: "one"},
	} {
		good = r.append(good)
		f.Add(bytes.Clone(good))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		j := newJournalReader(bytes.NewReader(data))
		var again []byte
		for r, ok := j.next(); ok; r, ok = j.next() {
			again = r.append(again)
		}
		if !strings.HasPrefix(string(data), string(again)) {
			t.Fatalf("%x becomes %x", data, again)
		}
	})
}
