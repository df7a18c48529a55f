package jitter

import (
	"time"

	"parley/call/media/frame"
)

// maxAudioPayload bounds one packet of sound in bytes; what does not fit an
// Ethernet frame did not come from an RTP sender.
const maxAudioPayload = 1500

func audioTime(ticks int64) time.Duration { return ticksToTime(ticks, frame.SampleRate) }

// intake is what Push fills and Pull empties: waiting packets and what their
// arrival times teach. Times are since the Playout was made.
type intake struct {
	ssrc       uint32
	order      sequencer
	newest     int64 // extended timestamp of the newest packet
	jitter     interarrival
	delay      delayEstimator
	shelf      shelf
	hold       time.Duration
	generation int // counts the streams: whoever reads notices a new one
	stats      PlayoutStats
}

// push takes one packet in.
func (in *intake) push(p frame.Packet, at time.Duration) {
	if p.Redundant {
		in.redundant(p, at)
		return
	}
	in.stats.PacketsReceived++
	if len(p.Payload) == 0 || len(p.Payload) > maxAudioPayload {
		in.stats.PacketsDiscarded++
		return
	}
	if in.order.started && p.SSRC != in.ssrc {
		in.restart(p.Timestamp)
		in.order.end()
	}
	in.ssrc = p.SSRC
	sequence, where := in.order.place(p.Sequence)
	switch where {
	case stray:
		in.stats.PacketsDiscarded++
		return
	case restarted:
		in.restart(p.Timestamp)
	case newest, behind:
	}
	in.store(p, sequence, in.observe(p, at, where))
}

// observe learns from the arrival and returns the packet ready to be stored,
// but for its number.
func (in *intake) observe(p frame.Packet, at time.Duration, where place) stored {
	timestamp := unwrap(p.Timestamp, in.newest)
	transit := at - audioTime(timestamp)
	if in.delay.baseline.jumped(transit) {
		in.restart(p.Timestamp)
		timestamp = in.newest
		transit = at - audioTime(timestamp)
	}
	var lateness time.Duration
	if where == behind {
		lateness = in.delay.arrive(transit, at, false)
	} else {
		in.newest = timestamp
		in.jitter.add(transit)
		lateness = in.delay.arrive(transit, at, true)
	}
	return stored{timestamp: timestamp, lateness: lateness, payload: p.Payload}
}

// redundant takes in what a later packet brought along. Only what is missing is
// of use; whether or not it came in time, it teaches how long to wait for the
// like.
func (in *intake) redundant(p frame.Packet, at time.Duration) {
	sequence, ok := in.order.earlier(p.Sequence)
	timestamp := unwrap(p.Timestamp, in.newest)
	if !ok || p.SSRC != in.ssrc || timestamp >= in.newest || len(p.Payload) == 0 || len(p.Payload) > maxAudioPayload {
		return
	}
	lateness := in.delay.played(timestamp, at)
	what, _ := in.shelf.put(stored{sequence, timestamp, lateness, p.Payload})
	switch what {
	case duplicate:
		return
	case kept:
		in.stats.PacketsRepaired++
	case tooLate:
	}
	in.delay.repairable(lateness)
}

func (in *intake) store(p frame.Packet, sequence int64, s stored) {
	s.sequence = sequence
	what, evicted := in.shelf.put(s)
	in.stats.PacketsDiscarded += evicted
	switch what {
	case kept:
	case duplicate:
		in.stats.PacketsDiscarded++
	case tooLate:
		in.stats.PacketsLate++
	}
}

// restart begins a new stream at a timestamp: another source, or one whose
// numbers or clock jumped. What was learned of the path stays.
func (in *intake) restart(timestamp uint32) {
	in.stats.PacketsDiscarded += in.shelf.count
	in.shelf = shelf{}
	in.newest = int64(timestamp)
	in.delay.rebase()
	in.jitter.rebase()
	in.generation++
}

// target is the delay aimed at, with what lip sync asks for.
func (in *intake) target() time.Duration {
	return min(in.delay.target+in.hold, maxDelay)
}

// snapshot returns the counters with the current state.
func (in *intake) snapshot(playing int64) PlayoutStats {
	s := in.stats
	s.PacketsLost = in.order.missing()
	s.Jitter = in.jitter.jitter
	s.Target = in.target()
	if in.shelf.count > 0 {
		s.Level = max(0, audioTime(in.newest-playing))
	}
	return s
}
