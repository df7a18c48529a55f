package mesh

import (
	"context"
	"errors"
	"slices"

	"parley/call/session"
	"parley/call/signal"
)

// dial looks for the person and connects, beside the leg's goroutine.
func (l *leg) dial(target session.Target) {
	l.b.wg.Go(func() {
		link, err := l.b.connect(l.ctx, target, true)
		if err != nil {
			l.do(func() { l.unreached(err) })
			return
		}
		l.give(link, func() { l.dialled(link) })
	})
}

// unreached ends a call to which there is no link.
func (l *leg) unreached(err error) {
	if words := textFault(err); words != "" {
		l.finish(session.BadLink, words)
		return
	}
	l.finish(dialReason(err), err.Error())
}

// connect opens a link to a target, who is rung if need be.
func (b *Backend) connect(ctx context.Context, target session.Target, rings bool) (signal.Link, error) {
	to := b.people.resolve(target)
	to.Rings = rings && b.rings(to.Key)
	if b.relayOnly() {
		var err error
		if to, err = concealed(to, to.Rings); err != nil {
			return nil, err
		}
	}
	return b.cfg.Transport.Dial(ctx, to)
}

// dialled goes on once there is a link.
func (l *leg) dialled(link signal.Link) {
	if l.phase != dialing {
		link.Close()
		return
	}
	l.adopt(link, true)
	l.phase = reached
	l.b.emit(session.Reached{ID: l.id, Person: l.person})
}

func dialReason(err error) session.Reason {
	switch {
	case errors.Is(err, signal.ErrVersion):
		return session.Incompatible
	case errors.Is(err, signal.ErrWrongKey):
		return session.KeyChanged
	case errors.Is(err, errNoRelay):
		return session.NoRelay
	}
	return session.Unreachable
}

// adopt makes link the call's link and reads from it. Where the other side
// takes links is known when we dialled, or once it has said its port.
func (l *leg) adopt(link signal.Link, dialled bool) {
	l.link = link
	l.key = link.Remote()
	l.person = person(link)
	at := link.RemoteAddr()
	l.at.Store(&at)
	switch {
	case l.meeting != nil:
		l.person.Address = "" // there is the room to seek them in
	case !dialled && isHostPort(l.person.Address):
		l.person.Address = withPort(l.person.Address, l.control.farPort)
	}
	l.b.wg.Go(func() { l.listen(link) })
	l.audience.linked(l)
}

// listen hands what comes over a link to the leg until the link ends.
func (l *leg) listen(link signal.Link) {
	for {
		envelope, err := link.Receive(l.ctx)
		if err != nil {
			l.do(func() { l.linkLost(link, err) })
			return
		}
		l.do(func() { l.receive(link, envelope) })
	}
}

// proceed lets the call ring at the other side. A person who was asked about a
// changed key may have taken longer than the other side waits for a first
// message: then it is dialled again, and must be the one that was asked about.
func (l *leg) proceed() {
	switch {
	case l.phase != reached:
		return
	case l.link == nil:
		l.dialAgain()
		return
	}
	if !l.veil() {
		return
	}
	l.phase = calling
	l.send(signal.Ring{Video: l.intent.Video})
}

func (l *leg) dialAgain() {
	target := session.Target{Text: l.person.Key, Key: l.person.Key, Address: l.person.Address}
	l.b.wg.Go(func() {
		link, err := l.b.connect(l.ctx, target, true)
		if err != nil {
			l.do(func() { l.finish(dialReason(err), err.Error()) })
			return
		}
		l.give(link, func() {
			if l.phase != reached || l.link != nil {
				link.Close()
				return
			}
			l.adopt(link, true)
			l.proceed()
		})
	})
}

// rang announces a call that came in.
func (l *leg) rang() {
	l.phase = incoming
	l.send(signal.Ringing{})
	l.b.emit(session.Incoming{ID: l.id, Person: l.person, Intent: l.farIntent})
}

// accept answers the call.
func (l *leg) accept(intent session.Intent) {
	if l.phase != incoming {
		return
	}
	l.intent = intent
	if !l.veil() {
		return
	}
	l.send(signal.Accept{Video: intent.Video})
	l.join()
}

// decline refuses the call. If it was accepted a moment before, it leaves it.
func (l *leg) decline(reason session.Reason) {
	if reason == session.Busy && l.phase == incoming {
		l.send(signal.Busy{})
		l.finish(reason, "")
		return
	}
	l.end(reason, "")
}

// receive handles one message. What does not fit the phase is ignored:
// nothing that comes early, late or twice may move media.
func (l *leg) receive(link signal.Link, e signal.Envelope) {
	if link != l.link || e.Call != l.call {
		return
	}
	switch body := e.Body.(type) {
	case signal.Ringing:
		if l.phase == calling {
			l.audience.rings(l)
		}
	case signal.Accept:
		if l.phase == calling {
			l.farIntent = session.Intent{Video: body.Video}
			l.join()
		}
	case signal.Decline:
		if l.phase == calling {
			l.finish(l.declineReason(body.Reason), "")
		}
	case signal.Busy:
		if l.phase == calling {
			l.finish(session.Busy, "")
		}
	case signal.Cancel:
		l.cancelled()
	case signal.End:
		if l.phase == answered {
			l.finish(l.endReason(body.Reason), "")
		}
	default:
		if l.phase == answered {
			l.negotiate(e.Body)
		}
	}
}

// cancelled ends a call that the caller gave up, perhaps at the moment when it
// was accepted here.
func (l *leg) cancelled() {
	switch {
	case l.phase == incoming:
		l.finish(session.Cancelled, "")
	case l.phase == answered && !l.outgoing && l.far.Pair == "":
		l.finish(session.HungUp, "")
	}
}

// declineReason and endReason take only what the other side may say.
func (l *leg) declineReason(said string) session.Reason {
	reason := session.Reason(said)
	of := []session.Reason{session.NoAnswer}
	if l.meeting != nil {
		of = append(of, session.Full, session.Locked, session.Removed)
	}
	if slices.Contains(of, reason) {
		return reason
	}
	return session.Declined
}

func (l *leg) endReason(said string) session.Reason {
	reason := session.Reason(said)
	of := []session.Reason{session.Mismatch, session.Lost, session.ProtocolFail}
	if l.meeting != nil {
		of = append(of, session.Removed)
	}
	if slices.Contains(of, reason) {
		return reason
	}
	return session.HungUp
}
