package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"parley/ui/clipboard"
)

func TestPicturesOfOneMinuteAreToldApart(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "made", "anew")
	now := time.Date(2026, 11, 26, 11, 4, 59, 0, time.Local)
	for i, want := range []string{"Pasted picture 2026-11-26 at 11.04.png", "Pasted picture 2026-11-26 at 11.04 (2).png"} {
		data := []byte{byte(i), 1, 2}
		path, err := keepPicture(folder, clipboard.Picture{Data: data, Ending: ".png"}, now)
		if err != nil || path != filepath.Join(folder, want) {
			t.Fatalf("it is kept as %q, %v", path, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others may read it: %v, %v", info, err)
		}
		if got, _ := os.ReadFile(path); !bytes.Equal(got, data) {
			t.Errorf("it holds %v", got)
		}
	}
}

func TestPictureThatCannotBeKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keepPicture(file, clipboard.Picture{Data: []byte{1}, Ending: ".png"}, time.Now()); err == nil {
		t.Error("it is kept in a file")
	}
}

func TestOnlyWhatWasMadeForItIsDiscarded(t *testing.T) {
	p := newPaster(t.TempDir() + "/")
	own, other := filepath.Join(p.scratch, "a.png"), filepath.Join(t.TempDir(), "b.png")
	below := filepath.Join(p.scratch, "folder", "c.png")
	if err := os.Mkdir(filepath.Dir(below), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{own, other, below} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.discard([]string{own, other, below})
	p.close()
	p.close()
	var left []string
	for _, path := range []string{own, other, below} {
		if _, err := os.Stat(path); err == nil {
			left = append(left, path)
		}
	}
	if !slices.Equal(left, []string{other, below}) {
		t.Errorf("%q is left", left)
	}
}

func TestListed(t *testing.T) {
	if got := listed("file:///tmp/a%20b"); !slices.Equal(got.Paths, []string{"/tmp/a b"}) || got.Text != "" {
		t.Errorf("a file is %+v", got)
	}
	if got := listed("see file:///tmp/a"); got.Paths != nil || got.Text == "" {
		t.Errorf("a text is %+v", got)
	}
}
