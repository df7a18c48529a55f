package rendezvous

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous/seal"
)

const (
	// sendQueue is how many messages wait to be sent. One more ends the link:
	// control is never dropped.
	sendQueue = 128
	// receiveQueue messages or receiveBytes, whichever comes first, wait for
	// Receive. One more ends the link: nothing may hold up the others, which
	// come over the same connection. It is more than a server lets through at
	// once.
	receiveQueue = 256
	receiveBytes = 4 << 20
	// messageRate a second, and messageBurst at once, may arrive.
	messageRate  = 32
	messageBurst = 256
)

var (
	errHandshake = fmt.Errorf("%w: nobody proved who they are in time", signal.ErrLost)
	errReplaced  = errors.New("a newer link with the same person took its place")
	errBehind    = errors.New("messages were not taken in time")
)

// link is a signal.Link through the server. The visit's reader hands it what
// arrives; a goroutine of its own sends.
type link struct {
	visit   *visit
	session *seal.Session
	peer    seal.Peer
	inbound bool
	begun   time.Time
	timer   *time.Timer // ends the handshake
	out     chan outgoing
	in      chan incoming
	held    atomic.Int64 // bytes in in
	hearing *signal.Hearing
	ready   chan struct{} // closed when both sides have introduced themselves
	quit    chan struct{} // closed when the link begins to end
	done    chan struct{} // closed when it has ended
	ctx     context.Context
	cancel  context.CancelFunc

	// The fields below are the reader's until ready is closed, then constant.
	hello signal.Hello

	// The fields below are the reader's.
	inOrder signal.Inbound
	pace    *rate.Limiter

	mu       sync.Mutex
	outOrder signal.Outbound
	keyed    bool        // messages can be sealed
	err      error       // why the link ends; nil while it does not
	cut      *time.Timer // ends the time that the end in good order has
}

// outgoing is a message to be sent, of the handshake when it is sealed already.
type outgoing struct {
	message []byte
	sealed  bool
}

type incoming struct {
	envelope signal.Envelope
	size     int
}

func newLink(v *visit, session *seal.Session, peer seal.Peer, inbound bool) *link {
	ctx, cancel := context.WithCancel(v.ctx)
	return &link{
		visit: v, session: session, peer: peer, inbound: inbound, begun: time.Now(), hearing: signal.NewHearing(),
		out: make(chan outgoing, sendQueue), in: make(chan incoming, receiveQueue),
		ready: make(chan struct{}), quit: make(chan struct{}), done: make(chan struct{}),
		ctx: ctx, cancel: cancel, pace: rate.NewLimiter(messageRate, messageBurst),
	}
}

// Remote returns the key that the other side has proven to hold.
func (l *link) Remote() identity.Key { return l.session.Remote() }

// RemoteHello returns how the other side introduced itself, cleaned.
func (l *link) RemoteHello() signal.Hello { return l.hello }

// LocalAddr returns this side's place in the room.
func (l *link) LocalAddr() net.Addr { return l.address(l.visit.own) }

// RemoteAddr returns the other side's place in the room.
func (l *link) RemoteAddr() net.Addr { return l.address(l.peer) }

func (l *link) address(p seal.Peer) net.Addr { return Address{roomAddress(l.visit.room.cfg.Link), p} }

// Done is closed when the link has ended.
func (l *link) Done() <-chan struct{} { return l.done }

// Send queues a message.
func (l *link) Send(e signal.Envelope) error {
	err := l.queue(e)
	if errors.Is(err, signal.ErrSlow) {
		l.end(err)
	}
	return err
}

// queue numbers and queues under one lock, so that messages are sent in the
// order of their numbers. Nothing in it waits.
func (l *link) queue(e signal.Envelope) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return fmt.Errorf("send: %w", l.err)
	}
	data, err := l.outOrder.Encode(e)
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	select {
	case l.out <- outgoing{message: data}:
		return nil
	default:
		return signal.ErrSlow
	}
}

// Receive returns the next message of a call.
func (l *link) Receive(ctx context.Context) (signal.Envelope, error) {
	next, err := signal.Receive(ctx, l.in, l.done, l.reason)
	l.held.Add(-int64(next.size))
	return next.envelope, err
}

// Prove waits for a sign of life of the other side.
func (l *link) Prove(ctx context.Context) error { return l.hearing.Prove(ctx, l.Send, l.done) }

// Close ends the link in good order and waits for that.
func (l *link) Close() error {
	l.end(signal.ErrClosed)
	<-l.done
	return nil
}

// end begins the end of the link. What this side decided is told to the other,
// which has a second; what happened to the link ends it at once.
func (l *link) end(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	wait := time.Nanosecond // not 0, which breaks the race detector in synctest: golang/go#78156
	if l.keyed && !errors.Is(why, signal.ErrLost) && !errors.Is(why, io.EOF) {
		wait = farewell
	}
	l.err = why
	l.cut = time.AfterFunc(wait, l.cancel)
	close(l.quit)
}

func (l *link) reason() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *link) isReady() bool {
	select {
	case <-l.ready:
		return true
	default:
		return false
	}
}
