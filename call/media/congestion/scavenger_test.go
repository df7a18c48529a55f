package congestion

import (
	"testing"
	"time"
)

// bottleneck is a link with a queue that media and files share.
type bottleneck struct {
	capacity float64 // bytes a second
	queue    float64 // bytes
}

// carry moves the link on by a step in which so much was sent, and returns how
// long the next packet waits.
func (b *bottleneck) carry(sent float64, step time.Duration) time.Duration {
	b.queue = max(0, b.queue+sent-b.capacity*step.Seconds())
	return time.Duration(b.queue / b.capacity * float64(time.Second))
}

// On a link of 5 Mbit/s with 2.5 of media, files get most of the rest, and
// the queue stays near the target. When the link shrinks below the media, they
// give way.
func TestScavengerTakesWhatIsLeft(t *testing.T) {
	const media, lag = 2_500_000 / 8, 2 // steps of feedback
	link := bottleneck{capacity: 5_000_000 / 8}
	var s Scavenger
	now, used := time.Unix(0, 0), 0
	delays := make([]time.Duration, lag)
	var sent float64
	var worst time.Duration
	for step := range 600 {
		now = now.Add(ScavengeEvery)
		if step == 400 {
			link.capacity = 2_000_000 / 8
		}
		used = s.Next(now, Path{At: now, Queueing: delays[0]}, used)
		d := link.carry((media+float64(used))*ScavengeEvery.Seconds(), ScavengeEvery)
		delays = append(delays[1:], d)
		if step >= 100 && step < 400 {
			sent += float64(used) / 300
			worst = max(worst, d)
		}
	}
	if left := float64(5_000_000/8 - media); sent < 0.8*left {
		t.Errorf("%.0f of %.0f bytes a second were used", sent, left)
	}
	if worst > 3*queueTarget {
		t.Errorf("a packet waits for %v", worst)
	}
	if used > 2*MinScavenge {
		t.Errorf("%d bytes a second without any room", used)
	}
}

func TestScavengerStopsForLossAndSilence(t *testing.T) {
	now := time.Unix(100, 0)
	for name, p := range map[string]Path{
		"loss":        {At: now, Loss: 0.1},
		"silence":     {At: now.Add(-2 * time.Second)},
		"no feedback": {},
	} {
		var s Scavenger
		rate := 0
		for range 50 {
			rate = s.Next(now, p, 10<<20)
		}
		if rate != MinScavenge {
			t.Errorf("%s: %d", name, rate)
		}
	}
}

// On a computer that is so busy that packets wait anyway, files get through.
func TestScavengerOnABusyComputer(t *testing.T) {
	const busy = 60 * time.Millisecond
	var s Scavenger
	now, used := time.Unix(0, 0), 0
	sent := 0.0
	for range 300 {
		now = now.Add(ScavengeEvery)
		used = s.Next(now, Path{At: now, Queueing: busy}, used)
		sent += float64(used) * ScavengeEvery.Seconds()
	}
	if sent < 10<<20 {
		t.Errorf("%.0f bytes in half a minute", sent)
	}
}

// Room that nobody uses is not believed in.
func TestScavengerDoesNotGrowUnused(t *testing.T) {
	var s Scavenger
	now, rate := time.Unix(100, 0), 0
	for range 1000 {
		rate = s.Next(now, Path{At: now}, 1000)
	}
	if rate != FirstScavenge {
		t.Errorf("%d", rate)
	}
}
