package lan

import (
	"context"
	"crypto/tls"
	"errors"
	"net/netip"
	"time"
)

// nextTry is how long an address has before the next one is tried beside it
// (RFC 8305, section 5).
const nextTry = 250 * time.Millisecond

// tryFunc connects to one address.
type tryFunc func(context.Context, netip.AddrPort) (*tls.Conn, error)

// race returns the first connection that try makes to one of the addresses,
// and closes the others.
func race(ctx context.Context, to []netip.AddrPort, try tryFunc) (*tls.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	r := &racers{ctx: ctx, waiting: to, try: try, results: make(chan result, len(to))}
	defer r.dismiss()
	defer cancel()
	return r.run()
}

type racers struct {
	ctx     context.Context
	waiting []netip.AddrPort
	try     tryFunc
	running int
	results chan result
}

type result struct {
	conn *tls.Conn
	err  error
}

func (r *racers) run() (*tls.Conn, error) {
	var failures []error
	for {
		if r.running == 0 && !r.begin() {
			return nil, errors.Join(failures...)
		}
		select {
		case done := <-r.results:
			r.running--
			if done.err == nil {
				return done.conn, nil
			}
			failures = append(failures, done.err)
		case <-time.After(nextTry):
			r.begin()
		}
	}
}

// begin tries the next address; false when there is none.
func (r *racers) begin() bool {
	if len(r.waiting) == 0 {
		return false
	}
	address := r.waiting[0]
	r.waiting = r.waiting[1:]
	r.running++
	go func() {
		conn, err := r.try(r.ctx, address)
		r.results <- result{conn, err}
	}()
	return true
}

// dismiss waits for those still running, whose context is done, and closes
// what they have connected all the same.
func (r *racers) dismiss() {
	for ; r.running > 0; r.running-- {
		if late := <-r.results; late.conn != nil {
			late.conn.NetConn().Close()
		}
	}
}
