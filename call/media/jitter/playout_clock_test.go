package jitter

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/call/media/frame"
)

// Two sound cards never agree: for hours, the delay stays where it belongs, by
// as few stretches as the drift calls for.
func TestPlayoutFollowsAClockForHours(t *testing.T) {
	const length = 2 * time.Hour
	for _, ppm := range []int{200, -200} {
		t.Run(fmt.Sprintf("%d ppm", ppm), func(t *testing.T) {
			t.Parallel()
			r := newRehearsal(1)
			start, pcm := r.now, make([]int16, frame.BlockSamples)
			step := time.Duration(float64(20*time.Millisecond) * (1 - float64(ppm)/1e6))
			var least, most time.Duration
			arrival := start
			for i := 0; r.now.Before(start.Add(length)); r.now = r.now.Add(frame.BlockDuration) {
				for ; !arrival.After(r.now); i++ {
					r.playout.Push(tonePacket(i, arrival))
					arrival = start.Add(time.Duration(i+1) * step)
				}
				r.playout.Pull(pcm)
				if d := r.playout.Delay(); r.now.Sub(start) > 5*time.Second {
					least, most = min(least, d), max(most, d)
					if least == 0 {
						least = d
					}
				}
			}
			s := r.playout.Stats()
			drifted := int(length.Seconds()*frame.SampleRate) / 1_000_000 * 200
			stretched := s.AcceleratedSamples + s.ExpandedSamples
			t.Logf("delay from %v to %v, stretched by %d ms in all for %d ms of drift, %+v",
				least, most, stretched/48, drifted/48, s)
			if s.ConcealedSamples > 0 || least < 5*time.Millisecond || most > 60*time.Millisecond {
				t.Errorf("delay from %v to %v, %d samples concealed", least, most, s.ConcealedSamples)
			}
			if stretched > drifted*5/4 {
				t.Errorf("stretched by %d samples for %d of drift", stretched, drifted)
			}
		})
	}
}

// After a spike the delay is soon what it was: nobody talks with somebody half
// a second away because of what the network did once.
func TestPlayoutReturnsAfterASpike(t *testing.T) {
	for _, spike := range []time.Duration{200 * time.Millisecond, 500 * time.Millisecond} {
		r := newRehearsal(1)
		r.send(0, 1000, 0, steadyLink, nil)
		r.listen(10 * time.Second)
		before := r.playout.Delay()
		over := r.now.Add(spike)
		for i := range r.queue {
			if r.queue[i].Arrived.Before(over) {
				r.queue[i].Arrived = over
			}
		}
		r.listen(spike + time.Second)
		after := r.playout.Delay()
		s := r.playout.Stats()
		t.Logf("%v: delay %v before, %v a second after, %+v", spike, before, after, s)
		if after > before+30*time.Millisecond {
			t.Errorf("%v: the delay was %v and is %v a second after", spike, before, after)
		}
		if lost := time.Duration(s.ConcealedSamples) * time.Second / frame.SampleRate; lost > spike+40*time.Millisecond {
			t.Errorf("%v: %v concealed", spike, lost)
		}
		r.listen(5 * time.Second)
		if got := steepest(r.heard); got > toneStep*2 {
			t.Errorf("%v: it clicks: a step of %d", spike, got)
		}
	}
}

// Where packets take 50 ms and vary by 30 (standard deviation), two people can
// still interrupt each other: from mouth to ear it takes about 180 ms, but for
// the sound cards.
func TestPlayoutIsConversational(t *testing.T) {
	r := newRehearsal(1)
	start := r.now
	r.send(0, 120*50, 0, queued(gaussian(0.050, 0.030)), rand.New(rand.NewPCG(5, 6)))
	var delays []time.Duration
	for r.now.Before(start.Add(2 * time.Minute)) {
		r.listen(100 * time.Millisecond)
		timestamp, at, _ := r.playout.PlayoutTime()
		captured := start.Add(audioTime(int64(timestamp)-1000) - 20*time.Millisecond) // sent when it is full
		if at.Sub(start) > 10*time.Second {
			delays = append(delays, at.Sub(captured))
		}
	}
	slices.Sort(delays)
	s, p95 := r.playout.Stats(), delays[len(delays)*95/100]
	t.Logf("mouth to ear %v, 95 %% within %v, concealed %.2f %%, %+v", delays[len(delays)/2], p95, 100*s.ConcealedRatio(), s)
	if p95 > 190*time.Millisecond || s.ConcealedRatio() > 0.02 {
		t.Errorf("95 %% within %v, concealed %.2f %%", p95, 100*s.ConcealedRatio())
	}
}
