package jitter

import (
	"errors"
	"slices"
	"time"
)

// How long a missing packet is waited for.
const (
	// minPatience and maxPatience bound the time of several requests, after
	// which a key frame may be the quicker repair and is asked for too.
	minPatience = 100 * time.Millisecond
	maxPatience = 2 * time.Second
	// lastWait is when the packet is given up: the sender has it no more.
	lastWait = 3 * time.Second
)

// patience is how long only the missing packet itself is asked for on a path
// with this round trip.
func patience(rtt time.Duration) time.Duration {
	return max(minPatience, min(6*rtt+100*time.Millisecond, maxPatience))
}

func (v *VideoAssembler) rtt() time.Duration {
	if v.config.RTT == nil {
		return defaultRTT
	}
	if rtt := v.config.RTT(); rtt > 0 {
		return rtt
	}
	return defaultRTT
}

// Next returns the next frame in decoding order, if there is one.
func (v *VideoAssembler) Next() (Frame, bool) {
	now, rtt := v.config.Now(), v.rtt()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.expire(now, patience(rtt))
	v.skipToKey(now)
	if len(v.frames) == 0 {
		return Frame{}, false
	}
	f := v.frames[0]
	if v.waiting && !f.Key || !v.waiting && !v.continues(f) {
		return Frame{}, false
	}
	v.handOut(f)
	return f.Frame, true
}

// Missing returns the sequence numbers to ask the sender for now (RFC 4585
// section 6.2.1), at most 256 and usually none.
func (v *VideoAssembler) Missing(now time.Time) []uint16 {
	rtt := v.rtt()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.expire(now, patience(rtt))
	numbers := v.nack.due(now, rtt, v.jitter.jitter)
	v.stats.PacketsRequested += len(numbers)
	return numbers
}

// NeedKey reports whether a key frame is needed, since only that helps or what
// is missing does not come, and none is on its way. The caller asks for one as
// often as a Throttle allows.
func (v *VideoAssembler) NeedKey() bool {
	now, rtt := v.config.Now(), v.rtt()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.expire(now, patience(rtt))
	coming := v.key.first != 0 && now.Sub(v.key.seen) < patience(rtt)
	return (v.waiting && v.order.started || v.late(now, patience(rtt))) && !coming
}

// late reports whether something has been missing for long.
func (v *VideoAssembler) late(now time.Time, patience time.Duration) bool {
	a, ok := v.nack.oldest()
	return ok && now.Sub(a.seen) > patience
}

// Invalidate says that the decoder lost its references, as after
// codec.ErrCorrupt: nothing comes before the next key frame.
func (v *VideoAssembler) Invalidate() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.giveUp()
}

// continues reports whether all that f depends on was handed out. Numbered
// pictures tell that themselves, also when mere padding was lost between them:
// as long as fewer packets are missing than there are picture numbers.
func (v *VideoAssembler) continues(f held) bool {
	for p := v.fragments.at(v.next); v.next < f.first && p != nil && p.filler; p = v.fragments.at(v.next) {
		v.next++
	}
	if f.modulus == 0 || f.modulus != v.last.modulus {
		return f.first == v.next
	}
	return f.picture == (v.last.picture+1)%f.modulus && f.first-v.next < int64(f.modulus)
}

// expire gives up on what was waited for long enough.
func (v *VideoAssembler) expire(now time.Time, patience time.Duration) {
	for a, ok := v.nack.oldest(); ok && now.Sub(a.seen) > lastWait; a, ok = v.nack.oldest() {
		v.nack.pass(a.sequence + 1)
		if a.sequence > v.key.first {
			v.key = coming{}
		}
		v.giveUp()
		v.pass(a.sequence + 1)
	}
	for v.waiting && len(v.frames) > 0 && !v.frames[0].Key && now.Sub(v.frames[0].Arrived) > patience {
		v.pass(v.frames[0].last + 1)
		v.dropFrames(1)
	}
	if !v.waiting && len(v.frames) > 0 && v.severed(v.frames[0]) {
		v.giveUp()
	}
}

// severed reports that f cannot be continued to although nothing is missing.
func (v *VideoAssembler) severed(f held) bool {
	a, ok := v.nack.oldest()
	return !f.Key && !v.continues(f) && (!ok || a.sequence > f.first)
}

// giveUp makes everything wait for a key frame. What is whole already stays:
// that key frame may be its reference.
func (v *VideoAssembler) giveUp() {
	if !v.waiting {
		v.waiting = true
		v.nack.pass(v.key.first)
		v.stats.Breaks++
	}
}

// pass frees what is left of the frames before the packet with this number.
func (v *VideoAssembler) pass(sequence int64) {
	v.stats.DroppedIncomplete += v.fragments.pass(v.next, sequence)
	v.next = max(v.next, sequence)
}

// breakOff gives up on everything before the packet with this number.
func (v *VideoAssembler) breakOff(sequence int64) {
	v.giveUp()
	v.dropFrames(len(v.frames))
	v.pass(sequence)
	v.nack.pass(sequence)
	v.key = coming{}
}

// skipToKey drops what is before a whole key frame, when that has to wait for
// something missing and reordering does not explain it.
func (v *VideoAssembler) skipToKey(now time.Time) {
	i := slices.IndexFunc(v.frames, func(f held) bool { return f.Key })
	if i < 0 || i == 0 && v.waiting || !v.waiting && v.continues(v.frames[0]) {
		return
	}
	if a, ok := v.nack.oldest(); !v.waiting && ok && now.Sub(a.seen) <= v.nack.grace {
		return
	}
	v.dropFrames(i)
	v.giveUp()
}

// collect takes in the frame that ends with a packet.
func (v *VideoAssembler) collect(last int64, at time.Time) {
	f, err := v.fragments.gather(last)
	switch {
	case errors.Is(err, errOversize):
		v.stats.DroppedOversize++
		return
	case err != nil:
		v.stats.DroppedUndecodable++
		return
	}
	f.Arrived = at
	i := len(v.frames)
	for i > 0 && v.frames[i-1].first > f.first {
		i--
	}
	v.frames = slices.Insert(v.frames, i, f)
	v.bytes += len(f.Data)
}

// handOut moves on behind f, the first of frames.
func (v *VideoAssembler) handOut(f held) {
	v.pass(f.last + 1)
	v.bytes -= len(f.Data)
	v.frames = slices.Delete(v.frames, 0, 1)
	v.nack.pass(f.last + 1)
	v.next, v.last, v.waiting = f.last+1, f, false
	v.last.Data = nil
	if v.key.first <= f.last {
		v.key = coming{}
	}
	v.stats.Frames++
	if f.Key {
		v.stats.KeyFrames++
		v.nack.price(int(f.last + 1 - f.first))
	}
}

// dropFrames drops the first n whole frames.
func (v *VideoAssembler) dropFrames(n int) {
	for _, f := range v.frames[:n] {
		v.bytes -= len(f.Data)
		f.Release()
	}
	v.stats.DroppedUndecodable += n
	v.frames = slices.Delete(v.frames, 0, n)
}
