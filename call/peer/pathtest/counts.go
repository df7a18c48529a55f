//go:build linux

package pathtest

import (
	"fmt"
	"time"
)

// Counts are what a direction of a path did so far.
type Counts struct {
	Packets int // came to the path
	Bytes   int // of these packets
	Lost    int // by Loss
	Dropped int // at a full queue
	Refused int // attempts to connect (see Path.LetConnect)
	// WaitMedian and Wait95 are how long packets waited for the link: half of
	// them, and 95 of a hundred, no longer than this. WaitMost is the longest.
	WaitMedian, Wait95, WaitMost time.Duration
}

// String is for a line of a log.
func (c Counts) String() string {
	return fmt.Sprintf("%d packets, %d bytes, %d lost, %d dropped, %d refused, queue %v / %v / %v",
		c.Packets, c.Bytes, c.Lost, c.Dropped, c.Refused, c.WaitMedian, c.Wait95, c.WaitMost)
}

// waits counts how long packets waited, in whole milliseconds; the last one
// stands for all that are longer.
type waits struct {
	counts [2000]int
	total  int
	most   time.Duration
}

func (w *waits) add(d time.Duration) {
	w.counts[min(int(d.Milliseconds()), len(w.counts)-1)]++
	w.total++
	w.most = max(w.most, d)
}

// quantile is the time within which the share q of all packets waited.
func (w *waits) quantile(q float64) time.Duration {
	seen := 0
	for ms, n := range w.counts {
		if seen += n; seen > 0 && float64(seen) >= q*float64(w.total) {
			return time.Duration(ms) * time.Millisecond
		}
	}
	return 0
}
