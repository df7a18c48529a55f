package front

import (
	"errors"
	"net"
	"net/netip"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"parley/call/signal/rendezvous/server/site"
)

// gate is a listener that closes at once what is too much, in all or of one
// address.
type gate struct {
	net.Listener
	limits  Limits
	refused prometheus.Counter

	mu    sync.Mutex
	all   int
	sites map[netip.Prefix]int
}

func newGate(l net.Listener, limits Limits) *gate {
	refused := prometheus.NewCounter(prometheus.CounterOpts{
		Namespace: "parley", Name: "streams_refused_total", Help: "Connections of TCP that were closed at once: too many, in all or of one address.",
	})
	return &gate{Listener: l, limits: limits, refused: refused, sites: make(map[netip.Prefix]int)}
}

// Accept implements net.Listener.
func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := siteOf(conn)
		if g.enter(from) {
			return &passed{Conn: conn, gate: g, from: from}, nil
		}
		g.refused.Inc()
		_ = conn.Close()
	}
}

// Close implements net.Listener. It may be called again.
func (g *gate) Close() error {
	if err := g.Listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func (g *gate) enter(from netip.Prefix) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if full(g.all, g.limits.All) || full(g.sites[from], g.limits.PerAddress) {
		return false
	}
	g.all++
	g.sites[from]++
	return true
}

func full(present, limit int) bool { return limit > 0 && present >= limit }

func (g *gate) leave(from netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.sites[from]--; g.sites[from] == 0 {
		delete(g.sites, from)
	}
}

func siteOf(conn net.Conn) netip.Prefix {
	if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return site.Of(a.AddrPort().Addr())
	}
	return netip.Prefix{}
}

// passed is a connection that counts until it is closed.
type passed struct {
	net.Conn
	gate *gate
	from netip.Prefix
	once sync.Once
}

// Close implements net.Conn.
func (p *passed) Close() error {
	p.once.Do(func() { p.gate.leave(p.from) })
	return p.Conn.Close()
}
