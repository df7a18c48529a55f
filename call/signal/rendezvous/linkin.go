package rendezvous

import (
	"errors"
	"fmt"
	"io"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous/seal"
)

// maxHello is more than the longest Hello takes, fully escaped, in bytes.
const maxHello = 8 << 10

// arrive takes a message that claims to be the link's. It never waits.
func (l *link) arrive(message []byte) {
	if l.reason() != nil {
		return
	}
	got, err := l.session.Receive(message)
	if errors.Is(err, seal.ErrSeal) {
		return
	}
	if err == nil {
		err = l.advance(got)
	}
	if err != nil {
		l.end(err)
	}
}

// advance does what a message brought about. The queue has place for the
// handshake's messages, which come first.
func (l *link) advance(got seal.Received) error {
	if got.Reply != nil {
		l.out <- outgoing{message: got.Reply, sealed: true}
	}
	if got.Ready {
		return l.greet()
	}
	if got.Ended {
		return io.EOF
	}
	if got.Message == nil {
		return nil
	}
	l.hearing.Heard()
	if !l.pace.Allow() {
		return fmt.Errorf("%w: over %d messages a second", signal.ErrProtocol, messageRate)
	}
	return l.hear(got.Message)
}

// greet introduces this side, as soon as the other has proven its key.
func (l *link) greet() error {
	l.mu.Lock()
	l.keyed = true
	l.mu.Unlock()
	l.inOrder.Version = 1
	return l.Send(signal.Envelope{Body: l.visit.room.hello()})
}

func (l *link) hear(message []byte) error {
	if !l.isReady() && len(message) > maxHello {
		return fmt.Errorf("%w: the first message is no hello", signal.ErrProtocol)
	}
	e, err := signal.Decode(message)
	if err != nil {
		return err
	}
	if err := l.inOrder.Check(e); err != nil {
		return err
	}
	if !l.isReady() {
		return l.meet(e)
	}
	return l.take(e, len(message))
}

// meet takes the other side's introduction.
func (l *link) meet(e signal.Envelope) error {
	hello, ok := e.Body.(signal.Hello)
	if !ok || e.Sequence != 1 {
		return fmt.Errorf("%w: the first message is no hello", signal.ErrProtocol)
	}
	version, err := signal.Agree(versions, hello.Versions)
	if err != nil {
		return err
	}
	hello.Name, hello.Device = identity.CleanName(hello.Name), identity.CleanLabel(hello.Device)
	l.timer.Stop()
	l.mu.Lock()
	l.hello, l.outOrder.Version, l.inOrder.Version = hello, version, version
	l.mu.Unlock()
	l.visit.met(l)
	return nil
}

// take answers what is for the link and queues the rest.
func (l *link) take(e signal.Envelope, size int) error {
	switch e.Body.(type) {
	case signal.Hello, signal.Pong:
		return nil
	case signal.Ping:
		_ = l.Send(signal.Envelope{Body: signal.Pong{}}) // the link ends when it fails
		return nil
	}
	if l.held.Add(int64(size)) > receiveBytes {
		return errBehind
	}
	select {
	case l.in <- incoming{e, size}:
		return nil
	default:
		return errBehind
	}
}
