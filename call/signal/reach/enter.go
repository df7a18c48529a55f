package reach

import (
	"context"
	"net"
	"sync"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
)

// Enter enters the room of a link and stays there until the room is closed.
// What others open there comes out of Links. The error wraps signal.ErrFull
// when the room is full.
func (t *Transport) Enter(ctx context.Context, l invite.Link) (signal.Room, error) {
	p, err := t.enter(ctx, l, true)
	if err != nil {
		return nil, err
	}
	return &stay{transport: t, place: p}, nil
}

// stay is a use of a place. It implements signal.Room.
type stay struct {
	transport *Transport
	place     *place
	leaving   sync.Once
}

func (s *stay) Entries() <-chan signal.Entry { return s.place.room.Entries() }

func (s *stay) Err() error { return s.place.room.Err() }

// Seek opens a link to who has the key.
func (s *stay) Seek(ctx context.Context, key identity.Key) (signal.Link, error) {
	t := s.transport
	if err := t.callers.Enter(); err != nil {
		return nil, err
	}
	defer t.callers.Leave()
	t.mu.Lock()
	t.use(s.place)
	t.mu.Unlock()
	return t.dialIn(ctx, s.place, signal.Target{Key: key})
}

func (s *stay) ICE() []signal.ICEServer { return s.place.room.ICE().Servers }

func (s *stay) Contains(a net.Addr) bool { return rendezvous.In(a.String(), s.place.link) }

// Close leaves the room at once, unless somebody is waited for there.
func (s *stay) Close() error {
	s.leaving.Do(func() {
		s.transport.mu.Lock()
		kept := s.place.kept
		s.transport.mu.Unlock()
		if kept {
			s.transport.release(s.place)
		} else {
			s.transport.leave(s.place)
		}
	})
	return nil
}
