package relay

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/turn/v5"
	"golang.org/x/time/rate"
)

// PortRange are the ports that relayed addresses are taken from.
type PortRange struct{ First, Last uint16 }

// dynamicPorts are those that nobody else has (RFC 6335 section 6), and the
// ones that RFC 8656 section 7.2 wants.
var dynamicPorts = PortRange{49152, 65535}

func (r PortRange) random() uint16 {
	return r.First + uint16(rand.IntN(int(r.Last)-int(r.First)+1)) // not a secret: peers are told
}

// relayBuffer in bytes is what the system keeps for a relayed port: 100 ms at
// 20 Mbit/s.
const relayBuffer = 256 << 10

var (
	errNoStreams = errors.New("allocations of TCP are not offered")
	errNoFamily  = errors.New("there is no relayed address of this family")
	errNoPort    = errors.New("no port is free")
	errQuota     = errors.New("the quota is used up")
)

// ports makes the relayed ports (turn.RelayAddressGenerator) and knows which
// there are.
type ports struct {
	relays   []netip.Addr // at most one of each family
	bind     func(netip.Addr) netip.Addr
	span     PortRange
	rate     Rate
	quota    *quota
	counters counters

	mu   sync.RWMutex
	open map[netip.AddrPort]struct{}
}

// Validate implements turn.RelayAddressGenerator.
func (*ports) Validate() error { return nil }

// AllocateListener implements turn.RelayAddressGenerator.
func (*ports) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errNoStreams
}

// AllocateConn implements turn.RelayAddressGenerator.
func (*ports) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) { return nil, errNoStreams }

// AllocatePacketConn implements turn.RelayAddressGenerator.
func (p *ports) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	relay, ok := p.relay(c.Network)
	if !ok {
		return nil, nil, errNoFamily
	}
	if !p.quota.take(c.UserID) {
		return nil, nil, errQuota
	}
	socket, err := p.listen(c.Network, relay, c.RequestedPort)
	if err != nil {
		p.quota.giveBack(c.UserID)
		return nil, nil, err
	}
	at := netip.AddrPortFrom(relay, uint16(socket.LocalAddr().(*net.UDPAddr).Port))
	p.mu.Lock()
	p.open[at] = struct{}{}
	p.mu.Unlock()
	p.counters.allocations.Inc()
	r := &relayed{UDPConn: socket, ports: p, at: at, room: c.UserID, in: p.rate.limiter(), out: p.rate.limiter()}
	return r, net.UDPAddrFromAddrPort(at), nil
}

func (p *ports) relay(network string) (netip.Addr, bool) {
	for _, a := range p.relays {
		if a.Is4() == (network == "udp4") {
			return a, true
		}
	}
	return netip.Addr{}, false
}

// listen opens a socket at the requested port, or at some free one for 0.
func (p *ports) listen(network string, relay netip.Addr, requested int) (*net.UDPConn, error) {
	for range 64 {
		port := p.span.random()
		if requested != 0 {
			port = uint16(requested)
		}
		at := net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.bind(relay), port))
		socket, err := net.ListenUDP(network, at)
		switch {
		case err == nil:
			_ = socket.SetReadBuffer(relayBuffer) // as much as the system gives
			return socket, nil
		case requested != 0:
			return nil, fmt.Errorf("port %d: %w", requested, err)
		}
	}
	return nil, errNoPort
}

// reaches says whether packets may go to an address: not to a port of this host
// other than a relayed one, and to none of the well-known ports, where no peer
// is but servers that could be made to answer to somebody else.
func (p *ports) reaches(to netip.AddrPort) bool {
	for _, r := range p.relays {
		if to.Addr() == r {
			p.mu.RLock()
			defer p.mu.RUnlock()
			_, open := p.open[to]
			return open
		}
	}
	return to.Port() >= 1024
}

// relayed is a port that a client was given. What is not allowed or too much
// is dropped, as on any path.
type relayed struct {
	*net.UDPConn
	ports   *ports
	at      netip.AddrPort
	room    string
	in, out *rate.Limiter
	once    sync.Once
}

// WriteTo implements net.PacketConn.
func (r *relayed) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, net.InvalidAddrError("not an address of UDP")
	}
	at := u.AddrPort()
	if !r.ports.reaches(netip.AddrPortFrom(at.Addr().Unmap(), at.Port())) || !r.out.AllowN(time.Now(), len(b)) {
		r.ports.counters.dropped.Inc()
		return len(b), nil
	}
	r.ports.counters.bytes.Add(float64(len(b)))
	return r.UDPConn.WriteTo(b, to)
}

// ReadFrom implements net.PacketConn.
func (r *relayed) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := r.UDPConn.ReadFrom(b)
		if err != nil || r.in.AllowN(time.Now(), n) {
			r.ports.counters.bytes.Add(float64(n))
			return n, from, err
		}
		r.ports.counters.dropped.Inc()
	}
}

// Close implements net.PacketConn.
func (r *relayed) Close() error {
	r.once.Do(func() {
		r.ports.mu.Lock()
		delete(r.ports.open, r.at)
		r.ports.mu.Unlock()
		r.ports.quota.giveBack(r.room)
	})
	return r.UDPConn.Close()
}
