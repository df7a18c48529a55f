package mesh

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/invite"
)

// hall is a room in which the meeting is or was.
type hall struct {
	link invite.Link
	room signal.Room
	// The fields below belong to the meeting.
	entered   bool      // an entry was told of
	away      bool      // the server is not reached
	searching int       // how many entries have people who did not answer yet
	until     time.Time // of a room that is moved out of: when it is left
}

// place is where the meeting is held. The hall of now is meeting.here.
type place struct {
	name    string // tells meetings apart; no secret
	old     []*hall
	moved   bool // to a link that the others are to be told
	going   bool // somewhere else, now
	wanted  func(context.Context) (invite.Link, error)
	again   time.Time // when going there is tried again
	heading string    // the secret that the host has named last
}

var errNowhere = errors.New("no room was entered")

// goTo enters the room of a place for the first time.
func (m *meeting) goTo(at session.Place) {
	m.chair.maker = at.Link == ""
	m.place.going = true
	m.b.wg.Go(func() {
		link, err := locate(at)
		if err != nil {
			m.wait(func() { m.end(session.BadLink, invite.Sentence(err)) })
			return
		}
		m.enter(link, func(h *hall, err error) {
			m.place.going = false
			switch {
			case errors.Is(err, signal.ErrFull):
				m.end(session.Full, "")
			case err != nil:
				m.end(session.NoServer, err.Error())
			case m.b.relayOnly() && !relays(h.room.ICE()):
				m.end(session.NoRelay, "")
			default:
				m.place.name = nameOf(link)
			}
		})
	})
}

// locate finds the link that somebody gave, or makes one.
func locate(at session.Place) (invite.Link, error) {
	text := strings.TrimSpace(at.Link)
	switch {
	case text == "":
		return invite.New(at.Server)
	case invite.Is(text):
		return invite.Parse(text)
	case strings.Contains(text, "/j/"):
		return invite.Parse("parley://" + text)
	}
	host, words, _ := strings.Cut(text, " ")
	return invite.FromWords(host, words)
}

// nameOf tells rooms apart without leading there.
func nameOf(l invite.Link) string {
	sum := sha256.Sum256([]byte("parley meeting " + l.Server() + " " + l.Room()))
	return hex.EncodeToString(sum[:8])
}

// enter enters a room beside the meeting's goroutine, on which it says what
// came of it.
func (m *meeting) enter(link invite.Link, entered func(*hall, error)) {
	room, err := m.b.cfg.Rooms.Enter(m.ctx, link)
	if err != nil {
		m.wait(func() { entered(nil, err) })
		return
	}
	h := &hall{link: link, room: room}
	m.next.Store(h)
	taken := m.wait(func() {
		if m.stage == leaving {
			m.close(h)
			return
		}
		m.settleIn(h)
		entered(h, nil)
	})
	if !taken {
		room.Close()
	}
}

// settleIn makes a room the one where people come from.
func (m *meeting) settleIn(h *hall) {
	if old := m.here.Swap(h); old != nil {
		old.until = time.Now().Add(movingTime)
		m.place.old = append(m.place.old, old)
	}
	for _, o := range m.members {
		o.moved = false
	}
	m.validity.until = time.Now().Add(hour)
	m.b.wg.Go(func() { m.attend(h) })
	m.changed()
}

// attend follows what happens in a room.
func (m *meeting) attend(h *hall) {
	for e := range h.room.Entries() {
		m.wait(func() { m.entry(h, e) })
	}
	m.wait(func() { m.shut(h, h.room.Err()) })
}

// entry asks those who are found on entering, or notes that the server is away.
func (m *meeting) entry(h *hall, e signal.Entry) {
	h.entered, h.away = true, e.Found == nil
	if e.Found != nil {
		h.searching++
		m.b.wg.Go(func() {
			for link := range e.Found {
				m.give(link, func() { m.found(h, link) })
			}
			m.wait(func() {
				h.searching--
				m.settle()
			})
		})
	}
	m.changed()
}

// shut takes note that a room is over. People who are in the meeting stay
// there, and this side tries to come back.
func (m *meeting) shut(h *hall, err error) {
	if h != m.here.Load() || m.stage == leaving {
		return
	}
	h.away = true
	if m.stage == arriving {
		if errors.Is(err, signal.ErrFull) {
			m.end(session.Full, "")
			return
		}
		m.end(session.NoServer, err.Error())
		return
	}
	m.headFor(func(context.Context) (invite.Link, error) { return h.link, nil })
	m.changed()
}

// seek looks for somebody in the room of now.
func (m *meeting) seek(ctx context.Context, key identity.Key) (signal.Link, error) {
	h := m.here.Load()
	if h == nil {
		return nil, errNowhere
	}
	return h.room.Seek(ctx, key)
}

// close leaves a room beside the meeting's goroutine.
func (m *meeting) close(h *hall) { m.b.wg.Go(func() { h.room.Close() }) }

// leaveAll leaves all rooms and waits.
func (m *meeting) leaveAll() {
	halls := m.place.old
	if h := m.here.Load(); h != nil {
		halls = append(halls, h)
	}
	var leaving sync.WaitGroup
	for _, h := range halls {
		leaving.Go(func() { h.room.Close() })
	}
	leaving.Wait()
}
