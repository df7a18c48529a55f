package ui

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatCouldRunIsNotOpened(t *testing.T) {
	folder := t.TempDir()
	for name, c := range map[string]struct {
		mode os.FileMode
		want bool
	}{
		"plan.pdf": {0o600, true}, "no ending": {0o644, true}, "program": {0o755, false}, "others may run it": {0o601, false},
		"shortcut.desktop": {0o600, false}, "Setup.EXE": {0o600, false}, "page.html": {0o600, true}, "a.pdf.desktop": {0o600, false},
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		if got := harmless(path); got != c.want {
			t.Errorf("%s with %v is harmless: %v", name, c.mode, got)
		}
	}
	link := filepath.Join(folder, "link.pdf")
	if err := os.Symlink(filepath.Join(folder, "program"), link); err != nil {
		t.Skip(err)
	}
	if harmless(link) || harmless(filepath.Join(folder, "gone")) || !harmless(folder) {
		t.Error("a link or what is gone is opened, or a folder is not")
	}
}
