package known

import (
	"context"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
)

// Present delivers the keys of contacts who are there, as their servers have
// it; a new list replaces one that nobody took. It is closed by Close.
func (d *Desk) Present() <-chan []identity.Key { return d.present }

// Nearby says who is seen on the network: nobody has to be asked about them.
func (d *Desk) Nearby(keys []identity.Key) {
	nearby := make(map[identity.Key]bool, len(keys))
	for _, k := range keys {
		nearby[k] = true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.nearby = nearby
}

// look asks now and then who is there, and gives cards to who has not got the
// newest.
func (d *Desk) look() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var told []identity.Key
	for {
		there := d.ask()
		if !slices.Equal(there, told) {
			told = there
			d.show(there)
		}
		d.spread(there)
		select {
		case <-tick.C:
		case <-d.again:
		case <-d.ctx.Done():
			return
		}
	}
}

// show leaves a list for who takes them.
func (d *Desk) show(there []identity.Key) {
	select {
	case <-d.present:
	default:
	}
	d.present <- there
}

// ask asks each server about the contacts that it has, some at a time.
func (d *Desk) ask() (there []identity.Key) {
	for _, cards := range d.byServer() {
		for some := range slices.Chunk(cards, inbox.MaxAsked) {
			there = append(there, d.askOne(some)...)
		}
	}
	slices.SortFunc(there, func(a, b identity.Key) int { return slices.Compare(a[:], b[:]) })
	return there
}

func (d *Desk) askOne(cards []inbox.Card) (there []identity.Key) {
	ctx, cancel := context.WithTimeout(d.ctx, sendTime)
	defer cancel()
	present, err := d.sender.Present(ctx, cards)
	if err != nil {
		d.cfg.Logger.Debug("nobody says who is there", "error", err)
	}
	for i, yes := range present {
		if yes {
			there = append(there, cards[i].Key)
		}
	}
	return there
}

// byServer returns the cards of who may be asked about.
func (d *Desk) byServer() map[string][]inbox.Card {
	d.mu.Lock()
	nearby := d.nearby
	d.mu.Unlock()
	out := make(map[string][]inbox.Card)
	for _, contact := range d.cfg.Contacts.List() {
		if card, ok := d.cardOf(contact.Key); ok && !nearby[contact.Key] {
			out[card.Server] = append(out[card.Server], card)
		}
	}
	return out
}
