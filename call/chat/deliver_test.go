package chat_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/chat"
)

func TestWhatIsWrittenWaitsForTheChannel(t *testing.T) {
	r, a, b := two(t)
	a.did(a.Say("one"))
	a.did(a.Say("two"))
	a.expectStates(chat.Pending, chat.Pending)
	if got := a.last().Missing; !slices.Contains(got, ben.Key) {
		t.Errorf("missing: %v", got)
	}
	r.connect(a, b)
	b.expect("one|two")
	a.expectStates(chat.Delivered, chat.Delivered)
}

func TestReconnect(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.did(a.Say("lost on the way"))
	r.cut()
	a.expectStates(chat.Sent)
	b.expect("")
	r.connect(a, b)
	b.expect("lost on the way")
	a.expectStates(chat.Delivered)

	// Now the acknowledgement is lost.
	a.did(a.Say("twice"))
	b.did(b.Receive(a.Key, b.inbox[0].data))
	r.cut()
	a.expectStates(chat.Delivered, chat.Sent)
	r.connect(a, b)
	b.expect("lost on the way|twice")
	a.expectStates(chat.Delivered, chat.Delivered)
}

func TestAcknowledgedOnceStored(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	b.slow = true
	a.did(a.Say("one"))
	r.deliver()
	b.expect("one")
	a.expectStates(chat.Sent)
	// Sent again in the meantime, it is stored again and not acknowledged.
	r.cut()
	r.connect(a, b)
	b.expect("one")
	a.expectStates(chat.Sent)
	if len(b.waiting) != 2 {
		t.Errorf("%d changes wait for the history", len(b.waiting))
	}
	b.store()
	r.deliver()
	a.expectStates(chat.Delivered)
}

func TestOvertaken(t *testing.T) {
	r, a, b := two(t)
	b.did(b.Say("of Ben"))
	r.connect(a, b)
	r.cut()
	a.did(a.Say("draft"))
	a.did(a.Say("mistake"))
	draft, mistake := a.Snapshot().Messages[1].Ref, a.last().Ref
	bens := a.Snapshot().Messages[0].Ref
	for _, text := range []string{"draft 2", "draft 3", "final"} {
		a.did(a.Edit(draft.ID, text))
	}
	for _, emoji := range []string{"👍", "", "😀", "🎉"} {
		a.did(a.React(bens, emoji))
	}
	a.did(a.Delete(mistake.ID))
	var sent []string
	a.open[ben.Key] = true
	effects, err := a.Joined(ben)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range effects.Send {
		sent = append(sent, string(out.Data))
	}
	all := strings.Join(sent, "\n")
	if len(sent) != 3 || strings.Contains(all, "draft") || strings.Contains(all, "mistake") || strings.Contains(all, "👍") {
		t.Errorf("sent:\n%s", all)
	}
	r.cut()
	r.connect(a, b)
	b.expect("of Ben 🎉Anna|final*")
}

func TestDeletedWhileUnderWay(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.did(a.Say("oops"))
	b.did(b.Receive(a.Key, b.inbox[0].data)) // and its acknowledgement is lost
	r.cut()
	a.did(a.Delete(a.last().ID))
	r.connect(a, b)
	a.expect("-")
	b.expect("-")
}

func TestRestart(t *testing.T) {
	r, a, b := two(t)
	a.did(a.Say("before"))
	a.did(a.Edit(a.last().ID, "before, edited"))
	b.did(b.Say("of Ben"))
	stored := a.Snapshot().Messages
	a = r.add(anna, ben) // Anna's program starts again
	a.did(a.Say("after"))
	a.do(a.Restore(stored))
	a.expect("before, edited*|after")
	if s := a.Snapshot(); s.Unread != 0 {
		t.Errorf("unread: %d", s.Unread)
	}
	r.connect(a, b)
	a.expectStates(chat.Delivered, chat.Delivered)
	b.expect("of Ben|after|before, edited*")

	// Ben's program starts again and remembers nothing but his history.
	stored = b.Snapshot().Messages
	r.cut()
	b = r.add(ben, anna)
	b.do(b.Restore(stored))
	b.do(b.Restore(stored))
	r.connect(a, b)
	b.expect("of Ben|after|before, edited*")
}

func TestClear(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.did(a.Say("has arrived"))
	r.deliver()
	b.slow = true
	b.did(b.Say("of Ben"))
	r.cut()
	a.did(a.Delete(a.last().ID))
	a.did(a.Say("not sent yet"))
	a.Clear()
	b.Clear()
	if s := a.Snapshot(); len(s.Messages) != 0 || s.Unread != 0 {
		t.Errorf("%+v", s)
	}
	r.connect(a, b)
	b.store()
	a.did(a.Say("anew"))
	r.deliver()
	b.expect("anew")
	a.expect("anew")
	if !slices.ContainsFunc(b.kept, func(c chat.Change) bool { _, ok := c.(chat.Deleted); return ok }) {
		t.Errorf("%+v", b.kept)
	}
}

func TestRoom(t *testing.T) {
	r := newRoom(t)
	a, b, c := r.add(anna, chat.Person{}), r.add(ben, chat.Person{}), r.add(cleo, chat.Person{})
	r.connect(a, b)
	a.did(a.Say("before Cleo"))
	r.deliver()
	r.connect(a, b, c)
	c.expect("")
	a.did(a.Say("hello both"))
	b.did(b.Receive(a.Key, b.inbox[0].data))
	b.inbox = nil
	r.deliver()
	if m := a.last(); m.State != chat.Delivered || len(m.Missing) != 0 {
		t.Errorf("%+v", m)
	}
	c.slow = true
	a.did(a.Say("who has it?"))
	r.deliver()
	if m := a.last(); m.State != chat.Sent || !slices.Equal(m.Missing, append(m.Missing[:0:0], cleo.Key)) {
		t.Errorf("%+v", m)
	}
	a.do(a.Left(cleo.Key)) // nobody is waited for any more
	if m := a.last(); m.State != chat.Delivered {
		t.Errorf("%+v", m)
	}
	b.slow = true
	a.did(a.Say("too late"))
	a.do(a.Left(ben.Key))
	if m := a.last(); m.State != chat.Undelivered {
		t.Errorf("%+v", m)
	}
	if _, err := a.Say("anybody?"); !errors.Is(err, chat.ErrNobody) {
		t.Error(err)
	}
}

func TestOnlySoMuchWaits(t *testing.T) {
	r, a, b := two(t)
	for {
		r.now = r.now.Add(time.Second)
		effects, err := a.Say("are you there?")
		if err != nil {
			if !errors.Is(err, chat.ErrFull) {
				t.Fatal(err)
			}
			break
		}
		a.do(effects)
		if n := len(a.states()); n > 128 {
			t.Fatalf("%d messages wait", n)
		}
	}
	r.connect(a, b) // and all of them are taken at once
	if n := len(b.Snapshot().Messages); n != 128 {
		t.Errorf("%d arrived", n)
	}
	a.did(a.Say("there you are"))
	r.deliver()
	if b.last().Text != "there you are" || a.last().State != chat.Delivered {
		t.Error("the conversation does not go on")
	}
}
