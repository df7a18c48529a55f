package peer

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
)

// liveNet is the computer's network with its interfaces as they are now.
// pion's own reads them once and would restart ICE on addresses that are gone.
type liveNet struct{ *stdnet.Net }

func newLiveNet() (liveNet, error) {
	n, err := stdnet.NewNet()
	if err != nil {
		return liveNet{}, fmt.Errorf("network interfaces: %w", err)
	}
	return liveNet{n}, nil
}

// Interfaces implements transport.Net.
func (liveNet) Interfaces() ([]*transport.Interface, error) {
	n, err := stdnet.NewNet()
	if err != nil {
		return nil, err
	}
	return n.Interfaces()
}

// metadata are the addresses where cloud machines hand out their secrets.
var metadata = [...]netip.Addr{
	netip.MustParseAddr("169.254.169.254"),
	netip.MustParseAddr("fd00:ec2::254"),
}

// remoteFilter says which addresses of the far side may be sent checks. A
// candidate is a wish of a stranger to have us talk to an address.
func remoteFilter(loopback bool) func(net.IP) bool {
	return func(ip net.IP) bool {
		addr, ok := netip.AddrFromSlice(ip)
		return ok && allowed(addr.Unmap(), loopback)
	}
}

func allowed(addr netip.Addr, loopback bool) bool {
	for _, m := range metadata {
		if addr == m {
			return false
		}
	}
	switch {
	case addr.IsUnspecified(), addr.IsMulticast(), addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return false
	case addr.IsLoopback():
		return loopback
	}
	return true
}
