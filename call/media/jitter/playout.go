package jitter

import (
	"sync"
	"time"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// PlayoutConfig is what a Playout needs.
type PlayoutConfig struct {
	// Decoder is used by Pull only and stays the caller's to close.
	Decoder  codec.AudioDecoder
	Channels int // of the decoder's output: 1 or 2
	// Accelerate and Expand stretch time; Expand leaves the first half of what
	// it is given as it is. Without them the delay follows its target only where
	// sound is missing or far too late.
	Accelerate, Expand Stretch
	Now                func() time.Time // time.Now when nil
}

// Content says what a block of sound is made of.
type Content int

// What Pull can return, best first.
const (
	Played    Content = iota // what was sent
	Concealed                // invented, at least in part
	Silent                   // nothing to play
)

// Pulled tells about one block.
type Pulled struct {
	Content   Content
	Timestamp uint32 // of its first sample, on the sender's RTP clock; not for Silent
}

// Playout is the playout buffer of one person's sound. It waits as long as the
// network's jitter makes necessary and no longer, repairs what is lost, and
// stretches time to follow. Push and the readers may be called from any
// goroutine, Pull from one.
//
// At most 256 packets wait; the oldest make room.
type Playout struct {
	config PlayoutConfig
	epoch  time.Time

	mu      sync.Mutex
	in      intake
	delay   time.Duration // of what is played
	playing int64         // timestamp played last
	at      time.Time     // when that was heard; zero before
	speaker time.Duration

	// Pull's own.
	cursor cursor
	out    output
	pace   pace
	age    int  // samples of concealment in a row
	quiet  bool // what was played last was silence
}

// NewPlayout returns an empty playout buffer. It has nothing to close.
func NewPlayout(config PlayoutConfig) *Playout {
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Playout{
		config: config,
		epoch:  config.Now(),
		in:     intake{delay: newDelayEstimator()},
		cursor: cursor{idle: true},
		out:    newOutput(config.Channels),
		quiet:  true,
	}
}

// Push takes one packet from the network, in any order, and keeps its payload.
func (p *Playout) Push(packet frame.Packet) {
	at := packet.Arrived.Sub(p.epoch)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.in.push(packet, at)
}

// Pull writes the next 10 ms to pcm, which has frame.BlockSamples samples per
// channel. The speaker calls it at its pace. It decodes, but neither waits nor
// allocates.
func (p *Playout) Pull(pcm []int16) Pulled {
	now := p.config.Now()
	since := now.Sub(p.epoch)
	content := p.fill(since)
	if content == Played {
		p.follow(since)
	}
	pulled := Pulled{Content: content, Timestamp: uint32(p.out.first)}
	p.publish(content, now)
	p.out.emit(pcm)
	p.quiet = content == Silent
	return pulled
}

// publish tells the other goroutines what is played, before it is taken out.
func (p *Playout) publish(content Content, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cursor.packet > 0 {
		p.in.stats.TotalSamples += frame.BlockSamples
	}
	if content != Played {
		return
	}
	p.playing, p.at = p.out.first, now.Add(p.speaker)
	p.delay = p.pace.delay()
}

// Delay returns how long sound waits in the buffer at present, counted from
// when the fastest packet would have brought it. The speaker's own delay is
// not in it.
func (p *Playout) Delay() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.delay
}

// Hold makes sound wait d longer than the network makes necessary, so that a
// late picture can catch up.
func (p *Playout) Hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.in.hold = max(0, min(d, maxDelay))
}

// SetSpeakerDelay says how long after Pull the sound leaves the speaker.
func (p *Playout) SetSpeakerDelay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.speaker = d
}

// PlayoutTime returns an RTP timestamp and the moment its sound leaves the
// speaker. ok is false before anything was played.
func (p *Playout) PlayoutTime() (timestamp uint32, at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return uint32(p.playing), p.at, !p.at.IsZero()
}

// Stats returns the counters.
func (p *Playout) Stats() PlayoutStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.in.snapshot(p.playing)
	s.Delay = p.delay
	return s
}
