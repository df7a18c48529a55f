package history_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"parley/call/chat"
	"parley/call/chat/history"
)

func TestEverythingOfAMessageIsKept(t *testing.T) {
	dir := t.TempDir()
	k := open(t, dir)
	mine, theirs := said(anna, 1, "see https://a.example/"), said(ben, 2, "ok")
	file := said(ben, 3, "Floor plan 3.pdf")
	file.Message.Kind, file.Message.File = chat.File, "transfer-1"
	k.record(thread, mine, theirs, file, chat.Arrived{Ref: mine.Message.Ref})
	one := chat.Reaction{By: ben, Name: "Ben", Emoji: "👍"}
	two := chat.Reaction{By: anna, Name: "Anna", Own: true, Emoji: "🎉"}
	k.record(thread, chat.Reacted{On: theirs.Message.Ref, Reaction: one}, chat.Reacted{On: theirs.Message.Ref, Reaction: two})
	k.Close()

	k = open(t, dir)
	page := k.page(thread, chat.Ref{}, 10)
	want := []chat.Message{*mine.Message, *theirs.Message, *file.Message}
	want[0].State = chat.Delivered
	want[1].Reactions = []chat.Reaction{one, two}
	for i, m := range page.Messages {
		if !reflect.DeepEqual(*m, want[i]) {
			t.Errorf("%+v, want %+v", *m, want[i])
		}
	}
	if len(page.Messages) != len(want) || page.More {
		t.Errorf("%d messages, more: %v", len(page.Messages), page.More)
	}
}

func TestChanges(t *testing.T) {
	k := open(t, t.TempDir())
	k.record(thread, said(ben, 1, "one"), said(ben, 2, "two"), said(ben, 1, "one again"))
	thumb := chat.Reaction{By: anna, Emoji: "👍"}
	k.record(thread,
		chat.Edited{Ref: ref(ben, 1), Text: "uno"},
		chat.Reacted{On: ref(ben, 1), Reaction: thumb},
		chat.Reacted{On: ref(ben, 1), Reaction: chat.Reaction{By: anna, Emoji: "🎉"}},
		chat.Reacted{On: ref(ben, 2), Reaction: thumb},
		chat.Reacted{On: ref(ben, 2), Reaction: chat.Reaction{By: anna}},
		chat.Deleted{Ref: ref(ben, 2)},
		// None of these has anything to change.
		chat.Edited{Ref: ref(ben, 2), Text: "back"},
		chat.Reacted{On: ref(ben, 2), Reaction: thumb},
		chat.Edited{Ref: ref(anna, 1), Text: "of another author"},
		chat.Deleted{Ref: ref(ben, 9)},
		said(ben, 2, "two"),
	)
	messages := k.page(thread, chat.Ref{}, 10).Messages
	if got := texts(messages); got != "uno|" {
		t.Fatalf("%q", got)
	}
	if m := messages[0]; !m.Edited || len(m.Reactions) != 1 || m.Reactions[0].Emoji != "🎉" {
		t.Errorf("%+v", m)
	}
	if m := messages[1]; !m.Deleted || m.Reactions != nil {
		t.Errorf("%+v", m)
	}
	k.record(other, said(ben, 1, "the same id in another conversation"))
	if k.texts(thread) != "uno|" || k.texts(other) != "the same id in another conversation" {
		t.Error("conversations are mixed")
	}
}

func TestPages(t *testing.T) {
	k := open(t, t.TempDir())
	for i := range 25 {
		k.record(thread, said(ben, i, fmt.Sprint(i)))
		k.record(other, said(ben, i, "other"))
	}
	var pages []string
	before, more := chat.Ref{}, true
	for more {
		page := k.page(thread, before, 10)
		pages = append(pages, texts(page.Messages))
		before, more = page.Messages[0].Ref, page.More
	}
	want := []string{"15|16|17|18|19|20|21|22|23|24", "5|6|7|8|9|10|11|12|13|14", "0|1|2|3|4"}
	if !reflect.DeepEqual(pages, want) {
		t.Errorf("%q", pages)
	}
	if page := k.page(thread, ref(ben, 999), 1); texts(page.Messages) != "24" {
		t.Errorf("before what is not there: %q", texts(page.Messages))
	}
	if page := k.page("person:nobody", chat.Ref{}, 1); page.Messages == nil && page.More {
		t.Errorf("%+v", page)
	}
}

func TestSwitchedOff(t *testing.T) {
	dir := t.TempDir()
	s, err := history.Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	k := &keeper{TB: t, Store: s}
	k.record(thread, said(ben, 1, "not kept"))
	if k.texts(thread) != "" || k.found("", "not kept") != "" {
		t.Error("something is kept")
	}
	k.Erase(thread)
	k.erased()
	k.EraseAll()
	k.erased()
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("files are written: %v", entries)
	}
	k.Keep(true)
	k.record(thread, said(ben, 2, "kept"))
	k.Keep(false)
	k.record(thread, said(ben, 3, "not kept"), chat.Deleted{Ref: ref(ben, 2)})
	if got := k.texts(thread); got != "kept" {
		t.Errorf("%q", got)
	}
	k.EraseAll()
	k.erased()
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("files are left: %v", entries)
	}
}

func TestFilesAreForTheOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "a b?c#d%e[f]")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "history.db"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	k := open(t, dir)
	k.record(thread, said(ben, 1, "private"))
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

func TestCloseWritesWhatIsQueued(t *testing.T) {
	dir := t.TempDir()
	k := open(t, dir)
	for i := range 500 {
		if !k.Record(thread, []chat.Change{said(ben, i, "x")}) {
			t.Fatal("the queue is full")
		}
	}
	// Nobody reads the answers.
	k.Close()
	k.Close()
	if k.Record(thread, nil) || k.Load(thread, chat.Ref{}, 1) {
		t.Error("a closed store takes requests")
	}
	k = open(t, dir)
	if n := len(k.page(thread, chat.Ref{}, 500).Messages); n != 500 {
		t.Errorf("%d of 500 messages are kept", n)
	}
}

func TestAFullQueueRefuses(t *testing.T) {
	k := open(t, t.TempDir())
	for range 100_000 { // nobody reads the answers
		if !k.Load(thread, chat.Ref{}, 1) {
			return
		}
	}
	t.Error("the queue has no bound")
}

func TestManyAskAtOnce(t *testing.T) {
	k := open(t, t.TempDir())
	var read, asking sync.WaitGroup
	read.Go(func() {
		for range k.Events() {
			continue
		}
	})
	for n := range 8 {
		asking.Go(func() {
			for i := range 50 {
				k.Record(thread, []chat.Change{said(ben, n*100+i, "x")})
				k.Load(thread, chat.Ref{}, 10)
				k.Search("", "xyz", 10)
				k.Keep(i%2 == 0)
			}
		})
	}
	asking.Wait()
	k.Close()
	read.Wait()
}
