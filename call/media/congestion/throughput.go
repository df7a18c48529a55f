package congestion

import (
	"slices"
	"time"
)

// throughputWindow is what the delivered rate is measured over: some pictures,
// even where only a few are sent. Behind a queue the path is never idle, and what
// came through in newestWindow, or half of it, tells what it carries, if it was
// newestPackets at least.
const (
	throughputWindow = 500 * time.Millisecond
	newestWindow     = 150 * time.Millisecond
	newestPackets    = 4
)

// throughput measures how much arrived lately, by the far side's clock.
type throughput struct {
	packets []acknowledged // oldest first
	total   int            // bytes
	first   time.Duration
	begun   bool
	whole   time.Duration // since when no feedback got lost
}

// add takes in what has arrived. What lost feedback would have told of may have
// arrived too.
func (t *throughput) add(n news) {
	arrived := n.arrived
	if n.gap && len(arrived) > 0 {
		t.whole = arrived[0].arrived
	}
	for _, p := range arrived {
		if !t.begun {
			t.begun, t.first = true, p.arrived
		}
		t.packets = append(t.packets, p)
		t.total += p.size
	}
	if len(t.packets) == 0 {
		return
	}
	newest, old := t.packets[len(t.packets)-1].arrived, 0
	for old < len(t.packets) && newest-t.packets[old].arrived >= throughputWindow {
		t.total -= t.packets[old].size
		old++
	}
	t.packets = append(t.packets[:0], t.packets[old:]...)
}

// rate returns the bits a second that arrived; false before the first window is
// over.
func (t *throughput) rate() (float64, bool) {
	if len(t.packets) == 0 || t.packets[len(t.packets)-1].arrived-t.first < throughputWindow {
		return 0, false
	}
	return bits(t.total, throughputWindow), true
}

// newest returns the bits a second that arrived in the newest moment, from the
// first packet of it on; false when that is too short or too few did.
func (t *throughput) newest() (float64, bool) {
	if len(t.packets) == 0 {
		return 0, false
	}
	last := t.packets[len(t.packets)-1].arrived
	from := slices.IndexFunc(t.packets, func(p acknowledged) bool {
		return p.arrived >= t.whole && last-p.arrived < newestWindow
	})
	if from < 0 {
		return 0, false
	}
	recent := t.packets[from:]
	total := 0
	for _, p := range recent[1:] {
		total += p.size
	}
	long := last - recent[0].arrived
	return rateOver(total, long), len(recent) >= newestPackets && long >= newestWindow/2
}
