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
// cable makes a dozen messages within some milliseconds.
const settle = 100 * time.Millisecond

// WatchNetwork calls changed once at the start and then whenever this
// computer's interfaces, addresses or default routes have changed, or it has
// slept, until ctx is done. online says whether any address reaches beyond this
// computer. It returns ctx's error; where the system cannot tell of changes it
// looks every two seconds.
func WatchNetwork(ctx context.Context, changed func(online bool)) error {
	events := networkEvents(ctx)
	clock := time.NewTicker(glance)
	defer clock.Stop()
	sleep := sleep{last: uptime()}
	state := ""
	look := func() {
		if now, online := networkState(); now != state {
			state = now
			changed(online)
		}
	}
	look() // at what was there before the subscription, too
	for {
		select {
		case <-events:
			quiet(ctx, events)
			look()
		case <-clock.C:
			if sleep.over(uptime()) {
				state = "" // whatever it is now, the world has gone on
				look()
			}
		case <-ctx.Done():
			for range events { // closed once its owner has ended
				continue
			}
			return ctx.Err()
		}
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

// networkState describes interfaces that are up, their addresses and where the
// rest of the world is, such that two descriptions differ when calls may have to
// find a new way.
func networkState() (state string, online bool) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return "unknown", true
	}
	lines, unusable := routes(), tentative()
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
			if unusable[addressIn(a)] {
				continue
			}
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
	address := addressIn(a)
	return address.IsValid() && !address.IsLoopback() && (address.Is4() || !address.IsLinkLocalUnicast())
}

// addressIn returns the address of an interface, the zero Addr for nonsense.
func addressIn(a net.Addr) netip.Addr {
	prefix, err := netip.ParsePrefix(a.String())
	if err != nil {
		return netip.Addr{}
	}
	return prefix.Addr().Unmap()
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
