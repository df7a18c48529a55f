package media

import (
	"math/rand/v2"
	"slices"
	"time"
)

// lossyPath is one way of a simulated path. Like the impaired networks that
// whole calls are judged on, it delays by a normal distribution and keeps the
// order of most packets.
type lossyPath[T any] struct {
	weather
	random *rand.Rand
	losing bool         // in a burst
	dark   [2]time.Time // from when to when nothing passes
	free   time.Time    // when a narrow path has sent all it took
	latest time.Time    // arrival of the last packet in order
	flying []arrival[T]
}

// weather is how bad a path is.
type weather struct {
	loss    float64 // share of the packets
	burst   float64 // mean length of a run of lost packets; 0 for independent losses
	delay   time.Duration
	jitter  time.Duration // standard deviation of the delay
	reorder float64       // share of the packets that come up to 15 ms late
	twice   float64       // share that comes twice
	rate    int           // bits a second; 0 for no limit
}

// pathQueue is how much a narrow path holds, in time.
const pathQueue = 300 * time.Millisecond

// arrival is a packet on its way.
type arrival[T any] struct {
	packet T
	at     time.Time
}

func newLossyPath[T any](w weather, seed uint64) *lossyPath[T] {
	return &lossyPath[T]{weather: w, random: rand.New(rand.NewPCG(seed, 7))}
}

// lose decides about one packet. Bursts are those of Gilbert's model: of two
// states, of which one loses everything.
func (l *lossyPath[T]) lose() bool {
	chance := l.loss
	if l.burst > 0 {
		chance = l.loss / (1 - l.loss) / l.burst
		if l.losing {
			chance = 1 - 1/l.burst
		}
	}
	l.losing = l.random.Float64() < chance
	return l.losing
}

// pass returns when a packet of so many bytes has left the queue of a narrow path;
// false when there is no room in it.
func (l *lossyPath[T]) pass(size int, now time.Time) (time.Time, bool) {
	if l.rate == 0 {
		return now, true
	}
	if l.free.Before(now) {
		l.free = now
	}
	if l.free.Sub(now) > pathQueue {
		return now, false
	}
	l.free = l.free.Add(time.Duration(size*8) * time.Second / time.Duration(l.rate))
	return l.free, true
}

// send takes a packet of so many bytes.
func (l *lossyPath[T]) send(p T, size int, now time.Time) {
	now, room := l.pass(size, now)
	if !room || l.lose() || now.After(l.dark[0]) && now.Before(l.dark[1]) {
		return
	}
	at := now.Add(max(0, l.delay+time.Duration(l.random.NormFloat64()*float64(l.jitter))))
	if at.Before(l.latest) {
		at = l.latest
	}
	l.latest = at
	if l.random.Float64() < l.reorder {
		at = at.Add(time.Duration(l.random.IntN(15)) * time.Millisecond)
	}
	l.flying = append(l.flying, arrival[T]{p, at})
	if l.random.Float64() < l.twice {
		l.flying = append(l.flying, arrival[T]{p, at.Add(time.Duration(l.random.IntN(15)) * time.Millisecond)})
	}
}

// arrive returns what has come by now.
func (l *lossyPath[T]) arrive(now time.Time) (come []T) {
	slices.SortStableFunc(l.flying, func(a, b arrival[T]) int { return a.at.Compare(b.at) })
	for len(l.flying) > 0 && !l.flying[0].at.After(now) {
		come = append(come, l.flying[0].packet)
		l.flying = l.flying[1:]
	}
	return come
}
