package manifest_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/transfer/manifest"
	"parley/transfer/manifest/manifesttest"
	"parley/transfer/wire"
)

func read(data []byte) ([]manifest.Entry, error) {
	var entries []manifest.Entry
	r := manifest.NewReader(bytes.NewReader(data))
	for {
		number, e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return entries, err
		}
		if int(number) != len(entries) {
			return entries, errors.New("wrong number")
		}
		entries = append(entries, e)
	}
}

// trees draws entries whose depths make a tree.
func trees() *rapid.Generator[[]manifest.Entry] {
	return rapid.Custom(func(t *rapid.T) []manifest.Entry {
		var entries []manifest.Entry
		below := 0
		for range rapid.IntRange(1, 40).Draw(t, "count") {
			e := manifest.Entry{
				Kind: wire.Kind(rapid.IntRange(1, 2).Draw(t, "kind")), Depth: rapid.IntRange(0, min(below, manifest.MaxDepth-1)).Draw(t, "depth"),
				Mode: rapid.Uint16Range(0, 0o7777).Draw(t, "mode"), Modified: rapid.Int64().Draw(t, "modified"),
				Name: string(rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "name")),
			}
			below = e.Depth
			if e.Kind == wire.Folder {
				below++
			} else {
				e.Size = rapid.Int64Range(0, 1<<40).Draw(t, "size")
			}
			entries = append(entries, e)
		}
		return entries
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := trees().Draw(t, "entries")
		data, offer := manifesttest.List(t, entries...)
		got, err := read(data)
		if err != nil || len(got) != len(entries) {
			t.Fatalf("%d entries of %d, %v", len(got), len(entries), err)
		}
		var bytesSum int64
		for i := range got {
			if got[i] != entries[i] {
				t.Fatalf("%+v becomes %+v", entries[i], got[i])
			}
			bytesSum += got[i].Size
		}
		if err := manifest.Check(bytes.NewReader(data), offer); err != nil || offer.Bytes != bytesSum {
			t.Fatalf("%+v: %v", offer, err)
		}
		offer.ID = wire.ID{1}
		if _, err := wire.DecodeOffer(offer.Append(nil)[4:]); err != nil {
			t.Fatalf("%+v: %v", offer, err)
		}
		cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		if err := manifest.Check(bytes.NewReader(data[:cut]), offer); !errors.Is(err, manifest.ErrInvalid) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	})
}

func TestItemsAddUp(t *testing.T) {
	_, offer := manifesttest.List(t,
		manifest.Entry{Kind: wire.Folder, Name: "a"},
		manifest.Entry{Kind: wire.File, Depth: 1, Name: "b", Size: 5},
		manifest.Entry{Kind: wire.Folder, Depth: 1, Name: "c"},
		manifest.Entry{Kind: wire.File, Depth: 2, Name: "d", Size: 6},
		manifest.Entry{Kind: wire.File, Name: "e", Size: 7},
	)
	if len(offer.Items) != 2 || offer.Items[0].Size != 11 || offer.Items[1].Size != 7 || offer.Files != 3 || offer.Folders != 2 {
		t.Errorf("%+v", offer)
	}
}

func TestRefused(t *testing.T) {
	folder := manifest.Entry{Kind: wire.Folder, Name: "x"}
	for name, e := range map[string]manifest.Entry{
		"no kind":     {Name: "x"},
		"no name":     {Kind: wire.File},
		"long name":   {Kind: wire.File, Name: strings.Repeat("x", 1025)},
		"negative":    {Kind: wire.File, Name: "x", Size: -1},
		"huge":        {Kind: wire.File, Name: "x", Size: 1<<62 + 1},
		"mode":        {Kind: wire.File, Name: "x", Mode: 0o10000},
		"folder size": {Kind: wire.Folder, Name: "x", Size: 1},
		"too deep":    {Kind: wire.File, Name: "x", Depth: 2},
		"wrapped":     {Kind: wire.File, Name: "x", Depth: 256},
	} {
		var out bytes.Buffer
		w := manifest.NewWriter(&out)
		if err := w.Add(folder); err != nil {
			t.Fatal(err)
		}
		if err := w.Add(e); !errors.Is(err, manifest.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.Finish(); err != nil || out.Len() == 0 {
			t.Errorf("%s spoils the rest: %v", name, err)
		}
	}
}

// TestTotalMayNotOverflow adds sizes that are allowed one by one.
func TestTotalMayNotOverflow(t *testing.T) {
	w := manifest.NewWriter(io.Discard)
	e := manifest.Entry{Kind: wire.File, Name: "x", Size: 1 << 61}
	var err error
	for range 5 {
		err = errors.Join(err, w.Add(e))
	}
	if !errors.Is(err, manifest.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func FuzzReader(f *testing.F) {
	data, _ := manifesttest.List(f, manifest.Entry{Kind: wire.Folder, Name: "a"},
		manifest.Entry{Kind: wire.File, Depth: 1, Name: "b", Size: 5}, manifest.Entry{Kind: wire.File, Name: "\xff", Mode: 0o644})
	f.Add(data)
	f.Add(data[:30])
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := read(data)
		if err != nil {
			if !errors.Is(err, manifest.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if again, _ := manifesttest.List(t, entries...); !bytes.Equal(again, data) {
			t.Fatalf("%x becomes %x", data, again)
		}
	})
}
