package mesh

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
)

// stage is how far this side has come into a meeting.
type stage int

const (
	arriving stage = iota // nobody has let this side in yet
	inside
	leaving
)

// meeting is a call of several people (PROTOCOL.md, section 3), with a leg to
// each. A goroutine of its own owns all fields from stage on.
type meeting struct {
	b      *Backend
	id     session.ID
	self   identity.Key
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}
	inbox  chan func()
	// reports is what legs and rooms have to say. They wait until it is heard,
	// so that who floods one of them does not flood the meeting.
	reports chan func()
	here    atomic.Pointer[hall] // where people come from now; nil before
	// next is a room that was entered just now: people may come there before the
	// meeting has heard of it.
	next atomic.Pointer[hall]

	stage   stage
	media   session.Media
	members map[identity.Key]*member
	order   []identity.Key // of those inside by their coming, this side included
	came    time.Time      // when this side came in
	arrival arrival

	place    place
	chair    chair
	validity validity
	absent   absences

	told   session.Meeting // last
	spread []byte          // to the others, last
	reason session.Reason  // why it ends
	detail string
	parted time.Time // when the end began
}

// leavingTime bounds the goodbye to all.
const leavingTime = 3 * time.Second

func newMeeting(b *Backend, id session.ID, intent session.Intent) *meeting {
	ctx, cancel := context.WithCancel(b.ctx)
	return &meeting{
		b: b, id: id, self: b.cfg.Identity.Key(), ctx: ctx, cancel: cancel, done: make(chan struct{}),
		inbox: make(chan func(), legInbox), reports: make(chan func()),
		media:   session.Media{Microphone: true, Camera: intent.Video},
		members: make(map[identity.Key]*member), absent: newAbsences(), arrival: arrival{busy: make(map[identity.Key]bool)},
	}
}

// do hands work to the meeting's goroutine. It never blocks.
func (m *meeting) do(work func()) {
	select {
	case m.inbox <- work:
	case <-m.ctx.Done():
	default:
		m.b.cfg.Logger.Warn("meeting flooded", "call", m.id)
		m.cancel()
	}
}

// wait is do for who can be held up. It reports whether the work is done; it is
// not when the meeting is over.
func (m *meeting) wait(work func()) bool {
	select {
	case m.reports <- work:
		return true
	case <-m.done:
		return false
	}
}

// give hands over a link with what is to be done with it; one that comes too
// late is closed.
func (m *meeting) give(link signal.Link, work func()) {
	if !m.wait(work) {
		link.Close()
	}
}

func (m *meeting) run() {
	defer close(m.done)
	defer m.b.forget(m)
	defer m.leaveAll()
	defer m.cancel()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	over := m.ctx.Done()
	for !m.ended(time.Now()) {
		select {
		case work := <-m.inbox:
			work()
		case report := <-m.reports:
			report()
		case now := <-tick.C:
			m.second(now)
		case <-over:
			over = nil
			m.end(session.ProtocolFail, "flooded")
		}
	}
	m.b.emit(session.Ended{ID: m.id, Reason: m.reason, Detail: m.detail})
}

// second does what is due once a second.
func (m *meeting) second(now time.Time) {
	switch m.stage {
	case arriving:
		m.hurryAnswers(now)
	case inside:
		m.hurryAnswers(now)
		m.mindHost(now)
		m.mindValidity(now)
		m.reunite(now)
	case leaving:
	}
	m.mindPlace(now)
}

// end leaves the meeting and says so to everybody.
func (m *meeting) end(reason session.Reason, detail string) {
	if m.stage == leaving {
		return
	}
	m.stage, m.reason, m.detail, m.parted = leaving, reason, detail, time.Now()
	for _, r := range m.arrival.early {
		m.refuse(r, signal.Busy{})
	}
	m.arrival.early = nil
	for _, o := range m.members {
		m.part(o, session.HungUp)
	}
}

// part ends what there is with somebody, in words that fit. Who waits to be let
// in here may still be let in by others.
func (m *meeting) part(o *member, reason session.Reason) {
	o.leg.do(func() {
		if o.leg.phase == incoming {
			o.leg.decline(session.Busy)
			return
		}
		o.leg.end(reason, "")
	})
}

// ended reports whether nobody is left to be parted from.
func (m *meeting) ended(now time.Time) bool {
	return m.stage == leaving && (len(m.members) == 0 || now.Sub(m.parted) > leavingTime)
}

// present are those with whom there is an accepted call.
func (m *meeting) present() []*member {
	var out []*member
	for _, key := range m.order {
		if o := m.members[key]; o != nil && o.standing == talking {
			out = append(out, o)
		}
	}
	return out
}

// talks reports whether there is an accepted call with somebody.
func (m *meeting) talks(key identity.Key) bool {
	o := m.members[key]
	return o != nil && o.standing == talking
}

// comeIn says that this side is in the meeting.
func (m *meeting) comeIn() {
	m.stage, m.came = inside, time.Now()
	m.order = append(m.order, m.self)
	m.tellStanding()
	m.b.emit(session.Answered{ID: m.id})
	m.b.emit(session.Connected{ID: m.id})
	early := m.arrival.early
	m.arrival.early = nil
	for _, r := range early {
		m.knock(r) // they may have been asked since, and so cross
	}
}

// changed tells both the person here and the others what is new.
func (m *meeting) changed() {
	if m.stage != inside {
		return
	}
	m.order = slices.DeleteFunc(m.order, func(k identity.Key) bool { return k != m.self && !m.talks(k) })
	m.sort()
	m.tellStanding()
	m.tellOthers()
}
