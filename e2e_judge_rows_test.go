//go:build linux

package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"testing"
	"time"

	"parley/call/peer/pathtest"
)

// row is a bad network that calls are judged on.
type row struct {
	name  string
	steps []step // in order; the first is at 0
	// from and to are the part of the call that is judged, since it was
	// accepted; end is how long it goes on.
	from, to, end time.Duration
	// worse is when a bad time began, and back when it was over; 0 for none.
	worse, back time.Duration
	// others is how many calls of the same kind share the path; tcp is the
	// congestion control of a TCP connection that sends as fast as it can beside
	// the call, none without one.
	others int
	tcp    string
	// rest is when the picture pauses; none when the two are the same.
	rest [2]time.Duration
}

// step is how the network is from a moment of the call on: from who sends the
// picture to who sees it, and back.
type step struct {
	at          time.Duration
	there, back pathtest.Conditions
}

const (
	// A call has half a minute to find its rate, and is judged for another.
	settled = 30 * time.Second
	judged  = 30 * time.Second
	// recovers is how long a call is watched after a bad time.
	recovers = 60 * time.Second
	megabit  = 1_000_000
)

// steady is a network that stays as it is.
func steady(name string, c pathtest.Conditions) row {
	return row{name: name, steps: []step{{0, c, c}}, from: settled, to: settled + judged, end: settled + judged}
}

// usual is the path that the other rows make worse: 10 Mbit/s, and 50 ms to
// the other side and back.
var usual = pathtest.Conditions{Delay: 25 * time.Millisecond, Rate: 10 * megabit}

// dip makes the usual path narrow for half a minute.
func dip(rate int) row {
	narrow := usual
	narrow.Rate = rate
	r := steady(fmt.Sprintf("dip to %g Mbit/s", float64(rate)/megabit), usual)
	r.steps = append(r.steps, step{settled, narrow, narrow}, step{settled + judged, usual, usual})
	r.worse, r.back, r.end = settled, settled+judged, settled+judged+recovers
	return r
}

// losing is the usual path that loses so many percent, one by one.
func losing(percent float64) row {
	return steady(fmt.Sprintf("%g %% lost", percent), with(func(c *pathtest.Conditions) { c.Loss = percent / 100 }))
}

// with is the usual path, changed.
func with(change func(*pathtest.Conditions)) pathtest.Conditions {
	c := usual
	change(&c)
	return c
}

// The rows that figures are held to have names of their own.
const (
	rowCable = "one cable, 10 Mbit/s"
	rowUsual = "10 Mbit/s, 50 ms"
)

// rows are the table of `make bench-network`.
func rows() []row {
	all := []row{
		steady(rowCable, with(func(c *pathtest.Conditions) { c.Delay = 0 })),
		steady(rowUsual, usual),
		steady("100 ms", with(func(c *pathtest.Conditions) { c.Delay = 50 * time.Millisecond })),
		steady("300 ms", with(func(c *pathtest.Conditions) { c.Delay = 150 * time.Millisecond })),
		steady("jitter 30 ms", with(func(c *pathtest.Conditions) { c.Jitter = 30 * time.Millisecond })),
	}
	for _, percent := range []float64{1, 5, 10, 20, 30} {
		runs := losing(percent)
		runs.name += ", in runs of 3"
		runs.steps[0].there.Burst, runs.steps[0].back.Burst = 3, 3
		all = append(all, losing(percent), runs)
	}
	for _, rate := range []int{2 * megabit, megabit, megabit / 2, megabit * 3 / 10} {
		all = append(all, steady(fmt.Sprintf("%g Mbit/s", float64(rate)/megabit), with(func(c *pathtest.Conditions) { c.Rate = rate })))
	}
	for _, rate := range []int{megabit, megabit / 2, megabit / 4} {
		all = append(all, dip(rate))
	}
	return slices.Concat(all, standard(), profiles())
}

// standard are test cases of RFC 8867: one way 50 ms, jitter of 5 ms (RFC 8868
// section 4.5.2), and a queue of 300 ms. They are judged from the beginning.
func standard() []row {
	at := func(rate float64) pathtest.Conditions {
		return pathtest.Conditions{Delay: 50 * time.Millisecond, Jitter: 5 * time.Millisecond, Rate: int(math.Round(rate * megabit))}
	}
	// each has the rates, there and back, of one stretch of time after another.
	each := func(name string, long time.Duration, rates ...[2]float64) row {
		r := row{name: "RFC 8867, " + name}
		for i, rate := range rates {
			r.steps = append(r.steps, step{time.Duration(i) * long, at(rate[0]), at(rate[1])})
		}
		r.to = time.Duration(len(rates)) * long
		r.end = r.to
		return r
	}
	alike := func(rate float64) [2]float64 { return [2]float64{rate, rate} }

	single := each("5.1: variable capacity", 20*time.Second, alike(1), alike(1), alike(2.5), alike(0.6), alike(1))
	several := each("5.2: variable capacity, two flows", 25*time.Second, alike(4), alike(2), alike(3.5), alike(1), alike(2))
	several.others = 1
	feedback := each("5.3: congested feedback", 20*time.Second, [2]float64{2, 2}, [2]float64{1, 0.8}, [2]float64{0.5, 0.8}, [2]float64{2, 2})
	beside := func(name, control string) row {
		r := steady(fmt.Sprintf("RFC 8867, 5.6: beside TCP (%s), 2 Mbit/s", name), at(2))
		r.tcp = control
		return r
	}
	// The RFC has three flows and 3.5 Mbit/s; two cores carry two, with as much
	// for each.
	pause := each("5.8: pause and resume, two of three flows", 120*time.Second, alike(3.5*2/3))
	pause.others, pause.rest = 1, [2]time.Duration{40 * time.Second, 60 * time.Second}
	pause.worse, pause.back = pause.rest[0], pause.rest[1]
	pause.from = pause.back + 3*time.Second // a pause counts as a freeze where the picture comes back
	return []row{single, several, feedback, beside("CUBIC", "cubic"), beside("BBR", "bbr"), pause}
}

// profiles are those that Signal tests its calls on (call_sim of RingRTC).
func profiles() []row {
	moderate := pathtest.Conditions{Delay: 100 * time.Millisecond, Jitter: 25 * time.Millisecond, Loss: 0.05}
	international := pathtest.Conditions{Delay: 250 * time.Millisecond, Jitter: 100 * time.Millisecond, Loss: 0.11, Burst: 4, Rate: 300_000}
	good := pathtest.Conditions{Delay: 10 * time.Millisecond}
	bad := good
	bad.Loss, bad.Burst = 0.3, 3
	spiky := steady("Signal: spiky loss", good)
	spiky.steps = append(spiky.steps, step{settled + 10*time.Second, bad, bad}, step{settled + 20*time.Second, good, good})
	return []row{steady("Signal: moderate", moderate), steady("Signal: international", international), spiky}
}

// matcher reports whether a name matches a regular expression.
func matcher(t *testing.T, pattern string) func(string) bool {
	t.Helper()
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return compiled.MatchString
}

// TestRows checks that each network changes in order, is judged while it is
// watched, and has a name of its own.
func TestRows(t *testing.T) {
	names := make(map[string]bool)
	for _, r := range rows() {
		if names[r.name] {
			t.Errorf("two networks are named %q", r.name)
		}
		names[r.name] = true
		if len(r.steps) == 0 || r.steps[0].at != 0 {
			t.Fatalf("%s: nothing from the beginning on", r.name)
		}
		if !slices.IsSortedFunc(r.steps, func(a, b step) int { return int(a.at - b.at) }) {
			t.Errorf("%s: its steps are not in order", r.name)
		}
		if !(r.from < r.to && r.to <= r.end && r.worse <= r.back && r.back < r.end && r.steps[len(r.steps)-1].at < r.end) {
			t.Errorf("%s is judged from %v to %v of %v, good at %v", r.name, r.from, r.to, r.end, r.back)
		}
		for _, s := range r.steps {
			if s.there.Loss < 0 || s.there.Loss > 0.5 || s.there.Rate < 0 || s.there.Delay < 0 {
				t.Errorf("%s: %+v", r.name, s.there)
			}
		}
	}
	if !names[rowCable] || !names[rowUsual] || !names[losing(5).name] || !names[dip(megabit/4).name] {
		t.Error("a network that figures are held to is missing")
	}
}
