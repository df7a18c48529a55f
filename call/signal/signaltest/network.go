package signaltest

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"

	"parley/call/identity"
	"parley/call/signal"
)

// Network is a network in memory, on which everybody sees everybody.
type Network struct {
	mu      sync.Mutex
	members []*Transport
	joined  byte
	closed  bool // to streams for files
}

// NewNetwork returns a network with nobody on it.
func NewNetwork() *Network { return &Network{} }

// Join adds a person. Their address is 192.0.2.N:7753 for the Nth who joined.
func (n *Network) Join(id *identity.Identity, name string) *Transport {
	n.mu.Lock()
	n.joined++
	addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, n.joined}), 7753)
	t := &Transport{
		network: n, key: id.Key(), name: name, addr: addr, online: true,
		links: make(chan signal.Link, 16), streams: make(chan signal.Stream, 16), nearby: make(chan []signal.Person, 1),
	}
	n.members = append(n.members, t)
	n.mu.Unlock()
	n.announce()
	return t
}

// RefuseStreams lets nobody open a stream for files, as a firewall would.
func (n *Network) RefuseStreams() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
}

// announce tells everybody who is there.
func (n *Network) announce() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, t := range n.members {
		select {
		case <-t.nearby:
		default:
		}
		t.nearby <- n.others(t)
	}
}

func (n *Network) others(than *Transport) []signal.Person {
	var people []signal.Person
	for _, t := range n.members {
		if t != than && t.online && than.online {
			people = append(people, signal.Person{
				Instance: "instance of " + t.addr.String(), Key: t.key, Name: identity.CleanName(t.name),
				Device: "memory", Addresses: []netip.AddrPort{t.addr},
			})
		}
	}
	return people
}

// Transport is one person's way onto a Network.
type Transport struct {
	network *Network
	key     identity.Key
	addr    netip.AddrPort
	links   chan signal.Link
	streams chan signal.Stream
	nearby  chan []signal.Person

	// The fields below are guarded by network.mu.

	name     string
	online   bool
	closed   bool
	open     []*Link
	pipes    []net.Conn
	watchers []chan bool
}

// Dial connects to the member with the target's key or one of its addresses.
func (t *Transport) Dial(ctx context.Context, target signal.Target) (signal.Link, error) {
	t.network.mu.Lock()
	defer t.network.mu.Unlock()
	other, err := t.reach(ctx, target)
	if err != nil {
		return nil, err
	}
	here, there := connect(t.end(), other.end())
	select {
	case other.links <- there:
	default:
		return nil, fmt.Errorf("dial: %w", syscall.ECONNREFUSED)
	}
	t.open, other.open = append(t.open, here), append(other.open, there)
	return here, nil
}

// DialStream connects to the same member as Dial.
func (t *Transport) DialStream(ctx context.Context, target signal.Target) (signal.Stream, error) {
	t.network.mu.Lock()
	defer t.network.mu.Unlock()
	other, err := t.reach(ctx, target)
	if err != nil {
		return nil, err
	}
	if t.network.closed {
		return nil, fmt.Errorf("dial: %w", syscall.EHOSTUNREACH)
	}
	here, there := net.Pipe()
	select {
	case other.streams <- stream{there, t.end()}:
	default:
		return nil, fmt.Errorf("dial: %w", syscall.ECONNREFUSED)
	}
	t.pipes, other.pipes = append(t.pipes, here), append(other.pipes, there)
	return stream{here, other.end()}, nil
}

// stream is one end of a pipe.
type stream struct {
	net.Conn
	far end
}

func (s stream) Remote() identity.Key { return s.far.key }
func (s stream) RemoteAddr() net.Addr { return s.far.addr }

// reach returns the member that a target means; network.mu is held.
func (t *Transport) reach(ctx context.Context, target signal.Target) (*Transport, error) {
	other := t.find(target)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case t.closed:
		return nil, signal.ErrClosed
	case other == nil && t.online:
		return nil, fmt.Errorf("dial: %w", syscall.ECONNREFUSED)
	case other == nil || !t.online || !other.online:
		return nil, fmt.Errorf("dial: %w", syscall.EHOSTUNREACH)
	case other == t:
		return nil, signal.ErrSelf
	case !target.Key.IsZero() && target.Key != other.key:
		return nil, signal.ErrWrongKey
	}
	return other, nil
}

func (t *Transport) find(target signal.Target) *Transport {
	for _, m := range t.network.members {
		if target.Host == m.addr.String() || slices.Contains(target.Addresses, m.addr) {
			return m
		}
	}
	if i := slices.IndexFunc(t.network.members, func(m *Transport) bool { return m.key == target.Key }); i >= 0 {
		return t.network.members[i]
	}
	return nil
}

func (t *Transport) end() end { return end{t.key, t.name, net.TCPAddrFromAddrPort(t.addr)} }

// Links delivers the links that others open.
func (t *Transport) Links() <-chan signal.Link { return t.links }

// Streams delivers the streams that others open.
func (t *Transport) Streams() <-chan signal.Stream { return t.streams }

// Nearby delivers who is on the network.
func (t *Transport) Nearby() <-chan []signal.Person { return t.nearby }

// Addresses returns the one address.
func (t *Transport) Addresses() []string { return []string{t.addr.String()} }

// Port returns the address's port.
func (t *Transport) Port() uint16 { return t.addr.Port() }

// Rename changes the name in adverts and new links.
func (t *Transport) Rename(name string) {
	t.network.mu.Lock()
	t.name = name
	t.network.mu.Unlock()
	t.network.announce()
}

// SetVisible does nothing: everybody sees everybody.
func (t *Transport) SetVisible(bool) {}

// SetOnline unplugs this person, which cuts their links, and plugs them in.
func (t *Transport) SetOnline(online bool) {
	t.network.mu.Lock()
	t.online = online
	if !online {
		t.cut()
	}
	for _, w := range t.watchers {
		select {
		case <-w:
		default:
		}
		w <- online
	}
	t.network.mu.Unlock()
	t.network.announce()
}

// cut loses all links; network.mu is held.
func (t *Transport) cut() {
	for _, l := range t.open {
		l.Cut()
	}
	for _, p := range t.pipes {
		p.Close()
	}
	t.open, t.pipes = nil, nil
}

// WatchNetwork calls changed after SetOnline until ctx is done.
func (t *Transport) WatchNetwork(ctx context.Context, changed func(online bool)) error {
	watcher := make(chan bool, 1)
	t.network.mu.Lock()
	t.watchers = append(t.watchers, watcher)
	t.network.mu.Unlock()
	for {
		select {
		case online := <-watcher:
			changed(online)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close leaves the network.
func (t *Transport) Close() error {
	if !t.leave() {
		return nil
	}
	close(t.links)
	close(t.streams)
	close(t.nearby)
	t.network.announce()
	return nil
}

func (t *Transport) leave() bool {
	t.network.mu.Lock()
	defer t.network.mu.Unlock()
	if t.closed {
		return false
	}
	t.closed = true
	for _, l := range t.open {
		l.Close()
	}
	for _, p := range t.pipes {
		p.Close()
	}
	t.network.members = slices.DeleteFunc(t.network.members, func(m *Transport) bool { return m == t })
	return true
}
