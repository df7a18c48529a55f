package history_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/call/chat"
	"parley/call/chat/history"
)

// filled returns a profile with a history of many pages, closed.
func filled(t *testing.T) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	k := open(t, dir)
	var changes []chat.Change
	for i := range 100 {
		changes = append(changes, said(ben, i, strings.Repeat(fmt.Sprint("word", i, " "), 100)))
	}
	k.record(thread, changes...)
	k.Close()
	return dir, filepath.Join(dir, "history.db")
}

func TestADamagedDatabaseIsSetAside(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"no database": func([]byte) []byte { return []byte(strings.Repeat("no database ", 1000)) },
		"cut":         func(data []byte) []byte { return data[:len(data)/2/4096*4096] },
		"overwritten": func(data []byte) []byte {
			copy(data[8192:], bytes.Repeat([]byte{0xff}, len(data)-8192))
			return data
		},
		"first page": func(data []byte) []byte {
			copy(data[100:4096], bytes.Repeat([]byte{0xaa}, 3996))
			return data
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, path := filled(t)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			k := open(t, dir)
			k.record(thread, said(ben, 1000, "after the damage"))
			if got := k.texts(thread); !strings.HasSuffix(got, "after the damage") {
				t.Errorf("%q", got)
			}
			aside, _ := filepath.Glob(path + ".damaged-*")
			if k.damaged == nil || len(aside) == 0 || !strings.Contains(k.damaged.Error(), aside[0]) {
				t.Errorf("%v; set aside: %v", k.damaged, aside)
			}
			k.EraseAll()
			k.erased()
			if entries, _ := os.ReadDir(dir); len(entries) > 0 {
				t.Errorf("files are left: %v", entries)
			}
		})
	}
}

func TestANewerDatabaseIsLeftAlone(t *testing.T) {
	dir, path := filled(t)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 1000"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	before, _ := os.ReadFile(path)
	k := open(t, dir)
	k.Record(thread, []chat.Change{said(ben, 1000, "x")})
	if e, ok := k.next().(history.Failed); !ok || !errors.Is(e.Err, history.ErrNewer) || len(e.Changes) != 1 {
		t.Errorf("%+v", e)
	}
	k.Load(thread, chat.Ref{}, 1)
	if e, ok := k.next().(history.Page); !ok || !errors.Is(e.Err, history.ErrNewer) {
		t.Errorf("%+v", e)
	}
	k.Close()
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the database was changed")
	}
}

func TestTroubleOfTheDiskIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "history.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	k := open(t, dir)
	k.Record(thread, []chat.Change{said(ben, 1, "x")})
	if e, ok := k.next().(history.Failed); !ok || !strings.Contains(e.Err.Error(), "history.db") {
		t.Errorf("%+v", e)
	}
	// It is tried again when the trouble is over.
	if err := os.Remove(filepath.Join(dir, "history.db")); err != nil {
		t.Fatal(err)
	}
	k.record(thread, said(ben, 1, "x"))
}
