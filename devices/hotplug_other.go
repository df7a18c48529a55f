//go:build !linux

package devices

import (
	"context"
	"sync"
)

// hotplug never tells anything: these systems are asked from time to time.
func hotplug(context.Context, *sync.WaitGroup) <-chan struct{} { return nil }
