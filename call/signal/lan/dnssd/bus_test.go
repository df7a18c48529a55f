package dnssd

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const kind = "_parley._tcp"

// bus is a network in memory: everybody hears everybody, themselves too.
type bus struct {
	mu      sync.Mutex
	members []*member
	packets int
}

// member is somebody's Network on the bus.
type member struct {
	bus    *bus
	source netip.Addr
	inbox  chan Packet
	quit   chan struct{}
	once   sync.Once

	mu         sync.Mutex
	interfaces []Interface
}

func (b *bus) join(source string) *member {
	address := netip.MustParseAddr(source)
	m := &member{
		bus: b, source: address, inbox: make(chan Packet, 64), quit: make(chan struct{}),
		interfaces: []Interface{{Index: 1, Name: "eth0", Addresses: []netip.Addr{address}}},
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.members = append(b.members, m)
	return m
}

func (b *bus) leave(m *member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.members = slices.DeleteFunc(b.members, func(o *member) bool { return o == m })
}

func (b *bus) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.packets
}

// move gives a member another address, as another network does.
func (m *member) move(source string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.source = netip.MustParseAddr(source)
	m.interfaces = []Interface{{Index: 2, Name: "wlan0", Addresses: []netip.Addr{m.source}}}
}

func (m *member) Refresh() []Interface {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.interfaces
}

func (m *member) Receive() (Packet, error) {
	select {
	case p := <-m.inbox:
		return p, nil
	case <-m.quit:
		return Packet{}, net.ErrClosed
	}
}

func (m *member) Send(_ int, data []byte) error {
	m.mu.Lock()
	source := m.source
	m.mu.Unlock()
	m.bus.mu.Lock()
	defer m.bus.mu.Unlock()
	m.bus.packets++
	for _, to := range m.bus.members {
		select {
		case to.inbox <- Packet{slices.Clone(data), source, to.Refresh()[0].Index}:
		default: // as in a socket, what is too much is lost
		}
	}
	return nil
}

func (m *member) Close() error {
	m.once.Do(func() {
		close(m.quit)
		m.bus.leave(m)
	})
	return nil
}
