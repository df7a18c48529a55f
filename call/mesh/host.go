package mesh

import "parley/call/session"

// setDoor says who comes in from now on.
func (m *meeting) setDoor(d session.Door) {
	if m.stage == inside && m.chair.host == m.self {
		m.chair.door = d
		m.reconsider()
		m.changed()
	}
}

// askMute asks somebody to turn their microphone off.
func (m *meeting) askMute(participant string) {
	if o := m.participant(participant); o != nil && m.chair.host == m.self {
		o.leg.do(o.leg.askMute)
	}
}

func (m *meeting) mutes(l *leg) {
	m.report(l, func(o *member) {
		if o.key == m.chair.host {
			m.b.emit(session.MuteAsked{ID: m.id, Participant: o.far.ID})
		}
	})
}

// remove ends somebody's visit, and moves to where they do not find the rest.
func (m *meeting) remove(participant string) {
	o := m.participant(participant)
	if o == nil || m.chair.host != m.self {
		return
	}
	m.chair.remove(o.key)
	m.changed() // tells them too, in case the link is lost
	m.expel(o)
	m.changed()
	m.renew()
}

// expel ends the call with somebody who was removed. They are out at once: what
// is said from now on is not for them.
func (m *meeting) expel(o *member) {
	m.part(o, session.Removed)
	m.forget(o)
}

// participant finds who is in the meeting by the name that events have.
func (m *meeting) participant(id string) *member {
	for _, o := range m.present() {
		if o.far.ID == id {
			return o
		}
	}
	return nil
}
