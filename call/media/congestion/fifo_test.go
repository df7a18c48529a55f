package congestion

import (
	"testing"
	"time"
)

func TestFIFOKeepsOrderAndMemory(t *testing.T) {
	var q fifo[int]
	next, expected := 0, 0
	step := func() { // never empty: what waits moves through the memory
		for range 7 {
			q.push(next)
			next++
		}
		for q.len() > 3 {
			if v := q.shift(); v != expected {
				t.Fatalf("took %d, wanted %d", v, expected)
			}
			expected++
		}
	}
	for range 10 {
		step()
	}
	if allocated := testing.AllocsPerRun(1000, step); allocated > 0 {
		t.Errorf("%v allocations", allocated)
	}
	for q.len() > 0 {
		q.shift()
	}
	for _, v := range q.items[:cap(q.items)] {
		if v != 0 {
			t.Fatal("an element that was taken is held")
		}
	}
}

// A stream that flows through a pacer leaves no garbage.
func TestPacerLeavesNoGarbage(t *testing.T) {
	p, now := NewPacer[int](2_500_000), time.Unix(0, 0)
	packets := make([]int, 10)
	step := func() {
		now = now.Add(time.Second / 30)
		p.PushVideo(camera, false, packets, 10*1100)
		p.PushAudio(mic, 1, 160)
		for _, wait, ok := p.Pop(now); ok || wait >= 0; _, wait, ok = p.Pop(now) {
			now = now.Add(max(wait, 0))
		}
	}
	for range 10 {
		step()
	}
	if allocated := testing.AllocsPerRun(1000, step); allocated > 0 {
		t.Errorf("%v allocations a frame", allocated)
	}
}
