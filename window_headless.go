//go:build headless

package main

import "context"

// windowed says that this build can open a window.
const windowed = false

// openWindow waits until the person leaves: this build has no window.
func openWindow(ctx context.Context, _ station, _ view) error {
	<-ctx.Done()
	return nil
}

// checkDisplay finds out whether a window can be opened.
func checkDisplay() finding {
	return finding{Area: "display", OK: true, Text: "This build has no window; it calls with ring and wait."}
}
