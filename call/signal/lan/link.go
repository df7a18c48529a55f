package lan

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"parley/call/identity"
	"parley/call/signal"
)

const (
	// sendQueue is how many messages wait to be sent. One more ends the link:
	// control is never dropped.
	sendQueue = 128
	// receiveQueue is how many messages wait for Receive. Then the link reads
	// no further and TCP slows the other side down.
	receiveQueue = 16
	// pingEvery and lostAfter let a link survive 10 s without network: with
	// retransmissions at least every second (see tune) something is heard
	// within 13 s.
	pingEvery = 2 * time.Second
	lostAfter = 15 * time.Second
	// writeTimeout bounds one write to a side that does not read.
	writeTimeout = 10 * time.Second
	// linger is how long Close waits for the other side to have read.
	linger = time.Second
	// messageRate a second, and messageBurst at once, may arrive.
	messageRate  = 32
	messageBurst = 256
)

// link is a signal.Link over TLS. Two goroutines, one a direction, and one
// that waits for both belong to it; all end with it.
type link struct {
	conn    *tls.Conn
	remote  identity.Key
	hello   signal.Hello
	version int
	inbound bool // the other side opened it; set once, by links.add
	out     chan []byte
	in      chan signal.Envelope
	quit    chan struct{} // closed when the link begins to end
	done    chan struct{} // closed when it has ended
	hearing *signal.Hearing

	mu       sync.Mutex
	outOrder signal.Outbound
	err      error       // why the link ends; nil while it does not
	cut      *time.Timer // ends the time that Close leaves for good order
}

// newLink takes over a connection on which both sides have introduced
// themselves, with message 1 of either direction. ended is called last.
func newLink(conn *tls.Conn, remote identity.Key, hello signal.Hello, version int, ended func(*link)) *link {
	l := &link{
		conn: conn, remote: remote, hello: hello, version: version,
		out: make(chan []byte, sendQueue), in: make(chan signal.Envelope, receiveQueue),
		quit: make(chan struct{}), done: make(chan struct{}),
		hearing: signal.NewHearing(), outOrder: signal.Outbound{Version: version, Last: 1},
	}
	go l.run(ended)
	return l
}

// run owns the two directions.
func (l *link) run(ended func(*link)) {
	var directions sync.WaitGroup
	directions.Go(l.read)
	directions.Go(l.write)
	directions.Wait()
	l.conn.NetConn().Close()
	l.cut.Stop() // both directions end after end only
	close(l.done)
	ended(l)
}

// Remote returns the key that the other side has proven to hold.
func (l *link) Remote() identity.Key { return l.remote }

// RemoteHello returns how the other side introduced itself, cleaned.
func (l *link) RemoteHello() signal.Hello { return l.hello }

// LocalAddr returns this side's address.
func (l *link) LocalAddr() net.Addr { return l.conn.LocalAddr() }

// RemoteAddr returns the other side's address.
func (l *link) RemoteAddr() net.Addr { return l.conn.RemoteAddr() }

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
	case l.out <- data:
		return nil
	default:
		return signal.ErrSlow
	}
}

// Receive returns the next message of a call.
func (l *link) Receive(ctx context.Context) (signal.Envelope, error) {
	return signal.Receive(ctx, l.in, l.done, l.reason)
}

// Prove waits for a sign of life of the other side.
func (l *link) Prove(ctx context.Context) error { return l.hearing.Prove(ctx, l.Send, l.done) }

// Close ends the link in good order and waits for that.
func (l *link) Close() error {
	l.end(signal.ErrClosed)
	<-l.done
	return nil
}

// end begins the end of the link. Closing in good order leaves a second for
// it; otherwise the connection is cut, which frees both directions at once.
func (l *link) end(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	wait := time.Nanosecond // not 0, which breaks the race detector in synctest: golang/go#78156
	if errors.Is(why, signal.ErrClosed) {
		wait = linger
	}
	l.err = why
	l.cut = time.AfterFunc(wait, func() { l.conn.NetConn().Close() })
	close(l.quit)
}

func (l *link) reason() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// read takes messages until the connection ends, which write brings about
// once the link is to end.
func (l *link) read() {
	in := signal.Inbound{Version: l.version}
	pace := rate.NewLimiter(messageRate, messageBurst)
	for {
		e, err := l.next(&in, pace)
		if err != nil {
			l.end(err)
			return
		}
		l.take(e)
	}
}

func (l *link) next(in *signal.Inbound, pace *rate.Limiter) (signal.Envelope, error) {
	message, err := readFrame(l.conn, signal.MaxMessage)
	if err != nil {
		return signal.Envelope{}, readError(err)
	}
	l.hearing.Heard()
	if !pace.Allow() {
		return signal.Envelope{}, fmt.Errorf("%w: over %d messages a second", signal.ErrProtocol, messageRate)
	}
	e, err := signal.Decode(message)
	if err != nil {
		return signal.Envelope{}, err
	}
	return e, in.Check(e)
}

// readError keeps io.EOF, a close in good order, as it is.
func readError(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("receive: %w", err)
}

// take answers what is for the link and queues the rest, which is dropped
// only once the link ends.
func (l *link) take(e signal.Envelope) {
	switch e.Body.(type) {
	case signal.Hello, signal.Pong:
		return
	case signal.Ping:
		_ = l.Send(signal.Envelope{Body: signal.Pong{}}) // the link ends when it fails
		return
	}
	select {
	case l.in <- e:
	case <-l.quit:
	}
}
