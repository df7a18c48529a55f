//go:build linux

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parley/call"
	"parley/transfer"
)

// smallDisk mounts a disk of a size.
func smallDisk(t *testing.T, size string) (folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk cannot be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// told waits until a transfer stands so, with words in what is said of it.
func (p *program) told(s transfer.State, words string) call.Event {
	p.t.Helper()
	return p.files("say that "+words, func(e call.Event) bool {
		return e.State == s.String() && strings.Contains(e.Text, words)
	})
}

// TestNoRoom offers more than the receiver's disk has room for: both sides are
// told, and nothing is written.
func TestNoRoom(t *testing.T) {
	executable(t)
	disk := smallDisk(t, "48m")
	large := filepath.Join(t.TempDir(), "large.bin")
	put(t, large, 64<<20)
	b := start(t, "Bo", place{}, "receive", "--listen", "127.0.0.1:0", "--downloads", disk, "--accept-files")
	a := start(t, "Ada", place{}, "send", large, b.listening())
	b.told(transfer.Offered, "There is not enough room on the disk.")
	a.told(transfer.Offered, "not enough room on the other side's disk")
	if left := treeOf(t, disk); len(left) > 1 {
		t.Errorf("before there was room there is %v", left)
	}
	if status := a.leave(); status != exitCall {
		t.Errorf("status %d", status)
	}
	b.leave()
}

// TestDiskFills fills the receiver's disk in the middle of a transfer. Sent
// again once there is room, it goes on where it was.
func TestDiskFills(t *testing.T) {
	const size = 16 << 20
	p, disk, home, f := joined(t, quick), smallDisk(t, "48m"), t.TempDir(), newFreight(t, size)
	f.downloads = filepath.Join(disk, "downloads")
	b := start(t, "Bo", place{namespace: p.B.Namespace}, "receive", "--listen", p.B.Address+":0", "--downloads", f.downloads, "--accept-files")
	address := b.listening()
	send := func() *program {
		return start(t, "Ada", place{home: home, namespace: p.A.Namespace}, "send", f.path, address)
	}
	a := send()
	b.gets(size / 4)
	free := fill(t, disk)
	stopped := b.told(transfer.Paused, "The disk is full.")
	a.told(transfer.Paused, "The other side's disk is full.")
	if status := a.leave(); status != exitCall {
		t.Errorf("status %d", status)
	}
	b.forget()
	free()
	a = send()
	again := b.files("go on", in(transfer.Running))
	if *stopped.Sent < size/4 || *again.Sent < *stopped.Sent {
		t.Errorf("it stopped with %d bytes and went on with %d", *stopped.Sent, *again.Sent)
	}
	f.arrives(a, b)
	if status := a.status(); status != exitDone {
		t.Errorf("status %d", status)
	}
	b.leave()
}

// fill takes all room on a disk, until free gives it back.
func fill(t *testing.T, disk string) (free func()) {
	t.Helper()
	hog, err := os.Create(filepath.Join(disk, "hog"))
	if err != nil {
		t.Fatal(err)
	}
	defer hog.Close()
	if _, err := io.Copy(hog, endless{}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(hog.Name()); err != nil {
			t.Error(err)
		}
	}
}

// endless reads zeros for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
