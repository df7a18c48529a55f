package media

import (
	"slices"
	"time"

	"parley/call/media/frame"
)

// presentation is a decoded picture and when it is to be shown.
type presentation struct {
	picture *frame.Video
	at      time.Time
}

// showAt is when the picture of a frame that is complete now is due: a camera's
// together with its sound, a screen's at once.
func (v *videoReceiver) showAt(timestamp uint32) time.Time {
	now := time.Now()
	if !v.timed {
		return now
	}
	v.receiver.playout.Hold(v.receiver.sync.AudioHold())
	return v.receiver.sync.RenderAt(timestamp, now)
}

// queue holds a picture back until its moment.
func (v *videoReceiver) queue(p presentation, arrived time.Time) {
	v.mu.Lock()
	v.counts.delay = max(time.Until(p.at), 0) + time.Since(arrived)
	v.mu.Unlock()
	v.waiting = append(v.waiting, p)
}

// untilShow is how long the earliest picture has to wait, or -1.
func (v *videoReceiver) untilShow(now time.Time) time.Duration {
	if len(v.waiting) == 0 {
		return -1
	}
	return max(v.waiting[0].at.Sub(now), 0)
}

func (v *videoReceiver) showDue(now time.Time) {
	for len(v.waiting) > 0 && !v.waiting[0].at.After(now) {
		v.showFirst()
	}
}

// showFirst shows the earliest picture and decodes the one that takes its place.
func (v *videoReceiver) showFirst() {
	v.show(v.waiting[0])
	v.waiting = slices.Delete(v.waiting, 0, 1)
	v.decodeAhead()
}

// show gives a picture to the watchers. With no window to say that it was
// shown, this is the moment.
func (v *videoReceiver) show(p presentation) {
	if !v.first && v.track == Camera {
		v.first = true
		v.receiver.cfg.FirstPicture(time.Now())
	}
	v.mu.Lock()
	v.counts.given++
	v.mu.Unlock()
	if v.track != Camera {
		v.receiver.sharp.Store(v.track == SharpScreen)
	}
	picture := p.picture.Retain()
	defer picture.Release()
	if v.feed.Put(p.picture) == 0 {
		v.shown(picture)
	}
}

// presented counts a picture that reached the screen.
func (v *videoReceiver) presented(width, height int, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.counts.shown++
	v.counts.width, v.counts.height = width, height
	if !v.off {
		v.freezes.Shown(now)
	}
}

// pause says whether no pictures are due, so that the gap counts as no freeze.
func (v *videoReceiver) pause(off bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.off = off
	if off {
		v.freezes.Paused()
	}
}
