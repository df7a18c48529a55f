package mesh

import (
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
)

const (
	// answerTime is how long somebody may take to answer a join.
	answerTime = 10 * time.Second
	// waitTime is how long this side waits to be let in.
	waitTime = 10 * time.Minute
	// goneTime is how long after a link broke it is not believed that nobody is
	// there: perhaps the server is away, which is known a moment later.
	goneTime = 2 * time.Second
)

// arrival is what came of coming in, until this side is inside.
type arrival struct {
	early   []request      // who came meanwhile
	refusal session.Reason // of somebody who was asked; empty while there is none
	busy    map[identity.Key]bool
	gone    time.Time // when somebody's link broke
	waits   bool      // Waits was said
}

// without goes on without somebody who was asked.
func (a *arrival) without(key identity.Key, reason session.Reason, now time.Time) {
	switch {
	case refuses(reason):
		a.refusal = reason
	case reason == session.Busy:
		a.busy[key] = true
	default:
		a.gone = now
	}
}

// refuses reports whether a join that ended so was answered with a no, or with
// nothing by a person who was asked.
func refuses(reason session.Reason) bool {
	of := []session.Reason{session.Declined, session.NoAnswer, session.Full, session.Locked, session.Removed}
	return slices.Contains(of, reason)
}

// crossed reports whether somebody who was busy asks this side instead: they
// are in the meeting and have sought it, and their join stands.
func (a *arrival) crossed() bool {
	return slices.ContainsFunc(a.early, func(r request) bool { return a.busy[r.link.Remote()] })
}

// found goes on over a link to somebody who is in the room: with the call that
// there is, or by asking to come in.
func (m *meeting) found(h *hall, link signal.Link) {
	o := m.members[link.Remote()]
	switch {
	case m.stage == leaving || h != m.here.Load() || m.chair.hasRemoved(link.Remote()):
		m.discard(link)
	case o != nil && !isDone(o.link) && (o.standing != talking || o.moved):
		m.discard(link) // there is one, or one of both has asked already
	case o != nil && o.standing == talking:
		l := o.leg
		_ = link.Send(signal.Envelope{Call: l.call, Body: signal.Resume{}}) // a link that is lost says so
		l.give(link, func() { l.relinked(link, true) })
	default:
		if o != nil {
			m.drop(o, session.Cancelled)
		}
		m.ask(link)
	}
}

func isDone(link signal.Link) bool {
	select {
	case <-link.Done():
		return true
	default:
		return false
	}
}

// discard closes a link beside the meeting's goroutine: it may take a second.
func (m *meeting) discard(link signal.Link) { m.b.wg.Go(func() { link.Close() }) }

// ask asks somebody to be let in.
func (m *meeting) ask(link signal.Link) {
	o := m.enrol(link, signal.NewCallID(), true)
	if o == nil {
		m.discard(link)
		return
	}
	l := o.leg
	l.give(link, func() {
		l.adopt(link, true)
		l.phase = calling
		l.send(signal.Join{Video: l.intent.Video})
	})
}

// hurryAnswers gives up on those who do not answer.
func (m *meeting) hurryAnswers(now time.Time) {
	for _, o := range m.members {
		switch {
		case o.standing == asked && now.Sub(o.since) > answerTime:
			m.drop(o, session.Unreachable)
		case o.standing == awaited && now.Sub(o.since) > waitTime:
			if m.stage == arriving {
				m.arrival.refusal = session.NoAnswer
			}
			m.absent.refuse(o.key, session.NoAnswer)
			m.drop(o, session.NoAnswer)
		}
	}
	m.settle()
}

// settle decides what comes of arriving, once all who were there have answered:
// somebody who refused keeps this side out, and who finds nobody begins the
// meeting.
func (m *meeting) settle() {
	h, a := m.here.Load(), &m.arrival
	if m.stage != arriving || h == nil || !h.entered || h.away || h.searching > 0 || time.Since(a.gone) < goneTime {
		return
	}
	waiting := false
	for _, o := range m.members {
		if o.standing == asked {
			return
		}
		waiting = true
	}
	switch {
	case a.refusal != "":
		m.end(a.refusal, "")
	case waiting:
	case a.crossed():
		m.followNobody()
		m.comeIn()
		m.changed()
	default:
		m.lead()
		m.comeIn()
		m.changed()
	}
}
