package front

import "net"

// side is a listener for connections that speak one protocol.
type side struct {
	front    *Front
	arrivals chan arrival
}

type arrival struct {
	conn net.Conn
	err  error
}

func newSide(f *Front) *side { return &side{front: f, arrivals: make(chan arrival)} }

// give hands an arrival to who accepts, and says whether anybody did.
func (s *side) give(a arrival) bool {
	select {
	case s.arrivals <- a:
		return true
	case <-s.front.ctx.Done():
		return false
	}
}

// Accept implements net.Listener.
func (s *side) Accept() (net.Conn, error) {
	select {
	case a := <-s.arrivals:
		return a.conn, a.err
	case <-s.front.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Addr implements net.Listener.
func (s *side) Addr() net.Addr { return s.front.gate.Addr() }

// Close implements net.Listener.
func (s *side) Close() error { return s.front.Close() }
