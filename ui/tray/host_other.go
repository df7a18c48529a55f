//go:build !linux

package tray

import "context"

// follow tells whether there is a tray: Windows and macOS always have one.
func follow(_ context.Context, tell func(bool)) { tell(true) }
