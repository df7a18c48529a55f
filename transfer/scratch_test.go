package transfer_test

import (
	"os"
	"path/filepath"
	"testing"

	"parley/transfer"
)

// scratched writes a file that is only made to be sent.
func (e *end) scratched(name string) string {
	e.t.Helper()
	return write(e.t, filepath.Join(e.state, transfer.Scratch, name), 300<<10, 3)
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestScratchIsDeletedAfterTheLastReceiver sends a pasted picture to two, of
// whom one accepts and the other declines; what lies elsewhere stays.
func TestScratchIsDeletedAfterTheLastReceiver(t *testing.T) {
	t.Parallel()
	a, b, c := newEnd(t, "a"), newEnd(t, "b", acceptAll), newEnd(t, "c")
	connect(t, a, b, transfer.Direct)
	connect(t, a, c, transfer.Direct)
	pasted, own := a.scratched("pasted.png"), write(t, filepath.Join(t.TempDir(), "own"), 1000, 4)
	ids := a.Send([]string{pasted, own}, "b", "c")
	a.awaitState(ids[0], transfer.Done)
	equalFiles(t, own, filepath.Join(b.downloads, "own"))
	if !there(pasted) {
		t.Fatal("it is deleted while somebody is asked")
	}
	c.Decline(c.offer().ID)
	a.awaitState(ids[1], transfer.Declined)
	a.nothingLeft()
	if !there(own) {
		t.Error("a file of the person's is deleted")
	}
}

// TestScratchOutlivesTheProgram keeps what is still to be sent, and deletes
// what was never sent.
func TestScratchOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	sent, forgotten := a.scratched("sent.png"), a.scratched("forgotten.png")
	id := a.Send([]string{sent}, "b")[0]
	parcel := a.awaitState(id, transfer.Offered).Parcel
	a.reopen()
	if got := a.at(id).Parcel; got != parcel {
		t.Errorf("after a restart %q is named %q", parcel, got)
	}
	if !there(sent) || there(forgotten) {
		t.Fatalf("what is to be sent is there: %v; what is not: %v", there(sent), there(forgotten))
	}
	connect(t, a, b, transfer.Direct)
	a.awaitState(id, transfer.Done)
	a.nothingLeft()
}

// TestScratchThatCannotBeSent deletes what was sent with something that is
// gone, and what was cancelled before it was offered.
func TestScratchThatCannotBeSent(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	id := a.Send([]string{a.scratched("a.png"), filepath.Join(t.TempDir(), "gone")}, "b")[0]
	a.awaitState(id, transfer.Failed)
	a.nothingLeft()
	a.Cancel(a.Send([]string{a.scratched("b.png")}, "b")[0])
	a.nothingLeft()
}
