package transfer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"parley/transfer"
	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// hostileNames are names that a file system would follow, run or hide. The
// table of what becomes of each is with safename.
var hostileNames = []string{
	"..", ".", "../x", "../../x", "/etc/passwd", "/", "//", "a/../../b", "..\\x", "C:\\x", "C:", "x:y", "CON", "nul.txt", "COM¹", "x.", "x ", " x", "...", ".bashrc", ".ssh",
	"a\x00b", "a\nb", "\u202egpj.exe", "e\u0301", "\u00e9", "X", "x", "\xff\xfe", strings.Repeat("a", 1024), strings.Repeat("名", 300), strings.Repeat("../", 300), "~", "-rf", "$(id)", "desktop.ini", "\u200b",
	"tree", "manifest", "journal", "x (1)", "x", "x", "x (1)",
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b", acceptAll)
	around := filepath.Dir(b.downloads)
	there := write(t, filepath.Join(b.downloads, "x"), 5, 1)
	before := fileDigest(t, there)
	h := byHand(t, b)
	var entries []manifest.Entry
	for _, name := range hostileNames {
		entries = append(entries, file(name, 3))
	}
	for _, name := range hostileNames {
		entries = append(entries, manifest.Entry{Kind: wire.Folder, Name: name})
		for _, inner := range hostileNames {
			e := file(inner, 3)
			e.Depth = 1
			entries = append(entries, e)
		}
	}
	data, offer := list(t, entries...)
	m := h.give(data, offer)
	var files int
	for i, e := range entries {
		if e.Kind == wire.File {
			h.send(whole(offer, m.Handle, uint32(i), []byte{1, byte(i), byte(i >> 8)}))
			files++
		}
	}
	h.send(wire.AppendHandle(nil, wire.TypeFinished, m.Handle))
	h.want(wire.TypeDone)
	if fileDigest(t, there) != before {
		t.Error("overwritten")
	}
	arrived := map[string]bool{}
	_ = filepath.WalkDir(b.downloads, func(path string, d os.DirEntry, _ error) error {
		if d.Type().IsRegular() && path != there {
			data, _ := os.ReadFile(path)
			arrived[string(data)] = true
			if strings.HasPrefix(filepath.Base(path), ".") && filepath.Dir(path) == b.downloads {
				t.Errorf("hidden %s", path)
			}
		}
		return nil
	})
	if len(arrived) != files {
		t.Errorf("%d different files arrived, want %d", len(arrived), files)
	}
	if entries, _ := os.ReadDir(around); len(entries) != 2 { // state and downloads
		t.Errorf("outside: %v", entries)
	}
}

// TestDeepAndLong receives a file at the end of a path that is longer than
// systems take at once.
func TestDeepAndLong(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b", acceptAll)
	h := byHand(t, b)
	var entries []manifest.Entry
	path := ""
	for depth := range manifest.MaxDepth - 1 {
		name := strings.Repeat("d", 190)
		entries = append(entries, manifest.Entry{Kind: wire.Folder, Depth: depth, Name: name})
		path = filepath.Join(path, name)
	}
	last := file("x", 3)
	last.Depth = manifest.MaxDepth - 1
	data, offer := list(t, append(entries, last)...)
	m := h.give(data, offer)
	h.send(whole(offer, m.Handle, uint32(len(entries)), []byte("abc")), wire.AppendHandle(nil, wire.TypeFinished, m.Handle))
	h.want(wire.TypeDone)
	root, err := os.OpenRoot(b.downloads)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if got, err := root.ReadFile(filepath.Join(path, "x")); err != nil || string(got) != "abc" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestUnaskedContent sends content in every order before the person accepts.
func TestUnaskedContent(t *testing.T) {
	t.Parallel()
	data, offer := list(t, file("x", 3))
	hasher := block.NewHasher(offer.Hash)
	hash := hasher.Block(0, 0, []byte("abc"))
	head := wire.Block{Handle: 1, Length: 3, Hash: hash}
	for name, frame := range map[string][]byte{
		"manifest": wire.AppendManifest(nil, 1, data),
		"block":    head.Append(nil, []byte("abc")),
		"data":     wire.AppendData(nil, []byte("abc")),
		"zeros":    wire.Zeros{Handle: 1, Count: 1}.Append(nil),
		"end":      wire.End{Handle: 1, Hash: hash}.Append(nil),
		"skip":     wire.Skip{Handle: 1}.Append(nil),
		"finished": wire.AppendHandle(nil, wire.TypeFinished, 1),
		"stopped":  wire.AppendHandle(nil, wire.TypeStopped, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newEnd(t, "b")
			h := byHand(t, b)
			h.send(offer.Append(nil))
			b.offer()
			h.send(frame)
			if h.closed() == nil {
				t.Error("closed for no reason")
			}
			b.untouched()
		})
	}
}

func TestWrongContent(t *testing.T) {
	t.Parallel()
	data, offer := list(t, file("x", 300<<10), file("y", 3))
	hasher := block.NewHasher(offer.Hash)
	good := content(block.MinSize, 1)
	head := wire.Block{Length: block.MinSize, Hash: hasher.Block(0, 0, good)}
	change := func(f func(*wire.Block)) wire.Block { c := head; f(&c); return c }
	for name, sent := range map[string]wire.Block{
		"another entry":     change(func(b *wire.Block) { b.Entry = 1 }),
		"no such entry":     change(func(b *wire.Block) { b.Entry = 7 }),
		"a later block":     change(func(b *wire.Block) { b.Index = 1 }),
		"no such block":     change(func(b *wire.Block) { b.Index = 1 << 40 }),
		"a short block":     change(func(b *wire.Block) { b.Length = 100 }),
		"a long block":      change(func(b *wire.Block) { b.Length = block.MinSize + 1 }),
		"no such handle":    change(func(b *wire.Block) { b.Handle = 99 }),
		"the first handle":  change(func(b *wire.Block) { b.Handle = 1 }),
		"a wrong hash":      change(func(b *wire.Block) { b.Hash[5] ^= 1 }),
		"hash of no place":  change(func(b *wire.Block) { b.Hash = block.Sum(good) }),
		"hash of elsewhere": change(func(b *wire.Block) { b.Hash = hasher.Block(0, 1, good) }),
		"hash of zeros":     change(func(b *wire.Block) { b.Hash = block.Hash{} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newEnd(t, "b", acceptAll)
			h := byHand(t, b)
			m := h.give(data, offer)
			if sent.Handle == 0 {
				sent.Handle = m.Handle
			}
			h.block(sent, good)
			// Either the stream ends, or the transfer waits, or the
			// block was for a handle that is over.
			if sent.Handle == 1 {
				h.block(change(func(b *wire.Block) { b.Handle = m.Handle }), good)
				b.awaitAny("running", func(t transfer.Transfer) bool { return t.Sent == block.MinSize })
			} else if strings.Contains(name, "hash") {
				b.awaitAny("paused", func(t transfer.Transfer) bool { return t.State == transfer.Paused && t.Reason == wire.Mismatch })
			} else if err := h.closed(); !errors.Is(err, wire.ErrBreach) {
				t.Errorf("closed for %v", err)
			}
			tree, _ := filepath.Glob(filepath.Join(b.state, "in", "*", "tree", "x"))
			if sent.Handle != 1 && len(tree) > 0 {
				t.Errorf("written: %v", tree)
			}
		})
	}
}

// TestWrongFileHash gives blocks that fit and a file's hash that does not.
func TestWrongFileHash(t *testing.T) {
	t.Parallel()
	data, offer := list(t, file("x", 3), file("y", 3))
	b := newEnd(t, "b", acceptAll)
	h := byHand(t, b)
	m := h.give(data, offer)
	for range 2 {
		frames := whole(offer, m.Handle, 0, []byte("abc"))
		frames[len(frames)-1] ^= 1
		h.send(frames)
		if m.Block == 0 && m.Handle == 2 {
			h.send(wire.AppendHandle(nil, wire.TypeStopped, m.Handle))
			next, err := wire.DecodeGo(h.want(wire.TypeGo))
			if err != nil || next.Block != 0 || next.Entry != 0 {
				t.Fatalf("%+v, %v", next, err)
			}
			m = next
		}
	}
	h.send(whole(offer, m.Handle, 1, []byte("def")), wire.AppendHandle(nil, wire.TypeFinished, m.Handle))
	h.want(wire.TypeDone)
	got := b.awaitAny("done", func(t transfer.Transfer) bool { return t.State == transfer.Done })
	if got.SkippedCount != 1 || got.Skipped[0] != (transfer.Skipped{Path: "x", Reason: wire.Mismatch}) {
		t.Errorf("skipped %v", got.Skipped)
	}
	if _, err := os.Stat(filepath.Join(b.downloads, "x")); err == nil {
		t.Error("x arrived")
	}
}

func TestWrongManifest(t *testing.T) {
	t.Parallel()
	data, offer := list(t, file("x", 3), file("y", 3))
	for name, change := range map[string]func([]byte, *wire.Offer) []byte{
		"another hash":  func(d []byte, o *wire.Offer) []byte { o.Hash[0] ^= 1; return d },
		"another count": func(d []byte, o *wire.Offer) []byte { o.Files = 3; return d },
		"another size":  func(d []byte, o *wire.Offer) []byte { o.Bytes = 7; return d },
		"too long":      func(d []byte, _ *wire.Offer) []byte { return append(bytes.Clone(d), d...) },
		"damaged":       func(d []byte, o *wire.Offer) []byte { d = bytes.Clone(d); d[1] = 60; o.Hash = block.Sum(d); return d },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newEnd(t, "b", acceptAll)
			h := byHand(t, b)
			changed, o := data, offer
			changed = change(changed, &o)
			h.send(o.Append(nil))
			h.list(changed)
			h.want(wire.TypeCancel)
			b.awaitAny("failed", func(t transfer.Transfer) bool { return t.State == transfer.Failed && t.Reason == wire.Mismatch })
		})
	}
}

// TestFinishedTooEarly says that all was sent, and nothing was.
func TestFinishedTooEarly(t *testing.T) {
	t.Parallel()
	data, offer := list(t, file("x", 3))
	b := newEnd(t, "b", acceptAll)
	h := byHand(t, b)
	m := h.give(data, offer)
	h.send(wire.AppendHandle(nil, wire.TypeFinished, m.Handle))
	h.want(wire.TypeCancel)
}

// TestTooLarge offers more than any disk holds.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b", acceptAll)
	h := byHand(t, b)
	_, offer := list(t, file("x", 1<<61))
	h.send(offer.Append(nil))
	got := b.awaitAny("refused", func(t transfer.Transfer) bool { return t.State == transfer.Offered && t.Reason == wire.NoRoom })
	if transfer.Sentence(got.Reason) == "" {
		t.Error("no sentence")
	}
	b.untouched()
}

// TestBillionEntries announces more than there may be: nothing is kept.
func TestBillionEntries(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b", acceptAll)
	h := byHand(t, b)
	_, offer := list(t, file("x", 3))
	offer.Files = 1_000_000_000
	offer.Manifest = wire.MaxManifest
	h.send(offer.Append(nil))
	if err := h.closed(); !errors.Is(err, wire.ErrBreach) {
		t.Errorf("closed for %v", err)
	}
	if n := len(b.Transfers()); n > 0 {
		t.Errorf("%d offers are kept", n)
	}
	b.untouched()
}

// TestFloodOfOffers keeps no more than a few.
func TestFloodOfOffers(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b")
	h := byHand(t, b)
	_, offer := list(t, file("x", 3))
	for i := range 1000 {
		offer.ID = wire.ID{byte(i), byte(i >> 8), 1}
		h.send(offer.Append(nil))
		if i%100 == 0 {
			h.drain()
		}
	}
	h.send(wire.AppendEmpty(nil, wire.TypePing))
	h.want(wire.TypePong)
	if n := len(b.Transfers()); n > 16 {
		t.Errorf("%d offers are kept", n)
	}
	for i := range 1000 { // and take them back
		h.send(wire.Note{Type: wire.TypeCancel, ID: wire.ID{byte(i), byte(i >> 8), 1}, Side: wire.Sender}.Append(nil))
		if i%100 == 0 {
			h.drain()
		}
	}
	b.untouched()
}

// TestManyEntriesLeaveMemoryFlat receives as many empty files as there may be
// in a manifest, up to the point of making them.
func TestManyEntriesLeaveMemoryFlat(t *testing.T) {
	count := 1 << 18
	if testing.Short() {
		count = 1 << 14
	}
	reader, writer := io.Pipe()
	var offer wire.Offer
	list := func() error {
		w := manifest.NewWriter(writer)
		for i := range count {
			if err := w.Add(file(fmt.Sprintf("%d", i), 0)); err != nil {
				return err
			}
		}
		var err error
		offer, err = w.Finish()
		return errors.Join(err, writer.Close())
	}
	done := make(chan error, 1)
	go func() { done <- list() }()
	_, _ = io.Copy(io.Discard, reader)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	before := heap()
	reader, writer = io.Pipe()
	go func() { done <- list() }()
	want := offer
	if err := manifest.Check(reader, want); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if grown := heap() - before; grown > 4<<20 {
		t.Errorf("grew by %d bytes", grown)
	}
	// One more than allowed is refused in the offer.
	offer.Files = wire.MaxEntries + 1
	if _, err := wire.DecodeOffer(offer.Append(nil)[4:]); err == nil {
		t.Error("too many entries are taken")
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
