package known

import (
	"context"
	"slices"
	"time"

	"parley/call/identity"
)

// mostSpread is how many cards are sent at a time. A server takes one message in
// two seconds of an address, and rings go first.
const mostSpread = 6

// spreadAgain is how long after a card was sent it is sent to the same person
// again, who may have been away, or hidden.
const spreadAgain = time.Hour

// attempt is a card that was sent to somebody.
type attempt struct {
	tag string
	at  time.Time
}

// spread sends the card to contacts who have not got it, some at a time: now and
// then to everybody, and to who is there until they have it, because nothing
// waits long for who is away.
func (d *Desk) spread(there []identity.Key) {
	card, sent := d.own(), 0
	if card == "" {
		return
	}
	tag, now := tagOf(card), time.Now()
	for _, contact := range d.cfg.Contacts.List() {
		key, present := contact.Key, slices.Contains(there, contact.Key)
		_, rings := d.cardOf(key)
		tried := d.tried[key]
		recent := tried.tag == tag && now.Sub(tried.at) < spreadAgain
		if !rings || contact.Given == tag || recent && !present {
			continue
		}
		if sent++; sent > mostSpread {
			return
		}
		d.tried[key] = attempt{tag, now}
		if d.sendCard(key) && present {
			d.Gave(key, card)
		}
	}
}

// sendCard leaves the card in a contact's inbox.
func (d *Desk) sendCard(to identity.Key) bool {
	card, ok := d.cardOf(to)
	if !ok || !d.allows(to) {
		return false
	}
	ctx, cancel := context.WithTimeout(d.ctx, sendTime)
	defer cancel()
	_, err := d.sender.Send(ctx, card, d.cfg.Keys.OwnCard(d.cfg.Identity, d.cfg.Wishes().Server))
	if err != nil {
		d.cfg.Logger.Debug("a card was not sent", "error", err)
	}
	return err == nil
}
