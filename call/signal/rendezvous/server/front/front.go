// Package front is one TCP address for HTTP and for TURN (RFC 8656). Over TLS
// it asks what a client speaks: by ALPN (RFC 7443) or, of those that do not say
// so, as browsers do not for TURN, by the first bytes. Nobody holds it up by
// saying nothing, nor by coming too often.
package front

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Config is what a front is made of.
type Config struct {
	// TLS is what connections are secured with; nil for not at all. Then they
	// are all taken for HTTP.
	TLS *tls.Config
	// TURN says that there is somebody who takes it.
	TURN bool
	// Limits are how many connections there may be.
	Limits Limits
	// Registerer takes the counter of refused connections; nil stands for none.
	Registerer prometheus.Registerer
}

// Limits are numbers of connections at a time; 0 is any number.
type Limits struct {
	All        int
	PerAddress int // of one address, or one IPv6 /64
}

// patience is how long a client may take for the handshake of TLS and for the
// first bytes, together.
const patience = 10 * time.Second

// Front is the address. HTTP and TURN are its two sides. Closing either closes
// both, but no connection that came of them.
type Front struct {
	HTTP, TURN net.Listener

	gate   *gate
	tls    *tls.Config
	shared bool
	ctx    context.Context
	close  context.CancelFunc
	asking sync.WaitGroup
}

// New takes over a listener. The caller closes the front.
func New(l net.Listener, c Config) (*Front, error) {
	g := newGate(l, c.Limits)
	if c.Registerer != nil {
		if err := c.Registerer.Register(g.refused); err != nil {
			return nil, err
		}
	}
	f := &Front{gate: g, tls: c.TLS, shared: c.TURN}
	f.ctx, f.close = context.WithCancel(context.Background())
	f.TURN = newSide(f)
	if c.TLS == nil {
		f.HTTP = g
		return f, nil
	}
	if c.TURN {
		f.tls = c.TLS.Clone()
		f.tls.NextProtos = append([]string{turnProtocol}, f.tls.NextProtos...)
	}
	http := newSide(f)
	f.HTTP = http
	f.asking.Go(func() { f.accept(http) })
	return f, nil
}

// accept takes connections until the front is closed. What goes wrong otherwise
// is for who serves HTTP to judge.
func (f *Front) accept(http *side) {
	for {
		conn, err := f.gate.Accept()
		switch {
		case f.ctx.Err() != nil:
			if err == nil {
				_ = conn.Close()
			}
			return
		case err != nil:
			http.give(arrival{err: err})
		default:
			f.asking.Go(func() { f.ask(conn, http) })
		}
	}
}

// ask finds out what a client speaks and hands its connection over.
func (f *Front) ask(conn net.Conn, http *side) {
	ctx, cancel := context.WithTimeout(f.ctx, patience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	opened, turn, err := f.open(ctx, conn)
	if !stop() || err != nil {
		_ = conn.Close()
		return
	}
	to := http
	if turn {
		to = f.TURN.(*side)
	}
	if !to.give(arrival{conn: opened}) {
		_ = conn.Close()
	}
}

// Close lets nobody in any more, and waits until those are gone who have not
// said yet what they speak. It may be called again.
func (f *Front) Close() error {
	f.close()
	err := f.gate.Close()
	f.asking.Wait()
	return err
}
