package mesh

import (
	"context"

	"parley/call/session"
	"parley/call/signal"
)

// takeLinks receives the links that others open.
func (b *Backend) takeLinks() {
	for {
		select {
		case link, ok := <-b.cfg.Transport.Links():
			if !ok {
				return
			}
			b.wg.Go(func() { b.welcome(link) })
		case <-b.ctx.Done():
			return
		}
	}
}

// welcome reads a link's first message: a new call, or one that goes on over
// a new link. Anything else closes the link.
func (b *Backend) welcome(link signal.Link) {
	ctx, cancel := context.WithTimeout(b.ctx, firstMessage)
	defer cancel()
	envelope, err := link.Receive(ctx)
	if err != nil {
		link.Close()
		return
	}
	switch body := envelope.Body.(type) {
	case signal.Ring:
		if b.blocked(link.Remote()) {
			link.Close() // as if nobody were here
			return
		}
		b.ringing(link, envelope.Call, body)
	case signal.Join:
		b.joins(request{link, envelope.Call, body})
	case signal.Resume:
		b.resume(link, envelope.Call)
	default:
		link.Close()
	}
}

// ringing makes a leg for a call that comes in.
func (b *Backend) ringing(link signal.Link, id signal.CallID, ring signal.Ring) {
	l := newLeg(b, id, false, session.Intent{})
	l.farIntent = session.Intent{Video: ring.Video}
	l.adopt(link, false)
	if b.add(l) == nil {
		b.refuse(link, id, signal.Busy{})
		return
	}
	l.do(l.rang)
}

// resume hands the new link to its call, if it comes from the same person.
func (b *Backend) resume(link signal.Link, id signal.CallID) {
	l := b.leg(session.ID(id.String()))
	if l == nil {
		b.refuse(link, id, signal.End{Reason: string(session.Lost)})
		return
	}
	l.give(link, func() { l.relinked(link, false) })
}

// refuse sends one last message over a link that nobody wants.
func (b *Backend) refuse(link signal.Link, id signal.CallID, body signal.Body) {
	_ = link.Send(signal.Envelope{Call: id, Body: body}) // it is closed either way
	link.Close()
}

// followNearby keeps the list of people on this network.
func (b *Backend) followNearby() {
	for {
		select {
		case people, ok := <-b.cfg.Transport.Nearby():
			if !ok {
				return
			}
			b.people.set(people)
			b.near(keysOf(people))
			b.emit(session.Nearby{People: Persons(people)})
		case <-b.ctx.Done():
			return
		}
	}
}

// followNetwork tells every call when this computer's network changed.
func (b *Backend) followNetwork() {
	err := b.cfg.Transport.WatchNetwork(b.ctx, func(online bool) {
		b.emit(session.Network{Online: online})
		b.emit(session.Listening{Addresses: b.cfg.Transport.Addresses()})
		for _, l := range b.all() {
			l.do(l.networkChanged)
		}
	})
	if err != nil && b.ctx.Err() == nil {
		b.cfg.Logger.Warn("network changes are not followed", "error", err)
	}
}
