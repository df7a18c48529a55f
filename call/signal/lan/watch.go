package lan

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// settle is how long the network must be quiet before a change is told: one
// cable makes a dozen messages.
const settle = 300 * time.Millisecond

// WatchNetwork calls changed once at the start and then whenever this
// computer's interfaces or addresses have changed, until ctx is done. online
// says whether any address reaches beyond this computer. It returns ctx's
// error; where the system cannot tell of changes it looks every two seconds.
func WatchNetwork(ctx context.Context, changed func(online bool)) error {
	events := networkEvents(ctx)
	state := ""
	for {
		// What was there before the subscription is looked at here, too.
		if now, online := networkState(); now != state {
			state = now
			changed(online)
		}
		select {
		case <-events:
		case <-ctx.Done():
			for range events { // closed once its owner has ended
				continue
			}
			return ctx.Err()
		}
		quiet(ctx, events)
	}
}

// quiet waits until no event came for a moment, or for ten such moments.
func quiet(ctx context.Context, events <-chan struct{}) {
	latest := time.After(10 * settle)
	for {
		select {
		case _, ok := <-events:
			if !ok {
				return
			}
		case <-time.After(settle):
			return
		case <-latest:
			return
		case <-ctx.Done():
			return
		}
	}
}

// networkState describes interfaces that are up and their addresses, such that
// two descriptions differ when calls may have to find a new way.
func networkState() (state string, online bool) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return "unknown", true
	}
	var lines []string
	for _, i := range interfaces {
		const working = net.FlagUp | net.FlagRunning
		if i.Flags&working != working {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addresses {
			lines = append(lines, fmt.Sprintf("%d %s %s", i.Index, i.Name, a))
			online = online || wide(a)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), online
}

// wide reports an address that reaches beyond this computer. An IPv6
// link-local one is there as soon as an interface is, and says nothing.
func wide(a net.Addr) bool {
	prefix, err := netip.ParsePrefix(a.String())
	if err != nil {
		return false
	}
	address := prefix.Addr().Unmap()
	return !address.IsLoopback() && (address.Is4() || !address.IsLinkLocalUnicast())
}

// poll tells every two seconds that something may have changed.
func poll(ctx context.Context, events chan<- struct{}) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			note(events)
		case <-ctx.Done():
			return
		}
	}
}

// note leaves one event; another that was not taken yet says the same.
func note(events chan<- struct{}) {
	select {
	case events <- struct{}{}:
	default:
	}
}
