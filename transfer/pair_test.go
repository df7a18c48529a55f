package transfer_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/transfer"
)

// patience is how long a test waits before it says that something hangs.
const patience = 20 * time.Second

// end is an Engine with folders of its own.
type end struct {
	*transfer.Engine
	t         testing.TB
	key       string
	state     string
	downloads string
	config    transfer.Config
}

func newEnd(t testing.TB, key string, change ...func(*transfer.Config)) *end {
	t.Helper()
	dir := t.TempDir()
	e := &end{t: t, key: key, state: filepath.Join(dir, "state"), downloads: filepath.Join(dir, "downloads")}
	e.config = transfer.Config{State: e.state, Downloads: e.downloads, Log: func(what string, err error) { t.Logf("%s: %s: %v", key, what, err) }}
	for _, c := range change {
		c(&e.config)
	}
	e.open()
	t.Cleanup(func() { e.Close() })
	return e
}

func acceptAll(c *transfer.Config) { c.AutoAccept = func(transfer.Transfer) bool { return true } }

func (e *end) open() {
	e.t.Helper()
	engine, err := transfer.Open(e.config)
	if err != nil {
		e.t.Fatal(err)
	}
	e.Engine = engine
}

// reopen ends the Engine and opens another on the same folders.
func (e *end) reopen() {
	e.t.Helper()
	e.Close()
	e.open()
}

// connect joins two ends by a TCP connection.
func connect(t testing.TB, a, b *end, rank transfer.Rank) (*transfer.Stream, *transfer.Stream) {
	t.Helper()
	ca, cb := tcp(t)
	return a.Attach(b.key, ca, rank), b.Attach(a.key, cb, rank)
}

func tcp(t testing.TB) (net.Conn, net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dialed, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	taken, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return dialed, taken
}

// await waits until a transfer is as it should be.
func (e *end) await(id transfer.ID, what string, ok func(transfer.Transfer) bool) transfer.Transfer {
	e.t.Helper()
	return e.awaitAny(what, func(t transfer.Transfer) bool { return t.ID == id && ok(t) })
}

func (e *end) awaitAny(what string, ok func(transfer.Transfer) bool) transfer.Transfer {
	e.t.Helper()
	watch := e.Watch()
	defer watch.Close()
	late := time.After(patience)
	for {
		select {
		case list := <-watch.C():
			for _, t := range list {
				if ok(t) {
					return t
				}
			}
		case <-late:
			e.t.Fatalf("%s: never %s: %+v", e.key, what, e.Transfers())
		}
	}
}

func (e *end) awaitState(id transfer.ID, state transfer.State) transfer.Transfer {
	e.t.Helper()
	return e.await(id, state.String(), func(t transfer.Transfer) bool {
		if t.State.Ended() && t.State != state {
			e.t.Fatalf("%s: %v (%s) instead of %v", e.key, t.State, transfer.Sentence(t.Reason), state)
		}
		return t.State == state
	})
}

// offer waits for an offer and returns it.
func (e *end) offer() transfer.Transfer {
	e.t.Helper()
	return e.awaitAny("offered", func(t transfer.Transfer) bool {
		return t.Direction == transfer.Receiving && t.State == transfer.Offered
	})
}

// write makes a file with content that depends on the seed.
func write(t testing.TB, path string, size int, seed uint64) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content(size, seed), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(size int, seed uint64) []byte {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	data := make([]byte, size)
	_, _ = rand.NewChaCha8(key).Read(data)
	return data
}

// digest describes everything below a folder: names, kinds and contents.
func digest(t testing.TB, root string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if d.IsDir() {
			fmt.Fprintf(&out, "%s/\n", name)
			return nil
		}
		fmt.Fprintf(&out, "%s %s\n", name, fileDigest(t, path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func fileDigest(t testing.TB, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func equalFiles(t testing.TB, a, b string) {
	t.Helper()
	if fileDigest(t, a) != fileDigest(t, b) {
		t.Errorf("%s and %s differ", a, b)
	}
}

func equalTrees(t testing.TB, a, b string) {
	t.Helper()
	if x, y := digest(t, a), digest(t, b); x != y {
		t.Errorf("trees differ:\n%s\n%s", x, y)
	}
}

// nothingLeft checks that an end keeps nothing of transfers that ended.
func (e *end) nothingLeft() {
	e.t.Helper()
	var left []string
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		if left = e.left(); len(left) == 0 {
			return
		}
	}
	e.t.Errorf("%s: %v is left", e.key, left)
}

func (e *end) left() []string {
	var left []string
	for _, pattern := range []string{"in/*", "out/*", "parcels/*", transfer.Scratch + "/*"} {
		found, _ := filepath.Glob(filepath.Join(e.state, pattern))
		left = append(left, found...)
	}
	hidden, _ := filepath.Glob(filepath.Join(e.downloads, ".*"))
	return append(left, hidden...)
}
