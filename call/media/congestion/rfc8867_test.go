package congestion

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// rmcatLink is the path of RFC 8867 section 5: 50 ms one way and a queue of 300
// ms.
func rmcatLink(capacity int) *link {
	l := newLink(capacity)
	l.delay = 50 * time.Millisecond
	return l
}

// call is a flow of pictures and sound that uses all it can.
func call(t *testing.T, l *link, seed uint64) *sending {
	t.Helper()
	f := newFlow(t, l, Config{}, camera720)
	f.studio = newStudio(seed)
	return &sending{flow: f, source: upTo(camera720)}
}

// bounds are what a phase has to keep to.
type bounds struct {
	use   float64       // least share of the capacity
	wait  time.Duration // most in the queue, for 0.95 of the time
	full  float64       // most packets that find the queue full
	adapt time.Duration // most until the target is within a fifth of what can be used
}

// check judges the last d of a link with the flows on it.
func (b bounds) check(t *testing.T, name string, l *link, d time.Duration, flows ...*sending) {
	t.Helper()
	total := 0
	for _, f := range flows {
		total += f.received(d)
	}
	wait, full := l.queued()
	room := min(l.capacity, len(flows)*camera720)
	adapt := time.Duration(0)
	for _, f := range flows {
		adapt = max(adapt, settled(f.targets, room/len(flows)))
		f.targets = nil
	}
	use := float64(total) / float64(room)
	t.Logf("%s: %.2f of %d used, p95 wait %v, %.3f full, adapted after %v", name, use, room, wait.Round(time.Millisecond), full, adapt)
	if use < b.use {
		t.Errorf("%s: %.2f of %d used", name, use, room)
	}
	if wait > b.wait {
		t.Errorf("%s: packets wait for up to %v", name, wait)
	}
	if full > b.full {
		t.Errorf("%s: %.3f of the packets find the queue full", name, full)
	}
	if b.adapt > 0 && adapt > b.adapt {
		t.Errorf("%s: adapted after %v", name, adapt)
	}
}

// settled is after how long targets that begin above a rate come down to it, or
// that begin below it reach most of it.
func settled(targets []int, rate int) time.Duration {
	down := len(targets) > 0 && targets[0] > rate
	for i, v := range targets {
		if down && 10*v <= 12*rate || !down && 10*v >= 8*rate {
			return time.Duration(i) * 100 * time.Millisecond
		}
	}
	return time.Hour
}

type phase struct {
	seconds, capacity int
	bounds
}

// RFC 8867 section 5.1, and what lab networks do to calls.
func TestVariableCapacity(t *testing.T) {
	dip := func(to int, within bounds) []phase {
		return []phase{
			{20, 10_000_000, bounds{0.85, 50 * time.Millisecond, 0.01, time.Second}},
			{30, to, within},
			{25, 10_000_000, bounds{0.75, 50 * time.Millisecond, 0.01, 8 * time.Second}},
		}
	}
	for name, phases := range map[string][]phase{
		"RFC 8867 5.1": {
			{40, 1_000_000, bounds{0.75, 120 * time.Millisecond, 0.02, 3 * time.Second}},
			{20, 2_500_000, bounds{0.7, 120 * time.Millisecond, 0.02, 8 * time.Second}},
			{20, 600_000, bounds{0.7, 310 * time.Millisecond, 0.1, 3 * time.Second}},
			{20, 1_000_000, bounds{0.7, 120 * time.Millisecond, 0.02, 8 * time.Second}},
		},
		"dip to 1 Mbit/s":    dip(1_000_000, bounds{0.75, 200 * time.Millisecond, 0.04, 2 * time.Second}),
		"dip to 0.5 Mbit/s":  dip(500_000, bounds{0.7, 200 * time.Millisecond, 0.08, 2 * time.Second}),
		"dip to 0.25 Mbit/s": dip(250_000, bounds{0.65, 250 * time.Millisecond, 0.14, 3 * time.Second}),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := rmcatLink(phases[0].capacity)
				c := call(t, l, 1)
				for _, p := range phases {
					l.set(p.capacity)
					d := time.Duration(p.seconds) * time.Second
					simulate(d, c)
					p.check(t, fmt.Sprint(p.capacity), l, d, c)
				}
			})
		})
	}
}

// RFC 8867 section 5.2: two flows on a path whose capacity changes.
func TestTwoFlowsOnVariableCapacity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rmcatLink(4_000_000)
		a, b := call(t, l, 1), call(t, l, 2)
		for _, p := range []phase{
			{25, 4_000_000, bounds{0.7, 150 * time.Millisecond, 0.02, 0}},
			{25, 2_000_000, bounds{0.7, 200 * time.Millisecond, 0.04, 0}},
			{25, 3_500_000, bounds{0.6, 150 * time.Millisecond, 0.02, 0}},
			{25, 1_000_000, bounds{0.7, 250 * time.Millisecond, 0.06, 0}},
			{25, 2_000_000, bounds{0.6, 150 * time.Millisecond, 0.02, 0}},
		} {
			l.set(p.capacity)
			d := time.Duration(p.seconds) * time.Second
			simulate(d, a, b)
			p.check(t, fmt.Sprint(p.capacity), l, d, a, b)
		}
	})
}

// RFC 8867 section 5.3: calls in both directions, so that the feedback of each
// waits behind the media of the other.
func TestCongestedFeedback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		forth, back := rmcatLink(2_000_000), rmcatLink(2_000_000)
		a, b := call(t, forth, 1), call(t, back, 2)
		a.back, b.back = back, forth
		for _, p := range []struct{ seconds, forth, back int }{
			{20, 2_000_000, 2_000_000},
			{15, 1_000_000, 2_000_000},
			{5, 1_000_000, 800_000},
			{20, 500_000, 800_000},
			{10, 2_000_000, 800_000},
			{30, 2_000_000, 2_000_000},
		} {
			forth.set(p.forth)
			back.set(p.back)
			d := time.Duration(p.seconds) * time.Second
			simulate(d, a, b)
			within := bounds{use: 0.55, wait: 310 * time.Millisecond, full: 0.12}
			within.check(t, fmt.Sprintf("forth %d", p.forth), forth, d, a)
			within.check(t, fmt.Sprintf("back %d", p.back), back, d, b)
		}
	})
}

// fair checks that each of n flows gets its share of what they get together.
func fair(t *testing.T, d time.Duration, least, most float64, flows ...*sending) {
	t.Helper()
	rates, total := make([]int, len(flows)), 0
	for i, f := range flows {
		rates[i] = f.received(d)
		total += rates[i]
	}
	t.Logf("%d", rates)
	for i, r := range rates {
		share := float64(r) * float64(len(flows)) / float64(total)
		if share < least || share > most {
			t.Errorf("flow %d got %.2f of its share: %d", i, share, rates)
		}
	}
}

// RFC 8867 section 5.4: three flows that begin one after the other.
func TestFairness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rmcatLink(3_500_000)
		a, b, c := call(t, l, 1), call(t, l, 2), call(t, l, 3)
		simulate(20*time.Second, a)
		simulate(20*time.Second, a, b)
		simulate(20*time.Second, a, b, c)
		for _, f := range []*sending{a, b, c} {
			f.received(1)
		}
		simulate(60*time.Second, a, b, c)
		fair(t, 60*time.Second, 0.6, 1.5, a, b, c)
	})
}

// Two flows come to about half of what they share each, whoever was first.
func TestLateComerGetsItsShare(t *testing.T) {
	for _, capacity := range []int{1_000_000, 2_000_000, 4_000_000} {
		synctest.Test(t, func(t *testing.T) {
			l := rmcatLink(capacity)
			a, b := call(t, l, 1), call(t, l, 2)
			simulate(20*time.Second, a)
			simulate(30*time.Second, a, b)
			a.received(1)
			b.received(1)
			simulate(60*time.Second, a, b)
			fair(t, time.Minute, 0.7, 1.3, a, b)
		})
	}
}

// RFC 8867 section 5.5: paths of different lengths share a bottleneck.
func TestRoundTripFairness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rmcatLink(4_000_000)
		var flows []*sending
		var parties []party
		for i, delay := range []time.Duration{10, 25, 50, 100, 150} {
			f := call(t, l, uint64(i))
			f.back.delay = 2*delay*time.Millisecond - l.delay
			flows, parties = append(flows, f), append(parties, f)
		}
		simulate(60*time.Second, parties...)
		for _, f := range flows {
			f.received(1)
		}
		simulate(120*time.Second, parties...)
		fair(t, 120*time.Second, 0.4, 2.3, flows...)
	})
}

// RFC 8867 section 5.6: a long TCP flow on the same path. BBR takes most of a
// queue that holds no more than the path does, from CUBIC too.
func TestAgainstTCP(t *testing.T) {
	for _, tt := range []struct {
		control string
		queue   time.Duration
		least   float64
	}{
		{"CUBIC", 100, 0.2},
		{"CUBIC", 300, 0.2},
		{"CUBIC", 1000, 0.2},
		{"BBR", 100, 0.1},
		{"BBR", 300, 0.2},
		{"BBR", 1000, 0.2},
	} {
		for _, alone := range []time.Duration{0, 10 * time.Second} {
			t.Run(fmt.Sprintf("%s, queue of %d ms, after %v", tt.control, tt.queue, alone), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					share := shareBeside(t, newControl(tt.control), tt.queue*time.Millisecond, alone)
					if share < tt.least || share > 0.6 {
						t.Errorf("%.2f of the path is ours", share)
					}
				})
			})
		}
	}
}

// shareBeside returns what a call has of 2 Mbit/s beside a TCP flow that begins
// when the call was alone for a while, in 90 seconds after the first 20.
func shareBeside(t *testing.T, control tcpControl, queue, alone time.Duration) float64 {
	t.Helper()
	l := rmcatLink(2_000_000)
	l.queue = queue
	c, other := call(t, l, 1), newTCP(l, control, -1)
	c.source = func(target int) int { return target * 4 / 5 } // as encoders do
	simulate(alone, c)
	simulate(20*time.Second, c, other)
	c.received(1)
	other.received(1)
	c.targets = nil
	simulate(90*time.Second, c, other)
	ours, theirs := c.received(90*time.Second), other.received(90*time.Second)
	share := float64(ours) / float64(ours+theirs)
	wait, full := l.queued()
	t.Logf("%d of ours, %d of TCP: %.2f, %d at least; p95 wait %v, %.3f full",
		ours, theirs, share, slices.Min(c.targets), wait.Round(time.Millisecond), full)
	return share
}

func newControl(name string) tcpControl {
	if name == "BBR" {
		return &bbr{}
	}
	return newCubic()
}

// RFC 8867 section 5.7: short TCP flows come and go.
func TestAgainstShortTCP(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rmcatLink(2_000_000)
		c, crowd := call(t, l, 1), &shortFlows{link: l, random: rand.New(rand.NewPCG(7, 8))}
		simulate(10*time.Second, c)
		c.received(1)
		simulate(120*time.Second, c, crowd)
		ours, theirs := c.received(2*time.Minute), crowd.received(2*time.Minute)
		wait, full := l.queued()
		t.Logf("%d of ours, %d of TCP; p95 wait %v, %.3f full", ours, theirs, wait.Round(time.Millisecond), full)
		// Of ten flows that together want half as much again as there is.
		if ours < 120_000 {
			t.Errorf("%d for the call", ours)
		}
	})
}

// shortFlows are up to ten flows of 100 kB to 1 MB, which each begin on average
// 10 s after the one before.
type shortFlows struct {
	link   *link
	random *rand.Rand
	flows  [10]*tcp
	begin  [10]time.Time
}

func (s *shortFlows) step(n int) {
	for i, f := range s.flows {
		if f != nil && (f.left > 0 || len(f.flying) > 0) {
			f.step(n)
			continue
		}
		if s.begin[i].Before(time.Now()) {
			if !s.begin[i].IsZero() {
				fresh := newTCP(s.link, newCubic(), 67+s.random.IntN(600))
				if f != nil {
					fresh.acknowledged = f.acknowledged
				}
				s.flows[i] = fresh
			}
			s.begin[i] = time.Now().Add(time.Duration(s.random.ExpFloat64() * float64(10*time.Second)))
		}
	}
}

func (s *shortFlows) received(d time.Duration) int {
	total := 0
	for _, f := range s.flows {
		if f != nil {
			total += f.received(d)
		}
	}
	return total
}

// RFC 8867 section 5.8: one of three flows pauses.
func TestPauseAndResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rmcatLink(3_500_000)
		a, b, c := call(t, l, 1), call(t, l, 2), call(t, l, 3)
		simulate(40*time.Second, a, b, c)
		a.paused = true
		bounds{use: 0.7, wait: 150 * time.Millisecond, full: 0.02}.check(t, "before", l, 40*time.Second, a, b, c)
		simulate(20*time.Second, a, b, c)
		bounds{use: 0.7, wait: 150 * time.Millisecond, full: 0.02}.check(t, "paused", l, 20*time.Second, b, c)
		a.paused = false
		a.received(1)
		simulate(30*time.Second, a, b, c)
		bounds{use: 0.7, wait: 250 * time.Millisecond, full: 0.04}.check(t, "resumed", l, 30*time.Second, a, b, c)
		simulate(30*time.Second, a, b, c)
		fair(t, 30*time.Second, 0.5, 1.7, a, b, c)
	})
}

// Within three seconds of the first packet a path of 10 Mbit/s carries 720p in
// full.
func TestStart(t *testing.T) {
	for _, delay := range []time.Duration{25 * time.Millisecond, 50 * time.Millisecond, 150 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			l := newLink(10_000_000)
			l.delay = delay
			c := call(t, l, 1)
			simulate(10*time.Second, c)
			took := reached(c.targets, 2_500_000)
			t.Logf("RTT %v: 2.5 Mbit/s after %v", 2*delay, took)
			if took > 3*time.Second {
				t.Errorf("RTT %v: 2.5 Mbit/s after %v", 2*delay, took)
			}
		})
	}
}

// What the path does by itself, without a queue, must not cost the picture.
func TestUnrulyPaths(t *testing.T) {
	for _, tt := range []struct {
		name        string
		loss, burst float64
		jitter      time.Duration
		delay       time.Duration
		least       int
	}{
		{"loss 1 %", 0.01, 0, 0, 25, 2_400_000},
		{"loss 5 %", 0.05, 0, 0, 25, 2_200_000},
		{"loss 10 %", 0.10, 0, 0, 25, 2_000_000},
		{"loss 20 %", 0.20, 0, 0, 25, 1_800_000},
		{"loss 30 %", 0.30, 0, 0, 25, 1_500_000},
		{"loss 5 % in bursts", 0.05, 4, 0, 25, 1_800_000},
		{"loss 10 % in bursts", 0.10, 4, 0, 25, 1_500_000},
		{"loss 20 % in bursts", 0.20, 4, 0, 25, 1_000_000},
		{"jitter", 0, 0, 30 * time.Millisecond, 25, 2_000_000},
		{"RTT 300 ms", 0, 0, 0, 150, 2_400_000},
		{"RTT 300 ms, loss 10 %", 0.10, 0, 0, 150, 1_500_000},
		{"RTT 200 ms, jitter, loss 5 %", 0.05, 0, 30 * time.Millisecond, 100, 1_500_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLink(10_000_000)
				l.delay, l.loss, l.burst = tt.delay*time.Millisecond, tt.loss, tt.burst
				random := rand.New(rand.NewPCG(9, 9))
				l.stall = func() time.Duration { return time.Duration(random.Float64() * float64(tt.jitter)) }
				c := call(t, l, 1)
				simulate(10*time.Second, c)
				first := mean(c.targets)
				c.targets = nil
				simulate(50*time.Second, c)
				t.Logf("mean target %d in the first 10 s, then %d, least %d", first, mean(c.targets), slices.Min(c.targets))
				if got := mean(c.targets); got < tt.least {
					t.Errorf("mean target %d", got)
				}
			})
		})
	}
}

// A full queue is obeyed even where it is too short for the delay to tell.
func TestShallowQueues(t *testing.T) {
	for _, tt := range []struct {
		queue time.Duration
		loss  float64
		full  float64
	}{{20, 0, 0.15}, {50, 0, 0.06}, {20, 0.05, 0.15}, {20, 0.1, 0.2}, {300, 0.1, 0.02}, {300, 0.2, 0.02}} {
		name := fmt.Sprintf("%d ms, loss %.2f", tt.queue, tt.loss)
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLink(1_000_000)
				l.queue, l.loss = tt.queue*time.Millisecond, tt.loss
				c := call(t, l, 1)
				simulate(10*time.Second, c)
				c.received(1)
				l.queued()
				simulate(time.Minute, c)
				bounds{use: 0.6, wait: 100 * time.Millisecond, full: tt.full}.check(t, name, l, time.Minute, c)
			})
		})
	}
}
