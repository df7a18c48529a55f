package mesh

import (
	"maps"
	"slices"

	"parley/call/annotation"
	"parley/call/session"
	"parley/call/signal"
)

// mostMeetings bounds the meetings under way at once, ending ones included.
const mostMeetings = 4

// Meet comes into a meeting.
func (b *Backend) Meet(at session.Place, intent session.Intent) session.ID {
	m := newMeeting(b, session.ID(signal.NewCallID().String()), intent)
	if b.hold(m) {
		m.do(func() { m.goTo(at) })
		return m.id
	}
	m.cancel()
	b.wg.Go(func() { b.emit(session.Ended{ID: m.id, Reason: session.NoServer, Detail: errBusy.Error()}) })
	return m.id
}

// Admit lets somebody in who waits, or refuses them.
func (b *Backend) Admit(id session.ID, key string, yes bool) {
	b.within(id, func(m *meeting) { m.admit(key, yes) })
}

// SetDoor says who comes in from now on.
func (b *Backend) SetDoor(id session.ID, d session.Door) {
	b.within(id, func(m *meeting) { m.setDoor(d) })
}

// AskMute asks a participant to turn their microphone off.
func (b *Backend) AskMute(id session.ID, participant string) {
	b.within(id, func(m *meeting) { m.askMute(participant) })
}

// Remove ends a participant's visit.
func (b *Backend) Remove(id session.ID, participant string) {
	b.within(id, func(m *meeting) { m.remove(participant) })
}

// Renew moves the meeting to a new link.
func (b *Backend) Renew(id session.ID) { b.within(id, (*meeting).renew) }

// hold registers a meeting and starts it, unless there are too many.
func (b *Backend) hold(m *meeting) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.cfg.Rooms == nil || len(b.meetings) >= mostMeetings {
		return false
	}
	b.meetings[m.id] = m
	b.wg.Go(m.run)
	return true
}

func (b *Backend) forget(m *meeting) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.meetings, m.id)
}

func (b *Backend) gatherings() []*meeting {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Values(b.meetings))
}

// within hands work to a meeting's goroutine; one that is over ignores it.
func (b *Backend) within(id session.ID, work func(*meeting)) {
	b.mu.Lock()
	m := b.meetings[id]
	b.mu.Unlock()
	if m == nil {
		return
	}
	m.do(func() {
		if m.stage != leaving {
			work(m)
		}
	})
}

func (m *meeting) announce(media session.Media) {
	m.media = media
	for _, o := range m.members {
		o.leg.do(func() { o.leg.announce(media) })
	}
}

func (m *meeting) chat(participant string, message []byte) {
	if o := m.participant(participant); o != nil {
		o.leg.do(func() { o.leg.chat(participant, message) })
	}
}

func (m *meeting) annotate(message annotation.Message) {
	for _, o := range m.present() {
		o.leg.do(func() { o.leg.annotate(message) })
	}
}
