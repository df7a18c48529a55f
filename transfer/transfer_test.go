package transfer_test

import (
	"os"
	"path/filepath"
	"testing"

	"parley/transfer"
)

func TestFileArrives(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	connect(t, a, b, transfer.Direct)
	path := write(t, filepath.Join(t.TempDir(), "film.bin"), 3<<20+17, 1)
	sent := a.Send([]string{path}, b.key)[0]
	offer := b.offer()
	if offer.Bytes != 3<<20+17 || offer.Files != 1 || offer.Items[0].Name != "film.bin" || offer.Peer != "a" {
		t.Errorf("offer %+v", offer)
	}
	b.Accept(offer.ID, "")
	got := b.awaitState(offer.ID, transfer.Done)
	a.awaitState(sent, transfer.Done)
	if want := filepath.Join(b.downloads, "film.bin"); len(got.Placed) != 1 || got.Placed[0] != want {
		t.Errorf("placed %v, want %s", got.Placed, want)
	}
	equalFiles(t, path, filepath.Join(b.downloads, "film.bin"))
	before, _ := os.Stat(path)
	after, _ := os.Stat(filepath.Join(b.downloads, "film.bin"))
	if !before.ModTime().Equal(after.ModTime()) {
		t.Errorf("modified %v, want %v", after.ModTime(), before.ModTime())
	}
	a.nothingLeft()
	b.nothingLeft()
}
