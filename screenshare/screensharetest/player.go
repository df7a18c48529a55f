package screensharetest

import (
	"context"
	"image"
	"sync"
	"time"

	"parley/call/media/frame"
	"parley/screenshare"
)

// Player delivers a Page as a screenshare.Capture delivers a window, without a
// desktop: a picture when the page has scrolled or one is asked for, at most FPS a
// second.
type Player struct {
	page   *Page
	scroll func(n int) int
	config screenshare.Config
	wanted chan struct{}
	end    context.CancelFunc
	done   sync.WaitGroup
	pool   frame.VideoPool
}

// Play starts to deliver. scroll says by how many pixels the page is scrolled
// in the nth time of a picture, from 0; the same as before is stillness. Of the limits, FPS counts.
// The caller closes the Player.
func Play(page *Page, scroll func(n int) int, config screenshare.Config) *Player {
	ctx, end := context.WithCancel(context.Background())
	p := &Player{page: page, scroll: scroll, config: config, wanted: make(chan struct{}, 1), end: end}
	p.done.Go(func() { p.run(ctx) })
	return p
}

// Refresh asks for a picture even if nothing has changed.
func (p *Player) Refresh() {
	select {
	case p.wanted <- struct{}{}:
	default:
	}
}

// Close stops, and waits until Deliver has returned for the last time. It is
// idempotent.
func (p *Player) Close() {
	p.end()
	p.done.Wait()
}

func (p *Player) run(ctx context.Context) {
	p.config.Report(screenshare.Status{Source: screenshare.Source{
		ID: "window:0x1", Kind: screenshare.Window, Title: "capture.go", App: "Editor",
		Bounds: image.Rectangle{Max: p.page.Size()},
	}})
	clock := time.NewTicker(time.Second / time.Duration(p.config.FPS))
	defer clock.Stop()
	last, sequence := -1, uint64(0)
	for n := 0; ; n++ {
		at := p.scroll(n)
		if moved := at != last; moved || p.asked() {
			p.deliver(at, sequence, moved)
			last, sequence = at, sequence+1
		}
		select {
		case <-clock.C:
		case <-ctx.Done():
			return
		}
	}
}

// asked reports whether Refresh was called.
func (p *Player) asked() bool {
	select {
	case <-p.wanted:
		return true
	default:
		return false
	}
}

func (p *Player) deliver(at int, sequence uint64, moved bool) {
	v := p.page.Video(&p.pool, at)
	v.Captured, v.Sequence = time.Now(), sequence
	out := screenshare.Picture{Video: v}
	if moved {
		out.Changed = []image.Rectangle{p.changed(sequence)}
		size := out.Changed[0].Size()
		out.Share = float64(size.X*size.Y) / float64(v.Width*v.Height)
	}
	p.config.Deliver(out)
}

// changed is all of the first picture, and then what scrolls.
func (p *Player) changed(sequence uint64) image.Rectangle {
	if sequence == 0 {
		return image.Rectangle{Max: p.page.Size()}
	}
	return p.page.Scrolls()
}
