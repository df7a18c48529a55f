package congestion

import (
	"math/rand/v2"
	"testing"
	"time"
)

// swaying is a path without a queue whose packets keep their order, so that a
// late one holds up those behind it.
type swaying struct {
	random *rand.Rand
	jitter time.Duration // standard deviation
	latest time.Duration
}

// carry returns when a packet arrives that is sent now.
func (s *swaying) carry(now time.Duration) time.Duration {
	const delay = 300 * time.Millisecond
	at := now + max(0, delay+time.Duration(s.random.NormFloat64()*float64(s.jitter)))
	s.latest = max(s.latest, at)
	return s.latest
}

// A path that sways by itself has no queue for it, and a queue on it still shows.
func TestQueueOnSwayingPath(t *testing.T) {
	const every, packets, queue = 50 * time.Millisecond, 3, 400 * time.Millisecond
	for _, jitter := range []time.Duration{0, 30 * time.Millisecond, 100 * time.Millisecond} {
		path, q := swaying{random: rand.New(rand.NewPCG(1, 2)), jitter: jitter}, queueing{}
		measure := func(from, to, extra time.Duration) (full float64) {
			for now := from; now < to; now += every {
				var n news
				for i := range time.Duration(packets) {
					sent := now + i*every/packets
					n.arrived = append(n.arrived, acknowledged{sent: sent, arrived: path.carry(sent) + extra})
				}
				if d, _ := q.measure(n, now); d >= fullQueue {
					full += float64(every) / float64(to-from)
				}
			}
			return full
		}
		measure(0, 5*time.Second, 0)
		if full := measure(5*time.Second, 60*time.Second, 0); full > 0.1 {
			t.Errorf("jitter of %v is a full queue for %.0f %% of the time", jitter, 100*full)
		}
		if full := measure(60*time.Second, 62*time.Second, queue); full < 0.7 {
			t.Errorf("beside jitter of %v a queue of %v is seen for %.0f %% of the time", jitter, queue, 100*full)
		}
	}
}

// What grows evenly is a queue from its first moment on.
func TestQueueThatGrows(t *testing.T) {
	var q queueing
	for i := range time.Duration(50) {
		n, want := news{arrived: []acknowledged{{sent: i * time.Second, arrived: i*time.Second + i*time.Millisecond}}}, i*time.Millisecond
		if got, ok := q.measure(n, i*time.Second); !ok || got != want {
			t.Errorf("%v, %v of %v", got, ok, want)
		}
	}
}
