package congestion

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	camera = 1
	mic    = 0
)

// run pops everything until the pacer is empty and returns what left and how
// long that took.
func run(p *Pacer[int], now time.Time) (left []int, took time.Duration) {
	start := now
	for {
		item, wait, ok := p.Pop(now)
		switch {
		case ok:
			left = append(left, item)
		case wait < 0:
			return left, now.Sub(start)
		default:
			now = now.Add(wait)
		}
	}
}

func TestSoundOvertakes(t *testing.T) {
	p, now := NewPacer[int](600_000), time.Unix(0, 0)
	p.PushVideo(camera, true, []int{1, 2}, 2400)
	p.PushAudio(mic, 7, 160)
	if left, _ := run(p, now); !slices.Equal(left, []int{7, 1, 2}) {
		t.Fatalf("left in order %v", left)
	}
}

func TestVideoIsSpread(t *testing.T) {
	p, now := NewPacer[int](600_000), time.Unix(0, 0)
	frame := make([]int, 20)
	if !p.PushVideo(camera, true, frame, 20*1200) {
		t.Fatal("refused the first frame")
	}
	left, took := run(p, now)
	// 192 kbit at 1.5 Mbit/s, less the last packet's time and the burst.
	if len(left) != 20 || took < 110*time.Millisecond || took > 128*time.Millisecond {
		t.Fatalf("%d packets in %v", len(left), took)
	}
}

func TestRefusesUntilAKeyFrameFits(t *testing.T) {
	p, now := NewPacer[int](600_000), time.Unix(0, 0)
	p.PushVideo(camera, true, make([]int, 50), 50*1200) // 320 ms
	if p.PushVideo(camera, false, []int{1}, 1000) {
		t.Fatal("took a frame on top of 320 ms")
	}
	if p.PushVideo(camera, true, []int{2}, 1000) {
		t.Fatal("took a key frame on top of 320 ms")
	}
	run(p, now)
	if p.PushVideo(camera, false, []int{3}, 1000) {
		t.Fatal("took a frame whose predecessor was dropped")
	}
	if !p.PushVideo(camera, true, []int{4}, 1000) || !p.PushVideo(camera, false, []int{5}, 1000) {
		t.Fatal("refused after a key frame")
	}
	if d := p.Dropped(camera); d.Frames != 3 || d.Packets != 3 {
		t.Fatalf("dropped %+v", d)
	}
}

// A frame that is under way when the target collapses is sent to its end; those
// behind it are dropped, and the streams go on with key frames.
func TestCollapseDropsWhatWaits(t *testing.T) {
	p, now := NewPacer[int](2_500_000), time.Unix(0, 0)
	p.PushVideo(camera, true, []int{1, 2, 3}, 60_000)
	p.PushVideo(camera, false, []int{4}, 20_000)
	p.PushVideo(2, true, []int{5, 6}, 20_000)
	p.PushAudio(mic, 7, 160)
	if first, _, _ := p.Pop(now); first != 7 {
		t.Fatalf("%d left first", first)
	}
	if first, _, _ := p.Pop(now); first != 1 {
		t.Fatalf("%d left second", first)
	}
	p.SetTarget(2_000_000, 0)
	if p.Dropped(camera).Frames != 0 {
		t.Error("a small fall drops frames")
	}
	p.SetTarget(250_000, 0)
	if left, _ := run(p, now); !slices.Equal(left, []int{2, 3}) || p.Delay() != 0 {
		t.Errorf("left %v, then %v", left, p.Delay())
	}
	if p.Dropped(camera) != (Dropped{1, 1}) || p.Dropped(2) != (Dropped{1, 2}) {
		t.Errorf("dropped %+v and %+v", p.Dropped(camera), p.Dropped(2))
	}
	if p.PushVideo(camera, false, []int{8}, 100) || p.PushVideo(2, false, []int{9}, 100) || !p.PushVideo(2, true, []int{9}, 100) {
		t.Error("goes on without a key frame")
	}
}

// What waits when the target collapses does not keep out the small key frame
// that is to take its place: neither pictures nor what is sent again of them.
func TestCollapseLeavesRoomForAKeyFrame(t *testing.T) {
	p := NewPacer[int](2_500_000)
	p.PushRepair(1, 25_000)
	p.PushVideo(camera, false, []int{2}, 10_000)
	p.SetTarget(250_000, 0) // at 625 kbit/s 448 ms would wait
	if !p.PushVideo(camera, true, []int{3}, 1_000) {
		t.Fatalf("a key frame is refused for %v", p.Delay())
	}
	if left, _ := run(p, time.Unix(0, 0)); !slices.Equal(left, []int{3}) || p.Delay() != 0 {
		t.Errorf("left %v, then %v", left, p.Delay())
	}
}

func TestStarvedStreamLeavesOthersAlone(t *testing.T) {
	p := NewPacer[int](600_000)
	p.Starve(camera)
	if p.PushVideo(camera, false, []int{1}, 100) || !p.PushVideo(2, false, []int{2}, 100) {
		t.Fatal("starved the wrong stream")
	}
}

func TestOldSoundIsDropped(t *testing.T) {
	p := NewPacer[int](600_000)
	for i := range maxAudio + 3 {
		p.PushAudio(mic, i, 160)
	}
	left, _ := run(p, time.Unix(0, 0))
	if len(left) != maxAudio || left[0] != 3 || p.Dropped(mic).Packets != 3 {
		t.Fatalf("left %v, dropped %+v", left, p.Dropped(mic))
	}
}

func TestSmallestPictureNeverStarves(t *testing.T) {
	p, now := NewPacer[int](DefaultMin), time.Unix(0, 0)
	for i := range 100 {
		size := 400
		if i == 0 {
			size = 9000
		}
		if !p.PushVideo(camera, i == 0, make([]int, 1+size/1200), size) {
			t.Fatalf("refused frame %d", i)
		}
		now = now.Add(33 * time.Millisecond)
		for {
			if _, _, ok := p.Pop(now); !ok {
				break
			}
		}
	}
}

func TestClear(t *testing.T) {
	p := NewPacer[int](600_000)
	p.PushAudio(mic, 1, 160)
	p.PushVideo(camera, true, []int{2}, 1000)
	p.Clear()
	if _, wait, ok := p.Pop(time.Unix(0, 0)); ok || wait >= 0 || p.Delay() != 0 {
		t.Fatal("something is left")
	}
}

// Frames leave whole, in order, and never faster than the pace allows.
func TestPacerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, now := NewPacer[int](rapid.IntRange(0, 3_000_000).Draw(t, "target")), time.Unix(0, 0)
		var taken, left []int
		for n := range 60 {
			size := rapid.IntRange(1, 20000).Draw(t, "size")
			items := make([]int, 1+size/1200)
			for i := range items {
				items[i] = n*100 + i
			}
			if p.PushVideo(camera, rapid.Bool().Draw(t, "key"), items, size) {
				taken = append(taken, items...)
			}
			start := now
			now = now.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "ms")) * time.Millisecond)
			before := p.bits
			for {
				item, _, ok := p.Pop(now)
				if !ok {
					break
				}
				left = append(left, item)
			}
			bits := before - p.bits
			if limit := p.rate*(now.Sub(start)+maxBurst).Seconds() + 1200*8*2; float64(bits) > limit {
				t.Fatalf("%d bits in %v at %.0f", bits, now.Sub(start), p.rate)
			}
		}
		rest, _ := run(p, now)
		if left = append(left, rest...); !slices.Equal(left, taken) {
			t.Fatal("what left is not what was taken")
		}
	})
}

func TestRepairsOvertakeNewVideo(t *testing.T) {
	p, now := NewPacer[int](600_000), time.Unix(0, 0)
	p.PushVideo(camera, true, []int{1, 2}, 2400)
	p.PushRepair(8, 1200)
	p.PushAudio(mic, 7, 160)
	if d := p.Delay(); d != 19200*time.Microsecond { // 3600 bytes at 1.5 Mbit/s
		t.Errorf("a delay of %v", d)
	}
	if left, took := run(p, now); !slices.Equal(left, []int{7, 8, 1, 2}) || took < 7*time.Millisecond {
		t.Fatalf("left in order %v, in %v", left, took)
	}
	p.PushRepair(8, 1200)
	p.Clear()
	if _, wait, ok := p.Pop(now); ok || wait >= 0 || p.Delay() != 0 {
		t.Error("something is left")
	}
}

// Where it is known what the path carries, nothing leaves faster, sound included:
// it would wait on the way.
func TestNothingLeavesFasterThanThePathCarries(t *testing.T) {
	p, now := NewPacer[int](600_000), time.Unix(0, 0)
	p.SetTarget(180_000, 200_000)
	if !p.PushVideo(camera, true, make([]int, 4), 4*1200) {
		t.Fatal("refused the first frame")
	}
	for range 5 {
		p.PushAudio(mic, 7, 160)
	}
	left, took := run(p, now)
	// 44.8 kbit at 200 kbit/s, less the last packet's time and the burst.
	if len(left) != 9 || took < 170*time.Millisecond || took > 176*time.Millisecond {
		t.Fatalf("%d packets in %v", len(left), took)
	}
	// Sound that takes more than there is holds pictures back for a moment only.
	for range maxAudio {
		p.PushAudio(mic, 7, 1200)
	}
	p.PushVideo(camera, false, []int{1}, 100)
	if left, took := run(p, now.Add(took)); len(left) != maxAudio+1 || took > maxQueue {
		t.Fatalf("%d packets in %v", len(left), took)
	}
	// With a target above it, a bit more than that leaves.
	p.SetTarget(400_000, 200_000)
	p.PushVideo(camera, true, make([]int, 10), 10*1200)
	if _, took := run(p, now.Add(time.Minute)); took < 185*time.Millisecond || took > 195*time.Millisecond {
		t.Errorf("96 kbit at 440 kbit/s, less the last packet's time and the burst, in %v", took)
	}
}
