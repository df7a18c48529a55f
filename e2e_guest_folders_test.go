//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/assets/guest/guesttest"
	"parley/call"
	"parley/transfer"
)

// plans makes a folder with a file in a folder, and returns where it is.
func plans(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "plans")
	for name, text := range map[string]string{"read me.txt": "Read me.", "2026/may.txt": strings.Repeat("May. ", 100_000), "2026/.draft": ""} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestGuestSendsAFolder has a guest send a folder to a program.
func TestGuestSendsAFolder(t *testing.T) {
	downloads, sent := t.TempDir(), plans(t)
	g := gather(t, "Ada", append([]string{"--accept-files", "--downloads", downloads}, signals...)...)
	ada := g.people[0]
	gus := guesttest.Start(t).Come(g.link, "Gus")
	ada.meets("Gus")
	gus.Sees(1)
	ada.forget()
	gus.Choose("input[webkitdirectory]", sent)
	ada.expect("have the folder", func(e told) bool { return e.Kind == call.EventFiles && e.State == transfer.Done.String() })
	for _, name := range []string{"read me.txt", "2026/may.txt", "2026/.draft"} {
		want, _ := os.ReadFile(filepath.Join(sent, name))
		if got, err := os.ReadFile(filepath.Join(downloads, "plans", name)); err != nil || string(got) != string(want) {
			t.Errorf("%s has %d bytes: %v", name, len(got), err)
		}
	}
	gus.Wait("document.querySelector('.card').innerText.includes('3 files')")
	keep(gus, "folder-sent")
	silent(t, g, gus)
}

// TestGuestTakesAFolder has a program send a folder to two guests: one whose
// browser writes folders, and one whose browser does not.
func TestGuestTakesAFolder(t *testing.T) {
	g := unbegun(t, place{}, "--http", "127.0.0.1:0")
	b := guesttest.Start(t)
	gus, noor := b.Come(g.link, "Gus"), b.Come(g.link, "Noor")
	gus.Sees(1)
	ada := g.joins("Ada", place{}, append([]string{"--send", plans(t)}, signals...)...)
	ada.meets("Gus")
	ada.meets("Noor")
	// The browser's own folder stands for one on the disk, which only a person can choose.
	gus.Eval("void (window.showDirectoryPicker = () => navigator.storage.getDirectory())", nil)
	for _, p := range []*guesttest.Page{gus, noor} {
		p.Click("Files, 1 new")
		p.Wait("document.querySelector('.card').innerText.includes('3 files')")
	}
	noor.Wait("document.querySelector('.card').innerText.includes('cannot make folders')")
	keep(noor, "folder-offered")
	noor.Screen(390, 844, false, true)
	keep(noor, "folder-offered-phone")
	gus.Click("Accept")
	gus.Wait("document.querySelector('.card').innerText.includes('checked')")
	gus.Wait(`(async () => {
		const root = await navigator.storage.getDirectory();
		const plans = await root.getDirectoryHandle('plans');
		const year = await plans.getDirectoryHandle('2026');
		const size = async (folder, name) => (await (await folder.getFileHandle(name)).getFile()).size;
		return await size(plans, 'read me.txt') === 8 && await size(year, 'may.txt') === 500000 && await size(year, '.draft') === 0;
	})()`)
	silent(t, g, gus)
}
