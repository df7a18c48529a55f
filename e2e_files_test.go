//go:build linux

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/transfer"
)

// treeOf hashes a folder: the content of every file, and every folder, by its
// path.
func treeOf(t testing.TB, root string) map[string]string {
	t.Helper()
	tree := make(map[string]string)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil || e.IsDir() {
			tree[name] = "folder"
			return err
		}
		tree[name], err = hashOf(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// same fails the test unless two trees are the same.
func same(t testing.TB, want, got map[string]string) {
	t.Helper()
	for name, content := range want {
		if got[name] != content {
			t.Errorf("%q arrived as %q", name, got[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d things arrived of %d", len(got), len(want))
	}
}

// luggage makes a folder to send: many small files with odd names, an empty
// file and folder, and a large file.
func luggage(t testing.TB, small int, large int64) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "luggage")
	odd := []string{"plain.txt", "with blanks and ü.txt", "日本語.txt", "a'b.txt", "-rf", "100%.txt", "emoji 🙂.txt"}
	for i := range small {
		folder := filepath.Join(root, fmt.Sprintf("folder %d", i%17))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%d %s", i, odd[i%len(odd)])
		put(t, filepath.Join(folder, name), int64(rand.N(3000)))
	}
	put(t, filepath.Join(root, "empty"), 0)
	put(t, filepath.Join(root, "large.bin"), large)
	if err := os.MkdirAll(filepath.Join(root, "nothing here"), 0o700); err != nil {
		t.Fatal(err)
	}
	return root
}

// put writes a file of random bytes.
func put(t testing.TB, path string, size int64) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	source := rand.NewChaCha8([32]byte{byte(size), byte(size >> 8), byte(len(path))})
	if _, err := io.CopyN(f, source, size); err != nil {
		t.Fatal(err)
	}
}

// files waits until a transfer stands so.
func (p *program) files(what string, match func(call.Event) bool) call.Event {
	p.t.Helper()
	return p.expect(what, func(e told) bool { return e.Kind == call.EventFiles && match(e.Event) }).Event
}

func in(s transfer.State) func(call.Event) bool {
	return func(e call.Event) bool { return e.State == s.String() }
}

// TestFilesInACall sends a folder while the call goes on.
func TestFilesInACall(t *testing.T) {
	bag, downloads := luggage(t, 300, 20<<20), filepath.Join(t.TempDir(), "downloads")
	b, address := waiting(t, "Bo", place{}, append([]string{"--downloads", downloads, "--accept-files"}, signals...)...)
	a := ringing(t, "Ada", place{}, address, append([]string{"--send", bag}, signals...)...)
	inCall(t, a, b)
	b.files("receive a folder", in(transfer.Done))
	a.files("hear that it arrived", in(transfer.Done))
	same(t, treeOf(t, bag), treeOf(t, filepath.Join(downloads, "luggage")))
	a.forget()
	flows(a)
	a.leave()
	b.leave()
}

// TestFilesAreAskedFor checks that nothing is kept of what nobody accepted.
func TestFilesAreAskedFor(t *testing.T) {
	bag, downloads := luggage(t, 3, 1<<20), filepath.Join(t.TempDir(), "downloads")
	b := start(t, "Bo", place{}, "receive", "--listen", "127.0.0.1:0", "--downloads", downloads)
	a := start(t, "Ada", place{}, "send", bag, b.listening(), "--for", "8s")
	b.files("be offered a folder", in(transfer.Offered))
	if status := a.status(); status != exitCall {
		t.Errorf("status %d", status)
	}
	if left := treeOf(t, filepath.Dir(downloads)); len(left) > 1 {
		t.Errorf("before anybody accepted there is %v", left)
	}
	b.leave()
}

// kills is how often each side is killed in TestFilesSurviveKills.
const kills = 4

// TestFilesSurviveKills kills sender and receiver in the middle of a transfer,
// at random moments, again and again. What was through is not sent again, but
// for the blocks that were under way.
func TestFilesSurviveKills(t *testing.T) {
	bag, downloads := luggage(t, 200, 1<<30), filepath.Join(t.TempDir(), "downloads")
	homes := []string{t.TempDir(), t.TempDir()}
	receive := func() (*program, string) {
		p := start(t, "Bo", place{home: homes[0]}, "receive", "--listen", "127.0.0.1:0", "--downloads", downloads, "--accept-files")
		return p, p.listening()
	}
	send := func(to string) *program { return start(t, "Ada", place{home: homes[1]}, "send", bag, to) }
	b, address := receive()
	a := send(address)
	killed := 0
	for ; killed < 2*kills; killed++ {
		e := b.files("receive more", func(e call.Event) bool {
			return e.State == transfer.Done.String() || e.State == transfer.Running.String() && *e.Sent > int64(killed+1)*20<<20
		})
		if e.State == transfer.Done.String() {
			break // this computer is quick
		}
		time.Sleep(rand.N(100 * time.Millisecond))
		if killed%2 == 0 {
			b.kill()
			b, address = receive()
			a.kill()
		} else {
			a.kill()
		}
		a = send(address)
	}
	b.files("receive all", in(transfer.Done))
	a.files("hear that it arrived", in(transfer.Done))
	if status := a.status(); status != exitDone {
		t.Errorf("status %d", status)
	}
	b.leave()
	if killed < 2 {
		t.Errorf("%d kills before all was there", killed)
	}
	got := treeOf(t, downloads)
	arrived := 0
	for name := range got {
		if filepath.Base(name) == "large.bin" {
			arrived++
		}
	}
	same(t, treeOf(t, bag), treeOf(t, filepath.Join(downloads, "luggage")))
	if arrived != 1 {
		t.Errorf("the large file arrived %d times", arrived)
	}
}
