package jitter

import (
	"sync"
	"time"

	"parley/call/media/frame"
)

// Bounds of what waits for the decoder. What exceeds them is dropped up to the
// next key frame.
const (
	maxFrameBytes = 4 << 20
	maxHeldBytes  = 12 << 20
	maxHeldFrames = 90 // 3 s at 30 frames a second
	startReorder  = 16
	// maxVideoPayload bounds one packet in bytes.
	maxVideoPayload = 1500
)

// VideoConfig is what a VideoAssembler needs.
type VideoConfig struct {
	// Parse takes the codec's payload descriptor off.
	Parse func(payload []byte) (frame.Fragment, error)
	// Join makes a frame of the Data of its fragments, in order; nil when they
	// merely follow one another.
	Join func(parts [][]byte) ([]byte, error)
	// RTT is the round trip to the sender; zero or a nil func when unknown.
	RTT func() time.Duration
	Now func() time.Time // time.Now when nil
}

// Frame is one whole encoded frame, all of whose references were handed out
// before it. It is the receiver's to release.
type Frame struct {
	frame.Encoded
	Timestamp uint32    // RTP, at frame.VideoClockRate
	First     time.Time // arrival of the first of its packets
	Arrived   time.Time // arrival of the packet that made it whole
}

// held is a Frame that waits for the decoder.
type held struct {
	Frame
	first, last      int64 // of its packets
	picture, modulus uint16
}

// coming is a frame of which some packets came.
type coming struct {
	first     int64 // number of its first packet; zero: none is coming
	timestamp uint32
	seen      time.Time // arrival of its latest packet
}

// VideoAssembler makes frames out of packets in any order, asks for what is
// missing, and hands out only what can be decoded: when something is lost for
// good, nothing until the next whole key frame. It is safe for concurrent use
// and has nothing to close.
//
// It does nothing by itself: whoever calls Push calls Next after it until
// there is nothing more, and both Next and Missing at least every 10 ms unless
// it is Resting.
type VideoAssembler struct {
	config VideoConfig

	mu        sync.Mutex
	ssrc      uint32
	order     sequencer
	timestamp int64 // extended, of the newest packet
	epoch     time.Time
	jitter    interarrival
	fragments fragments
	nack      nack
	frames    []held // whole, in order
	bytes     int    // in frames
	stats     VideoStats

	waiting bool   // for a key frame
	next    int64  // number after the last frame handed out, or floor while waiting
	last    held   // handed out last, without its data
	key     coming // a key frame on its way
}

// NewVideo returns an assembler that waits for a key frame.
func NewVideo(config VideoConfig) *VideoAssembler {
	if config.Now == nil {
		config.Now = time.Now
	}
	v := &VideoAssembler{config: config, epoch: config.Now(), waiting: true}
	v.fragments.join = config.Join
	return v
}

// Push takes one packet, whose payload stays the caller's. It reports whether a whole
// frame waits, which Next may give.
func (v *VideoAssembler) Push(p frame.Packet) bool {
	part, err := v.parse(p.Payload)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.stats.PacketsReceived++
	sequence, where, ok := v.admit(p)
	if !ok {
		v.stats.PacketsDiscarded++
		return len(v.frames) > 0
	}
	if where != behind {
		v.measure(p)
	}
	v.store(fragment{
		sequence: sequence, timestamp: p.Timestamp, arrived: p.Arrived,
		part: part, marker: p.Marker, filler: len(p.Payload) == 0, bad: err != nil,
	}, p.Recovered)
	return len(v.frames) > 0
}

// parse leaves padding alone, which has no descriptor.
func (v *VideoAssembler) parse(payload []byte) (frame.Fragment, error) {
	if len(payload) == 0 {
		return frame.Fragment{}, nil
	}
	return v.config.Parse(payload)
}

// admit extends the packet's number and notes which ones it shows missing.
func (v *VideoAssembler) admit(p frame.Packet) (int64, place, bool) {
	if len(p.Payload) > maxVideoPayload {
		return 0, stray, false
	}
	if v.order.started && p.SSRC != v.ssrc {
		v.order.end()
	}
	fresh, before := !v.order.started, v.order.highest
	v.ssrc = p.SSRC
	sequence, where := v.order.place(p.Sequence)
	switch where {
	case stray:
		return 0, stray, false
	case behind:
		return sequence, behind, sequence >= v.next
	case restarted:
		v.restart(sequence)
	case newest:
		if fresh {
			v.restart(sequence)
		} else if !v.nack.add(before+1, sequence, p.Arrived) {
			v.breakOff(sequence)
		}
	}
	return sequence, where, true
}

// measure updates the jitter with the first packet of each frame.
func (v *VideoAssembler) measure(p frame.Packet) {
	timestamp := unwrap(p.Timestamp, v.timestamp)
	if !p.Recovered && timestamp != v.timestamp {
		v.jitter.add(p.Arrived.Sub(v.epoch) - ticksToTime(timestamp, frame.VideoClockRate))
	}
	v.timestamp = timestamp
}

// store keeps a packet and the frame it makes whole, if any.
func (v *VideoAssembler) store(p fragment, recovered bool) {
	if !v.fragments.put(p, v.next) {
		v.stats.PacketsDiscarded++
		return
	}
	v.nack.came(p.sequence, p.arrived)
	v.nack.calm()
	if recovered {
		v.stats.PacketsRecovered++
	}
	if p.bad {
		v.stats.PacketsDiscarded++
	}
	v.watchKey(p)
	for last, whole := v.fragments.link(p.sequence); whole; last, whole = v.fragments.link(last + 1) {
		v.collect(last, p.arrived)
	}
	if v.fragments.bytes+v.bytes > maxHeldBytes || len(v.frames) > maxHeldFrames {
		v.breakOff(p.sequence + 1)
	}
}

// watchKey notes that a key frame is on its way. While only that helps,
// nothing before it is worth asking for.
func (v *VideoAssembler) watchKey(p fragment) {
	if p.part.Start && p.part.Key && p.sequence > v.key.first {
		v.key = coming{first: p.sequence, timestamp: p.timestamp}
		if v.waiting {
			v.nack.pass(p.sequence)
		}
	}
	if v.key.first != 0 && p.timestamp == v.key.timestamp {
		v.key.seen = p.arrived
	}
}

// restart forgets the stream before the packet with this number. A few older
// ones are let in, for the first to come may be out of order.
func (v *VideoAssembler) restart(sequence int64) {
	v.breakOff(sequence)
	v.next = sequence - startReorder
	v.jitter.rebase()
	v.fragments.reset()
}

// Resting reports whether there is nothing to do before the next Push: nothing
// is missing, nothing waits.
func (v *VideoAssembler) Resting() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, missing := v.nack.oldest()
	return !missing && len(v.frames) == 0 && !(v.waiting && v.order.started)
}

// Stats returns the counters.
func (v *VideoAssembler) Stats() VideoStats {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.stats
	s.PacketsLost = v.order.missing()
	s.Jitter = v.jitter.jitter
	return s
}
