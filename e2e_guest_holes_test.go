//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"parley/assets/guest/guesttest"
)

// TestGuestSavesHoles sends a guest a file that is mostly empty: what is empty
// is not sent, and what is saved is the same.
func TestGuestSavesHoles(t *testing.T) {
	const size, tail = 160 << 20, "the end"
	file := filepath.Join(t.TempDir(), "sparse.bin")
	put(t, file, 1<<20)
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(tail), size-int64(len(tail))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	g := gather(t, "Ada", append([]string{"--send", file}, signals...)...)
	gus := guesttest.Start(t).Come(g.link, "Gus", picking)
	g.people[0].meets("Gus")
	gus.Click("Files, 1 new")
	gus.Click("Accept")
	gus.Wait(arrivedWhole)
	if got := gus.Text("(await window.chosen.getFile()).size"); got != fmt.Sprint(size) {
		t.Errorf("%s bytes are saved, not %d", got, size)
	}
	compare(t, gus, file)
	silent(t, g, gus)
}
