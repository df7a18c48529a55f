package transfer_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/transfer"
)

// mutable is a connection that can go dead: nothing comes through any more,
// and nobody is told.
type mutable struct {
	net.Conn
	dead atomic.Bool
	once sync.Once
	gone chan struct{}
}

func (m *mutable) Write(p []byte) (int, error) {
	if m.dead.Load() {
		<-m.gone
		return 0, io.ErrClosedPipe
	}
	return m.Conn.Write(p)
}

func (m *mutable) Close() error {
	m.once.Do(func() { close(m.gone) })
	return m.Conn.Close()
}

// TestDeadStream goes on over a new stream of the same rank long before the
// old one is known to be dead.
func TestDeadStream(t *testing.T) {
	root := t.TempDir()
	path := write(t, filepath.Join(root, "x"), bigSize, 1)
	config := func(name string) transfer.Config {
		return transfer.Config{
			State: filepath.Join(root, name, "state"), Downloads: filepath.Join(root, name, "downloads"),
			AutoAccept: func(transfer.Transfer) bool { return true },
		}
	}
	synctest.Test(t, func(t *testing.T) {
		a, err := transfer.Open(config("a"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := transfer.Open(config("b"))
		if err != nil {
			t.Fatal(err)
		}
		x, y := net.Pipe()
		old := &mutable{Conn: x, gone: make(chan struct{})}
		a.Attach("b", old, transfer.Direct).SetRate(4 << 20)
		oldEnd := b.Attach("a", y, transfer.Direct)
		id := a.Send([]string{path}, "b")[0]
		until(b, func(t transfer.Transfer) bool { return t.Sent > bigSize/4 })
		old.dead.Store(true)
		x2, y2 := net.Pipe()
		began := time.Now()
		a.Attach("b", x2, transfer.Direct)
		b.Attach("a", y2, transfer.Direct)
		until(a, func(t transfer.Transfer) bool { return t.ID == id && t.State == transfer.Done })
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("took %v", took)
		}
		<-oldEnd.Done()
		a.Close()
		b.Close()
	})
	if info, err := os.Stat(filepath.Join(root, "b", "downloads", "x")); err != nil || info.Size() != bigSize {
		t.Errorf("%v, %v", info, err)
	}
}

// until waits for a transfer to be so.
func until(e *transfer.Engine, ok func(transfer.Transfer) bool) {
	watch := e.Watch()
	defer watch.Close()
	for list := range watch.C() {
		for _, t := range list {
			if ok(t) {
				return
			}
		}
	}
}

// TestDamagedRecords does not let one spoil the rest.
func TestDamagedRecords(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b")
	l := join(t, a, b, transfer.Direct)
	path, out, in := begin(t, a, b, l)
	b.running(in, bigSize/4)
	b.Close()
	a.Close()
	for _, name := range []string{filepath.Join(a.state, "out", "1.json"), filepath.Join(b.state, "in", "1.json")} {
		for _, name := range []string{name, name + ".new"} { // which a program leaves that is killed while it writes
			if err := os.WriteFile(name, []byte("{\"Peer\":"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	a.open()
	b.open()
	for _, left := range []string{filepath.Join(a.state, "out", "1.json.new"), filepath.Join(b.state, "in", "1.json.new")} {
		if there(left) {
			t.Errorf("%s is left", left)
		}
	}
	join(t, a, b, transfer.Direct)
	b.awaitState(in, transfer.Done)
	a.awaitState(out, transfer.Done)
	equalFiles(t, path, filepath.Join(b.downloads, "big.bin"))
}
