package congestion

import "time"

// throughputWindow is what the delivered rate is measured over: some pictures,
// even where only a few are sent.
const throughputWindow = 500 * time.Millisecond

// throughput measures how much arrived lately, by the far side's clock.
type throughput struct {
	packets []acknowledged // oldest first
	total   int            // bytes
	first   time.Duration
	begun   bool
}

// add takes in what has arrived.
func (t *throughput) add(arrived []acknowledged) {
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
