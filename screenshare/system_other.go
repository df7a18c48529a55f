//go:build !linux

package screenshare

import "context"

func list() (Inventory, error)                     { return Inventory{}, ErrNoDesktop }
func watch(context.Context, func(Inventory)) error { return ErrNoDesktop }
func open(target, bool) (grabber, error)           { return nil, ErrNoDesktop }
func openPreviews() (previewer, error)             { return nil, ErrNoDesktop }
