package known

import (
	"crypto/sha256"
	"encoding/base64"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
)

// own is this device's card as it was made last.
type own struct {
	server   string
	presence inbox.Presence
	made     time.Time
	text     string
}

// cardFresh is how long the card is taken for the newest: another prekey comes
// once in a month.
const cardFresh = time.Minute

// kept is a contact's card as it was read last.
type kept struct {
	text string
	card inbox.Card
}

// Card returns this device's card to give to somebody; empty for who is no
// contact or blocked, and while there is no server.
func (d *Desk) Card(to identity.Key) string {
	if !d.allows(to) {
		return ""
	}
	return d.own()
}

func (d *Desk) own() string {
	server := d.cfg.Wishes().Server
	if server == "" {
		return ""
	}
	presence, now := d.cfg.Keys.Presence(), time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.card.server != server || d.card.presence != presence || now.Sub(d.card.made).Abs() > cardFresh {
		d.card = own{server, presence, now, d.cfg.Keys.Card(d.cfg.Identity, server)}
	}
	return d.card.text
}

// Gave notes that a contact has got a card of this device.
func (d *Desk) Gave(to identity.Key, card string) {
	contact, known := d.cfg.Contacts.Lookup(to.String())
	if tag := tagOf(card); known && contact.Given != tag {
		d.note(d.cfg.Contacts.SetGiven(to.String(), tag))
	}
}

// tagOf tells cards apart and says nothing about them.
func tagOf(card string) string {
	sum := sha256.Sum256([]byte(card))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Take keeps a contact's card, unless there is a newer one. It reports whether
// the card is settled: of who is no contact yet it is not. The error wraps
// inbox.ErrCard.
func (d *Desk) Take(from identity.Key, text string) (settled bool, err error) {
	now := time.Now()
	card, err := inbox.ParseCard(text, from, now)
	if err != nil {
		return false, err
	}
	contact, known := d.cfg.Contacts.Lookup(from.String())
	if !known {
		return false, nil
	}
	if contact.Blocked || contact.Card == text {
		return true, nil
	}
	if before, ok := d.lastCard(from); ok && before.Until.After(card.Until) {
		return true, nil
	}
	d.note(d.cfg.Contacts.SetCard(from.String(), text))
	if !d.trusts(card.Server) {
		d.doubt(Doubt{From: from, Server: card.Server})
	}
	return true, nil
}

// cardOf returns the card of a contact who can be rung: at a server that the
// person does not know, which the contact may run, nothing is asked.
func (d *Desk) cardOf(key identity.Key) (inbox.Card, bool) {
	card, ok := d.lastCard(key)
	return card, ok && d.trusts(card.Server)
}

// trusts says whether a server is this device's own, or one where the person
// agreed to meet.
func (d *Desk) trusts(server string) bool {
	return server == d.cfg.Wishes().Server || d.cfg.Agreed != nil && d.cfg.Agreed(server)
}

// lastCard returns the newest card of a contact who is not blocked.
func (d *Desk) lastCard(key identity.Key) (inbox.Card, bool) {
	contact, known := d.cfg.Contacts.Lookup(key.String())
	if !known || contact.Blocked || contact.Card == "" {
		return inbox.Card{}, false
	}
	d.mu.Lock()
	read, ok := d.cards[key]
	d.mu.Unlock()
	now := time.Now()
	if !ok || read.text != contact.Card {
		card, err := inbox.ParseCard(contact.Card, key, now)
		if err != nil {
			return inbox.Card{}, false
		}
		read = kept{contact.Card, card}
		d.mu.Lock()
		d.cards[key] = read
		d.mu.Unlock()
	}
	return read.card, now.Before(read.card.Until)
}

// At returns the server of a contact's inbox; empty for who cannot be rung. When
// that is because the person does not know the server, there is a Doubt.
func (d *Desk) At(key identity.Key) string {
	card, ok := d.lastCard(key)
	switch {
	case !ok:
		return ""
	case !d.trusts(card.Server):
		d.doubt(Doubt{From: key, Server: card.Server})
		return ""
	}
	return card.Server
}

// Blocked says whether the person does not want to hear of somebody.
func (d *Desk) Blocked(key identity.Key) bool {
	contact, known := d.cfg.Contacts.Lookup(key.String())
	return known && contact.Blocked
}

func (d *Desk) note(err error) {
	if err != nil {
		d.cfg.Logger.Warn("a card could not be kept", "error", err)
	}
}
