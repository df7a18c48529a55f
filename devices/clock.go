package devices

import (
	"context"
	"time"

	"parley/call/media/frame"
)

// clock decides when the next block is due and makes it. It belongs to the
// goroutine of run.
type clock struct {
	sound  *Sound
	source voice // nil: the ring
	sink   sink  // nil: the spool
	block  Block
	count  int64   // blocks made
	stamps stamper // for blocks that no device captured

	pace      pacemaker
	lastBeat  time.Time // when the pacemaker last asked for a block
	free      *time.Timer
	nextBlock time.Time // of the computer's own clock
}

// pacemaker is who sets the pace, in rising order of right to it: a speaker must
// not run dry, a microphone must not run over.
type pacemaker int

const (
	clockPace pacemaker = iota // the computer's clock
	microphonePace
	speakerPace
)

// paceLapse is how long a pacemaker may be silent before the next one takes
// over: longer than any period, shorter than what a person notices as a gap.
const paceLapse = 60 * time.Millisecond

// hardwareLatency is what the sound card adds behind the server's buffer.
const hardwareLatency = 5 * time.Millisecond

// speakerLatency is what lies between the spool and the ear: the server asks
// for more when a quarter of its buffer was heard.
func (s *Sound) speakerLatency() time.Duration {
	return time.Duration(s.depth.Load())*3/4 + hardwareLatency
}

func newClock(s *Sound) *clock {
	return &clock{sound: s, block: Block{
		Capture:  make([]int16, blockSize(s.config.CaptureChannels)),
		Playback: make([]int16, blockSize(playbackChannels)),
	}}
}

func (c *clock) run(ctx context.Context) {
	c.free = time.NewTimer(0)
	defer c.free.Stop()
	defer func() { change{sink: c.sink}.close() }()
	for {
		select {
		case <-ctx.Done():
			return
		case wanted := <-c.sound.spool.wanted:
			c.serveSpeaker(wanted)
		case <-c.sound.captured:
			c.serveMicrophone()
		case <-c.free.C:
			c.runFree()
		case change := <-c.sound.changes:
			c.apply(change)
		}
	}
}

func (c *clock) apply(ch change) {
	switch ch.kind {
	case KindMicrophone:
		c.source = ch.source
	case KindSpeaker:
		change{sink: c.sink}.close()
		c.sink = ch.sink
	case KindCamera:
	}
}

// takes reports whether a pacemaker sets the pace now, and notes its beat.
func (c *clock) takes(d pacemaker, now time.Time) bool {
	if d < c.pace && now.Sub(c.lastBeat) < paceLapse {
		return false
	}
	c.pace, c.lastBeat = d, now
	c.free.Reset(paceLapse)
	return true
}

func (c *clock) serveSpeaker(wanted int) {
	now := time.Now()
	c.takes(speakerPace, now)
	for c.sound.spool.length() < wanted {
		c.makeBlock(now)
	}
	c.sound.spool.wake()
}

func (c *clock) serveMicrophone() {
	now := time.Now()
	if !c.takes(microphonePace, now) {
		return
	}
	for c.sound.ring.ready() {
		c.makeBlock(now)
	}
}

// runFree makes the blocks that are due by the computer's clock. One that was
// stopped for long, as by a suspend, does not make up for it.
func (c *clock) runFree() {
	now := time.Now()
	if c.pace != clockPace || now.Sub(c.nextBlock) > paceLapse {
		c.pace, c.nextBlock = clockPace, now
	}
	for !c.nextBlock.After(now) {
		c.makeBlock(c.nextBlock)
		c.nextBlock = c.nextBlock.Add(frame.BlockDuration)
	}
	c.lastBeat = now
	c.free.Reset(c.nextBlock.Sub(now))
}

// makeBlock captures one block, has it processed and plays it.
func (c *clock) makeBlock(now time.Time) {
	b := &c.block
	c.capture(now)
	clear(b.Playback)
	b.PlaybackAt = now.Add(duration(int64(c.sound.spool.length())) + c.sound.speakerLatency())
	b.EchoDelay = b.PlaybackAt.Sub(b.Captured)
	c.sound.config.Process(b)
	if c.sink != nil {
		c.sink.write(b.Playback)
	}
	if c.sink == nil && c.pace == speakerPace {
		c.sound.spool.put(b.Playback)
	}
}

// capture fills the block from the microphone or what stands for it.
func (c *clock) capture(now time.Time) {
	b := &c.block
	c.count += frame.BlockSamples
	c.stamps.note(c.count, now)
	b.Captured = c.stamps.at(c.count - frame.BlockSamples)
	if c.source != nil {
		c.source.Read(b.Capture, c.sound.config.CaptureChannels, b.Captured)
		return
	}
	if captured, ok := c.sound.ring.read(b.Capture); ok {
		b.Captured = captured
		return
	}
	clear(b.Capture)
}
