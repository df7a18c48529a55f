package profile_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/call/profile"
)

const limit = 1 << 10

func open(t *testing.T) profile.Dir {
	t.Helper()
	dir, err := profile.Open(filepath.Join(t.TempDir(), "one", "two"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWriteIsForTheOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	dir := open(t)
	if err := dir.Write("a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{string(dir): 0o700, dir.Path("a"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o, want %04o", path, got, want)
		}
	}
}

func TestReadFaults(t *testing.T) {
	dir := open(t)
	write := func(name string, size int, mode fs.FileMode) {
		if err := os.WriteFile(dir.Path(name), make([]byte, size), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("full", limit, 0o600)
	write("large", limit+1, 0o600)
	write("open", 1, 0o644)
	if err := os.Mkdir(dir.Path("folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		"full": nil, "large": profile.ErrTooLarge, "open": profile.ErrTooOpen,
		"folder": profile.ErrNotFile, "missing": fs.ErrNotExist,
	} {
		_, err := dir.Read(name, limit)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if err != nil && strings.Count(err.Error(), dir.Path(name)) != 1 {
			t.Errorf("%s: the error should name the path once: %v", name, err)
		}
	}
}

func TestWritersLeaveOneWholeFile(t *testing.T) {
	dir := open(t)
	var writers sync.WaitGroup
	for i := range 8 {
		writers.Go(func() {
			if err := dir.Write("a", bytes.Repeat([]byte{byte(i)}, limit)); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	data, err := dir.Read("a", limit)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) != limit || bytes.Count(data, data[:1]) != limit {
		t.Error("the file is a mixture")
	}
	if entries, _ := os.ReadDir(string(dir)); len(entries) != 1 {
		t.Errorf("temporary files are left: %v", entries)
	}
}

func TestFailedWriteKeepsTheOldContent(t *testing.T) {
	dir := open(t)
	if err := os.Mkdir(dir.Path("folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := dir.Write("folder", nil); err == nil {
		t.Fatal("a folder was replaced by a file")
	}
	if entries, _ := os.ReadDir(string(dir)); len(entries) != 1 {
		t.Errorf("temporary files are left: %v", entries)
	}
}

func TestSetAside(t *testing.T) {
	dir := open(t)
	if err := dir.Write("a", []byte("broken")); err != nil {
		t.Fatal(err)
	}
	path, err := dir.SetAside("a", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "broken" {
		t.Errorf("%s holds %q, %v", path, data, err)
	}
	if _, err := dir.Read("a", limit); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old file: %v", err)
	}
}
