package congestion

import (
	"math/rand/v2"
	"time"

	"github.com/pion/rtp"
)

const (
	cameraFPS  = 30
	soundEvery = 20 * time.Millisecond
	soundSize  = 140 // bytes, RTP header included
)

// studio sends what a call does: 30 pictures a second whose sizes vary, behind
// the pacer, and sound.
type studio struct {
	pacer     *Pacer[int] // of sizes
	random    *rand.Rand
	owed      float64 // bits that the next picture may have more
	next      time.Time
	nextSound time.Time
	refused   bool
}

func newStudio(seed uint64) *studio {
	now := time.Now()
	return &studio{pacer: NewPacer[int](DefaultInitial), random: rand.New(rand.NewPCG(seed, 1)), next: now, nextSound: now}
}

// skip lets a step pass.
func (c *studio) skip() { c.next, c.nextSound = time.Now(), time.Now() }

// shoot does what is due in one step at a rate in bits a second.
func (c *studio) shoot(f *flow, rate int) {
	now := time.Now()
	c.pacer.SetTarget(rate, f.e.Capacity())
	for ; !c.nextSound.After(now); c.nextSound = c.nextSound.Add(soundEvery) {
		c.pacer.PushAudio(0, soundSize, soundSize)
	}
	for ; !c.next.After(now); c.next = c.next.Add(time.Second / cameraFPS) {
		c.picture(rate - int(bits(soundSize, soundEvery)))
	}
	for {
		size, _, ok := c.pacer.Pop(now)
		if !ok {
			return
		}
		if _, err := f.writer.Write(&rtp.Header{Version: 2, SSRC: 9}, make([]byte, size), nil); err != nil {
			f.t.Error(err)
		}
	}
}

// picture queues one whose size is what is left of the rate, give or take a
// quarter; after one that was refused comes a key frame of four times that.
func (c *studio) picture(rate int) {
	mean := float64(max(rate, 0)) / cameraFPS
	c.owed = min(c.owed+mean, 2*mean)
	size := max(c.owed, 0) * (0.75 + c.random.Float64()/2)
	if c.refused {
		size *= 4
	}
	bytes := int(size / 8)
	var packets []int
	for left := bytes; left > 0; left -= packetSize {
		packets = append(packets, min(left, packetSize))
	}
	if len(packets) == 0 {
		return
	}
	c.refused = !c.pacer.PushVideo(1, c.refused, packets, bytes)
	if !c.refused {
		c.owed -= size
	}
}
