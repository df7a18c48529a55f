package known_test

import (
	"errors"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/known"
)

func TestTake(t *testing.T) {
	at := serve(t)
	mara, noor := newDevice(t, "Mara", at), newDevice(t, "Noor", at)
	noor.open()
	now := time.Now()
	first := mara.keys.Card(mara.id, at)
	if settled, err := noor.Take(mara.id.Key(), first); settled || err != nil || noor.At(mara.id.Key()) != "" {
		t.Errorf("of who is no contact: %v, %v", settled, err)
	}
	noor.met(mara)
	takes := func(card, want string) {
		t.Helper()
		if settled, err := noor.Take(mara.id.Key(), card); !settled || err != nil {
			t.Errorf("%v, %v", settled, err)
		}
		if got, _ := noor.contacts.Lookup(mara.id.Key().String()); got.Card != want {
			t.Errorf("kept %q", got.Card)
		}
	}
	takes(first, first)
	if got := noor.At(mara.id.Key()); got != at {
		t.Errorf("Mara is at %q", got)
	}
	moved := mara.keys.Card(mara.id, "https://example.org")
	takes(moved, moved)
	mara.keys.Renew()
	seen := mara.keys.Card(mara.id, at)
	takes(seen, seen)
	if _, err := mara.keys.Rotate(now.Add(31 * 24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	later := mara.keys.Card(mara.id, at)
	takes(later, later)
	takes(first, later)
	for _, bad := range []string{"", "x", noor.keys.Card(noor.id, at)} {
		if settled, err := noor.Take(mara.id.Key(), bad); settled || !errors.Is(err, inbox.ErrCard) {
			t.Errorf("%q: %v, %v", bad, settled, err)
		}
	}
	if err := noor.contacts.SetBlocked(mara.id.Key().String(), true); err != nil {
		t.Fatal(err)
	}
	if noor.At(mara.id.Key()) != "" {
		t.Error("who is blocked can be rung")
	}
}

// TestContactsServer asks nothing of a server that a contact names, before the
// person knows it: the contact may run it to learn where this computer is.
func TestContactsServer(t *testing.T) {
	own, theirs := serve(t), serve(t)
	mara, noor := newDevice(t, "Mara", own), newDevice(t, "Noor", theirs)
	mara.met(noor)
	noor.met(mara)
	mara.open()
	noor.open()
	noor.gives(mara)
	for range 2 {
		if d := <-mara.Doubts(); d.From != noor.id.Key() || d.Server != theirs || !d.Link.IsZero() {
			t.Errorf("Mara doubts %+v", d)
		}
		if at := mara.At(noor.id.Key()); at != "" {
			t.Errorf("Noor is rung at %s", at)
		}
	}
	link := room(t, theirs)
	mara.Ring(noor.id.Key(), link.String())(false)
	mara.mu.Lock()
	mara.agreed[theirs] = true
	mara.mu.Unlock()
	if at := mara.At(noor.id.Key()); at != theirs {
		t.Errorf("Noor is rung at %q", at)
	}
	mara.Ring(noor.id.Key(), link.String())(false)
	if r := noor.hears(); r.Over || !r.Link.Equal(link) {
		t.Errorf("Noor hears %+v", r)
	}
}

// TestPresence sees who wants to be seen.
func TestPresence(t *testing.T) {
	mara, noor := acquainted(t, serve(t))
	sees := func(what string, want bool) {
		t.Helper()
		eventually(t, what, func() bool {
			mara.Settle() // it looks around at once
			select {
			case there := <-mara.Present():
				return (len(there) == 1 && there[0] == noor.id.Key()) == want
			case <-time.After(100 * time.Millisecond):
				return false
			}
		})
	}
	sees("Noor is there", true)
	noor.wish(func(w *known.Wishes) { w.Hidden = true })
	sees("Noor hides", false)
	noor.wish(func(w *known.Wishes) { w.Hidden = false })
	sees("Noor is there again", true)
	mara.Nearby([]identity.Key{noor.id.Key()})
	sees("Noor is nearby, and nobody is asked", false)
}

// TestRenew gives the others the new card, and the blocked one nothing.
func TestRenew(t *testing.T) {
	at := serve(t)
	mara, noor := acquainted(t, at)
	omar := newDevice(t, "Omar", at)
	omar.met(noor)
	omar.open()
	noor.met(omar)
	omar.gives(noor)
	noor.gives(omar)
	old := noor.card()
	if err := noor.contacts.SetBlocked(omar.id.Key().String(), true); err != nil {
		t.Fatal(err)
	}
	noor.Renew()
	cardAt := func(d *device) string {
		c, _ := d.contacts.Lookup(noor.id.Key().String())
		return c.Card
	}
	eventually(t, "Mara has the new card", func() bool { return cardAt(mara) == noor.keys.Card(noor.id, at) })
	if cardAt(omar) == cardAt(mara) {
		t.Error("who is blocked has it too")
	}
	eventually(t, "the inbox shows the new presence", func() bool {
		there, err := inbox.Sender{Identity: mara.id, HTTP: mara.client}.Present(t.Context(), []inbox.Card{old, noor.card()})
		return err == nil && !there[0] && there[1]
	})
	link := room(t, at)
	omar.leaves(old, inbox.Ring{Link: room(t, at).String()})
	omar.leaves(noor.card(), inbox.Ring{Link: room(t, at).String()}) // however they got it
	mara.leaves(noor.card(), inbox.Ring{Link: link.String()})
	if r := noor.hears(); !r.Link.Equal(link) {
		t.Errorf("Noor hears %+v", r)
	}
}

// TestBothRenewed has two people make a new presence, each while the other is
// away, so that neither sees the other by the card that they have. The one who
// comes last finds the other.
func TestBothRenewed(t *testing.T) {
	at := serve(t)
	mara, noor := acquainted(t, at)
	for _, d := range []*device{mara, noor} {
		_ = d.Close()
		d.keys.Renew()
	}
	mara.open() // and sends her card to who is away
	noor.open()
	has := func(d, of *device) bool {
		c, _ := d.contacts.Lookup(of.id.Key().String())
		return c.Card == of.keys.Card(of.id, at)
	}
	eventually(t, "both have the other's new card", func() bool { return has(mara, noor) && has(noor, mara) })
	link := room(t, at)
	mara.leaves(noor.card(), inbox.Ring{Link: link.String()})
	if r := noor.hears(); !r.Link.Equal(link) {
		t.Errorf("Noor hears %+v", r)
	}
}

// TestRenewedCardComesLate has somebody ring by a card that is no longer the
// newest, because the new one has not come.
func TestRenewedCardComesLate(t *testing.T) {
	at := serve(t)
	mara, noor := acquainted(t, at)
	old := noor.card()
	_ = mara.Close()
	noor.Renew()
	link := room(t, at)
	mara.leaves(old, inbox.Ring{Link: link.String()})
	if r := noor.hears(); !r.Link.Equal(link) {
		t.Errorf("Noor hears %+v", r)
	}
}
