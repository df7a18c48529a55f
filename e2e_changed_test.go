//go:build linux

package main

import (
	"os"
	"testing"

	"parley/transfer"
)

// TestFileChanges changes a file while it is sent. What the receiver has in the
// end is what was offered, or nothing, of which both sides are told.
func TestFileChanges(t *testing.T) {
	const size = 12 << 20
	for name, change := range map[string]func(path string) error{
		"overwritten": func(path string) error { return writeAt(path, 1000) },
		"truncated":   func(path string) error { return os.Truncate(path, size/2) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFreight(t, size)
			a, b := f.changes(size/4, change)
			b.told(transfer.Done, "1 file did not arrive. The file changed while it was sent.")
			a.told(transfer.Done, "1 file did not arrive. The file changed while it was sent.")
			if status := a.status(); status != exitCall {
				t.Errorf("status %d", status)
			}
			if left := treeOf(t, f.downloads); len(left) > 1 {
				t.Errorf("there is %v", left)
			}
			b.leave()
		})
	}
	t.Run("grown", func(t *testing.T) {
		t.Parallel()
		f := newFreight(t, size)
		a, b := f.changes(size/4, func(path string) error { return writeAt(path, size) })
		b.files("have it", in(transfer.Done))
		if status := a.status(); status != exitDone {
			t.Errorf("status %d", status)
		}
		b.leave()
		if err := os.Truncate(f.path, size); err != nil {
			t.Fatal(err)
		}
		f.isSame() // with what was offered
	})
}

// changes starts to send the freight, and changes it when so many bytes are
// through.
func (f freight) changes(after int64, change func(path string) error) (a, b *program) {
	f.t.Helper()
	p := joined(f.t, quick)
	b = start(f.t, "Bo", place{namespace: p.B.Namespace}, "receive", "--listen", p.B.Address+":0", "--downloads", f.downloads, "--accept-files")
	a = start(f.t, "Ada", place{namespace: p.A.Namespace}, "send", f.path, b.listening())
	b.gets(after)
	if err := change(f.path); err != nil {
		f.t.Fatal(err)
	}
	return a, b
}

// writeAt writes other content into a file.
func writeAt(path string, offset int64) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt([]byte("something else"), offset)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
