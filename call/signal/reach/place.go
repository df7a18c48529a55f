package reach

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
)

// linger is how long this side stays in a room where it waits for nobody,
// after its last link there: a call whose link is lost has that long to go on.
const linger = 2 * time.Minute

// place is a room that this side is in, or enters. Its fields are guarded by
// Transport.mu.
type place struct {
	link    invite.Link
	entered chan struct{}    // closed when room or err is set
	room    *rendezvous.Room // nil until entered
	err     error
	greets  bool // this side looks who is there at each entry
	kept    bool // this side waits there until Revoke
	uses    int  // links and attempts to open one
	// only is whom this side expects there, because one of both rang the other;
	// zero for anybody.
	only    identity.Key
	leaving *time.Timer
}

// find returns a place; mu is held.
func (t *Transport) find(is func(*place) bool) *place {
	if i := slices.IndexFunc(t.places, is); i >= 0 {
		return t.places[i]
	}
	return nil
}

// enter returns the place of a link, entered and with one more use. Of those
// who enter at once one does, and when it gives up another tries.
func (t *Transport) enter(ctx context.Context, l invite.Link, greets bool) (*place, error) {
	return t.enterFor(ctx, place{link: l, greets: greets})
}

// enterFor is enter for a place that is made like another.
func (t *Transport) enterFor(ctx context.Context, like place) (*place, error) {
	if err := t.callers.Enter(); err != nil {
		return nil, err
	}
	defer t.callers.Leave()
	for {
		p, first, err := t.claim(like)
		if err != nil {
			return nil, err
		}
		if first {
			return p, t.join(ctx, p)
		}
		select {
		case <-p.entered:
		case <-ctx.Done():
			t.release(p)
			return nil, ctx.Err()
		}
		if p.err == nil {
			return p, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// claim uses a place, a new one if there is none.
func (t *Transport) claim(like place) (p *place, first bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.callers.Refuses() {
		return nil, false, signal.ErrClosed
	}
	if p = t.find(func(p *place) bool { return p.link.Equal(like.link) }); p == nil {
		p, first = &place{link: like.link, greets: like.greets, only: like.only, entered: make(chan struct{})}, true
		t.places = append(t.places, p)
	}
	t.use(p)
	return p, first, nil
}

// use counts one more use; mu is held.
func (t *Transport) use(p *place) {
	p.uses++
	if p.leaving != nil {
		p.leaving.Stop()
		p.leaving = nil
	}
}

// join enters a place that is new.
func (t *Transport) join(ctx context.Context, p *place) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.ctx, cancel)()
	t.mu.Lock()
	name := t.name
	t.mu.Unlock()
	room, err := rendezvous.Join(ctx, rendezvous.Config{
		Link: p.link, Greets: p.greets, Identity: t.cfg.Identity, Name: name, Device: t.cfg.Device, Logger: t.cfg.Logger, HTTP: t.cfg.HTTP,
	})
	t.mu.Lock()
	revoked := !slices.Contains(t.places, p) || t.callers.Refuses()
	if err == nil && revoked {
		err = ErrLeft
	} else if err == nil {
		p.room = room
		room.Rename(t.name)
		t.callers.Go(func() { t.stay(p, room) })
	}
	if p.err = err; err != nil {
		t.places = slices.DeleteFunc(t.places, func(o *place) bool { return o == p })
	}
	close(p.entered)
	t.mu.Unlock()
	if err != nil && room != nil {
		room.Close()
	}
	return err
}

// stay hands a room's links on until the room is over.
func (t *Transport) stay(p *place, room *rendezvous.Room) {
	t.forward(room.Links(), room.Done(), func(l signal.Link) bool {
		t.mu.Lock()
		welcome := p.only.IsZero() || p.only == l.Remote()
		if welcome {
			t.use(p)
		}
		t.mu.Unlock()
		if welcome {
			t.releaseAfter(p, l)
		}
		return welcome
	})
	t.leave(p)
}

// releaseAfter ends a use with its link. It is called from what Close waits
// for.
func (t *Transport) releaseAfter(p *place, l signal.Link) {
	t.callers.Go(func() {
		<-l.Done()
		t.release(p)
	})
}

// release ends a use. After the last one the place is left, in a while.
func (t *Transport) release(p *place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.uses--; p.uses > 0 || p.kept || p.room == nil || t.callers.Refuses() {
		return
	}
	p.leaving = time.AfterFunc(linger, func() { t.leaveUnused(p) })
}

func (t *Transport) leaveUnused(p *place) {
	t.mu.Lock()
	unused := p.uses == 0 && !p.kept && t.callers.Enter() == nil
	t.mu.Unlock()
	if unused {
		defer t.callers.Leave()
		t.leave(p)
	}
}

// leave forgets a place and leaves its room, if it was entered.
func (t *Transport) leave(p *place) {
	t.mu.Lock()
	t.places = slices.DeleteFunc(t.places, func(o *place) bool { return o == p })
	room := p.room
	if p.leaving != nil {
		p.leaving.Stop()
	}
	t.mu.Unlock()
	if room != nil {
		room.Close()
	}
}

// dialIn opens a link in a room to whom a target means.
func (t *Transport) dialIn(ctx context.Context, p *place, target signal.Target) (signal.Link, error) {
	l, err := p.room.Dial(ctx, target.Key)
	if err != nil {
		t.release(p)
		return nil, fmt.Errorf("room: %w", err)
	}
	t.releaseAfter(p, l)
	return l, nil
}
