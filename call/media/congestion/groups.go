package congestion

import "time"

const (
	// groupTime is how long after the first packet of a group others still
	// belong to it: a pacer's step (draft-ietf-rmcat-gcc-02 section 5.2).
	groupTime = 5 * time.Millisecond
	// longestBurst bounds a group of packets that came in a burst.
	longestBurst = 100 * time.Millisecond
)

// group is a number of packets that were sent together.
type group struct {
	firstSent, lastSent       time.Duration
	firstArrived, lastArrived time.Duration
}

// groups puts packets together that were sent, or let go by the path,
// together: the delay within such a burst says nothing of a queue.
type groups struct {
	current, previous group
	count             int // of groups so far, 2 at most
}

// add takes a packet in. When it begins a new group, ok is true and the result
// tells how much later the finished one was sent and arrived than the one
// before it.
func (g *groups) add(p acknowledged) (sent, arrived time.Duration, ok bool) {
	switch {
	case g.count == 0:
		g.begin(p)
	case p.sent < g.current.firstSent: // overtaken on the way
	case g.joins(p):
		g.current.lastSent = max(g.current.lastSent, p.sent)
		g.current.lastArrived = max(g.current.lastArrived, p.arrived)
	default:
		sent = g.current.lastSent - g.previous.lastSent
		arrived = g.current.lastArrived - g.previous.lastArrived
		ok = g.count == 2
		g.begin(p)
	}
	return sent, arrived, ok
}

func (g *groups) begin(p acknowledged) {
	g.previous = g.current
	g.current = group{p.sent, p.sent, p.arrived, p.arrived}
	g.count = min(g.count+1, 2)
}

// joins reports whether a packet belongs to the current group.
func (g *groups) joins(p acknowledged) bool {
	c := &g.current
	if p.sent-c.firstSent <= groupTime {
		return true
	}
	gap := p.arrived - c.lastArrived
	return gap <= groupTime && gap < p.sent-c.lastSent && p.arrived-c.firstArrived < longestBurst
}
