package main

import (
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/signaltest"
)

// memoryBook has people who are on no disk.
type memoryBook struct {
	people []acquaintance
	did    []string
}

func (b *memoryBook) List() []acquaintance { return b.people }

func (b *memoryBook) Block(key string, yes bool) error {
	b.did = append(b.did, blockWord(key, yes))
	return nil
}

func TestContacts(t *testing.T) {
	last := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	mara := acquaintance{Name: "Mara", Device: "attic", Key: "k1", Verified: true, Server: "https://meet.example.org", Last: &last}
	noor := acquaintance{Name: "No\x1bor", Key: "k2", Blocked: true}
	for _, test := range []struct {
		args   string
		people []acquaintance
		out    string
		said   string
	}{
		{"contacts", nil, "", "You have met nobody yet."},
		{"contacts --json", nil, "", ""},
		{"contacts", []acquaintance{mara, noor}, "Mara   attic   verified   inbox at meet.example.org   last call 3 November 2026\n" +
			"Noor           blocked    no inbox                    no call yet\n", ""},
		{"contacts --json", []acquaintance{mara, noor}, `{"name":"Mara","device":"attic","key":"k1","verified":true,"server":"https://meet.example.org","last":"2026-11-03T12:00:00Z"}` + "\n" +
			`{"name":"No\u001bor","key":"k2","blocked":true}` + "\n", ""},
	} {
		status, out, said := typed(t, &furnished{book: &memoryBook{people: test.people}}, strings.Fields(test.args)...)
		if status != exitDone || out != test.out || !strings.HasPrefix(said, test.said) || (said == "") != (test.said == "") {
			t.Errorf("parley %s: status %d, printed\n%q and said %q", test.args, status, out, said)
		}
	}
}

func TestBlockCommand(t *testing.T) {
	people := []acquaintance{
		{Name: "Mara", Key: "k1"}, {Name: "Noor", Key: "k2", Blocked: true}, {Name: "Noor", Device: "phone", Key: "k3"},
	}
	for _, test := range []struct {
		args, said, did string
		status          int
	}{
		{"block mara", "Mara is blocked", "block k1", exitDone},
		{"block k3", "Noor is blocked", "block k3", exitDone},
		{"unblock k2", "Noor may call you again.", "unblock k2", exitDone},
		{"block k2", "Noor is blocked", "", exitDone},
		{"unblock Mara", "Mara may call you again.", "", exitDone},
		{"block Noor", "2 people are called \"Noor\"", "", exitCall},
		{"block Omar", "Nobody whom you have met is called \"Omar\".", "", exitCall},
		{"block", "name-or-key", "", exitUsage},
	} {
		b := &memoryBook{people: people}
		status, out, said := typed(t, &furnished{book: b}, strings.Fields(test.args)...)
		if status != test.status || !strings.Contains(out+said, test.said) || strings.Join(b.did, ", ") != test.did {
			t.Errorf("parley %s: status %d, printed %q, said %q and did %q", test.args, status, out, said, b.did)
		}
	}
}

// TestBlockInProfile blocks with no Parley open, with one that takes word of
// it, and with one that does not.
func TestBlockInProfile(t *testing.T) {
	dir, mara := t.TempDir(), signaltest.Generate(t).Key().String()
	contacts, err := identity.OpenContacts(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := contacts.Met(mara, "Mara", "", ""); err != nil {
		t.Fatal(err)
	}
	keys, err := inbox.LoadKeys(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	b, err := wired{}.Contacts(dir)
	if err != nil {
		t.Fatal(err)
	}
	kept := func() (blocked, seen bool) {
		t.Helper()
		contacts, err := identity.OpenContacts(dir)
		if err != nil {
			t.Fatal(err)
		}
		now, err := inbox.LoadKeys(dir, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		known, _ := contacts.Lookup(mara)
		return known.Blocked, now.Presence() == keys.Presence()
	}
	if err := b.Block(mara, true); err != nil {
		t.Fatal(err)
	}
	if blocked, seen := kept(); !blocked || seen {
		t.Errorf("blocked %v, and still seen %v", blocked, seen)
	}

	heard := make(chan string, 1)
	open := watchDoorstep(dir, func(key string, yes bool) { heard <- blockWord(key, yes) })
	if err := b.Block(mara, false); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "unblock "+mara {
		t.Errorf("the open Parley heard %q", got)
	}
	if blocked, _ := kept(); !blocked {
		t.Error("two programs write one file")
	}
	open.Close()

	p, err := openProfile(dir)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := openFiles(dir, fileOptions{Downloads: dir}, p, "", logger())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Block(mara, false); err == nil || !strings.Contains(err.Error(), "Another Parley uses this profile.") {
		t.Errorf("beside another Parley: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Block(mara, false); err != nil {
		t.Fatal(err)
	}
	if blocked, _ := kept(); blocked {
		t.Error("still blocked")
	}
}

func TestBlockWords(t *testing.T) {
	key := signaltest.Generate(t).Key().String()
	for word, want := range map[string]bool{
		"block " + key: true, "unblock " + key: true, "block": false, "block x": false, "forget " + key: false, key: false, "": false,
	} {
		if got, yes, ok := readBlockWord(word); ok != want || ok && (got != key || yes != strings.HasPrefix(word, "block")) {
			t.Errorf("%q: %q, %v, %v", word, got, yes, ok)
		}
	}
}
