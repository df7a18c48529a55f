package lan

import (
	"context"
	"crypto/tls"
	"errors"
	"net/netip"
	"slices"
	"time"
)

// nextTry is how long an address has before the next one is tried beside it
// (RFC 8305, section 5).
const nextTry = 250 * time.Millisecond

// secondTry is how long all have before those that are silent are tried once more,
// beside: where many packets get lost, several of one connection's may have been,
// and TCP waits longer and longer before it sends them again.
const secondTry = 3 * time.Second

// tryFunc connects to one address.
type tryFunc func(context.Context, netip.AddrPort) (*tls.Conn, error)

// race returns the first connection that try makes to one of the addresses,
// and closes the others. It tries an address twice at most.
func race(ctx context.Context, to []netip.AddrPort, try tryFunc) (*tls.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	r := &racers{ctx: ctx, waiting: to, try: try, results: make(chan result, 2*len(to))}
	defer r.dismiss()
	defer cancel()
	return r.run()
}

type racers struct {
	ctx     context.Context
	waiting []netip.AddrPort
	try     tryFunc
	running []netip.AddrPort
	results chan result
}

type result struct {
	from netip.AddrPort
	conn *tls.Conn
	err  error
}

func (r *racers) run() (*tls.Conn, error) {
	var failures []error
	again := time.NewTimer(secondTry)
	defer again.Stop()
	for {
		if len(r.running) == 0 && !r.begin() {
			return nil, errors.Join(failures...)
		}
		select {
		case done := <-r.results:
			r.end(done)
			if done.err == nil {
				return done.conn, nil
			}
			failures = append(failures, done.err)
		case <-time.After(nextTry):
			r.begin()
		case <-again.C:
			r.waiting = slices.Concat(r.waiting, r.running)
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
	r.running = append(r.running, address)
	go func() {
		conn, err := r.try(r.ctx, address)
		r.results <- result{address, conn, err}
	}()
	return true
}

// end takes a try out of those that run.
func (r *racers) end(done result) {
	at := slices.Index(r.running, done.from)
	r.running = slices.Delete(r.running, at, at+1)
}

// dismiss waits for those still running, whose context is done, and closes
// what they have connected all the same.
func (r *racers) dismiss() {
	for range r.running {
		if late := <-r.results; late.conn != nil {
			late.conn.NetConn().Close()
		}
	}
}
