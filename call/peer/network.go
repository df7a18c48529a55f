package peer

import (
	"fmt"

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
