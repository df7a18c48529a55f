package known_test

import (
	"testing"

	"parley/call/signal/inbox"
	"parley/call/signal/known"
)

func TestRing(t *testing.T) {
	mara, noor := acquainted(t, serve(t))
	link := room(t, mara.At(noor.id.Key()))
	stop := mara.Ring(noor.id.Key(), link.String())
	if r := noor.hears(); r.From != mara.id.Key() || !r.Link.Equal(link) || r.Over {
		t.Errorf("Noor hears %+v", r)
	}
	stop(false)
	stop(true)
	if r := noor.hears(); r.From != mara.id.Key() || !r.Link.Equal(link) || !r.Over {
		t.Errorf("Noor hears %+v", r)
	}
	mara.Ring(noor.id.Key(), link.String()) // until the desk is closed
	noor.hears()
	_ = mara.Close()
	if r := noor.hears(); !r.Over {
		t.Errorf("Noor hears %+v", r)
	}
	mara.Ring(noor.id.Key(), link.String())(false)
}

// TestWhoIsNotHeard has strangers, blocked people and nonsense ring. What is
// heard is what a contact leaves last.
func TestWhoIsNotHeard(t *testing.T) {
	at := serve(t)
	mara, noor := acquainted(t, at)
	omar, stranger := newDevice(t, "Omar", at), newDevice(t, "Eve", at)
	noor.met(omar)
	if err := noor.contacts.SetBlocked(omar.id.Key().String(), true); err != nil {
		t.Fatal(err)
	}
	link := room(t, at).String()
	stranger.leaves(noor.card(), inbox.Ring{Link: link})
	omar.leaves(noor.card(), inbox.Ring{Link: link})
	mara.leaves(noor.card(), inbox.Ring{Link: "nowhere"})
	mara.leaves(noor.card(), inbox.Cancel{Ring: inbox.ID{1}})
	last := room(t, at)
	mara.leaves(noor.card(), inbox.Ring{Link: last.String()})
	if r := noor.hears(); r.From != mara.id.Key() || !r.Link.Equal(last) {
		t.Errorf("Noor hears %+v", r)
	}
	if noor.Card(stranger.id.Key()) != "" || noor.Card(omar.id.Key()) != "" {
		t.Error("a stranger or a blocked person gets the card")
	}
	if !noor.Blocked(omar.id.Key()) || noor.Blocked(mara.id.Key()) || noor.Blocked(stranger.id.Key()) {
		t.Error("the wrong people are blocked")
	}
}

// TestForeignCancel lets nobody take back another's ring.
func TestForeignCancel(t *testing.T) {
	at := serve(t)
	mara, noor := acquainted(t, at)
	omar := newDevice(t, "Omar", at)
	noor.met(omar)
	sender := inbox.Sender{Identity: mara.id, HTTP: mara.client}
	id, err := sender.Send(t.Context(), noor.card(), inbox.Ring{Link: room(t, at).String()})
	if err != nil {
		t.Fatal(err)
	}
	noor.hears()
	omar.leaves(noor.card(), inbox.Cancel{Ring: id})
	next := room(t, at)
	mara.leaves(noor.card(), inbox.Ring{Link: next.String()})
	if r := noor.hears(); r.Over || !r.Link.Equal(next) {
		t.Errorf("Noor hears %+v", r)
	}
}

// TestUnknownServer asks before anything is done about a link to one.
func TestUnknownServer(t *testing.T) {
	mara, noor := acquainted(t, serve(t))
	link := room(t, "meet.example.org")
	mara.leaves(noor.card(), inbox.Ring{Link: link.String()})
	if d := <-noor.Doubts(); d.From != mara.id.Key() || d.Server != "https://meet.example.org" || !d.Link.Equal(link) {
		t.Errorf("Noor doubts %+v", d)
	}
	noor.mu.Lock()
	noor.agreed["https://meet.example.org"] = true
	noor.mu.Unlock()
	mara.leaves(noor.card(), inbox.Ring{Link: link.String()})
	if r := noor.hears(); !r.Link.Equal(link) {
		t.Errorf("Noor hears %+v", r)
	}
}

// TestReachable closes the inbox, and opens it elsewhere.
func TestReachable(t *testing.T) {
	mara, noor := acquainted(t, serve(t))
	noor.wish(func(w *known.Wishes) { w.Server = serve(t) })
	link := room(t, noor.card().Server)
	mara.leaves(noor.card(), inbox.Ring{Link: link.String()})
	if r := noor.hears(); !r.Link.Equal(link) {
		t.Errorf("Noor hears %+v", r)
	}
	noor.wish(func(w *known.Wishes) { w.Server = "" })
	if noor.Card(mara.id.Key()) != "" {
		t.Error("there is a card without a server")
	}
}
