package jitter

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/call/media/frame"
)

// theatre is a stage whose camera stands at the far end of a path that loses
// and reorders, with retransmission and key frames on request.
type theatre struct {
	*stage
	loss     float64
	random   *rand.Rand
	way      []frame.Packet // by arrival
	sent     map[uint16]frame.Packet
	resent   map[uint16]time.Time
	throttle Throttle
	keyAt    time.Time // when the sender learns that a key frame is wanted; zero: not
	freezes  Freezes
	shown    time.Time
	longest  time.Duration // between two pictures
}

func newTheatre(loss float64, rtt time.Duration, modulus uint16) *theatre {
	th := &theatre{
		stage: newStage(modulus), loss: loss, random: rand.New(rand.NewPCG(5, 6)),
		sent: map[uint16]frame.Packet{}, resent: map[uint16]time.Time{},
	}
	th.rtt, th.keyAt, th.shown = rtt, th.now, th.now
	return th
}

// play lets time pass, a millisecond at a time.
func (th *theatre) play(t *testing.T, d time.Duration) {
	start := th.now
	for tick := 0; th.now.Sub(start) < d; tick++ {
		if tick%33 == 0 {
			th.film()
		}
		th.receive()
		th.show(t)
		if tick%5 == 0 {
			th.ask()
		}
		th.now = th.now.Add(time.Millisecond)
	}
}

func (th *theatre) lost() bool { return th.random.Float64() < th.loss }

// film sends one frame, five times as large when it is a key frame.
func (th *theatre) film() {
	n, key := 5, !th.keyAt.IsZero() && !th.now.Before(th.keyAt)
	if key {
		n, th.keyAt = 25, time.Time{}
	}
	for _, p := range th.shoot(n, key, th.now) {
		th.sent[p.Sequence] = p
		th.deliver(p, th.rtt/2)
	}
}

func (th *theatre) deliver(p frame.Packet, in time.Duration) {
	if !th.lost() {
		p.Arrived = th.now.Add(in + time.Duration(th.random.IntN(3))*time.Millisecond)
		th.way = append(th.way, p)
	}
}

func (th *theatre) receive() {
	slices.SortStableFunc(th.way, func(a, b frame.Packet) int { return a.Arrived.Compare(b.Arrived) })
	for len(th.way) > 0 && !th.way[0].Arrived.After(th.now) {
		th.push(th.way[0])
		th.way = th.way[1:]
	}
}

func (th *theatre) show(t *testing.T) {
	for range th.next(t) {
		th.freezes.Shown(th.now)
		th.longest, th.shown = max(th.longest, th.now.Sub(th.shown)), th.now
	}
}

// ask carries requests to the sender, who ignores those for what is on its way.
func (th *theatre) ask() {
	for _, missing := range th.Missing(th.now) {
		early := th.now.Sub(th.resent[missing]) < th.rtt+5*time.Millisecond
		if p, ok := th.sent[missing]; ok && !early && !th.lost() {
			p.Recovered, th.resent[missing] = true, th.now
			th.deliver(p, th.rtt)
		}
	}
	if th.NeedKey() && th.throttle.Allow(th.now, th.rtt) && !th.lost() {
		th.keyAt = th.now.Add(th.rtt / 2)
	}
}

func TestVideoTraces(t *testing.T) {
	for _, trace := range []struct {
		loss    float64
		rtt     time.Duration
		modulus uint16
		longest time.Duration
	}{
		{0, 2 * time.Millisecond, 32768, 40 * time.Millisecond},
		{0.01, 50 * time.Millisecond, 32768, 400 * time.Millisecond},
		{0.05, 50 * time.Millisecond, 32768, time.Second},
		{0.10, 50 * time.Millisecond, 128, time.Second},
		{0.10, 150 * time.Millisecond, 0, 2500 * time.Millisecond},
		{0.20, 50 * time.Millisecond, 32768, 2 * time.Second},
		{0.30, 50 * time.Millisecond, 32768, 5 * time.Second},
	} {
		th := newTheatre(trace.loss, trace.rtt, trace.modulus)
		th.play(t, time.Minute)
		s, freezes, longest := th.Stats(), th.freezes, th.longest
		t.Logf("loss %2.0f %%, RTT %v: %d of 1819 frames, %d key, %d breaks, %d freezes of %v in all, longest pause %v, %d requests",
			trace.loss*100, trace.rtt, s.Frames, s.KeyFrames, s.Breaks, freezes.Count, freezes.Total, longest, s.PacketsRequested)
		if longest > trace.longest {
			t.Errorf("loss of %.2f: the picture stood for %v", trace.loss, longest)
		}
	}
}
