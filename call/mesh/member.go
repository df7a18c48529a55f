package mesh

import (
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/stats"
)

// standing is how far a call with somebody has come.
type standing int

const (
	asked    standing = iota // this side has sent join
	awaited                  // and somebody there has to be asked
	knocking                 // they have sent join, and wait
	talking                  // it is accepted
)

// member is somebody in the meeting, or on the way in, and the leg to them.
type member struct {
	key      identity.Key
	leg      *leg
	link     signal.Link // newest
	person   session.Person
	standing standing
	ours     bool      // this side has sent join
	letIn    bool      // accept was said to who was knocking
	since    time.Time // of the standing
	far      session.Participant
	roster   *roster // that they sent last; nil before
	moved    bool    // link is in the room of now
	tracks   []stats.Track
}

// enrol makes a leg and puts it into the meeting; nil when there are too many.
func (m *meeting) enrol(link signal.Link, call signal.CallID, ours bool) *member {
	l := newLeg(m.b, call, ours, session.Intent{Video: m.media.Camera})
	l.as, l.audience, l.meeting, l.key = m.id, m, m, link.Remote()
	l.media, l.roster = m.media, m.spread
	if m.b.add(l) == nil {
		return nil
	}
	o := &member{key: link.Remote(), leg: l, link: link, person: person(link), ours: ours, since: time.Now()}
	o.person.Address = ""
	m.members[o.key] = o
	return o
}

// drop ends what there is with somebody and forgets it, for another call with
// them.
func (m *meeting) drop(o *member, reason session.Reason) {
	m.part(o, reason)
	m.forget(o)
}

// forget takes somebody off the list.
func (m *meeting) forget(o *member) {
	delete(m.members, o.key)
	if o.standing == talking {
		m.b.emit(session.Left{ID: m.id, Participant: o.far.ID})
	}
}

// report hands what a leg says of itself to the meeting, unless another leg has
// taken its place.
func (m *meeting) report(l *leg, heard func(*member)) {
	key := l.key
	m.wait(func() {
		if o := m.members[key]; o != nil && o.leg == l {
			heard(o)
		}
	})
}

func (m *meeting) rings(l *leg) {
	m.report(l, func(o *member) {
		if o.standing != asked {
			return
		}
		o.standing, o.since = awaited, time.Now()
		if m.stage == arriving && !m.arrival.waits {
			m.arrival.waits = true
			m.b.emit(session.Waits{ID: m.id})
		}
		m.settle()
	})
}

func (m *meeting) answered(l *leg) {
	far := l.far
	m.report(l, func(o *member) { m.welcome(o, far) })
}

// welcome takes somebody in with whom a call was accepted.
func (m *meeting) welcome(o *member, far session.Participant) {
	if m.stage == leaving {
		return
	}
	guest := !o.ours && !m.belongs(o.key) // who came by the link
	anew := o.ours && !m.chair.maker && len(m.present()) == 0 && !m.absent.lost(o.key, time.Now())
	o.standing, o.since, o.far = talking, time.Now(), far
	m.absent.back(o.key)
	m.order = append(slices.DeleteFunc(m.order, func(k identity.Key) bool { return k == o.key }), o.key)
	if anew {
		m.followNobody()
	}
	if m.stage == arriving {
		m.comeIn()
	}
	m.b.emit(session.Joined{ID: m.id, Participant: far})
	m.review()
	m.changed()
	if guest {
		m.use()
	}
}

func (m *meeting) connected(l *leg, _ stats.Pair) { m.altered(l) }

func (m *meeting) interrupted(l *leg) { m.altered(l) }

func (m *meeting) altered(l *leg) {
	far := l.far
	m.report(l, func(o *member) {
		o.far = far
		m.b.emit(session.Changed{ID: m.id, Participant: far})
	})
}

func (m *meeting) tell(l *leg, e session.Event) {
	m.report(l, func(o *member) {
		if o.standing == talking {
			m.b.emit(e)
		}
	})
}

// measured gathers what all calls measured in the last second: each of them has
// its own clock.
func (m *meeting) measured(l *leg, tracks []stats.Track) {
	m.report(l, func(o *member) {
		if o.tracks != nil {
			m.measure()
		}
		o.tracks = tracks
		if !slices.ContainsFunc(m.present(), func(o *member) bool { return o.tracks == nil }) {
			m.measure()
		}
	})
}

// measure tells what was gathered.
func (m *meeting) measure() {
	var all []stats.Track
	for _, o := range m.present() {
		all, o.tracks = append(all, o.tracks...), nil
	}
	m.b.emit(session.Measured{ID: m.id, Tracks: all})
}

func (m *meeting) over(l *leg, _ bool, reason session.Reason, detail string) {
	m.report(l, func(o *member) {
		m.b.cfg.Logger.Debug("a call of the meeting ended", "meeting", m.id, "call", l.id, "reason", reason, "detail", detail)
		m.lose(o, reason)
	})
}

// lose goes on without somebody.
func (m *meeting) lose(o *member, reason session.Reason) {
	m.forget(o)
	if m.stage == leaving {
		return
	}
	switch {
	case reason == session.NoRelay:
		m.end(reason, "") // so it would be with everybody
		return
	case o.standing == talking:
		m.missed(o, reason)
	case o.ours && m.stage == arriving:
		m.arrival.without(o.key, reason, time.Now())
	case o.ours:
		m.absent.refuse(o.key, reason)
	}
	m.settle()
	m.changed()
}
