package history_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"parley/call/chat"
)

func TestErasingKeepsTheIndexRight(t *testing.T) {
	dir := t.TempDir()
	k := open(t, dir)
	for i := range 20 {
		k.record(other, each(func(n int) chat.Change { return said(ben, i*10+n, fmt.Sprint("stays ", i*10+n)) })...)
	}
	for _, text := range []string{"one", "two"} { // small against the rest, and so taken out one by one
		k.record(thread, said(ben, 1, text+" goes"), said(anna, 2, text+" goes, too"), chat.Deleted{Ref: ref(ben, 1)})
		k.record(other, chat.Deleted{Ref: ref(ben, 7)}, chat.Edited{Ref: ref(ben, 8), Text: text})
		k.Erase(thread)
		k.erased()
		intact(t, dir)
	}
	k.Erase(other)
	k.erased()
	k.Erase("person:nobody")
	k.erased()
	intact(t, dir)
	if k.found("", "goes") != "" || k.found("", "stays") != "" || k.texts(thread) != "" {
		t.Error("something is left")
	}
}

// TestErasedIsGone looks for the words in the files themselves.
func TestErasedIsGone(t *testing.T) {
	for name, erase := range map[string]func(*keeper){
		"a conversation": func(k *keeper) { k.Erase(thread); k.erased() },
		"a small conversation": func(k *keeper) {
			for i := range 201 {
				k.record(other, each(func(n int) chat.Change { return said(ben, 10_000+i*10+n, fmt.Sprint(i, n)) })...)
			}
			k.Erase(thread)
			k.erased()
		},
		"everything": func(k *keeper) { k.EraseAll(); k.erased() },
		"a message": func(k *keeper) {
			for i := range 4 {
				k.record(thread, each(func(n int) chat.Change { return chat.Deleted{Ref: ref(ben, n*10+i)} })...)
			}
		},
		"an edited text": func(k *keeper) {
			for i := range 4 {
				k.record(thread, each(func(n int) chat.Change { return chat.Edited{Ref: ref(ben, n*10+i), Text: "harmless"} })...)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			k := open(t, dir)
			k.record(other, said(ben, 0, "stays"))
			for i := range 4 {
				k.record(thread, each(func(n int) chat.Change { return said(ben, n*10+i, fmt.Sprintf("Xylophone%d zeppelin", n)) })...)
			}
			k.record(thread, chat.Reacted{On: ref(ben, 1), Reaction: chat.Reaction{By: anna, Emoji: "🦓"}})
			if !inFiles(t, dir, "Xylophone") || k.found(thread, "zeppelin") == "" {
				t.Fatal("the test looks in the wrong place")
			}
			erase(k)
			for _, word := range []string{"Xylophone", "zeppelin", "xyl", "zep"} {
				if inFiles(t, dir, word) {
					t.Errorf("%q is still in the files", word)
				}
			}
			if name != "an edited text" && inFiles(t, dir, "🦓") {
				t.Error("a reaction is still in the files")
			}
			if k.found(thread, "zeppelin") != "" {
				t.Error("it is still found")
			}
			if got := k.found(other, "stays"); (got == "stays") == (name == "everything") {
				t.Errorf("of another conversation there is %q", got)
			}
			k.record(thread, said(ben, 1000, "goes on"))
			if got := k.found(thread, "goes on"); got != "goes on" {
				t.Errorf("%q", got)
			}
		})
	}
}

// each returns ten changes.
func each(change func(n int) chat.Change) []chat.Change {
	changes := make([]chat.Change, 10)
	for n := range changes {
		changes[n] = change(n)
	}
	return changes
}

func inFiles(t *testing.T, dir, word string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		return false
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(word)) {
			return true
		}
	}
	return false
}
