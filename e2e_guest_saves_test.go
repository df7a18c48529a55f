//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/assets/guest/guesttest"
)

// picking has the person who is asked where to save a file always choose the
// same place, within the browser's own file system.
const picking = `window.showSaveFilePicker = async ({ suggestedName }) => {
	window.suggested = suggestedName;
	window.chosen = await (await navigator.storage.getDirectory()).getFileHandle('chosen', { create: true });
	return window.chosen;
};`

// unwritable is a browser that can write nothing to the disk.
const unwritable = `delete FileSystemFileHandle.prototype.createWritable;`

// TestGuestSaves sends a guest a large file, which goes where the person wants
// it. The log says how much memory the browser took meanwhile.
func TestGuestSaves(t *testing.T) {
	const size = 32 << 20
	file := filepath.Join(t.TempDir(), "large.bin")
	g, browser, gus := offered(t, file, size, picking)
	gus.Sees(1)
	gus.Collect()
	before := browser.Memory("")
	gus.Click("Accept")
	most := before
	for end := time.Now().Add(4 * patience); !is(gus, arrivedWhole); time.Sleep(300 * time.Millisecond) {
		most = max(most, browser.Memory(""))
		if time.Now().After(end) {
			t.Fatalf("the file does not arrive: %s", gus.Text("document.body.innerText"))
		}
	}
	t.Logf("the browser took %d MB more, from %d MB on", (most-before)>>20, before>>20)
	if name := gus.Text("window.suggested"); name != "large.bin" {
		t.Errorf("the name %q is suggested", name)
	}
	compare(t, gus, file)
	silent(t, g, gus)
}

// TestGuestSavesInMemory sends a file to a browser that can write nothing.
func TestGuestSavesInMemory(t *testing.T) {
	file, folder := filepath.Join(t.TempDir(), "small.bin"), t.TempDir()
	g, _, gus := offered(t, file, 3_000_001, unwritable)
	gus.Downloads(folder)
	gus.Click("Accept")
	gus.Wait(arrivedWhole)
	sent, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gus.Downloaded(folder, sent)
	silent(t, g, gus)
}

// arrivedWhole is true when the one file that was offered is all here.
const arrivedWhole = "document.querySelector('.card').innerText.includes('checked')"

// offered has a guest in a meeting with a person who offers a file, of a size.
// The script runs before the page's own.
func offered(t *testing.T, file string, size int64, script string) (g *gathering, browser *guesttest.Browser, gus *guesttest.Page) {
	t.Helper()
	put(t, file, size)
	g = gather(t, "Ada", append([]string{"--send", file}, signals...)...)
	browser = guesttest.Start(t)
	gus = browser.Come(g.link, "Gus", script)
	g.people[0].meets("Gus")
	gus.Click("Files, 1 new")
	return g, browser, gus
}

func is(p *guesttest.Page, condition string) (yes bool) {
	p.Eval("!!("+condition+")", &yes)
	return yes
}

// compare compares what was saved with what was sent.
func compare(t *testing.T, gus *guesttest.Page, file string) {
	t.Helper()
	want, err := hashOf(file)
	if err != nil {
		t.Fatal(err)
	}
	got := gus.Text(`await (async () => {
		const data = await (await window.chosen.getFile()).arrayBuffer();
		return new Uint8Array(await crypto.subtle.digest('SHA-256', data)).toHex();
	})()`)
	if got != want {
		t.Errorf("what is saved has the hash %s, not %s", got, want)
	}
}
