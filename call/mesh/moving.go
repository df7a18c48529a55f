package mesh

import (
	"context"
	"time"

	"parley/call/signal/invite"
)

const (
	// movingTime is how long this side stays in a room that it moves out of.
	movingTime = 30 * time.Second
	// goingAgain is the pause before a room is tried again that could not be
	// entered.
	goingAgain = 5 * time.Second
)

// headFor goes to another room, again and again until it is entered.
func (m *meeting) headFor(wanted func(context.Context) (invite.Link, error)) {
	m.place.wanted, m.place.again = wanted, time.Time{}
	m.mindPlace(time.Now())
}

// mindPlace goes where the meeting is to go, and leaves where it was.
func (m *meeting) mindPlace(now time.Time) {
	p := &m.place
	if m.stage == inside && p.wanted != nil && !p.going && !now.Before(p.again) {
		m.depart()
	}
	keep := p.old[:0]
	for _, h := range p.old {
		if now.After(h.until) || m.allMoved() {
			m.close(h)
		} else {
			keep = append(keep, h)
		}
	}
	p.old = keep
}

func (m *meeting) allMoved() bool {
	for _, o := range m.present() {
		if !o.moved {
			return false
		}
	}
	return true
}

// depart tries once to go where the meeting is to go.
func (m *meeting) depart() {
	p := &m.place
	p.going = true
	wanted := p.wanted
	p.wanted = nil
	m.b.wg.Go(func() {
		link, err := wanted(m.ctx)
		if err != nil {
			m.wait(func() { m.stay(wanted, err) })
			return
		}
		m.enter(link, func(_ *hall, err error) {
			if err != nil {
				m.stay(wanted, err)
				return
			}
			p.going = false
		})
	})
}

// stay is tried again later, unless there is somewhere else to go by then.
func (m *meeting) stay(wanted func(context.Context) (invite.Link, error), err error) {
	m.b.cfg.Logger.Debug("a room was not entered", "meeting", m.id, "error", err)
	p := &m.place
	p.going, p.again = false, time.Now().Add(goingAgain)
	if p.wanted == nil {
		p.wanted = wanted
	}
}

// renew moves the meeting to a new link.
func (m *meeting) renew() {
	if m.stage != inside || m.chair.host != m.self {
		return
	}
	server := m.here.Load().link.Server()
	m.place.heading, m.place.moved = "", true // it is named once this side is there
	m.headFor(func(context.Context) (invite.Link, error) { return invite.New(server) })
}

// moveTo goes where the host has moved the meeting.
func (m *meeting) moveTo(secret string) {
	h := m.here.Load()
	if m.place.heading == secret || h.link.Secret() == secret {
		return
	}
	link, err := h.link.Beside(secret)
	if err != nil {
		m.b.cfg.Logger.Debug("the host names no room", "meeting", m.id, "error", err)
		return
	}
	m.place.heading, m.place.moved = secret, true
	m.headFor(func(context.Context) (invite.Link, error) { return link, nil })
}

// linked notes where the call with somebody has its link.
func (m *meeting) linked(l *leg) {
	link := l.link
	m.report(l, func(o *member) {
		o.link, o.moved = link, m.here.Load().room.Contains(link.RemoteAddr())
		m.mindPlace(time.Now())
	})
}
