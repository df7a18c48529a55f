package congestion

import "time"

const (
	// baseWindow is for how long the shortest delay holds as that of the empty
	// path, in baseParts parts that are forgotten one by one, so that another
	// path is learned (RFC 6817 section 4.2: ten minutes; media keeps this
	// path from ever being empty for less).
	baseWindow = 60 * time.Second
	baseParts  = 6
	// swayWeight is that of a new sample, so that two or three seconds count.
	// quietSway is what narrow paths have, because frames are of different sizes.
	// allowance is by how many times the rest packets are late without any queue:
	// normal jitter of 100 ms makes a sway of 50 ms, and packets that keep their
	// order come 200 ms after the fastest on average, seldom more than 350.
	swayWeight = 0.02
	quietSway  = 10 * time.Millisecond
	allowance  = 8
)

// Path is what the last feedback said of the path.
type Path struct {
	At       time.Time     // when it came; zero before the first
	Queueing time.Duration // how long packets wait in queues on the way
	Loss     float64       // share that did not arrive, 0 to 1
	Inherent float64       // share that is believed to get lost at any rate
	Short    bool          // media would send more than it is believed to carry
}

// queueing measures how long packets wait: the time from sending to arrival,
// on two clocks, less the shortest there was, and less what a path that sways by
// itself, as radio does, makes them wait without any queue.
type queueing struct {
	base shortest
	last [2]time.Duration // newest first
	seen float64          // measurements
	sway float64          // ns; how far a measurement is from the middle of its neighbours
}

// measure returns the least that any packet of a feedback waited; false when
// none arrived.
func (q *queueing) measure(n news, now time.Duration) (time.Duration, bool) {
	if len(n.arrived) == 0 {
		return 0, false
	}
	least := n.arrived[0].arrived - n.arrived[0].sent
	for _, p := range n.arrived[1:] {
		least = min(least, p.arrived-p.sent)
	}
	waited := q.base.add(least, now)
	q.note(waited)
	return max(waited-q.jitter(), 0), true
}

// note learns the sway. A queue that grows or shrinks evenly has none.
func (q *queueing) note(waited time.Duration) {
	if q.seen++; q.seen > 2 {
		off := q.last[0] - (waited+q.last[1])/2
		q.sway += max(swayWeight, 1/(q.seen+10)) * (float64(off.Abs()) - q.sway)
	}
	q.last = [2]time.Duration{waited, q.last[0]}
}

// jitter is how long packets may wait without a queue.
func (q *queueing) jitter() time.Duration {
	return allowance * max(time.Duration(q.sway)-quietSway, 0)
}

// shortest is the least of what was added lately.
type shortest struct {
	parts [baseParts]time.Duration
	count int           // of parts in use
	began time.Duration // of the newest part
}

// add takes a value in and returns by how much it is above the least.
func (s *shortest) add(d, now time.Duration) time.Duration {
	if s.count == 0 || now-s.began >= baseWindow/baseParts {
		copy(s.parts[1:], s.parts[:baseParts-1])
		s.parts[0], s.began = d, now
		s.count = min(s.count+1, baseParts)
	}
	s.parts[0] = min(s.parts[0], d)
	least := d
	for _, p := range s.parts[:s.count] {
		least = min(least, p)
	}
	return d - least
}
