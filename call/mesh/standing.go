package mesh

import (
	"bytes"
	"cmp"
	"reflect"
	"slices"

	"parley/call/identity"
	"parley/call/session"
)

// sort puts those inside into the order of their coming, as the host knows it;
// whom the host does not know comes last.
func (m *meeting) sort() {
	if m.chair.host == m.self {
		return
	}
	rank := func(k identity.Key) int {
		if i := slices.Index(m.chair.listed, k); i >= 0 {
			return i
		}
		return len(m.chair.listed)
	}
	slices.SortStableFunc(m.order, func(a, b identity.Key) int { return rank(a) - rank(b) })
}

// tellStanding tells the person here how the meeting stands.
func (m *meeting) tellStanding() {
	h := m.here.Load()
	now := session.Meeting{
		Link: h.link.String(), Words: h.link.Words(), Server: h.link.Host(), Room: m.place.name,
		Hosts: m.chair.host == m.self, Door: m.chair.door, Validity: m.good(), Waiting: m.waitingHere(), Away: h.away,
	}
	if !m.chair.host.IsZero() {
		now.Host = m.chair.host.String()
	}
	if now.Door == "" {
		now.Door = session.DoorOpen // nobody has said anything else yet
	}
	if !reflect.DeepEqual(now, m.told) {
		m.told = now
		m.b.emit(session.Met{ID: m.id, Meeting: now})
	}
}

// tellOthers tells everybody in the meeting how it stands.
func (m *meeting) tellOthers() {
	message, err := m.roster().encode()
	if err != nil || bytes.Equal(message, m.spread) {
		return
	}
	m.spread = message
	for _, o := range m.present() {
		o.leg.do(func() { o.leg.tellRoster(message) })
	}
}

// roster is how this side sees the meeting.
func (m *meeting) roster() roster {
	c := &m.chair
	r := roster{host: c.host, members: m.order, door: c.door}
	if r.door == "" {
		r.door = session.DoorOpen
	}
	if c.host != m.self {
		return r
	}
	if r.door == session.DoorOpen && m.good() == session.ForOne {
		r.door = session.DoorAsks // this side alone knows who is the one
	}
	r.removed = c.removed
	if m.place.moved {
		r.room = cmp.Or(m.place.heading, m.here.Load().link.Secret())
	}
	return r
}
