package jitter

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/call/media/frame"
)

// sendRedundant is send with packets that bring earlier ones along, counted
// back from them, and hold no other copy of their predecessor.
func (r *rehearsal) sendRedundant(n int, back []int, l link, random *rand.Rand) {
	for i := range n {
		delay := l(i, random)
		if delay < 0 {
			continue
		}
		at := r.now.Add(time.Duration((float64(i)*0.020 + delay) * float64(time.Second)))
		for _, before := range append([]int{0}, back...) {
			if before > i {
				continue
			}
			p := tonePacket(i-before, at)
			p.Payload[4], p.Redundant = 0, before > 0
			r.queue = append(r.queue, p)
		}
	}
	slices.SortStableFunc(r.queue, func(a, b frame.Packet) int { return a.Arrived.Compare(b.Arrived) })
}

func TestPlayoutTakesRedundancy(t *testing.T) {
	for _, c := range []struct {
		name      string
		back      []int
		link      link
		concealed float64 // at most, in percent
		delay     float64 // mean after 5 s at most, in ms
	}{
		{"clean", []int{1}, steadyLink, 0.1, 28},
		{"20 % lost, none", nil, lossy(0.2, steadyLink), 22, 30},
		{"20 % lost, one", []int{1}, lossy(0.2, steadyLink), 5, 45},
		{"20 % lost, two", []int{3, 1}, lossy(0.2, steadyLink), 2.5, 100},
		{"10 % in bursts of four, one", []int{1}, bursty(0.1), 8, 50},
		{"10 % in bursts of four, two far", []int{4, 2}, bursty(0.1), 5.5, 110},
		{"reordered", []int{1}, reordering(steadyLink), 2, 55},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRehearsal(1)
			r.sendRedundant(60*50, c.back, c.link, rand.New(rand.NewPCG(1, 2)))
			r.listen(60 * time.Second)
			s, delay := r.playout.Stats(), r.meanDelay(500)
			concealed := 100 * s.ConcealedRatio()
			t.Logf("concealed %.2f %%, delay %.0f ms (target %v), lost %d, late %d, repaired %d",
				concealed, delay, s.Target, s.PacketsLost, s.PacketsLate, s.PacketsRepaired)
			if concealed > c.concealed || delay > c.delay {
				t.Errorf("at most %.1f %% and %.0f ms were expected", c.concealed, c.delay)
			}
			if c.name == "clean" && s.PacketsDiscarded+s.PacketsRepaired > 0 {
				t.Errorf("copies of what is there count: %+v", s)
			}
		})
	}
}

// Copies that belong nowhere change nothing: of another source, from before the
// stream, from after its newest packet, or of what was played already.
func TestPlayoutIgnoresStrayRedundancy(t *testing.T) {
	r := newRehearsal(1)
	redundant := func(i int, change func(*frame.Packet)) frame.Packet {
		p := tonePacket(i, r.now)
		p.Redundant = true
		change(&p)
		return p
	}
	unchanged := func(*frame.Packet) {}
	r.playout.Push(redundant(3, unchanged)) // before there is a stream
	r.send(0, 100, 0, steadyLink, nil)
	r.listen(time.Second)
	before := r.playout.Stats()
	for _, p := range []frame.Packet{
		redundant(20, unchanged),
		redundant(49, unchanged),
		redundant(60, unchanged),
		redundant(-20000, unchanged),
		redundant(40, func(p *frame.Packet) { p.SSRC++ }),
		redundant(40, func(p *frame.Packet) { p.Timestamp += 1 << 30 }),
		redundant(40, func(p *frame.Packet) { p.Payload = nil }),
		redundant(40, func(p *frame.Packet) { p.Payload = make([]byte, maxAudioPayload+1) }),
	} {
		r.playout.Push(p)
	}
	if after := r.playout.Stats(); after != before {
		t.Errorf("%+v became %+v", before, after)
	}
	r.listen(time.Second)
	if s := r.playout.Stats(); s.ConcealedSamples > 0 || s.PacketsLost > 0 {
		t.Errorf("%+v", s)
	}
}

// Who pushes may use the payload's memory again.
func TestPushKeepsACopy(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 100, 0, steadyLink, nil)
	for _, p := range r.queue {
		r.now = p.Arrived
		r.playout.Push(p)
		clear(p.Payload)
		pcm := make([]int16, frame.BlockSamples)
		r.playout.Pull(pcm)
		r.now = r.now.Add(10 * time.Millisecond)
		r.playout.Pull(pcm)
		r.heard = append(r.heard, pcm...)
	}
	if s := r.playout.Stats(); s.ConcealedSamples > 0 || r.decoder.decoded < 95 {
		t.Errorf("%d decoded, %+v", r.decoder.decoded, s)
	}
}
