package media

import (
	"sync"

	"parley/call/stats"
)

// lineCounts is what became of the pictures, for the statistics.
type lineCounts struct {
	captured, encoded      int
	overload               int // dropped: the encoder was busy
	skipped, rate, failing int // dropped: pacing, the encoder's rate control, errors
	unseen                 int // dropped: the person does not show it; camera only
	width, height          int
	codec                  string // of the last frame; screen only
}

// pictureTally counts for a line. The zero value is ready once dropped is set.
type pictureTally struct {
	dropped func() uint64 // pictures that the encoder was too busy for

	mu  sync.Mutex
	now lineCounts
}

func (t *pictureTally) count(edit func(*lineCounts)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	edit(&t.now)
}

// counted returns the counters of now.
func (t *pictureTally) counted() lineCounts {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.now
	c.overload = int(t.dropped())
	return c
}

// add counts what became of a picture of the camera.
func (c *lineCounts) add(f fate) {
	switch f {
	case delivered:
		c.encoded++
	case paced:
		c.skipped++
	case rated:
		c.rate++
	case failed:
		c.failing++
	case unwanted:
		c.unseen++
	}
}

// describe adds what was counted since a moment to the statistics of a sender.
func (c lineCounts) describe(t *stats.Track, since lineCounts) {
	t.Width, t.Height, t.Codec = c.width, c.height, c.codec
	t.Frames = &stats.Frames{
		Captured: c.captured - since.captured, Encoded: c.encoded - since.encoded,
		Dropped: map[string]int{
			"overload": c.overload - since.overload, "pacing": c.skipped - since.skipped,
			"rate-control": c.rate - since.rate, "error": c.failing - since.failing,
			"unseen": c.unseen - since.unseen,
		},
	}
}
