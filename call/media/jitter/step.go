package jitter

import "time"

const (
	// catchUp is how much too late sound may be before packets are thrown
	// away instead of played faster.
	catchUp = 500 * time.Millisecond
	// startSlack is the same where sound starts after silence, when nothing
	// is heard of it.
	startSlack = 20 * time.Millisecond
)

// action is what Pull has to do to get more sound.
type action int

const (
	rest    action = iota // keep silent: there is nothing yet
	decode                // play the packet
	repair                // something is missing; the packet after it may hold a copy
	conceal               // something is missing
)

// step is one decision. For decode the packet has left the shelf; for repair
// it stays.
type step struct {
	do      action
	packet  stored
	gap     int  // for repair: samples of the one packet missing before it
	skipped bool // the packet's predecessor did not come
}

// cursor is Pull's place in the stream.
type cursor struct {
	generation int
	idle       bool  // silent: the next packet starts when its time has come
	skipped    bool  // packets after timestamp were thrown away
	timestamp  int64 // of the sample after the last one decoded
	packet     int   // samples in the last packet
	concealed  int   // samples invented since the last packet, while timestamp stood
	bare       int64 // number of a packet that holds no copy of the one before it
}

// next decides what comes after what c has.
func (in *intake) next(c *cursor, now time.Duration) step {
	if c.generation != in.generation {
		in.settle(c, max(0, c.concealed-fadeEnd)) // nobody knows what belongs between two streams
		c.generation, c.idle = in.generation, true
	}
	in.skip(c, now)
	head, ok := in.shelf.first()
	switch {
	case c.idle && (!ok || in.early(head, now)):
		return step{do: rest}
	case !ok:
		return step{do: conceal}
	case c.idle:
		return in.take(c, head)
	}
	return in.follow(c, head, now)
}

// follow decides how head continues what was played just before.
func (in *intake) follow(c *cursor, head stored, now time.Duration) step {
	gap := int(head.timestamp - c.timestamp)
	invented := c.concealed >= gap // it can stand for what was lost
	bare := c.bare == head.sequence
	early := in.early(head, now)
	switch {
	case gap <= 0:
		return in.take(c, head)
	case head.sequence == in.shelf.next:
		// The sender left something out, as with discontinuous transmission.
		if early {
			return step{do: conceal}
		}
		return in.take(c, head)
	case invented && (bare || !early):
		return in.take(c, head)
	case !bare && gap-c.concealed <= c.packet:
		return step{do: repair, packet: in.shelf.show(head), gap: min(gap, c.packet)}
	}
	return step{do: conceal}
}

// early reports whether p should wait to have the delay that is aimed at.
func (in *intake) early(p stored, now time.Duration) bool {
	return in.delay.played(p.timestamp, now) < in.target()
}

// take hands head out to be decoded and moves c to it.
func (in *intake) take(c *cursor, head stored) step {
	skipped := in.shelf.taken && head.sequence != in.shelf.next
	left := 0
	if !skipped && !c.skipped {
		left = int(max(0, head.timestamp-c.timestamp))
	}
	in.settle(c, left)
	head = in.shelf.take(head)
	c.timestamp, c.idle, c.skipped = head.timestamp, false, false
	return step{do: decode, packet: head, skipped: skipped}
}

// repaired tells that the packet before head was had from the copy in it. While
// that was decoded, the packet itself may have come, or another stream begun.
func (in *intake) repaired(c *cursor, head stored) {
	if c.generation != in.generation {
		return
	}
	in.settle(c, 0)
	in.stats.PacketsDiscarded += in.shelf.had(head.sequence)
	c.timestamp = head.timestamp
	in.stats.PacketsRepaired++
}

// settle counts what was invented as concealed, but for the samples that the
// sender left out on purpose.
func (in *intake) settle(c *cursor, leftOut int) {
	in.stats.ConcealedSamples += max(0, c.concealed-leftOut)
	c.concealed = 0
}

// skip throws away what is too old to be played, so that sound is where it
// should be at once: after the reader stopped, or after a long stall.
func (in *intake) skip(c *cursor, now time.Duration) {
	limit := in.target() + catchUp
	if c.idle {
		limit = in.target() + startSlack
	}
	for in.shelf.count > 1 {
		head, _ := in.shelf.first()
		if in.delay.played(head.timestamp, now) <= limit {
			return
		}
		c.idle, c.skipped = true, true
		limit = in.target() + startSlack
		in.shelf.take(head)
		in.stats.PacketsDiscarded++
	}
}
