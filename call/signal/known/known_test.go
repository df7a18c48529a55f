package known_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/inbox/inboxtest"
	"parley/call/signal/invite"
	"parley/call/signal/known"
	"parley/call/signal/signaltest"
)

const patience = 30 * time.Second

// serve runs a server of inboxes and returns its origin.
func serve(t *testing.T) string { return inboxtest.Serve(t, nil).URL }

// device is a desk and what it works with.
type device struct {
	*known.Desk
	t        *testing.T
	name     string
	id       *identity.Identity
	keys     *inbox.Keys
	contacts *identity.Contacts
	client   *http.Client

	mu     sync.Mutex
	wishes known.Wishes
	agreed map[string]bool
}

func newDevice(t *testing.T, name, server string) *device {
	t.Helper()
	contacts, err := identity.OpenContacts(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	transport := new(http.Transport)
	d := &device{
		t: t, name: name, id: signaltest.Generate(t), keys: inboxtest.NewKeys(t), contacts: contacts, client: &http.Client{Transport: transport},
		wishes: known.Wishes{Server: server, Reachable: true}, agreed: make(map[string]bool),
	}
	t.Cleanup(transport.CloseIdleConnections)
	return d
}

// open opens the desk.
func (d *device) open() {
	d.t.Helper()
	d.Desk = known.Open(known.Config{
		Identity: d.id, Contacts: d.contacts, Keys: d.keys, Save: func() error { return nil }, HTTP: d.client,
		Wishes: func() known.Wishes {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.wishes
		},
		Agreed: func(server string) bool {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.agreed[server]
		},
	})
	d.t.Cleanup(func() { _ = d.Close() })
}

// wish changes what the person wants.
func (d *device) wish(edit func(*known.Wishes)) {
	d.mu.Lock()
	edit(&d.wishes)
	d.mu.Unlock()
	d.Settle()
}

// met makes somebody a contact.
func (d *device) met(other *device) {
	d.t.Helper()
	if err := d.contacts.Met(other.id.Key().String(), other.name, "", ""); err != nil {
		d.t.Fatal(err)
	}
}

// gives hands over the card as a call does.
func (d *device) gives(other *device) {
	d.t.Helper()
	card := d.Card(other.id.Key())
	if settled, err := other.Take(d.id.Key(), card); card == "" || !settled || err != nil {
		d.t.Fatalf("%s did not take %q: %v", other.name, card, err)
	}
	d.Gave(other.id.Key(), card)
}

// acquainted are two open devices that have each other's card.
func acquainted(t *testing.T, server string) (mara, noor *device) {
	t.Helper()
	mara, noor = newDevice(t, "Mara", server), newDevice(t, "Noor", server)
	mara.met(noor)
	noor.met(mara)
	mara.open()
	noor.open()
	mara.gives(noor)
	noor.gives(mara)
	return mara, noor
}

// room is a new link at a server.
func room(t *testing.T, server string) invite.Link {
	t.Helper()
	l, err := invite.New(server)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// hears returns the next ring.
func (d *device) hears() known.Ring {
	d.t.Helper()
	select {
	case r := <-d.Rings():
		return r
	case <-time.After(patience):
		d.t.Fatalf("%s hears nothing", d.name)
	}
	return known.Ring{}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// leaves sends a message by a card, as anybody who has that can.
func (d *device) leaves(to inbox.Card, body inbox.Body) {
	d.t.Helper()
	if _, err := (inbox.Sender{Identity: d.id, HTTP: d.client}).Send(d.t.Context(), to, body); err != nil {
		d.t.Fatal(err)
	}
}

// card is the newest, read.
func (d *device) card() inbox.Card {
	d.t.Helper()
	return inboxtest.Card(d.t, d.keys, d.id, d.wishes.Server)
}
