package chat_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/call/chat"
)

func textData(id int, text string) string {
	return fmt.Sprintf(`{"v":1,"type":"text","id":"%032x","at":0,"text":"%s"}`, id, text)
}

func TestAFloodIsDroppedAndEndsTheChannel(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	sent := 0
	var ended error
	for ended == nil && sent < 10_000 {
		sent++
		ended = b.hear(a, textData(sent, "spam"))
	}
	if !errors.Is(ended, chat.ErrFlood) || sent != 256+2048 {
		t.Errorf("after %d messages: %v", sent, ended)
	}
	if n := len(b.Snapshot().Messages); n != 256 {
		t.Errorf("%d messages of a flood are seen", n)
	}
	// Opening the channel again does not help.
	r.cut()
	b.open[a.Key] = true
	b.did(b.Joined(a.Person))
	if err := b.hear(a, textData(1, "spam")); !errors.Is(err, chat.ErrFlood) {
		t.Error(err)
	}
}

func TestAFloodOfBytesIsDropped(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	long := strings.Repeat("x", chat.MaxText)
	for i := range 5000 {
		r.now = r.now.Add(time.Second / 10)
		if err := b.hear(a, textData(i+1, long)); err != nil {
			if got := len(b.kept) * chat.MaxText; got > 1<<20+i/10*8<<10 {
				t.Errorf("%d bytes were kept", got)
			}
			return
		}
	}
	t.Error("a flood of long messages does not end")
}

func TestAnOrdinaryPaceIsNeverDropped(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	for i := range 3000 {
		r.now = r.now.Add(time.Second / 10)
		if err := b.hear(a, textData(i+1, "x")); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.kept); n != 3000 {
		t.Errorf("%d of 3000 messages are kept", n)
	}
}

func TestOneselfIsHeldBack(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	sent := 0
	for range 1000 {
		effects, err := a.Say("spam")
		if err != nil {
			if !errors.Is(err, chat.ErrTooFast) {
				t.Fatal(err)
			}
			break
		}
		sent++
		a.do(effects)
		r.deliver()
	}
	if sent < 50 || sent > 128 || b.ended != nil || len(b.Snapshot().Messages) != sent {
		t.Errorf("%d were sent, %d came, %v", sent, len(b.Snapshot().Messages), b.ended)
	}
	r.now = r.now.Add(time.Second)
	if _, err := a.Say("later"); err != nil {
		t.Error(err)
	}
}

func TestNonsenseEndsTheChannel(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	for i := range 32 {
		err := b.hear(a, `{"v":1,"type":"text","text":7}`)
		if errors.Is(err, chat.ErrProtocol) != (i == 31) {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	b.expect("")
	// What a later version may send does not count.
	r, a, b = two(t)
	r.connect(a, b)
	for range 200 {
		if err := b.hear(a, `{"v":1,"type":"poll","options":[1,2]}`); err != nil {
			t.Fatal(err)
		}
		if err := b.hear(a, `{"v":2,"type":"text"}`); err != nil {
			t.Fatal(err)
		}
		r.now = r.now.Add(time.Second)
	}
}

func TestManyReactionsAreBounded(t *testing.T) {
	r := newRoom(t)
	a := r.add(anna, chat.Person{})
	b := r.add(ben, chat.Person{})
	r.connect(a, b)
	a.did(a.Say("react!"))
	r.deliver()
	ref := a.last().Ref
	for i := range 300 {
		who := chat.Person{Name: fmt.Sprint(i)}
		who.Key[0], who.Key[1], who.Key[2] = 9, byte(i), byte(i>>8)
		a.did(a.Joined(who))
		effects, err := a.Receive(who.Key, fmt.Appendf(nil,
			`{"v":1,"type":"react","id":"%032x","author":"%s","of":"%s","emoji":"👍"}`, i+1, ref.Author, ref.ID))
		a.did(effects, err)
		a.do(a.Left(who.Key))
	}
	if n := len(a.last().Reactions); n != 64 {
		t.Errorf("%d reactions are kept in memory", n)
	}
}

// FuzzReceive lets a peer send whatever it likes, one message a line.
func FuzzReceive(f *testing.F) {
	key := anna.Key.String()
	f.Add(textData(1, "a\\u202eb") + "\n" + textData(1, "again") + "\n" + `{"v":1,"type":"delete","id":"00000000000000000000000000000002","of":"00000000000000000000000000000001"}`)
	f.Add(textData(1, "x") + "\n" + `{"v":1,"type":"edit","id":"00000000000000000000000000000002","of":"00000000000000000000000000000001","text":"@Ben y"}`)
	f.Add(`{"v":1,"type":"react","id":"00000000000000000000000000000002","author":"` + key + `","of":"00000000000000000000000000000001","emoji":"👍"}`)
	f.Add(`{"v":1,"type":"ack","ids":["00000000000000000000000000000001"]}` + "\n" + `{"v":1,"type":"typing","on":true}`)
	f.Fuzz(func(t *testing.T, lines string) {
		r, a, b := two(t)
		r.connect(a, b)
		b.did(b.Say("mine"))
		for line := range strings.Lines(lines) {
			if err := b.hear(a, line); err != nil {
				break
			}
		}
		for _, m := range b.Snapshot().Messages {
			if m.Text != chat.Clean(m.Text) || (m.Text == "") != m.Deleted || m.Own != (m.Author == b.Key) {
				t.Fatalf("%+v", m)
			}
		}
		if m := b.Snapshot().Messages[0]; m.Text != "mine" || m.Edited {
			t.Fatalf("one's own message became %+v", m)
		}
	})
}
