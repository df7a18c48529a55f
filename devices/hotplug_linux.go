package devices

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long device files get to be complete: udev sets owner and
// rights some time after the file is there.
const settle = 200 * time.Millisecond

// hotplug tells, until ctx ends, when video devices come or go. Several
// changes within a short time are one. The channel never tells anything where
// the system cannot. The goroutine behind it is the owner's to wait for.
func hotplug(ctx context.Context, owner *sync.WaitGroup) <-chan struct{} {
	changed := make(chan struct{}, 1)
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return changed
	}
	if err := watcher.Add("/dev"); err != nil {
		_ = watcher.Close()
		return changed
	}
	owner.Go(func() { watchNodes(ctx, watcher, changed) })
	return changed
}

func watchNodes(ctx context.Context, watcher *fsnotify.Watcher, changed chan<- struct{}) {
	defer watcher.Close()
	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case e, ok := <-watcher.Events:
			if !ok {
				return
			}
			if strings.HasPrefix(filepath.Base(e.Name), "video") {
				quiet.Reset(settle)
			}
		case <-quiet.C:
			select {
			case changed <- struct{}{}:
			default:
			}
		case _, ok := <-watcher.Errors: // events were lost
			if !ok {
				return
			}
			quiet.Reset(settle)
		case <-ctx.Done():
			return
		}
	}
}
