//go:build !linux

package lan

import (
	"context"
	"net/netip"
	"time"
)

// networkEvents tells every two seconds that something may have changed, and
// closes when ctx is done.
func networkEvents(ctx context.Context) <-chan struct{} {
	events := make(chan struct{}, 1)
	go func() {
		defer close(events)
		poll(ctx, events)
	}()
	return events
}

// uptime reads the wall clock, which goes on while the computer sleeps.
func uptime() time.Duration { return time.Duration(time.Now().UnixNano()) }

// routes describes where packets go to the rest of the world; nothing here.
func routes() []string { return nil }

// tentative lists addresses that cannot be used yet; none are known here.
func tentative() map[netip.Addr]bool { return nil }
