//go:build !linux

package lan

import "context"

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
