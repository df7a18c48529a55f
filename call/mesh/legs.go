package mesh

import (
	"maps"
	"slices"

	"parley/call/identity"
	"parley/call/session"
)

// add registers a leg and starts it; nil when there are too many.
func (b *Backend) add(l *leg) *leg {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.legs[l.id] != nil || l.meeting == nil && b.solos() >= mostLegs {
		l.cancel()
		return nil
	}
	b.legs[l.id] = l
	b.wg.Go(l.run)
	return l
}

// solos counts the calls of two; mu is held.
func (b *Backend) solos() int {
	n := 0
	for _, l := range b.legs {
		if l.meeting == nil {
			n++
		}
	}
	return n
}

func (b *Backend) remove(l *leg) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.legs, l.id)
	if b.talking[l.key] == l {
		delete(b.talking, l.key)
	}
}

func (b *Backend) leg(id session.ID) *leg {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.legs[id]
}

// all are the calls of two people, those of meetings too.
func (b *Backend) all() []*leg {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Values(b.legs))
}

// talk notes that a call was accepted.
func (b *Backend) talk(l *leg) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.talking[l.key] = l
}

// legOf returns the accepted call with a person, or nil.
func (b *Backend) legOf(key identity.Key) *leg {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.talking[key]
}

// with hands work to a call's goroutine; a call that is over ignores it.
func (b *Backend) with(id session.ID, work func(*leg)) {
	if l := b.leg(id); l != nil {
		l.do(func() { work(l) })
	}
}
