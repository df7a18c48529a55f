package media

import (
	"context"
	"sync"
	"time"

	"parley/call/session"
	"parley/screenshare"
)

// browser lists what can be shared, with thumbnails, while somebody looks.
type browser struct {
	tell func(session.Event)
	on   chan bool
}

const (
	// thumbWidth and thumbHeight bound a thumbnail in pixels: what the picker
	// shows, on a screen of twice the usual density.
	thumbWidth, thumbHeight = 400, 250
	// thumbEvery is how often thumbnails are drawn anew. One that has not
	// changed costs next to nothing.
	thumbEvery = time.Second
)

func newBrowser(tell func(session.Event)) *browser {
	return &browser{tell: tell, on: make(chan bool, 1)}
}

func (b *browser) set(on bool) {
	select {
	case <-b.on:
	default:
	}
	b.on <- on
}

func (b *browser) run(ctx context.Context) {
	for {
		select {
		case on := <-b.on:
			if on {
				b.browse(ctx)
			}
		case <-ctx.Done():
			return
		}
	}
}

// browse lists until it is switched off.
func (b *browser) browse(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lists := make(chan screenshare.Inventory, 1)
	var watch sync.WaitGroup
	watch.Go(func() {
		_ = screenshare.Watch(ctx, newest(lists)) // without a desktop the list stays empty
	})
	defer watch.Wait()
	defer cancel()
	previews, err := screenshare.OpenPreviews()
	if err == nil {
		defer previews.Close()
	}
	b.tell(session.ShareSources{})
	tick := time.NewTicker(thumbEvery)
	defer tick.Stop()
	var now screenshare.Inventory
	for {
		select {
		case on := <-b.on:
			if !on {
				return
			}
		case now = <-lists:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		b.tell(session.ShareSources{Sources: listed(now, previews)})
	}
}

// newest leaves the newest list in a channel with room for one.
func newest(lists chan screenshare.Inventory) func(screenshare.Inventory) {
	return func(i screenshare.Inventory) {
		select {
		case <-lists:
		default:
		}
		lists <- i
	}
}

// listed lists the sources that are not our own, with what they look like.
func listed(i screenshare.Inventory, previews *screenshare.Previews) (out []session.ShareSource) {
	for _, s := range i.Sources {
		if s.Ours {
			continue
		}
		source := shareSource(s)
		source.Current = s.ID == i.Current
		if previews != nil {
			source.Thumbnail, _ = previews.Draw(s.ID, thumbWidth, thumbHeight) // without one the name has to do
		}
		out = append(out, source)
	}
	return out
}
