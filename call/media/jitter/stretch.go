package jitter

import (
	"time"

	"parley/call/media/frame"
)

// Stretch changes the length of sound and keeps its pitch: it writes src, 30
// to 40 ms of interleaved samples, to dst with at most 15 ms taken out or put
// in. n counts the values written, of all channels; ok is false when src does
// not lend itself to it.
type Stretch func(dst, src []int16, channels int) (n int, ok bool)

// What a Stretch works on and how much it changes, in samples per channel.
const (
	minStretch = frame.SampleRate * 30 / 1000
	maxStretch = frame.SampleRate * 40 / 1000
	maxPeriod  = frame.SampleRate * 15 / 1000
)

const (
	// hurry is how far beyond the target sound may be before time is
	// compressed without a pause, and by force where it does not lend itself.
	hurry = 60 * time.Millisecond
	// stretchPause is the blocks between two stretches otherwise.
	stretchPause = 5
)

// pace watches the delay of what is played and says which way to correct it.
// The least delay of the last blocks counts: a speaker that takes two blocks
// at a time has to be served for its second.
type pace struct {
	delays [16]time.Duration
	count  int
	pause  int // blocks until the next stretch
}

// add takes the delay of the block that is played now.
func (p *pace) add(delay time.Duration) {
	p.delays[p.count%len(p.delays)] = delay
	p.count++
	p.pause = max(0, p.pause-1)
}

func (p *pace) delay() time.Duration {
	seen := p.delays[:min(p.count, len(p.delays))]
	if len(seen) == 0 {
		return 0
	}
	least := seen[0]
	for _, d := range seen {
		least = min(least, d)
	}
	return least
}

// shift corrects what was seen after the delay was changed.
func (p *pace) shift(by time.Duration) {
	for i := range p.delays {
		p.delays[i] += by
	}
}

// reset forgets what was seen, when sound starts after silence.
func (p *pace) reset() { *p = pace{} }

// correction is which way the delay has to change.
type correction int

const (
	steady correction = iota
	accelerate
	accelerateFast
	expand
)

func (p *pace) correction(target time.Duration) correction {
	delay := p.delay()
	switch {
	case p.count == 0:
		return steady
	case delay > target+hurry:
		return accelerateFast
	case p.pause > 0:
		return steady
	case delay > target+band:
		return accelerate
	case delay < target-band:
		return expand
	}
	return steady
}

// stretch applies s to the first 30 to 40 ms of o and returns by how many
// samples per channel it grew.
func (o *output) stretch(s Stretch) int {
	size := min(o.length, maxStretch)
	n, ok := s(o.scratch, o.pcm[:size*o.channels], o.channels)
	if !ok {
		return 0
	}
	n /= o.channels
	rest := o.pcm[size*o.channels : o.length*o.channels]
	copy(o.scratch[n*o.channels:], rest)
	o.pcm, o.scratch = o.scratch, o.pcm
	o.length += n - size
	return n - size
}

// expand is stretch for a Stretch that leaves the first half as it is: that may
// have been played, so that half as much needs to lie ready.
func (o *output) expand(s Stretch) int {
	past, size := len(o.past), min(o.length, maxStretch-pastLength)*o.channels
	src := o.joined[:past+size]
	copy(src, o.past)
	copy(src[past:], o.pcm[:size])
	n, ok := s(o.scratch, src, o.channels)
	if !ok {
		return 0
	}
	n += copy(o.scratch[n:], o.pcm[size:o.length*o.channels])
	before := o.length
	o.length = copy(o.pcm, o.scratch[past:n]) / o.channels
	return o.length - before
}

// cut takes 10 ms out of src by fading over what is left out, whatever it is.
// It is the Stretch of last resort.
func cut(dst, src []int16, channels int) (n int, ok bool) {
	block := frame.BlockSamples * channels
	n = copy(dst, src[:block])
	for i := range block {
		at := i / channels
		dst[n+i] = int16((int(src[block+i])*(frame.BlockSamples-at) + int(src[2*block+i])*at) / frame.BlockSamples)
	}
	n += block
	n += copy(dst[n:], src[3*block:])
	return n, true
}
