package congestion

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

const camera720 = 2_700_000 // what a camera of 720p wants, sound included

// Media is short of room when it wants a good deal more than there is.
func TestShort(t *testing.T) {
	e := NewEstimator(Config{})
	for _, test := range []struct {
		want  int
		short bool
	}{
		{0, false}, // nobody has said
		{DefaultInitial / 10, false},
		{DefaultInitial, false},
		{2 * DefaultInitial, true},
	} {
		if e.Want(test.want); e.Path().Short != test.short {
			t.Errorf("%d wanted of %d: short is %v", test.want, e.Target(), e.Path().Short)
		}
	}
}

func TestFollowsTheCapacity(t *testing.T) {
	for _, tt := range []struct {
		capacity    int
		least, most float64 // of the capacity, in the end
	}{{100_000, 0.5, 1.2}, {300_000, 0.6, 1.2}, {1_000_000, 0.7, 1.2}, {10_000_000, 0.26, 0.31}} {
		synctest.Test(t, func(t *testing.T) {
			f := newFlow(t, newLink(tt.capacity), Config{}, camera720)
			targets := drive(20*time.Second, upTo(camera720), f)[0]
			got := float64(mean(targets[len(targets)/2:])) / float64(tt.capacity)
			t.Logf("%d bit/s: mean target %.2f of it", tt.capacity, got)
			if got < tt.least || got > tt.most {
				t.Errorf("%d bit/s: mean target %.2f of it", tt.capacity, got)
			}
		})
	}
}

// dip narrows a path that a camera fills from 10 to 0.25 Mbit/s, and returns the
// targets since.
func dip(t *testing.T, length time.Duration) (targets []int) {
	l := newLink(10_000_000)
	f := newFlow(t, l, Config{}, camera720)
	drive(5*time.Second, upTo(camera720), f)
	l.set(250_000)
	return drive(length, upTo(camera720), f)[0]
}

// What the queue loses when a path becomes narrow at once is no reason to send
// less than goes through.
func TestADipLeavesRoomForAPicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if least := slices.Min(dip(t, 10*time.Second)); least < 120_000 {
			t.Errorf("%d of 250000 bit/s", least)
		}
	})
}

// The first cut on a path that has become narrow does not believe what came
// before: what is sent until the next one would get lost.
func TestTheFirstCutOfADipIsDeepEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		targets := dip(t, 600*time.Millisecond)
		if last := targets[len(targets)-1]; last < 120_000 || last > 250_000 {
			t.Errorf("%d of 250000 bit/s: %d", last, targets)
		}
	})
}

func TestFindsAFastPathAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t, newLink(10_000_000), Config{}, camera720)
		targets := drive(3*time.Second, all, f)[0]
		if targets[0] != DefaultInitial {
			t.Errorf("begins at %d", targets[0])
		}
		if took := reached(targets, 1_700_000); took > 2*time.Second {
			t.Errorf("720p after %v", took)
		}
	})
}

// A far side that takes no padding: media itself has to find the rate.
func TestClimbsWithoutProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t, newLink(10_000_000), Config{}, 0)
		targets := drive(8*time.Second, upTo(camera720), f)[0]
		if last := targets[len(targets)-1]; last < 2_500_000 {
			t.Errorf("%d after 8 s", last)
		}
	})
}

// A screen that stands still says nothing of the path, so it must neither
// inflate the estimate nor starve it, and costs nothing but what is sent.
func TestStillness(t *testing.T) {
	for name, still := range map[string]int{"signs of life": 4_000, "and sound": 60_000} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLink(10_000_000)
				f := newFlow(t, l, Config{}, camera720)
				drive(5*time.Second, upTo(camera720), f)
				before := f.e.Target()
				f.e.Want(400_000)
				jitter := rand.New(rand.NewPCG(3, 4))
				l.stall = func() time.Duration { return time.Duration(jitter.ExpFloat64() * float64(5*time.Millisecond)) }
				padding := f.padding
				drive(5*time.Minute, constant(still), f)
				if after := f.e.Target(); after > before || after < before/2 {
					t.Errorf("target was %d, is %d after five minutes", before, after)
				}
				if f.padding != padding {
					t.Errorf("%d bytes of padding while nothing is wanted", f.padding-padding)
				}
			})
		})
	}
}

func TestIdleSenderDoesNotInflate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t, newLink(10_000_000), Config{}, 0)
		for i, bps := range drive(20*time.Second, constant(60_000), f)[0] {
			if bps > DefaultInitial {
				t.Fatalf("%d after %.1f s at 60 kbit/s", bps, float64(i+1)/10)
			}
		}
	})
}

// However low the estimate has fallen, it is up again within a second of the
// wish for more.
func TestWishIsProbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLink(300_000)
		f := newFlow(t, l, Config{}, camera720)
		drive(20*time.Second, all, f)
		f.e.Want(300_000)
		drive(20*time.Second, constant(4_000), f)
		l.set(10_000_000)
		f.e.Want(camera720)
		if took := reached(drive(3*time.Second, constant(250_000), f)[0], 2_500_000); took > time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// Where only sound was left, there is a picture again when the path carries one,
// also when a part of the sound gets lost.
func TestSoundAloneFindsRoomForAPicture(t *testing.T) {
	const sound, picture = 56_000, 100_000
	for _, loss := range []float64{0, 0.2} {
		synctest.Test(t, func(t *testing.T) {
			l := newLink(50_000)
			f := newFlow(t, l, Config{}, camera720)
			drive(20*time.Second, constant(sound), f)
			if low := f.e.Target(); low > 70_000 {
				t.Fatalf("target %d on 50 kbit/s", low)
			}
			l.set(10_000_000)
			l.loss = loss
			targets := drive(25*time.Second, func(target int) int {
				if target < picture {
					return sound
				}
				return target
			}, f)[0]
			t.Logf("loss %.1f: picture after %v, 1 Mbit/s after %v", loss, reached(targets, picture), reached(targets, 1_000_000))
			if took := reached(targets, 1_000_000); took > 25*time.Second {
				t.Errorf("loss %.1f: 1 Mbit/s after %v, at last %d", loss, took, targets[len(targets)-1])
			}
		})
	}
}

// A computer that is busy delays packets now and then, but leaves no queue.
func TestBusyComputer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLink(10_000_000)
		random, held := rand.New(rand.NewPCG(5, 6)), time.Time{}
		l.stall = func() time.Duration {
			if now := time.Now(); random.Float64() < 0.02 && now.After(held) {
				held = now.Add(time.Duration(random.ExpFloat64() * float64(40*time.Millisecond)))
			}
			return max(time.Until(held), 0)
		}
		f := newFlow(t, l, Config{}, camera720)
		drive(5*time.Second, upTo(camera720), f)
		targets := drive(time.Minute, upTo(camera720), f)[0]
		low := 0
		for _, bps := range targets {
			if bps < 1_500_000 {
				low++
			}
		}
		t.Logf("mean %d, %d of %d below 1.5 Mbit/s", mean(targets), low, len(targets))
		if low > len(targets)/10 {
			t.Errorf("%d of %d below 1.5 Mbit/s", low, len(targets))
		}
	})
}

// Text that scrolls uses a part of the target; when the path shrinks below
// that, the target must follow.
func TestLimitedSenderMeetsALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLink(10_000_000)
		f := newFlow(t, l, Config{}, camera720)
		drive(5*time.Second, all, f)
		l.set(200_000)
		targets := drive(10*time.Second, upTo(350_000), f)[0]
		if took := len(targets) - 1; mean(targets[40:]) > 260_000 {
			t.Errorf("mean target %d on 200 kbit/s, %d in the end", mean(targets[40:]), targets[took])
		}
	})
}

// A path that is full is probed rarely.
func TestFullPathIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t, newLink(1_000_000), Config{}, camera720)
		drive(10*time.Second, all, f)
		sent, padding := f.sent, f.padding
		drive(time.Minute, all, f)
		share := float64(f.padding-padding) / float64(f.sent-sent)
		t.Logf("%.4f of what is sent is padding", share)
		if share > 0.02 {
			t.Errorf("%.3f of what is sent is padding", share)
		}
	})
}

func TestOnChangeTellsEveryTarget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t, newLink(2_000_000), Config{}, camera720)
		told := f.e.Target()
		f.e.OnChange(func(bps int) { told = bps })
		drive(5*time.Second, all, f)
		if told != f.e.Target() {
			t.Fatalf("told %d, target %d", told, f.e.Target())
		}
	})
}

// Retransmissions are counted and get numbers of their own, each time.
func TestRetransmissions(t *testing.T) {
	e := NewEstimator(Config{})
	var numbers []uint16
	w := e.AddStream(&interceptor.StreamInfo{SSRC: 9, SSRCRetransmission: 10},
		interceptor.RTPWriterFunc(func(h *rtp.Header, _ []byte, _ interceptor.Attributes) (int, error) {
			numbers = append(numbers, h.SequenceNumber)
			return 0, nil
		}))
	for _, ssrc := range []uint32{9, 10, 10} {
		if _, err := w.Write(&rtp.Header{SSRC: ssrc, SequenceNumber: 5}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if numbers[0] != 5 || numbers[2] != numbers[1]+1 {
		t.Errorf("numbers %d", numbers)
	}
	if e.Retransmitted(9) != 2 || e.Retransmitted(10) != 0 {
		t.Errorf("%d retransmitted", e.Retransmitted(9))
	}
}

func TestFeedbackOnNothing(t *testing.T) {
	e := NewEstimator(Config{})
	if err := e.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerCC{}, &rtcp.TransportLayerCC{
		PacketStatusCount: 9, PacketChunks: []rtcp.PacketStatusChunk{&rtcp.RunLengthChunk{PacketStatusSymbol: 1, RunLength: 9}},
	}}, nil); err != nil {
		t.Fatal(err)
	}
	if e.Target() != DefaultInitial || !e.Path().At.IsZero() {
		t.Errorf("target %d, path %+v", e.Target(), e.Path())
	}
}

func TestDefaults(t *testing.T) {
	c := Config{Initial: 5_000_000, Max: 100_000, Min: 200_000}.withDefaults()
	if c.Min != c.Max || c.Initial != c.Max || c.Now == nil {
		t.Fatalf("got %+v", c)
	}
}

// The first picture after a pause makes a queue, before much came through: there
// must be room for the next ones.
func TestAPictureAfterAPauseKeepsItsRate(t *testing.T) {
	c := rateControl{config: Config{}.withDefaults(), rate: 130_000, met: true}
	c.decrease(observation{now: 10 * time.Second, roundTrip: 50 * time.Millisecond, delivered: 80_000, queue: 50 * time.Millisecond})
	if c.rate < 100_000 {
		t.Errorf("%.0f bits a second are left", c.rate)
	}
}
