package inbox_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/inbox/inboxtest"
	"parley/call/signal/signaltest"
)

const patience = 20 * time.Second

// house is a server, which may be watched and made to lie.
type house struct {
	*httptest.Server

	mu   sync.Mutex
	left [][]byte // sealed messages that came
}

func serve(t *testing.T) *house {
	t.Helper()
	h := new(house)
	h.Server = inboxtest.Serve(t, h.watched)
	return h
}

// watched keeps what is left at a server.
func (h *house) watched(by http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path != "/p" {
			body, _ := io.ReadAll(r.Body)
			h.mu.Lock()
			h.left = append(h.left, body)
			h.mu.Unlock()
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		by.ServeHTTP(w, r)
	})
}

// person has a device with an inbox at a server.
type person struct {
	t    *testing.T
	at   *house
	id   *identity.Identity
	keys *inbox.Keys

	mu     sync.Mutex
	allows map[identity.Key]bool
}

func newPerson(t *testing.T, at *house) *person {
	t.Helper()
	return &person{t: t, at: at, id: signaltest.Generate(t), keys: inboxtest.NewKeys(t), allows: make(map[identity.Key]bool)}
}

func (p *person) allow(k identity.Key) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.allows[k]
}

func (p *person) knows(other *person, yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allows[other.id.Key()] = yes
}

// open opens the inbox and waits until it is.
func (p *person) open(hidden bool) *inbox.Box {
	p.t.Helper()
	b := inbox.Open(inbox.Config{Server: p.at.URL, Identity: p.id, Keys: p.keys, Allow: p.allow, Hidden: hidden})
	p.t.Cleanup(func() { _ = b.Close() })
	eventually(p.t, "the inbox is open", b.Online)
	return b
}

func (p *person) card() inbox.Card {
	p.t.Helper()
	return inboxtest.Card(p.t, p.keys, p.id, p.at.URL)
}

func (p *person) sender() inbox.Sender { return inbox.Sender{Identity: p.id} }

func (p *person) rings(card inbox.Card, link string) inbox.ID {
	p.t.Helper()
	id, err := p.sender().Send(p.t.Context(), card, inbox.Ring{Link: link})
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

func hears(t *testing.T, b *inbox.Box) inbox.Message {
	t.Helper()
	select {
	case m := <-b.Messages():
		return m
	case <-time.After(patience):
		t.Fatal("nothing comes")
	}
	return inbox.Message{}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestRing(t *testing.T) {
	h := serve(t)
	mara, noor := newPerson(t, h), newPerson(t, h)
	noor.knows(mara, true)
	box := noor.open(false)
	id := mara.rings(noor.card(), "https://example.org/j/a#b")
	if m := hears(t, box); m.From != mara.id.Key() || m.ID != id || m.Body != (inbox.Ring{Link: "https://example.org/j/a#b"}) {
		t.Errorf("Noor hears %+v", m)
	}
	if _, err := mara.sender().Send(t.Context(), noor.card(), inbox.Cancel{Ring: id}); err != nil {
		t.Fatal(err)
	}
	if m := hears(t, box); m.Body != (inbox.Cancel{Ring: id}) {
		t.Errorf("Noor hears %+v", m)
	}
	if _, err := mara.sender().Send(t.Context(), noor.card(), mara.keys.OwnCard(mara.id, h.URL)); err != nil {
		t.Fatal(err)
	}
	if m := hears(t, box); m.Body != (inbox.NewCard{Card: mara.card(), Text: mara.keys.Card(mara.id, h.URL)}) {
		t.Errorf("Noor hears %+v", m)
	}
}

// TestWhoIsNotHeard has strangers ring, and somebody who was blocked.
func TestWhoIsNotHeard(t *testing.T) {
	h := serve(t)
	mara, noor, stranger := newPerson(t, h), newPerson(t, h), newPerson(t, h)
	noor.knows(mara, true)
	box := noor.open(false)
	old := noor.card()
	stranger.rings(old, "stranger")
	mara.rings(old, "first")
	if m := hears(t, box); m.Body != (inbox.Ring{Link: "first"}) {
		t.Errorf("Noor hears %+v", m)
	}
	noor.knows(mara, false)
	noor.keys.Renew()
	mara.rings(old, "blocked")
	mara.rings(noor.card(), "blocked, by somebody else's card")
	noor.knows(stranger, true) // as of now
	for _, by := range []inbox.Card{old, noor.card()} {
		stranger.rings(by, "as of now")
		if m := hears(t, box); m.From != stranger.id.Key() || m.Body != (inbox.Ring{Link: "as of now"}) {
			t.Errorf("Noor hears %+v", m)
		}
	}
}

// TestAwayForAMoment finds what came meanwhile.
func TestAwayForAMoment(t *testing.T) {
	h := serve(t)
	mara, noor := newPerson(t, h), newPerson(t, h)
	noor.knows(mara, true)
	_ = noor.open(false).Close()
	mara.rings(noor.card(), "meanwhile")
	if m := hears(t, noor.open(false)); m.Body != (inbox.Ring{Link: "meanwhile"}) {
		t.Errorf("Noor hears %+v", m)
	}
}

func TestPresence(t *testing.T) {
	h := serve(t)
	mara, noor, omar, never := newPerson(t, h), newPerson(t, h), newPerson(t, h), newPerson(t, h)
	box := noor.open(false)
	omar.open(true)
	cards := []inbox.Card{never.card(), noor.card(), omar.card()}
	seen := func(want ...bool) func() bool {
		return func() bool {
			got, err := mara.sender().Present(t.Context(), cards)
			return err == nil && len(got) == 3 && got[0] == want[0] && got[1] == want[1] && got[2] == want[2]
		}
	}
	eventually(t, "Noor alone is seen", seen(false, true, false))
	_ = box.Close()
	eventually(t, "nobody is seen", seen(false, false, false))
	noor.keys.Renew()
	noor.open(false)
	cards = append(cards, noor.card())
	eventually(t, "Noor is seen by the new card alone", func() bool {
		got, err := mara.sender().Present(t.Context(), cards)
		return err == nil && !got[1] && got[3]
	})
}

// TestHostileServer repeats, mixes up and forges. Nothing is heard but what was
// sent, once.
func TestHostileServer(t *testing.T) {
	h := serve(t)
	mara, noor, omar := newPerson(t, h), newPerson(t, h), newPerson(t, h)
	for _, p := range []*person{noor, omar} {
		p.knows(mara, true)
		p.knows(noor, true)
	}
	box, other := noor.open(false), omar.open(false)
	mara.rings(noor.card(), "once")
	if m := hears(t, box); m.Body != (inbox.Ring{Link: "once"}) {
		t.Fatalf("Noor hears %+v", m)
	}
	h.mu.Lock()
	sealed := h.left[0]
	h.mu.Unlock()
	forged := bytes.Clone(sealed)
	forged[len(forged)-1] ^= 1
	for _, p := range []*person{noor, omar} {
		for _, message := range [][]byte{sealed, forged, make([]byte, inbox.SealedSize)} {
			h.leave(t, p, message)
		}
	}
	mara.rings(noor.card(), "last")
	if m := hears(t, box); m.Body != (inbox.Ring{Link: "last"}) {
		t.Errorf("Noor hears %+v", m)
	}
	mara.rings(omar.card(), "last")
	if m := hears(t, other); m.Body != (inbox.Ring{Link: "last"}) {
		t.Errorf("Omar hears %+v", m)
	}
	for _, secret := range []string{"once", "last", mara.keys.Card(mara.id, h.URL)} {
		for _, m := range h.left {
			if bytes.Contains(m, []byte(secret)) {
				t.Errorf("the server sees %q", secret)
			}
		}
	}
}

func (h *house) leave(t *testing.T, p *person, sealed []byte) {
	t.Helper()
	response, err := http.Post(h.URL+"/i/"+inbox.Of(p.id.Key()).String(), "", bytes.NewReader(sealed))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusAccepted {
		t.Errorf("answered %d", response.StatusCode)
	}
}

// TestServersThatAreNone send elsewhere, say too much, or something else.
func TestServersThatAreNone(t *testing.T) {
	h := serve(t)
	mara, noor := newPerson(t, h), newPerson(t, h)
	for name, answer := range map[string]http.HandlerFunc{
		"sends elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, h.URL+r.URL.Path, http.StatusTemporaryRedirect)
		},
		"fails":        func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"says much":    func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) },
		"says nothing": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) },
	} {
		t.Run(name, func(t *testing.T) {
			bad := httptest.NewServer(answer)
			defer bad.Close()
			card := noor.card()
			card.Server = bad.URL
			if _, err := mara.sender().Send(t.Context(), card, inbox.Ring{Link: "x"}); err == nil {
				t.Error("it took a message")
			}
			if there, err := mara.sender().Present(t.Context(), []inbox.Card{card}); err == nil {
				t.Errorf("it says who is there: %v", there)
			}
			b := inbox.Open(inbox.Config{Server: bad.URL, Identity: noor.id, Keys: noor.keys})
			time.Sleep(50 * time.Millisecond)
			if b.Online() {
				t.Error("it has an inbox")
			}
			_ = b.Close()
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := mara.sender().Send(ctx, noor.card(), inbox.Ring{Link: "x"}); err == nil || bytes.Contains([]byte(err.Error()), []byte("/i/")) {
		t.Errorf("the error tells the inbox: %v", err)
	}
}
