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

// Media that was there first, or comes later, or starts together with a file
// gets what it can use; the file gets most of the rest.
func TestScavengerLeavesMediaItsRoom(t *testing.T) {
	const wish, capacity = 2_800_000 / 8, 5_000_000 / 8
	for name, first := range map[string]float64{"there first": wish, "together": 600_000 / 8, "starved": 100_000 / 8} {
		link, m := bottleneck{capacity: capacity}, media{rate: first}
		s := Scavenger{}
		if first < FirstScavenge/2 {
			s.rate = capacity - first
		}
		now, used := time.Unix(0, 0), int(s.rate)
		var waits [3]time.Duration
		var files, pictures float64
		for step := range 3000 {
			now = now.Add(ScavengeEvery)
			used = s.Next(now, Path{At: now, Queueing: waits[0], Short: m.rate < wish*9/10}, used)
			m.follow(waits[0], wish)
			wait := link.carry((m.rate+float64(used))*ScavengeEvery.Seconds(), ScavengeEvery)
			copy(waits[:], append(waits[1:], wait))
			if step >= 2400 {
				files, pictures = files+float64(used)/600, pictures+m.rate/600
			}
		}
		if pictures < 0.75*wish || files < 0.6*(capacity-wish) {
			t.Errorf("%s: of %d bytes a second media gets %.0f, wishing for %d, and files %.0f", name, capacity, pictures, wish, files)
		}
	}
}

// media is as shy as congestion control makes it: it grows by 8 % a second,
// and is cut by 15 % when a queue grows.
type media struct {
	rate float64
	last time.Duration
}

func (m *media) follow(wait time.Duration, wish float64) {
	if wait > m.last+5*time.Millisecond && wait > queueTarget/2 {
		m.rate *= 0.85
	} else if wait <= m.last+time.Millisecond {
		m.rate *= 1 + 0.08*ScavengeEvery.Seconds()
	}
	m.rate, m.last = min(m.rate, wish), wait
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
