package devices

import (
	"sync"
	"time"

	"parley/call/media/frame"
)

// ring holds what a microphone gave until it is processed. It evens out that
// microphone and speaker have two clocks: it starts with a small margin, gives
// silence until it has that margin again when it runs empty, and drops what
// has gathered beyond it. The device's thread writes, one goroutine reads.
type ring struct {
	channels int
	mu       sync.Mutex
	pcm      []int16 // len is a multiple of channels
	written  int64   // samples per channel since the start
	stamps   stamper
	filling  bool
	lowest   int // least samples left after a read since the last trim
	reads    int
}

const (
	// ringMargin is how much sound may be there beyond a block when reading
	// starts: half a block covers a callback that is a little late.
	ringMargin = frame.BlockSamples / 2
	// ringRoom bounds the ring, 100 ms; what does not fit drops the oldest sound.
	ringRoom = frame.SampleRate / 10
	// trimEvery is the number of reads over which a surplus must last, two
	// seconds, before it is dropped.
	trimEvery = 200
)

func newRing(channels int) *ring {
	return &ring{channels: channels, pcm: make([]int16, 0, ringRoom*channels), filling: true}
}

// write adds interleaved samples, the last of which was captured at a time.
func (r *ring) write(pcm []int16, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written += int64(len(pcm) / r.channels)
	r.stamps.note(r.written, at)
	if over := len(r.pcm) + len(pcm) - cap(r.pcm); over > 0 {
		r.discard(min(over, len(r.pcm)))
	}
	r.pcm = append(r.pcm, pcm[max(len(pcm)-(cap(r.pcm)-len(r.pcm)), 0):]...)
}

// ready reports whether a block can be read.
func (r *ring) ready() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.pcm) >= r.needed()
}

// needed is how many samples must be there for the next read.
func (r *ring) needed() int {
	if r.filling {
		return (frame.BlockSamples + ringMargin) * r.channels
	}
	return frame.BlockSamples * r.channels
}

// read moves one block to dst and says when its first sample was captured. ok
// is false, and dst left alone, when there is too little.
func (r *ring) read(dst []int16) (captured time.Time, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.filling = len(r.pcm) < r.needed(); r.filling {
		return time.Time{}, false
	}
	captured = r.stamps.at(r.written - int64(len(r.pcm)/r.channels))
	copy(dst, r.pcm[:frame.BlockSamples*r.channels])
	r.discard(frame.BlockSamples * r.channels)
	r.trim()
	return captured, true
}

// trim drops what was never needed in the last two seconds beyond the margin.
func (r *ring) trim() {
	left := len(r.pcm) / r.channels
	if r.reads == 0 || left < r.lowest {
		r.lowest = left
	}
	if r.reads++; r.reads < trimEvery {
		return
	}
	r.reads = 0
	if surplus := r.lowest - ringMargin; surplus > ringMargin {
		r.discard(surplus * r.channels)
	}
}

// reset empties the ring for a device that starts.
func (r *ring) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pcm, r.written, r.stamps, r.filling, r.reads = r.pcm[:0], 0, stamper{}, true, 0
}

func (r *ring) discard(samples int) {
	n := copy(r.pcm, r.pcm[samples:])
	r.pcm = r.pcm[:n]
}
