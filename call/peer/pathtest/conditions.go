//go:build linux

package pathtest

import "time"

// Conditions are how a path is, in each direction by itself. The zero value is
// a path that does no harm.
type Conditions struct {
	// Delay is how long a packet travels, one way.
	Delay time.Duration
	// Jitter is the standard deviation of Delay. Packets keep their order.
	Jitter time.Duration
	// Loss is the share of packets that are lost, from 0 to 1; at 1 the path
	// is cut.
	Loss float64
	// Burst is the mean length of a run of losses in packets. Up to 1 each
	// packet has its own fate; above, the path has a good and a bad state
	// (Gilbert's model) and still loses the share Loss.
	Burst float64
	// Rate is what the link carries in bits a second, with the IP header; 0 is
	// without bound.
	Rate int
	// Queue is how long a packet may have to wait for the link at its Rate:
	// whoever comes to a longer queue is dropped (tail drop). 0 is 300 ms, the
	// default of RFC 8867.
	Queue time.Duration
	// QueueBytes bounds the queue in bytes too; 0 does not.
	QueueBytes int
}

const defaultQueue = 300 * time.Millisecond

// Cut returns the conditions of a path that loses everything.
func (c Conditions) Cut() Conditions {
	c.Loss = 1
	return c
}

// fits reports whether another packet may wait behind so many bytes.
func (c Conditions) fits(waiting, packet int) bool {
	if c.Rate == 0 || waiting == 0 {
		return true
	}
	longest := c.Queue
	if longest == 0 {
		longest = defaultQueue
	}
	return c.onLink(waiting) <= longest && (c.QueueBytes == 0 || waiting+packet <= c.QueueBytes)
}

// onLink is how long the link takes for so many bytes.
func (c Conditions) onLink(bytes int) time.Duration {
	if c.Rate == 0 {
		return 0
	}
	return time.Duration(float64(bytes) * 8 / float64(c.Rate) * float64(time.Second))
}
