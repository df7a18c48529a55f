//go:build linux

package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"parley/call"
	"parley/transfer"
	"parley/ui/uitest"
)

// TestPaste pastes a picture, files and a text, while writing and not.
func TestPaste(t *testing.T) {
	downloads := filepath.Join(t.TempDir(), "downloads")
	a, b := twoDesktops(t, "--downloads", downloads)
	scratch := filepath.Join(a.profile(), transfers, transfer.Scratch)

	var shown bytes.Buffer
	if err := png.Encode(&shown, b.display.Screenshot()); err != nil {
		t.Fatal(err)
	}
	a.display.Copy(uitest.Copied{"image/png": shown.Bytes(), "text/html": []byte("<img src=x>")})
	a.click("call", "chat")
	a.click("call", "chat-entry")
	a.display.Type("look ")
	a.display.Key("ctrl+v")
	a.find("call", "parcel-picture")
	a.shoot("8-paste")
	pasted := glob(t, scratch)
	if len(pasted) != 1 {
		t.Fatalf("%q is kept to be sent", pasted)
	}
	a.clickAway("parcel-offer")
	came := b.accepts(filepath.Base(pasted[0]))
	if got, err := os.ReadFile(came); err != nil || !bytes.Equal(got, shown.Bytes()) {
		t.Errorf("%d bytes arrive of %d, %v", len(got), shown.Len(), err)
	}
	a.display.Eventually("what was pasted to be deleted", func() bool { return len(glob(t, scratch)) == 0 })

	a.click("call", "chat")
	a.click("call", "chat-entry")
	a.display.Copy(uitest.Copied{"UTF8_STRING": []byte("at this, ")})
	a.display.Key("ctrl+v")
	a.display.Type("please")
	a.display.Key("Return")
	if got := b.event(call.EventChat); got.Text != "look at this, please" {
		t.Errorf("Bo reads %q", got.Text)
	}

	one, two := filepath.Join(t.TempDir(), "Grüße 1.txt"), filepath.Join(t.TempDir(), "2 & 3")
	put(t, one, 1000)
	put(t, two, 0)
	a.display.Copy(uitest.Copied{"text/uri-list": uitest.URIList(one, two), "UTF8_STRING": []byte(one)})
	a.click("call", "files")
	a.find("call", "files-panel")
	a.display.Key("ctrl+v")
	a.clickAway("parcel-offer")
	b.accepts(filepath.Base(one))
	for _, path := range []string{one, two} {
		same(t, treeOf(t, path), treeOf(t, filepath.Join(downloads, filepath.Base(path))))
	}

	a.display.Copy(uitest.Copied{"image/png": shown.Bytes()})
	a.display.Key("ctrl+v")
	a.find("call", "parcel-cancel")
	if len(glob(t, scratch)) != 1 {
		t.Error("a second picture is not kept")
	}
	a.clickAway("parcel-cancel")
	a.display.Eventually("what is not sent to be deleted", func() bool { return len(glob(t, scratch)) == 0 })
	a.leave()
	b.leave()
}

// TestPasteFromOneselfAndFromWhoHangs copies a text in the window itself, and
// then pastes from a program that never answers: the window goes on meanwhile.
func TestPasteFromOneselfAndFromWhoHangs(t *testing.T) {
	a, b := twoDesktops(t)
	a.click("call", "chat")
	a.click("call", "chat-entry")
	a.display.Type("ab")
	for _, key := range []string{"ctrl+a", "ctrl+c", "End", "ctrl+v", "Return"} {
		a.display.Key(key)
	}
	if got := b.event(call.EventChat); got.Text != "abab" {
		t.Errorf("Bo reads %q", got.Text)
	}
	a.display.CopyAndHang()
	a.click("call", "files")
	a.find("call", "files-panel")
	a.display.Key("ctrl+v")
	a.sees()
	if _, said := a.spot("call", "toast-0"); said {
		t.Error("the window gave up, or was held up")
	}
	a.find("call", "toast-0")
	a.shoot("8-hangs")
	a.leave()
	b.leave()
}

func glob(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// profile is the folder of the program's.
func (p *program) profile() string {
	return p.cmd.Args[slices.Index(p.cmd.Args, "--profile")+1]
}
