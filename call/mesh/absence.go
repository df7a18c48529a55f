package mesh

import (
	"context"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/session"
)

const (
	// absentTime is how long who was lost is sought, and let in again whatever
	// the door says.
	absentTime = 2 * time.Minute
	// missedFirst and missedSecond are after how long a person is sought with
	// whom there should be a call, by the smaller key and by the other.
	missedFirst  = 5 * time.Second
	missedSecond = 10 * time.Second
	// missedAgain is after how long they are sought again, and soughtFor how
	// long each time.
	missedAgain = 10 * time.Second
	soughtFor   = 8 * time.Second
	// formerAgain is after how long a host of before is sought again who is
	// missed for nothing else: for as long as the meeting goes on.
	formerAgain = time.Minute
)

// absences are those who belong to the meeting and with whom there is no call,
// and those who belonged to it.
type absences struct {
	gone   []identity.Key             // whose call has ended, the newest last
	lostAt map[identity.Key]time.Time // whose call was lost
	next   map[identity.Key]time.Time // when they are sought next
	// closed are those who did not let this side in, so that they are not asked
	// again and again. The newest are last.
	closed []identity.Key
}

func newAbsences() absences {
	return absences{lostAt: make(map[identity.Key]time.Time), next: make(map[identity.Key]time.Time)}
}

// end notes that somebody's call has ended. Of too many the newest are kept.
func (a *absences) end(key identity.Key) {
	a.gone = newest(append(a.gone, key))
}

// refuse notes that somebody who was sought has not let this side in, unless
// that was for want of room.
func (a *absences) refuse(key identity.Key, reason session.Reason) {
	if refuses(reason) && reason != session.Full {
		a.closed = newest(append(a.closed, key))
	}
}

// newest keeps as many keys as a list may have.
func newest(keys []identity.Key) []identity.Key { return keys[max(0, len(keys)-mostRemoved):] }

// lose notes that somebody's call was lost. Of too many the rest is forgotten.
func (a *absences) lose(key identity.Key, now time.Time) {
	if len(a.lostAt) < mostMembers {
		a.lostAt[key] = now
	}
}

// back forgets that somebody was not there.
func (a *absences) back(key identity.Key) {
	same := func(k identity.Key) bool { return k == key }
	a.gone, a.closed = slices.DeleteFunc(a.gone, same), slices.DeleteFunc(a.closed, same)
	delete(a.lostAt, key)
	delete(a.next, key)
}

// lost reports whether somebody's call was lost a short while ago.
func (a *absences) lost(key identity.Key, now time.Time) bool {
	at, ok := a.lostAt[key]
	return ok && now.Sub(at) < absentTime
}

// missing are those with whom there should be a call.
func (m *meeting) missing(now time.Time) []identity.Key {
	var out []identity.Key
	if listed := m.listed(); slices.Contains(listed, m.self) {
		out = slices.Clone(listed)
	}
	for key := range m.absent.lostAt {
		if !m.absent.lost(key, now) {
			delete(m.absent.lostAt, key)
		} else if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	if former := m.chair.former; !former.IsZero() && !slices.Contains(out, former) {
		out = append(out, former)
	}
	return slices.DeleteFunc(out, func(k identity.Key) bool {
		return k == m.self || m.members[k] != nil || m.chair.hasRemoved(k) || slices.Contains(m.absent.closed, k)
	})
}

// reunite seeks those who are missing.
func (m *meeting) reunite(now time.Time) {
	a, missing := &m.absent, m.missing(now)
	for key := range a.next {
		if !slices.Contains(missing, key) {
			delete(a.next, key)
		}
	}
	for _, key := range missing {
		at, known := a.next[key]
		switch {
		case !known && m.self.String() < key.String():
			a.next[key] = now.Add(missedFirst)
		case !known:
			a.next[key] = now.Add(missedSecond)
		case now.After(at) && m.seats() > 0:
			a.next[key] = now.Add(m.soughtAgain(key, now))
			m.look(key)
		}
	}
}

// soughtAgain is after how long somebody is sought again.
func (m *meeting) soughtAgain(key identity.Key, now time.Time) time.Duration {
	if key == m.chair.former && !m.absent.lost(key, now) {
		return formerAgain
	}
	return missedAgain
}

// look seeks somebody in the room, beside the meeting's goroutine.
func (m *meeting) look(key identity.Key) {
	h := m.here.Load()
	m.b.wg.Go(func() {
		ctx, cancel := context.WithTimeout(m.ctx, soughtFor)
		defer cancel()
		link, err := h.room.Seek(ctx, key)
		if err != nil {
			m.b.cfg.Logger.Debug("somebody is missing", "meeting", m.id, "error", err)
			return
		}
		m.give(link, func() { m.found(h, link) })
	})
}
