package mesh

import (
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/session"
)

// chair is what is known of the host and of what the host has decided. The zero
// value knows nothing.
type chair struct {
	host    identity.Key // zero while not known
	since   time.Time    // when host was set last
	door    session.Door // empty while not known
	removed []identity.Key
	listed  []identity.Key // the host's members, as they were said last
	// first says that this side came when nobody was there, maker that it made
	// the link too, and named that somebody took it for the host.
	first, maker, named bool
	// settled says that this side has found the host by itself.
	settled bool
	// former was the host, or was named as the host, and there was no call with
	// them any more, or never one.
	former identity.Key
}

// electTime is how long who comes in looks whom the others name.
const electTime = 10 * time.Second

func (c *chair) hasRemoved(key identity.Key) bool { return slices.Contains(c.removed, key) }

// take makes somebody the host.
func (c *chair) take(host identity.Key) {
	if c.host != host {
		c.host, c.since = host, time.Now()
	}
}

// remove notes that somebody was removed; of many the newest are kept.
func (c *chair) remove(key identity.Key) {
	c.removed = newest(append(c.removed, key))
}

// lead begins the meeting: nobody else is there.
func (m *meeting) lead() {
	c := &m.chair
	c.take(m.self)
	c.first = true
	if c.door == "" {
		c.door = session.DoorOpen
	}
}

// followNobody begins anew among people who know more: they say who the host
// is.
func (m *meeting) followNobody() {
	m.came = time.Now()
	m.chair = chair{since: m.came}
}

// listed are those who are in the meeting by the host's word.
func (m *meeting) listed() []identity.Key {
	if m.chair.host == m.self {
		return m.order
	}
	return m.chair.listed
}

func (m *meeting) said(l *leg, r roster) {
	m.report(l, func(o *member) {
		if m.stage == inside && o.standing == talking {
			o.roster = &r
			m.heard(o)
		}
	})
}

// heard takes what somebody says of the meeting.
func (m *meeting) heard(o *member) {
	m.chair.named = m.chair.named || o.roster.host == m.self
	m.review()
	m.changed()
}

// review looks at what everybody says, for who the host is and what it wants.
func (m *meeting) review() {
	c := &m.chair
	if m.looks() {
		m.elect()
	} else if next := m.word(c.host); !next.IsZero() && next != c.host {
		switch {
		case m.talks(next):
			c.take(next) // they have found another
		case next == m.self && m.self.String() < c.host.String():
			m.seat(m.self) // each has taken the other for the host
		}
	}
	if !c.former.IsZero() && m.word(c.former) == c.former {
		c.take(c.former) // back again
	}
	if host := m.members[c.host]; host != nil && host.roster != nil {
		m.obey(host.roster)
	}
	m.reconsider() // it may be the host who waits
}

// word is whom somebody in the meeting names as the host.
func (m *meeting) word(of identity.Key) identity.Key {
	if o := m.members[of]; o != nil && o.standing == talking && o.roster != nil {
		return o.roster.host
	}
	return identity.Key{}
}

// looks reports whether this side still looks who the host is.
func (m *meeting) looks() bool {
	c := &m.chair
	if c.first {
		return !c.maker && !c.named
	}
	return !c.settled && (time.Since(m.came) < electTime || c.host.IsZero())
}

// elect takes for the host whom most of those name who are in the meeting.
func (m *meeting) elect() {
	votes := make(map[identity.Key]int)
	for _, o := range m.present() {
		if named := m.word(o.key); m.eligible(named) {
			votes[named]++
		}
	}
	if m.chair.first && time.Since(m.lastCame()) < electTime {
		votes[m.self]++
	}
	var best identity.Key
	for key, n := range votes {
		if most := votes[best]; best.IsZero() || n > most || n == most && key.String() < best.String() {
			best = key
		}
	}
	if !best.IsZero() && best != m.chair.host {
		m.chair = chair{}
		m.chair.take(best)
	}
}

// lastCame is when the last of those came who are in the meeting.
func (m *meeting) lastCame() (at time.Time) {
	for _, o := range m.present() {
		if o.since.After(at) {
			at = o.since
		}
	}
	return at
}

// eligible reports whether somebody who is named can be the host: not who has
// left, nor this side, when it has come to others.
func (m *meeting) eligible(named identity.Key) bool {
	return !named.IsZero() && !slices.Contains(m.absent.gone, named) && (m.chair.first || named != m.self)
}

// obey does what the host has decided.
func (m *meeting) obey(r *roster) {
	c := &m.chair
	c.door, c.removed, c.listed = r.door, r.removed, r.members
	if c.hasRemoved(m.self) {
		m.end(session.Removed, "")
		return
	}
	for _, o := range m.members {
		if o.standing == talking && c.hasRemoved(o.key) {
			m.expel(o)
		}
	}
	if r.room != "" {
		m.moveTo(r.room)
	}
}
