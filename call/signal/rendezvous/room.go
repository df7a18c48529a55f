package rendezvous

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/call/identity"
	"parley/call/signal"
)

// Room is this side's place in a room. It comes back when the connection to
// the server is lost; links do not.
type Room struct {
	cfg     Config
	inbox   chan signal.Link
	ctx     context.Context
	cancel  context.CancelFunc
	done    chan struct{} // closed when run has ended
	hurry   chan struct{} // holds one wish to come back at once
	callers signal.Callers

	entries  chan signal.Entry
	watching sync.Once // begins what fills entries

	mu      sync.Mutex
	name    string
	visit   *visit             // nil while away
	attempt context.CancelFunc // gives up coming back once more; nil when that is not tried
	ice     ICE
	changed chan struct{} // closed and replaced when somebody comes or goes
	err     error         // why the room is over

	closing sync.Once
}

func newRoom(cfg Config) *Room {
	ctx, cancel := context.WithCancel(context.Background())
	return &Room{
		cfg: cfg, name: cfg.Name, ctx: ctx, cancel: cancel,
		inbox: make(chan signal.Link, inboxLinks), done: make(chan struct{}),
		hurry: make(chan struct{}, 1), changed: make(chan struct{}), entries: make(chan signal.Entry),
	}
}

// Links delivers the links that others open, each to be closed by who takes
// it. It is closed by Close.
func (r *Room) Links() <-chan signal.Link { return r.inbox }

// Done is closed when the room is over: closed, or full on coming back.
func (r *Room) Done() <-chan struct{} { return r.done }

// Err returns why the room is over, nil while it is not.
func (r *Room) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// Peers lists who else is there, the longest there first. Nobody is while the
// server is away.
func (r *Room) Peers() []Peer {
	v := r.current()
	if v == nil {
		return nil
	}
	return v.peers()
}

// current returns the visit that is under way, or nil.
func (r *Room) current() *visit {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.visit
}

// ICE returns the newest servers for ICE.
func (r *Room) ICE() ICE {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ice
}

// Rename changes the name in new links.
func (r *Room) Rename(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.name = name
}

// Check looks whether the server is still reached, and leaves it if not, to come
// back.
func (r *Room) Check() {
	if v := r.current(); v != nil {
		v.check()
	}
}

// Hurry comes back at once if the server is away, and looks whether it is. It
// is for when this computer's network has changed: an attempt that began before
// is given up for a new one.
func (r *Room) Hurry() {
	r.Check()
	r.mu.Lock()
	attempt := r.attempt
	r.mu.Unlock()
	select {
	case r.hurry <- struct{}{}:
	default:
	}
	if attempt != nil {
		attempt()
	}
}

// Close ends all links, leaves the room and waits, about two seconds at most.
// It may be called any number of times.
func (r *Room) Close() error {
	r.closing.Do(func() {
		r.mu.Lock()
		r.callers.Refuse()
		v := r.visit
		r.mu.Unlock()
		if v != nil {
			v.leave()
		}
		r.cancel()
		<-r.done
		r.callers.Wait()
		close(r.inbox)
	})
	return nil
}

// run stays in the room until it is over.
func (r *Room) run(v *visit) {
	defer close(r.done)
	var back backoff
	for {
		entered := time.Now()
		err := v.run()
		r.departed()
		if r.ctx.Err() != nil || websocket.CloseStatus(err) == closeFull {
			r.end(err)
			return
		}
		if r.callers.Refuses() {
			r.end(signal.ErrClosed)
			return
		}
		r.cfg.Logger.Info("the server is away", "error", err)
		back.stayed(time.Since(entered))
		if v, err = r.comeBack(&back); err != nil {
			r.end(err)
			return
		}
	}
}

// closeFull is the server's status for a room with too many people.
const closeFull websocket.StatusCode = 4001

// end keeps why the room is over.
func (r *Room) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if websocket.CloseStatus(err) == closeFull {
		err = signal.ErrFull
	}
	if r.ctx.Err() != nil || r.callers.Refuses() {
		err = signal.ErrClosed
	}
	r.err = err
	r.tell()
}

// comeBack enters again, and again, until it succeeds or the room is over.
func (r *Room) comeBack(back *backoff) (*visit, error) {
	for {
		select {
		case <-time.After(back.next()):
		case <-r.hurry:
		case <-r.ctx.Done():
			return nil, signal.ErrClosed
		}
		v, err := r.tryAgain()
		if err == nil || errors.Is(err, signal.ErrFull) || r.ctx.Err() != nil {
			return v, err
		}
		r.cfg.Logger.Debug("coming back failed", "error", err)
	}
}

// tryAgain enters once more, unless Hurry gives that up.
func (r *Room) tryAgain() (*visit, error) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	r.mu.Lock()
	r.attempt = cancel
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.attempt = nil
		r.mu.Unlock()
	}()
	return r.enter(ctx)
}

// arrived makes a visit the room's.
func (r *Room) arrived(v *visit) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.callers.Refuses() {
		return fmt.Errorf("join: %w", signal.ErrClosed)
	}
	r.visit = v
	r.tell()
	return nil
}

func (r *Room) departed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.visit = nil
	r.tell()
}

// stirred tells who waits that somebody came or went.
func (r *Room) stirred() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell()
}

// tell wakes who waits for a change; mu is held.
func (r *Room) tell() {
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *Room) refresh(ice ICE) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ice = ice
}

func (r *Room) hello() signal.Hello {
	r.mu.Lock()
	defer r.mu.Unlock()
	return signal.Hello{Name: shorten(r.name), Device: shorten(r.cfg.Device), Versions: versions}
}

// versions are those of the protocol that this program speaks.
var versions = []int{signal.Version}

// shorten cleans a name and cuts it to what a Hello holds.
func shorten(s string) string {
	runes := []rune(identity.CleanLabel(s))
	for len(string(runes)) > signal.MaxName {
		runes = runes[:len(runes)-1]
	}
	return string(runes)
}

// backoff is how long to wait before coming back. The zero value is ready.
type backoff struct{ wait time.Duration }

const (
	backFirst = 500 * time.Millisecond
	backMost  = 30 * time.Second
)

// next returns the wait, a random half of it more or less so that not all come
// at once to a server that was started again, and doubles it.
func (b *backoff) next() time.Duration {
	wait := max(b.wait, backFirst)
	b.wait = min(2*wait, backMost)
	return wait/2 + rand.N(wait)
}

// stayed begins anew after a visit that lasted. A server that sends everybody
// away at once is not asked twice a second.
func (b *backoff) stayed(d time.Duration) {
	if d >= backMost {
		b.wait = 0
	}
}
