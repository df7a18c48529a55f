package history_test

import (
	"encoding/binary"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/call/chat"
	"parley/call/chat/history"
	"parley/call/identity"
)

var (
	anna   = identity.Key{1}
	ben    = identity.Key{2}
	thread = chat.WithPerson(ben)
	other  = chat.InRoom("standup")
	start  = time.UnixMilli(1_764_115_380_000)
)

// keeper is a Store whose every answer is awaited.
type keeper struct {
	testing.TB
	*history.Store
	damaged error
}

func open(t testing.TB, dir string) *keeper {
	t.Helper()
	s, err := history.Open(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &keeper{TB: t, Store: s}
}

// next returns the next answer.
func (k *keeper) next() history.Event {
	k.Helper()
	for {
		select {
		case e := <-k.Events():
			if d, ok := e.(history.Damaged); ok {
				k.damaged = d.Err
				continue
			}
			return e
		case <-time.After(time.Minute):
			k.Fatal("the history does not answer")
		}
	}
}

func (k *keeper) record(in chat.Thread, changes ...chat.Change) {
	k.Helper()
	if !k.Record(in, changes) {
		k.Fatal("the queue is full")
	}
	if e, ok := k.next().(history.Stored); !ok || e.Thread != in || !reflect.DeepEqual(e.Changes, changes) {
		k.Fatalf("%+v", e)
	}
}

func (k *keeper) page(in chat.Thread, before chat.Ref, n int) history.Page {
	k.Helper()
	k.Load(in, before, n)
	page, ok := k.next().(history.Page)
	if !ok || page.Err != nil {
		k.Fatalf("%+v", page)
	}
	return page
}

func (k *keeper) texts(in chat.Thread) string {
	k.Helper()
	return texts(k.page(in, chat.Ref{}, 100).Messages)
}

func texts(messages []*chat.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return strings.Join(all, "|")
}

func (k *keeper) found(in chat.Thread, text string) string {
	k.Helper()
	k.Search(in, text, 100)
	found, ok := k.next().(history.Found)
	if !ok || found.Err != nil {
		k.Fatalf("%+v", found)
	}
	var messages []*chat.Message
	for _, hit := range found.Hits {
		messages = append(messages, hit.Message)
	}
	return texts(messages)
}

// erased waits for the answer to Erase or EraseAll.
func (k *keeper) erased() {
	k.Helper()
	if e, ok := k.next().(history.Erased); !ok || e.Err != nil {
		k.Fatalf("%+v", e)
	}
}

func ref(author identity.Key, n int) chat.Ref {
	r := chat.Ref{Author: author}
	binary.BigEndian.PutUint64(r.ID[:], uint64(n))
	return r
}

func said(author identity.Key, n int, text string) chat.Said {
	return chat.Said{Message: &chat.Message{
		Ref: ref(author, n), Name: "Name", Own: author == anna, Time: start.Add(time.Duration(n) * time.Second), Text: text,
		Spans: chat.Split(text, nil),
	}}
}
