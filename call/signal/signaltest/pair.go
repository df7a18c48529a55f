// Package signaltest holds links and a network that exist in memory only, and
// the suite that every kind of link must pass.
package signaltest

import (
	"context"
	"io"
	"net"
	"net/netip"
	"sync"

	"parley/call/identity"
	"parley/call/signal"
)

// queue is how many messages a link holds that nobody received yet.
const queue = 128

// Link is one end of a link in memory.
type Link struct {
	remote         identity.Key
	hello          signal.Hello
	local, distant net.Addr
	in             chan signal.Envelope
	peer           *Link

	done chan struct{}

	mu     sync.Mutex
	out    signal.Outbound
	silent bool
	err    error
}

// Pair returns the two ends of a link between a and b, named A and B.
func Pair(a, b *identity.Identity) (atA, atB *Link) {
	at := func(n byte) net.Addr {
		return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, n}), 7753))
	}
	return connect(end{a.Key(), "A", at(1)}, end{b.Key(), "B", at(2)})
}

// end is who is at one end of a link.
type end struct {
	key  identity.Key
	name string
	addr net.Addr
}

func connect(a, b end) (atA, atB *Link) {
	atA, atB = newLink(a, b), newLink(b, a)
	atA.peer, atB.peer = atB, atA
	return atA, atB
}

func newLink(local, remote end) *Link {
	return &Link{
		remote: remote.key, local: local.addr, distant: remote.addr,
		hello: signal.Hello{Name: identity.CleanName(remote.name), Device: "memory", Versions: []int{signal.Version}},
		in:    make(chan signal.Envelope, queue), done: make(chan struct{}), out: signal.Outbound{Version: signal.Version},
	}
}

// Remote returns the other side's key.
func (l *Link) Remote() identity.Key { return l.remote }

// RemoteHello returns how the other side introduced itself.
func (l *Link) RemoteHello() signal.Hello { return l.hello }

// LocalAddr returns this side's address.
func (l *Link) LocalAddr() net.Addr { return l.local }

// RemoteAddr returns the other side's address.
func (l *Link) RemoteAddr() net.Addr { return l.distant }

// Done is closed when the link has ended.
func (l *Link) Done() <-chan struct{} { return l.done }

// Send hands a message to the other side, encoded and decoded like on a wire.
func (l *Link) Send(e signal.Envelope) error {
	slow, err := l.pass(e)
	if slow {
		l.finish(signal.ErrSlow, signal.ErrLost)
	}
	return err
}

func (l *Link) pass(e signal.Envelope) (slow bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return false, l.err
	}
	data, err := l.out.Encode(e)
	if err != nil {
		return false, err
	}
	if e, err = signal.Decode(data); err != nil {
		return false, err
	}
	if l.silent {
		return false, nil
	}
	select {
	case l.peer.in <- e:
		return false, nil
	default:
		return true, signal.ErrSlow
	}
}

// Receive waits for a message.
func (l *Link) Receive(ctx context.Context) (signal.Envelope, error) {
	return signal.Receive(ctx, l.in, l.done, func() error { return l.err })
}

// Silence swallows all that is sent from now on, as a network does that neither
// delivers nor says so.
func (l *Link) Silence() {
	for _, end := range []*Link{l, l.peer} {
		end.mu.Lock()
		end.silent = true
		end.mu.Unlock()
	}
}

// Prove reports whether the link still delivers.
func (l *Link) Prove(ctx context.Context) error {
	l.mu.Lock()
	silent, err := l.silent, l.err
	l.mu.Unlock()
	if silent && err == nil {
		<-ctx.Done()
	}
	if silent || err != nil {
		return signal.ErrLost
	}
	return nil
}

// Close ends the link; the other side reads what was sent and then io.EOF.
func (l *Link) Close() error {
	l.finish(signal.ErrClosed, io.EOF)
	return nil
}

// Cut loses the link for both sides, as a broken network does.
func (l *Link) Cut() { l.finish(signal.ErrLost, signal.ErrLost) }

func (l *Link) finish(here, there error) {
	l.end(here)
	l.peer.end(there)
}

func (l *Link) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.err = err
		close(l.done)
	}
}
