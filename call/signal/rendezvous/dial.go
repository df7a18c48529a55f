package rendezvous

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

const (
	// dialTime is how long one person may take to answer while others wait.
	dialTime = 5 * time.Second
	// dialAgain is the pause before those who did not answer are asked again.
	dialAgain = time.Second
)

// Dial opens a link to somebody in the room: to who has proven the key wanted,
// or, when that is zero, to the first who answers, the longest there first.
// Without anybody it waits until somebody comes, or ctx ends. The error wraps
// signal.ErrWrongKey, ErrVersion or ErrSelf where that was all that was met.
func (r *Room) Dial(ctx context.Context, want identity.Key) (signal.Link, error) {
	if err := r.callers.Enter(); err != nil {
		return nil, err
	}
	defer r.callers.Leave()
	d := dialing{room: r, want: want, asked: make(map[Peer]int), done: make(map[Peer]bool)}
	for {
		changed := r.change()
		if l := d.round(ctx); l != nil {
			return l, nil
		}
		if err := d.wait(ctx, changed); err != nil {
			return nil, fmt.Errorf("dial: %w", err)
		}
	}
}

// change returns a channel that is closed when somebody comes or goes.
func (r *Room) change() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed
}

// dialing is one search for somebody.
type dialing struct {
	room  *Room
	want  identity.Key
	turn  int           // how often all were asked, this time included
	asked map[Peer]int  // the turn in which somebody was asked last
	done  map[Peer]bool // who need not be asked again
	again bool          // somebody did not answer
	last  error         // what came of asking
}

// round asks everybody who is there, one after the other, and who comes
// meanwhile.
func (d *dialing) round(ctx context.Context) signal.Link {
	v := d.room.current()
	d.turn++
	d.again = false
	for v != nil && ctx.Err() == nil {
		p, ok := d.next(v.likely(d.want))
		if !ok {
			return nil
		}
		d.asked[p] = d.turn
		l, err := v.ask(ctx, p, d.judge, dialTime)
		if err == nil {
			return l
		}
		d.last = err
		d.done[p] = isVerdict(err)
		d.again = d.again || !d.done[p]
	}
	return nil
}

// next returns who is to be asked next in this turn.
func (d *dialing) next(peers []Peer) (Peer, bool) {
	i := slices.IndexFunc(peers, func(p Peer) bool { return !d.done[p] && d.asked[p] < d.turn })
	if i < 0 {
		return Peer{}, false
	}
	return peers[i], true
}

// isVerdict reports whether asking the same person again gives the same.
func isVerdict(err error) bool {
	return errors.Is(err, signal.ErrWrongKey) || errors.Is(err, signal.ErrSelf) || errors.Is(err, signal.ErrVersion)
}

// ask opens a link to a peer whom judge, which may be nil, takes for the one
// who is meant.
func (v *visit) ask(ctx context.Context, p Peer, judge func(identity.Key) error, within time.Duration) (signal.Link, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	l, err := v.dial(p, judge)
	if err != nil {
		return nil, err
	}
	select {
	case <-l.ready:
		return l, nil
	case <-l.done:
		return nil, l.reason()
	case <-ctx.Done():
		l.Close()
		return nil, errHandshake
	}
}

func (d *dialing) judge(key identity.Key) error {
	if !d.want.IsZero() && key != d.want {
		return fmt.Errorf("%w: %s answered for %s", signal.ErrWrongKey, key.Fingerprint(), d.want.Fingerprint())
	}
	return nil
}

// wait returns nil when it is time for another round. A person with another
// version will not change, so who wants anybody waits no longer.
func (d *dialing) wait(ctx context.Context, changed <-chan struct{}) error {
	if errors.Is(d.last, signal.ErrVersion) {
		return d.last
	}
	var pause <-chan time.Time
	if d.again {
		pause = time.After(dialAgain)
	}
	select {
	case <-changed:
		return nil
	case <-pause:
		return nil
	case <-d.room.done:
		return d.room.Err()
	case <-d.room.ctx.Done():
		return signal.ErrClosed
	case <-ctx.Done():
		return errors.Join(ctx.Err(), d.last)
	}
}
