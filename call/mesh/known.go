package mesh

import (
	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal/invite"
	"parley/call/signal/known"
)

// Known rings contacts across the internet: known.Desk does. The Transport
// closes it.
type Known interface {
	// At returns the server where somebody has an inbox, empty for who cannot be
	// rung.
	At(identity.Key) string
	// Blocked says whether the person does not want to hear of somebody.
	Blocked(identity.Key) bool
	// Card returns this device's card for somebody, empty for who gets none.
	Card(identity.Key) string
	// Gave notes that somebody got a card.
	Gave(to identity.Key, card string)
	// Take keeps somebody's card. It is not settled while they are no contact.
	Take(from identity.Key, card string) (settled bool, err error)
	// Nearby says who is on this network.
	Nearby([]identity.Key)
	// Present delivers who is there of the others, and is closed in the end.
	Present() <-chan []identity.Key
	// Doubts delivers questions about unknown servers, likewise.
	Doubts() <-chan known.Doubt
	// Settle heeds settings that have changed.
	Settle()
	// Renew makes worthless by what contacts see this device.
	Renew()
}

// Settle heeds the person's server, and whether they want to be seen.
func (b *Backend) Settle() {
	if b.cfg.Known != nil {
		b.cfg.Known.Settle()
	}
}

// RenewCard makes worthless what contacts know of how this person is seen.
func (b *Backend) RenewCard() {
	if b.cfg.Known != nil {
		b.wg.Go(b.cfg.Known.Renew)
	}
}

// Come takes a ring by way of a server that was doubtful.
func (b *Backend) Come(d session.Doubtful) {
	key, err := identity.ParseKey(d.Key)
	if err != nil {
		return
	}
	if l, err := invite.Parse(d.Link); err == nil {
		b.wg.Go(func() { b.cfg.Rooms.Come(b.ctx, key, l) })
	}
}

// followKnown tells who is there of those who are known.
func (b *Backend) followKnown() {
	for {
		select {
		case keys, ok := <-b.cfg.Known.Present():
			if !ok {
				return
			}
			b.emit(session.Present{Keys: texts(keys)})
		case d, ok := <-b.cfg.Known.Doubts():
			if !ok {
				return
			}
			b.emit(session.Doubtful{Key: d.From.String(), Server: d.Server, Link: d.Link.String()})
		case <-b.ctx.Done():
			return
		}
	}
}

// near tells who is nearby, of whom no server has to be asked.
func (b *Backend) near(people []identity.Key) {
	if b.cfg.Known != nil {
		b.cfg.Known.Nearby(people)
	}
}

// blocked says whether the person does not want to hear of somebody.
func (b *Backend) blocked(key identity.Key) bool {
	return b.cfg.Known != nil && b.cfg.Known.Blocked(key)
}

// rings says whether somebody can be rung across the internet.
func (b *Backend) rings(key identity.Key) bool {
	return b.cfg.Known != nil && !key.IsZero() && b.cfg.Known.At(key) != ""
}
