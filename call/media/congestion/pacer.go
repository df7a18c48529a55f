package congestion

import (
	"slices"
	"time"
)

const (
	// pacing is how much faster than the target video leaves: the factor of
	// libwebrtc's pacer, so that a key frame does not wait for its own rate.
	pacing = 2.5
	// minPacing keeps a key frame of the smallest picture from filling the
	// queue all by itself, in bits a second, as long as nothing is known of what
	// the path carries.
	minPacing = 500_000
	// slack is how much faster than the target video leaves at least, so that what
	// waits behind a large picture becomes less.
	slack = 1.1
	// maxQueue is how long the queue may get at 2.5 times the target before frames
	// are refused, and at the rate that there is before it is dropped when that
	// falls: what was paced for 2.5 Mbit/s would take seconds at 0.25, and keep the
	// key frame of a smaller picture out.
	maxQueue = 250 * time.Millisecond
	// maxBurst is what a late timer may catch up at once.
	maxBurst = 5 * time.Millisecond
	// maxAudio bounds the sound that waits: 200 ms of one track, or 100 ms of
	// two. More than that only is delay.
	maxAudio = 10
)

// Pacer is the queue in front of one connection. Sound leaves first and at
// once. Video leaves at 2.5 times the target, so that a frame is no burst, and
// before it what of it is sent again; but together with sound no faster than the
// path is known to carry. What left faster would only wait on the way, where
// sound cannot overtake it, and look like a path that has become narrower still.
//
// What is dropped: the oldest sound beyond 10 packets; and of video, a frame that
// finds more waiting than what leaves in 250 ms at 2.5 times the target, with all
// of its stream up to the next key frame that fits, since nothing between could be
// decoded; and when the target falls so that what waits would take 250 ms, all
// frames of which nothing was sent yet, in the same way, and what would be sent
// again of those before. A frame is sent whole or not at all.
//
// It is pure but for the goroutine rule: the caller says what time it is and
// guards it.
type Pacer[T any] struct {
	rate    float64 // bits a second
	room    float64 // bits that may wait before frames are refused
	audio   fifo[paced[T]]
	repairs fifo[paced[T]] // of video
	video   fifo[paced[T]]
	bits    int             // of repairs and video waiting
	free    time.Time       // when the next video packet may leave
	starved map[int]bool    // streams that wait for a key frame
	dropped map[int]Dropped // by stream
}

// Dropped counts what never left.
type Dropped struct{ Frames, Packets uint64 }

type paced[T any] struct {
	item   T
	bits   int
	stream int
	first  bool // of its frame
}

// NewPacer returns an empty pacer for a target in bits a second.
func NewPacer[T any](target int) *Pacer[T] {
	p := &Pacer[T]{starved: make(map[int]bool), dropped: make(map[int]Dropped)}
	p.SetTarget(target, 0)
	return p
}

// SetTarget changes the rate of all that waits too: target is what is sent in the
// long run, capacity what the path was found to carry, or zero. Both are in bits a
// second.
func (p *Pacer[T]) SetTarget(target, capacity int) {
	before := p.rate
	p.rate = pacing * float64(max(target, DefaultMin))
	if capacity == 0 {
		p.rate = max(p.rate, minPacing)
	}
	p.room = p.rate * maxQueue.Seconds()
	if capacity > 0 {
		p.rate = min(p.rate, max(slack*float64(target), float64(capacity)))
	}
	if p.rate < before && p.Delay() > maxQueue {
		p.abandon()
	}
}

// abandon drops the frames of which nothing was sent yet, and repairs of those
// before: the next picture that fits does without them.
func (p *Pacer[T]) abandon() {
	waiting := p.video.waiting()
	begun := slices.IndexFunc(waiting, func(v paced[T]) bool { return v.first })
	if begun < 0 {
		return
	}
	for i, v := range waiting[begun:] {
		p.bits -= v.bits
		if v.first {
			p.Starve(v.stream)
			p.drop(v.stream, length(waiting[begun+i:]))
		}
	}
	p.video.truncate(begun)
	for _, r := range p.repairs.waiting() {
		p.bits -= r.bits
	}
	p.repairs.truncate(0)
}

// length is how many packets the first frame has.
func length[T any](frames []paced[T]) int {
	next := slices.IndexFunc(frames[1:], func(v paced[T]) bool { return v.first })
	if next < 0 {
		return len(frames)
	}
	return next + 1
}

// PushAudio queues one sound packet of a stream, of size bytes.
func (p *Pacer[T]) PushAudio(stream int, item T, size int) {
	if p.audio.len() >= maxAudio {
		p.audio.shift()
		p.drop(stream, 1)
	}
	p.audio.push(paced[T]{item: item, bits: size * 8})
}

// PushVideo queues the packets of one frame; size is their total in bytes. It
// reports false when the frame is refused and the stream needs a key frame.
func (p *Pacer[T]) PushVideo(stream int, key bool, items []T, size int) bool {
	if float64(p.bits) > p.room || p.starved[stream] && !key {
		p.starved[stream] = true
		p.drop(stream, len(items))
		return false
	}
	delete(p.starved, stream)
	for i, item := range items {
		bits := size * 8 / len(items)
		p.video.push(paced[T]{item, bits, stream, i == 0})
		p.bits += bits
	}
	return true
}

// PushRepair queues a packet of video that is sent again; size is in bytes. It
// leaves before new video, which could not be decoded without it. How much of
// that there may be is for the caller to limit.
func (p *Pacer[T]) PushRepair(item T, size int) {
	p.repairs.push(paced[T]{item: item, bits: size * 8})
	p.bits += size * 8
}

// Starve makes a stream wait for a key frame: what went before is lost.
func (p *Pacer[T]) Starve(stream int) { p.starved[stream] = true }

// Delay is how long the last packet waiting will wait.
func (p *Pacer[T]) Delay() time.Duration {
	return time.Duration(float64(p.bits) / p.rate * float64(time.Second))
}

// Pop returns the packet that may leave now. When there is none, wait says
// after how long there will be one; it is negative when nothing waits.
func (p *Pacer[T]) Pop(now time.Time) (item T, wait time.Duration, ok bool) {
	if p.audio.len() > 0 {
		next := p.audio.shift()
		p.spend(now, next.bits)
		if latest := now.Add(maxQueue); p.free.After(latest) {
			p.free = latest // sound may take all there is, but not the time after it
		}
		return next.item, 0, true
	}
	queue := &p.repairs
	if queue.len() == 0 {
		queue = &p.video
	}
	if queue.len() == 0 {
		return item, -1, false
	}
	if wait = p.free.Sub(now); wait > 0 {
		return item, wait, false
	}
	next := queue.shift()
	p.bits -= next.bits
	p.spend(now, next.bits)
	return next.item, 0, true
}

// spend makes the next video packet wait for one that leaves now.
func (p *Pacer[T]) spend(now time.Time, bits int) {
	if earliest := now.Add(-maxBurst); p.free.Before(earliest) {
		p.free = earliest
	}
	p.free = p.free.Add(time.Duration(float64(bits) / p.rate * float64(time.Second)))
}

// Clear drops everything that waits.
func (p *Pacer[T]) Clear() {
	p.audio, p.repairs, p.video, p.bits = fifo[paced[T]]{}, fifo[paced[T]]{}, fifo[paced[T]]{}, 0
}

// Dropped returns what a stream lost here.
func (p *Pacer[T]) Dropped(stream int) Dropped { return p.dropped[stream] }

func (p *Pacer[T]) drop(stream, packets int) {
	d := p.dropped[stream]
	d.Frames++
	d.Packets += uint64(packets)
	p.dropped[stream] = d
}
