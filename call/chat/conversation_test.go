package chat_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/chat"
	"parley/call/identity"
)

func TestWhatIsSaidArrives(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.did(a.Say("Morning!\u202e"))
	a.expectStates(chat.Sent)
	r.deliver()
	b.did(b.Say("Hello @Anna, see https://a.example/"))
	r.deliver()
	for _, s := range []*side{a, b} {
		s.expect("Morning!|Hello @Anna, see https://a.example/")
		s.expectStates(chat.Delivered)
	}
	m := a.last()
	if m.Own || m.Name != "Ben" || !m.Mention || len(m.Spans) != 4 || !m.Time.Equal(r.now) {
		t.Errorf("%+v", m)
	}
	if s := a.Snapshot(); s.Unread != 1 || s.Mentions != 1 {
		t.Errorf("unread: %d, mentions: %d", s.Unread, s.Mentions)
	}
	a.Seen()
	if s := a.Snapshot(); s.Unread != 0 || s.Mentions != 0 {
		t.Errorf("seen, and unread: %d, mentions: %d", s.Unread, s.Mentions)
	}
	if b.last().Mention {
		t.Error("one's own message mentions oneself")
	}
}

func TestEditsDeletesReactions(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.did(a.Say("one"))
	a.did(a.Say("two"))
	r.deliver()
	one, two := a.Snapshot().Messages[0].Ref, a.Snapshot().Messages[1].Ref
	a.did(a.Edit(one.ID, "uno"))
	b.did(b.React(one, "👍"))
	a.did(a.React(one, "👍"))
	b.did(b.React(two, "😀"))
	r.deliver()
	a.expect("uno* 👍Anna+Ben|two 😀Ben")
	b.expect("uno* 👍Ben+Anna|two 😀Ben")
	if tally := b.Snapshot().Messages[0].Tally(); len(tally) != 1 || !tally[0].Own {
		t.Errorf("%+v", tally)
	}
	b.did(b.React(one, "❤"))
	a.did(a.React(one, ""))
	a.did(a.Delete(two.ID))
	r.deliver()
	a.expect("uno* ❤Ben|-")
	b.expect("uno* ❤Ben|-")
	for _, s := range []*side{a, b} { // both have no text left anywhere
		if m := s.last(); m.Text != "" || m.Spans != nil || m.Reactions != nil {
			t.Errorf("%+v", m)
		}
	}
}

func TestRefusals(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	b.did(b.Say("of Ben"))
	r.deliver()
	a.did(a.Say("gone"))
	bens, gone := a.Snapshot().Messages[0].Ref, a.last().Ref
	a.did(a.Delete(gone.ID))
	a.do(a.Add(chat.Notice, chat.Person{}, "Recording has started", ""))
	for name, tc := range map[string]struct {
		do   func() (chat.Effects, error)
		want error
	}{
		"nothing":            {func() (chat.Effects, error) { return a.Say(" \u200b\n") }, chat.ErrEmpty},
		"too long":           {func() (chat.Effects, error) { return a.Say(strings.Repeat("é", chat.MaxText/2) + "e") }, chat.ErrTooLong},
		"a whole file":       {func() (chat.Effects, error) { return a.Say(strings.Repeat("\u200b", 1<<20)) }, chat.ErrTooLong},
		"edit of another's":  {func() (chat.Effects, error) { return a.Edit(bens.ID, "x") }, chat.ErrUnknown},
		"delete another's":   {func() (chat.Effects, error) { return a.Delete(bens.ID) }, chat.ErrUnknown},
		"edit what is gone":  {func() (chat.Effects, error) { return a.Edit(gone.ID, "x") }, chat.ErrUnknown},
		"react to the gone":  {func() (chat.Effects, error) { return a.React(gone, "👍") }, chat.ErrUnknown},
		"react to a notice":  {func() (chat.Effects, error) { return a.React(a.last().Ref, "👍") }, chat.ErrUnknown},
		"react with words":   {func() (chat.Effects, error) { return a.React(bens, "ok") }, chat.ErrEmoji},
		"edit to nothing":    {func() (chat.Effects, error) { return a.Edit(gone.ID, "") }, chat.ErrUnknown},
		"react to the never": {func() (chat.Effects, error) { return a.React(chat.Ref{}, "👍") }, chat.ErrUnknown},
	} {
		if effects, err := tc.do(); !errors.Is(err, tc.want) || effects.Send != nil || effects.Store != nil {
			t.Errorf("%s: %v, %+v", name, err, effects)
		}
	}
	if _, err := newRoom(t).add(anna, chat.Person{}).Say("hello?"); !errors.Is(err, chat.ErrNobody) {
		t.Error(err)
	}
}

func TestOnlyTheAuthorChangesAMessage(t *testing.T) {
	r := newRoom(t)
	a, b, c := r.add(anna, chat.Person{}), r.add(ben, chat.Person{}), r.add(cleo, chat.Person{})
	r.connect(a, b, c)
	a.did(a.Say("mine"))
	r.deliver()
	id := a.last().ID
	// Cleo's program names Anna's id as if it were her own.
	for i, data := range []string{
		`{"v":1,"type":"edit","id":"%032x","of":"%s","text":"forged"}`,
		`{"v":1,"type":"delete","id":"%032x","of":"%s"}`,
	} {
		if err := b.hear(c, fmt.Sprintf(data, i+1, id)); err != nil {
			t.Error(err)
		}
	}
	b.expect("mine")
	// The same id is another message when another says it.
	if err := b.hear(c, fmt.Sprintf(`{"v":1,"type":"text","id":"%s","at":0,"text":"same id"}`, id)); err != nil {
		t.Error(err)
	}
	b.expect("mine|same id")
	if m := b.last(); m.Name != "Cleo" || !m.Time.Equal(r.now) {
		t.Errorf("%+v", m)
	}
}

func TestTyping(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	typing := func() int { return len(b.Snapshot().Typing) }
	a.do(a.Typing(true))
	r.deliver()
	if typing() != 1 || b.Snapshot().Typing[0].Name != "Anna" {
		t.Error("typing is not seen")
	}
	if got := a.Typing(true); got.Send != nil {
		t.Error("typing is said at every key")
	}
	end := b.Expires()
	r.now = end.Add(-time.Millisecond)
	if typing() != 1 {
		t.Error("typing is forgotten too soon")
	}
	if r.now = end; typing() != 0 || !b.Expires().IsZero() {
		t.Error("typing is not forgotten")
	}
	for name, stop := range map[string]func(){
		"a pause":    func() { a.do(a.Typing(false)) },
		"a text":     func() { a.did(a.Say("done")) },
		"being away": func() { b.Lost(a.Key) },
	} {
		r.connect(a, b)
		r.now = r.now.Add(time.Minute)
		a.do(a.Typing(true))
		r.deliver()
		if typing() != 1 {
			t.Errorf("before %s nobody types", name)
		}
		stop()
		r.deliver()
		if typing() != 0 {
			t.Errorf("%s does not end typing", name)
		}
	}
}

func TestTimesAreHints(t *testing.T) {
	for name, tc := range map[string]struct {
		at       time.Duration // from the arrival
		believed bool
	}{
		"an hour ago": {-time.Hour, true}, "last month": {-30 * 24 * time.Hour, false}, "tomorrow": {24 * time.Hour, false},
	} {
		r, a, b := two(t)
		r.connect(a, b)
		at := r.now.Add(tc.at)
		if err := b.hear(a, fmt.Sprintf(`{"v":1,"type":"text","id":"%032x","at":%d,"text":"x"}`, 1, at.UnixMilli())); err != nil {
			t.Fatal(err)
		}
		if got := b.last().Time; got.Equal(at) != tc.believed || !tc.believed && !got.Equal(r.now) {
			t.Errorf("%s is shown as %v", name, got.Sub(r.now))
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	long := strings.Repeat("x", chat.MaxText)
	for i := range 1500 {
		text := "short"
		if i%2 == 0 {
			text = long
		}
		a.do(a.Add(chat.Notice, chat.Person{}, text, ""))
	}
	size := 0
	messages := a.Snapshot().Messages
	for _, m := range messages {
		size += len(m.Text)
	}
	if size > 4<<20 || len(messages) > 1000 || len(messages) < 400 {
		t.Errorf("%d messages of %d bytes are in memory", len(messages), size)
	}
	// What is no longer in memory can still change in the history.
	if err := a.hear(b, fmt.Sprintf(`{"v":1,"type":"delete","id":"%032x","of":"%032x"}`, 1, 2)); err != nil {
		t.Fatal(err)
	}
	if got, ok := a.kept[len(a.kept)-1].(chat.Deleted); !ok || got.Author != b.Key {
		t.Errorf("%+v", got)
	}
}

func TestSnapshotsDoNotChange(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.did(a.Say("one"))
	before := a.Snapshot()
	if a.Snapshot() != before {
		t.Error("a snapshot is made although nothing changed")
	}
	was := slices.Clone(before.Messages)
	first := *was[0]
	a.did(a.Edit(first.ID, "uno"))
	a.did(a.Say("two"))
	r.deliver()
	b.did(b.React(b.Snapshot().Messages[0].Ref, "👍"))
	r.deliver()
	a.expect("uno* 👍Ben|two")
	if !slices.Equal(before.Messages, was) || was[0].Text != first.Text || was[0].State != first.State {
		t.Error("a snapshot changed")
	}
}

func TestLinesOfTheProgramAreOfAnotherKind(t *testing.T) {
	r, a, b := two(t)
	r.connect(a, b)
	a.do(a.Add(chat.File, ben, "Floor plan 3.pdf\u202e", "transfer-1"))
	if m := a.last(); m.Kind != chat.File || m.File != "transfer-1" || m.Text != "Floor plan 3.pdf" || m.Name != "Ben" {
		t.Errorf("%+v", m)
	}
	if len(b.inbox) > 0 {
		t.Error("a line of the program travels")
	}
	if err := a.hear(b, `{"v":1,"type":"text","kind":1,"id":"00000000000000000000000000000009","at":0,"text":"Ben left the call"}`); err != nil {
		t.Fatal(err)
	}
	if m := a.last(); m.Kind != chat.Text || m.Name != "Ben" {
		t.Errorf("%+v", m)
	}
}

func TestWhoCannotJoin(t *testing.T) {
	_, a, _ := two(t)
	if _, err := a.Joined(cleo); !errors.Is(err, chat.ErrStranger) {
		t.Error(err)
	}
	if _, err := a.Joined(anna); !errors.Is(err, chat.ErrStranger) {
		t.Error(err)
	}
	if _, err := a.Receive(ben.Key, nil); !errors.Is(err, chat.ErrStranger) {
		t.Error("a message before the channel is open:", err)
	}
}

func TestARoomHoldsNoMoreThanItCan(t *testing.T) {
	a := newRoom(t).add(anna, chat.Person{})
	guest := func(i int) chat.Person { return chat.Person{Key: identity.Key{9, byte(i), byte(i >> 8)}} }
	for i := range 64 {
		if _, err := a.Joined(guest(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Joined(guest(64)); !errors.Is(err, chat.ErrCrowd) {
		t.Error(err)
	}
	for i := range 1000 { // for each who leaves, another may come
		a.Left(guest(i).Key)
		if _, err := a.Joined(guest(i + 64)); err != nil {
			t.Fatal(err)
		}
	}
}
