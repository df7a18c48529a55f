package mesh

import (
	"net"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
)

// mostKnocking bounds those who wait to be let in, and those who came before
// this side was in; one more is refused.
const mostKnocking = 8

// request is a join that came.
type request struct {
	link signal.Link
	call signal.CallID
	join signal.Join
}

// verdict is what becomes of somebody at the door.
type verdict int

const (
	admitted verdict = iota
	waiting          // somebody is asked
	refused
)

// joins hands a join to the meeting in whose room it came.
func (b *Backend) joins(r request) {
	for _, m := range b.gatherings() {
		if m.isAt(r.link.RemoteAddr()) {
			m.give(r.link, func() { m.knock(r) })
			return
		}
	}
	b.refuse(r.link, r.call, signal.Busy{})
}

// isAt reports whether an address is in a room from where people come.
func (m *meeting) isAt(a net.Addr) bool {
	for _, h := range []*hall{m.here.Load(), m.next.Load()} {
		if h != nil && h.room.Contains(a) {
			return true
		}
	}
	return false
}

// refuse answers a join beside the meeting's goroutine.
func (m *meeting) refuse(r request, body signal.Body) {
	m.b.wg.Go(func() { m.b.refuse(r.link, r.call, body) })
}

// knock takes a join, at once or when this side is in.
func (m *meeting) knock(r request) {
	o := m.members[r.link.Remote()]
	switch {
	case o != nil && m.stage != leaving && m.crosses(o):
		m.refuse(r, signal.Busy{}) // this side's own stands
	case m.stage == inside:
		m.consider(r)
	case m.stage == arriving && len(m.arrival.early) < mostKnocking:
		m.arrival.early = append(m.arrival.early, r)
	default:
		m.refuse(r, signal.Busy{})
	}
}

// consider lets somebody in, refuses them, or lets them wait.
func (m *meeting) consider(r request) {
	key := r.link.Remote()
	if o := m.members[key]; o != nil {
		m.part(o, session.HungUp) // they have forgotten it
		m.lose(o, session.HungUp)
	}
	what, why := m.judge(key)
	if what == waiting && m.knocking() >= mostKnocking {
		what, why = refused, session.Full
	}
	if what == refused {
		m.refuse(r, signal.Decline{Reason: string(why)})
		return
	}
	o := m.enrol(r.link, r.call, false)
	if o == nil {
		m.refuse(r, signal.Decline{Reason: string(session.Full)})
		return
	}
	o.standing = knocking
	l := o.leg
	l.give(r.link, func() {
		l.farIntent = session.Intent{Video: r.join.Video}
		l.adopt(r.link, false)
		l.phase = incoming
	})
	m.answer(o, what, why)
	m.changed()
}

// crossTime is how long after a join was accepted one of the other side may
// still be under way that was sent before.
const crossTime = 5 * time.Second

// crosses reports whether a join of somebody crosses this side's own, which
// stands because its key is the smaller one.
func (m *meeting) crosses(o *member) bool {
	under := o.standing != talking || time.Since(o.since) < crossTime
	return o.ours && under && m.self.String() < o.key.String()
}

// answer says to somebody at the door what becomes of them.
func (m *meeting) answer(o *member, what verdict, why session.Reason) {
	l, intent := o.leg, session.Intent{Video: m.media.Camera}
	switch what {
	case admitted:
		o.letIn = true
		l.do(func() { l.accept(intent) })
	case waiting:
		l.do(func() { l.send(signal.Ringing{}) })
	case refused:
		l.do(func() { l.end(why, "") })
	}
}

// judge says what becomes of a join (PROTOCOL.md, section 3).
func (m *meeting) judge(key identity.Key) (verdict, session.Reason) {
	c := &m.chair
	switch {
	case c.hasRemoved(key):
		return refused, session.Removed
	case m.seats() < 1:
		return refused, session.Full
	case m.belongs(key) || c.host.IsZero() && m.arrival.busy[key]:
		return admitted, ""
	case c.door == session.DoorLocked, m.spent():
		return refused, session.Locked
	case c.door == session.DoorOpen:
		return admitted, ""
	}
	return waiting, ""
}

// belongs reports whether somebody is in the meeting by the host's word, is the
// host, whose word may not have come yet, or was there until their call was lost.
func (m *meeting) belongs(key identity.Key) bool {
	return slices.Contains(m.listed(), key) || key == m.chair.host || m.absent.lost(key, time.Now())
}

// seats is how many more people there is room for.
func (m *meeting) seats() int {
	n := session.MostPeople - 1
	for _, o := range m.members {
		if o.standing == talking || o.letIn {
			n--
		}
	}
	return n
}

func (m *meeting) knocking() int {
	n := 0
	for _, o := range m.members {
		if o.standing == knocking {
			n++
		}
	}
	return n
}

// reconsider looks at those who wait again, after the door or the host's list
// has changed.
func (m *meeting) reconsider() {
	for _, o := range m.members {
		if o.standing != knocking || o.letIn {
			continue
		}
		if what, why := m.judge(o.key); what != waiting {
			m.answer(o, what, why)
		}
	}
}

// admit is the host's answer to somebody who waits.
func (m *meeting) admit(key string, yes bool) {
	for _, o := range m.members {
		if o.key.String() != key || o.standing != knocking || o.letIn || m.chair.host != m.self {
			continue
		}
		what, why := m.judge(o.key)
		if yes && what == waiting {
			what = admitted
		}
		if !yes {
			what, why = refused, session.Declined
		}
		m.answer(o, what, why)
	}
}

// waitingHere are those whom the person here lets in, the first first.
func (m *meeting) waitingHere() []session.Person {
	var at []*member
	for _, o := range m.members {
		if o.standing == knocking && !o.letIn && m.chair.host == m.self && m.chair.door == session.DoorAsks {
			at = append(at, o)
		}
	}
	slices.SortFunc(at, func(a, b *member) int { return a.since.Compare(b.since) })
	var out []session.Person
	for _, o := range at {
		out = append(out, o.person)
	}
	return out
}
