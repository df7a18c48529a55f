//go:build linux

package main

import (
	"fmt"
	"math"
	"time"

	"parley/call/peer/pathtest"
)

// row is a bad network that calls are judged on.
type row struct {
	name  string
	steps []step
	// from and to are the part of the call that is judged, since it was
	// accepted; end is how long it goes on.
	from, to, end time.Duration
	// back is when the network was good again; 0 for none.
	back time.Duration
	// tcp lets a TCP connection send as fast as it can beside the call.
	tcp bool
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
	r.back, r.end = settled+judged, settled+judged+recovers
	return r
}

// with is the usual path, changed.
func with(change func(*pathtest.Conditions)) pathtest.Conditions {
	c := usual
	change(&c)
	return c
}

// rows are the table of `make bench-network`.
func rows() []row {
	all := []row{
		steady("one cable, 10 Mbit/s", with(func(c *pathtest.Conditions) { c.Delay = 0 })),
		steady("10 Mbit/s, 50 ms", usual),
		steady("100 ms", with(func(c *pathtest.Conditions) { c.Delay = 50 * time.Millisecond })),
		steady("300 ms", with(func(c *pathtest.Conditions) { c.Delay = 150 * time.Millisecond })),
		steady("jitter 30 ms", with(func(c *pathtest.Conditions) { c.Jitter = 30 * time.Millisecond })),
	}
	for _, loss := range []float64{0.01, 0.05, 0.1, 0.2, 0.3} {
		percent := math.Round(loss * 100)
		all = append(all,
			steady(fmt.Sprintf("%g %% lost", percent), with(func(c *pathtest.Conditions) { c.Loss = loss })),
			steady(fmt.Sprintf("%g %% lost, in runs of 3", percent), with(func(c *pathtest.Conditions) { c.Loss, c.Burst = loss, 3 })))
	}
	for _, rate := range []int{2 * megabit, megabit, megabit / 2, megabit * 3 / 10} {
		all = append(all, steady(fmt.Sprintf("%g Mbit/s", float64(rate)/megabit), with(func(c *pathtest.Conditions) { c.Rate = rate })))
	}
	for _, rate := range []int{megabit, megabit / 2, megabit / 4} {
		all = append(all, dip(rate))
	}
	return append(append(all, standard()...), profiles()...)
}

// standard are test cases of RFC 8867 that need one call: one way 50 ms, and a
// queue of 300 ms.
func standard() []row {
	at := func(rate float64) pathtest.Conditions {
		return pathtest.Conditions{Delay: 50 * time.Millisecond, Jitter: 5 * time.Millisecond, Rate: int(rate * megabit)}
	}
	single := row{name: "RFC 8867, 5.1: variable capacity", to: 100 * time.Second, end: 100 * time.Second}
	for second, rate := range map[int]float64{0: 1, 40: 2.5, 60: 0.6, 80: 1} {
		single.steps = append(single.steps, step{time.Duration(second) * time.Second, at(rate), at(rate)})
	}
	feedback := row{name: "RFC 8867, 5.3: congested feedback", to: 80 * time.Second, end: 80 * time.Second}
	for i, rates := range [][2]float64{{2, 2}, {1, 0.8}, {0.5, 0.8}, {2, 2}} {
		feedback.steps = append(feedback.steps, step{time.Duration(i) * 20 * time.Second, at(rates[0]), at(rates[1])})
	}
	tcp := steady("RFC 8867, 5.6: beside a TCP flow, 2 Mbit/s", at(2))
	tcp.tcp = true
	return []row{single, feedback, tcp}
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
