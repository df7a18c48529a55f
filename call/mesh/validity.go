package mesh

import (
	"slices"
	"time"

	"parley/call/session"
)

// validity is how long this side, as the host, lets a link lead somewhere. The
// others only see the meeting move: a link is good as long as its room is.
type validity struct {
	of    session.Validity // empty is ForMeeting
	until time.Time        // of the link now, when it is ForAnHour
}

// hour is how long a link ForAnHour is good for.
const hour = time.Hour

// SetValidity says how long links are good for from now on.
func (b *Backend) SetValidity(id session.ID, v session.Validity) {
	b.within(id, func(m *meeting) { m.setValidity(v) })
}

func (m *meeting) setValidity(v session.Validity) {
	known := []session.Validity{session.ForMeeting, session.ForOne, session.ForAnHour}
	if m.chair.host != m.self || !slices.Contains(known, v) {
		return
	}
	m.validity = validity{of: v, until: time.Now().Add(hour)}
	m.changed()
}

// good reports how long links are good for by this side's word.
func (m *meeting) good() session.Validity {
	switch {
	case m.chair.host != m.self:
		return ""
	case m.validity.of == "":
		return session.ForMeeting
	}
	return m.validity.of
}

// spent reports whether the link has brought its one person, or is about to.
func (m *meeting) spent() bool {
	if m.good() != session.ForOne {
		return false
	}
	for _, o := range m.members {
		if o.letIn && o.standing == knocking {
			return true
		}
	}
	return m.place.going || m.place.wanted != nil
}

// use ends a link that was for one person, when somebody came by it.
func (m *meeting) use() {
	if m.good() == session.ForOne {
		m.renew()
	}
}

// mindValidity ends a link whose hour is over.
func (m *meeting) mindValidity(now time.Time) {
	if m.good() == session.ForAnHour && now.After(m.validity.until) {
		m.validity.until = now.Add(hour)
		m.renew()
	}
}
