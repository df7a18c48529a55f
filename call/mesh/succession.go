package mesh

import (
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/session"
)

// hostTime is how long a call with who is named as the host may be missing.
const hostTime = 20 * time.Second

// missed goes on without somebody with whom there was a call.
func (m *meeting) missed(o *member, reason session.Reason) {
	c := &m.chair
	m.absent.end(o.key)
	if reason == session.Lost && !c.hasRemoved(o.key) {
		m.absent.lose(o.key, time.Now())
	}
	if reason != session.Lost && o.key == c.former {
		c.former = identity.Key{}
	}
	if o.key != c.host {
		if len(m.present()) == 0 {
			m.succeed()
		}
		return
	}
	if reason == session.Removed {
		m.end(session.Removed, "")
		return
	}
	if reason == session.Lost {
		c.former = o.key
	}
	m.succeed()
}

// succeed finds the next host: the next in the last one's list with whom there
// is a call, or this side.
func (m *meeting) succeed() {
	c := &m.chair
	next := m.self
	for _, o := range m.present() {
		if o.key.String() < next.String() {
			next = o.key
		}
	}
	if i := slices.IndexFunc(c.listed, func(k identity.Key) bool { return k == m.self || m.talks(k) }); i >= 0 {
		next = c.listed[i]
	}
	c.settled = true
	m.seat(next)
}

// seat makes somebody the host, who goes on with what was decided.
func (m *meeting) seat(host identity.Key) {
	c := &m.chair
	c.take(host)
	if c.door == "" {
		c.door = session.DoorOpen
	}
	if o := m.members[host]; o != nil && o.roster != nil && o.roster.host == host {
		m.obey(o.roster)
	}
	m.reconsider()
}

// mindHost looks for another host when nobody is named, or one with whom there
// is no call: they are the host once there is one. Who has begun the meeting and
// still looks learns by the time that passes, too.
func (m *meeting) mindHost(now time.Time) {
	c := &m.chair
	switch was := c.host; {
	case c.first && m.looks():
		if m.review(); c.host != was {
			m.changed()
		}
	case now.Sub(c.since) > hostTime && was != m.self && !m.talks(was):
		c.former = was
		m.succeed()
		m.changed()
	}
}
