package congestion

import "time"

const (
	// baseWindow is for how long the shortest delay holds as that of the empty
	// path, in baseParts parts that are forgotten one by one, so that another
	// path is learned (RFC 6817 section 4.2: ten minutes; media keeps this
	// path from ever being empty for less).
	baseWindow = 60 * time.Second
	baseParts  = 6
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
// on two clocks, less the shortest there was.
type queueing struct{ base shortest }

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
	return q.base.add(least, now), true
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
