package rendezvous

import (
	"slices"
	"sync"

	"parley/call/signal"
)

// Entries delivers each entry into the room, the one that is under way first,
// with a link to each who was there and answers; and in between that the
// server is away. Without it no links are opened. It is closed when the room is
// over; until then somebody has to take what comes.
func (r *Room) Entries() <-chan signal.Entry {
	r.watching.Do(func() {
		if r.callers.Enter() != nil {
			close(r.entries)
			return
		}
		go r.watch()
	})
	return r.entries
}

// watch tells of one visit after the other.
func (r *Room) watch() {
	defer r.callers.Leave()
	defer close(r.entries)
	late := !r.cfg.Greets
	for last := new(visit); ; {
		changed := r.change()
		if v := r.current(); v != last {
			select {
			case r.entries <- r.entry(v, late):
			case <-r.done:
				return
			}
			last, late = v, false
		}
		select {
		case <-changed:
		case <-r.done:
			return
		}
	}
}

// entry begins to open links to all who were there before, or, when it is told
// of late, to all who are there.
func (r *Room) entry(v *visit, late bool) signal.Entry {
	if v == nil {
		return signal.Entry{}
	}
	peers := v.peers()
	if !late {
		peers = slices.DeleteFunc(peers, func(p Peer) bool { return !slices.Contains(v.before, p) })
	}
	found := make(chan signal.Link, len(peers))
	var asking sync.WaitGroup
	for _, p := range peers {
		asking.Go(func() { v.find(p, found) })
	}
	r.callers.Go(func() { // its caller has begun, so that nobody waits yet
		asking.Wait()
		close(found)
	})
	return signal.Entry{Found: found}
}

// find opens a link to whoever a peer is.
func (v *visit) find(p Peer, found chan<- signal.Link) {
	l, err := v.ask(v.ctx, p, nil, handshakeTime)
	if err != nil {
		v.room.cfg.Logger.Debug("nobody answers", "peer", p, "error", err)
		return
	}
	found <- l
}
