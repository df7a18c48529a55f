package jitter

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

// steepest is the greatest step between neighbouring samples.
func steepest(pcm []int16) int {
	most := 0
	for i := 1; i < len(pcm); i++ {
		step := int(pcm[i]) - int(pcm[i-1])
		most = max(most, step, -step)
	}
	return most
}

// toneStep is the steepest that the 200 Hz tone of toneDecoder gets.
const toneStep = 12000 * 2 * 22 / 7 * 200 / frame.SampleRate

func TestPlayoutIsSmooth(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 500, 0, steadyLink, nil)
	r.listen(9 * time.Second)
	if got := steepest(r.heard); got > toneStep*3/2 {
		t.Errorf("steps of %d samples' height, the tone has %d", got, int(toneStep))
	}
	if r.decoder.decoded < 440 || r.decoder.guessed > 0 {
		t.Errorf("%d packets decoded, %d concealed", r.decoder.decoded, r.decoder.guessed)
	}
}

func TestPlayoutStereoPullsBothChannels(t *testing.T) {
	r := newRehearsal(2)
	r.send(0, 50, 0, steadyLink, nil)
	r.listen(500 * time.Millisecond)
	for i := 0; i < len(r.heard); i += 2 {
		if r.heard[i] != r.heard[i+1] {
			t.Fatalf("channels differ at %d", i/2)
		}
	}
}

func TestPlayoutFadesToSilence(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 50, 0, steadyLink, nil)
	r.listen(2 * time.Second)
	last := len(r.heard) - 1
	for r.heard[last] == 0 {
		last--
	}
	sound := time.Duration(last) * time.Second / frame.SampleRate
	if sound < time.Second+60*time.Millisecond || sound > time.Second+180*time.Millisecond {
		t.Errorf("sound lasted %v after 1 s was sent", sound)
	}
	if got := steepest(r.heard); got > toneStep*3/2 {
		t.Errorf("it clicks: a step of %d", got)
	}
}

// A sender that is mute sends nothing and lets its clock run on: that is
// silence, not loss.
func TestPlayoutPauseIsNotConcealment(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 100, 0, steadyLink, nil)
	r.listen(5 * time.Second)
	for i := range 100 {
		p := tonePacket(100+i, r.now.Add(time.Duration(i)*20*time.Millisecond))
		p.Timestamp += 3 * frame.SampleRate
		r.queue = append(r.queue, p)
	}
	r.listen(2 * time.Second)
	if s := r.playout.Stats(); s.ConcealedSamples > frame.SampleRate/50 || s.PacketsDiscarded > 0 {
		t.Errorf("concealed %d samples, discarded %d packets", s.ConcealedSamples, s.PacketsDiscarded)
	}
	if d := r.playout.Delay(); d > 50*time.Millisecond {
		t.Errorf("the delay grew to %v", d)
	}
}

func TestPlayoutOutageIsConcealment(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 500, 0, func(i int, _ *rand.Rand) float64 {
		if i >= 100 && i < 200 {
			return -1
		}
		return 0.001
	}, nil)
	r.listen(9 * time.Second)
	s := r.playout.Stats()
	if s.PacketsLost != 100 || s.ConcealedSamples < 95*packetSamples || s.ConcealedSamples > 110*packetSamples {
		t.Errorf("lost %d packets, concealed %d samples", s.PacketsLost, s.ConcealedSamples)
	}
}

func TestPlayoutCatchesUpAfterReaderStopped(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 1500, 0, steadyLink, nil)
	r.listen(2 * time.Second)
	for len(r.queue) > 500 { // 18 s without a Pull
		r.now = r.queue[0].Arrived
		r.playout.Push(r.queue[0])
		r.queue = r.queue[1:]
	}
	if n := r.playout.in.shelf.count; n > shelfSlots {
		t.Fatalf("%d packets wait", n)
	}
	r.listen(time.Second)
	if d := r.playout.Delay(); d > 60*time.Millisecond {
		t.Errorf("the delay is %v", d)
	}
}

func TestPlayoutStartsOver(t *testing.T) {
	changes := map[string]func(*frame.Packet){
		"source":    func(p *frame.Packet) { p.SSRC = 8; p.Sequence += 4321; p.Timestamp += 1 << 30 },
		"sequence":  func(p *frame.Packet) { p.Sequence += 20000 },
		"clock":     func(p *frame.Packet) { p.Timestamp -= 1 << 30 },
		"both back": func(p *frame.Packet) { p.Sequence -= 20000; p.Timestamp -= 1 << 29 },
	}
	for name, change := range changes {
		r := newRehearsal(1)
		r.send(0, 300, 0, steadyLink, nil)
		for i := range r.queue[100:] {
			change(&r.queue[100+i])
		}
		r.listen(5 * time.Second)
		s := r.playout.Stats()
		if s.PacketsDiscarded > 5 || s.ConcealedRatio() > 0.03 || r.decoder.decoded < 240 {
			t.Errorf("%s: %d packets decoded, %+v", name, r.decoder.decoded, s)
		}
	}
}

func TestPlayoutTimeFollowsWhatIsHeard(t *testing.T) {
	r := newRehearsal(1)
	if _, _, ok := r.playout.PlayoutTime(); ok {
		t.Error("a time before anything was played")
	}
	r.playout.SetSpeakerDelay(15 * time.Millisecond)
	start := r.now
	r.send(0, 500, 0, steadyLink, nil)
	r.listen(8 * time.Second)
	timestamp, at, ok := r.playout.PlayoutTime()
	sent := start.Add(audioTime(int64(timestamp - 1000)))
	delay := at.Sub(sent) - 15*time.Millisecond
	if lag := delay - r.playout.Delay(); !ok || lag.Abs() > 6*time.Millisecond {
		t.Errorf("played %v after it was sent, the delay is %v, %v", delay, r.playout.Delay(), ok)
	}
}

func TestPlayoutHold(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 1000, 0, steadyLink, nil)
	r.listen(5 * time.Second)
	before := r.playout.Delay()
	r.playout.Hold(60 * time.Millisecond)
	r.listen(5 * time.Second)
	held := r.playout.Delay() - before
	r.playout.Hold(0)
	r.listen(5 * time.Second)
	after := r.playout.Delay() - before
	if held < 44*time.Millisecond || held > 76*time.Millisecond || after.Abs() > 16*time.Millisecond {
		t.Errorf("held by %v, then %v", held, after)
	}
	if s := r.playout.Stats(); s.ConcealedSamples > 0 {
		t.Errorf("%d samples concealed", s.ConcealedSamples)
	}
}

// A speaker that takes two blocks at a time runs no drier than another.
func TestPlayoutServesPairsOfBlocks(t *testing.T) {
	r := newRehearsal(1)
	random := rand.New(rand.NewPCG(3, 4))
	r.send(0, 1000, 0, gaussian(0.005, 0.001), random)
	pcm := make([]int16, frame.BlockSamples)
	for range 900 {
		for len(r.queue) > 0 && !r.queue[0].Arrived.After(r.now) {
			r.playout.Push(r.queue[0])
			r.queue = r.queue[1:]
		}
		r.playout.Pull(pcm)
		r.playout.Pull(pcm)
		r.now = r.now.Add(2 * frame.BlockDuration)
	}
	if s := r.playout.Stats(); s.ConcealedRatio() > 0.005 {
		t.Errorf("concealed %.2f %%", 100*s.ConcealedRatio())
	}
}

func TestPlayoutSurvivesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRehearsal(rapid.IntRange(1, 2).Draw(t, "channels"))
		pcm := make([]int16, frame.BlockSamples*r.decoder.channels)
		p := tonePacket(0, r.now)
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				p.Sequence = rapid.Uint16().Draw(t, "sequence")
			case 1:
				p.Timestamp = rapid.Uint32().Draw(t, "timestamp")
			case 2:
				p.SSRC = rapid.Uint32Range(1, 2).Draw(t, "source")
			case 3:
				p.Payload = make([]byte, rapid.IntRange(0, 2000).Draw(t, "size"))
			default:
				p = tonePacket(rapid.IntRange(0, 1000).Draw(t, "packet"), r.now)
			}
			p.Arrived, p.Redundant = r.now, rapid.Bool().Draw(t, "redundant")
			r.playout.Push(p)
			if rapid.Bool().Draw(t, "pull") {
				r.playout.Pull(pcm)
				r.now = r.now.Add(10 * time.Millisecond)
			}
		}
		checkBounds(t, r)
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkBounds checks what holds whatever came.
func checkBounds(t failer, r *rehearsal) {
	t.Helper()
	s := r.playout.Stats()
	in := &r.playout.in
	if in.shelf.count < 0 || in.shelf.count > shelfSlots || s.ConcealedSamples < 0 || s.PacketsLost < 0 ||
		s.Target < minDelay || s.Target > maxDelay || s.Jitter < 0 || r.playout.out.length > outputLength {
		t.Fatalf("%d waiting, %d decoded, %+v", in.shelf.count, r.playout.out.length, s)
	}
}

func TestPlayoutConcurrent(t *testing.T) {
	r := newRehearsal(1)
	var done sync.WaitGroup
	done.Go(func() {
		for i := range 2000 {
			r.playout.Push(tonePacket(i, time.Unix(1000, 0).Add(time.Duration(i)*20*time.Millisecond)))
			r.playout.Stats()
		}
	})
	pcm := make([]int16, frame.BlockSamples)
	for range 2000 {
		r.playout.Pull(pcm)
		r.now = r.now.Add(10 * time.Millisecond)
	}
	done.Wait()
}

func TestPullDoesNotAllocate(t *testing.T) {
	r := newRehearsal(1)
	r.send(0, 1000, 0, lossy(0.05, gaussian(0.02, 0.01)), rand.New(rand.NewPCG(1, 1)))
	r.listen(10 * time.Second)
	queue, pcm := r.queue, make([]int16, frame.BlockSamples)
	allocations := testing.AllocsPerRun(800, func() {
		for len(queue) > 0 && !queue[0].Arrived.After(r.now) {
			r.playout.Push(queue[0])
			queue = queue[1:]
		}
		r.playout.Pull(pcm)
		r.now = r.now.Add(10 * time.Millisecond)
	})
	if allocations > 0 {
		t.Errorf("%v allocations a block", allocations)
	}
}

func BenchmarkPull(b *testing.B) {
	r := newRehearsal(1)
	pcm := make([]int16, frame.BlockSamples)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%2 == 0 {
			r.playout.Push(frame.Packet{
				Sequence: uint16(i / 2), Timestamp: uint32(i * frame.BlockSamples),
				Arrived: r.now, Payload: []byte{0, 0, 0, 0, 1},
			})
		}
		r.playout.Pull(pcm)
		r.now = r.now.Add(10 * time.Millisecond)
	}
}

// What comes while the copy of a lost packet is decoded finds the place taken
// afterwards, and nothing waits that is not there.
func TestPlayoutWhileACopyIsDecoded(t *testing.T) {
	for name, c := range map[string]struct {
		comes     func(i int, at time.Time) frame.Packet
		discarded int
	}{
		"the packet itself": {tonePacket, 1},
		"another source": {func(i int, at time.Time) frame.Packet {
			p := tonePacket(i, at)
			p.SSRC++
			return p
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			const lost = 40
			r := newRehearsal(1)
			r.decoder.meanwhile = func() {
				r.decoder.meanwhile = nil
				r.playout.Push(c.comes(lost, r.now))
			}
			r.send(0, 100, 0, func(i int, random *rand.Rand) float64 {
				if i == lost {
					return -1
				}
				return steadyLink(i, random)
			}, nil)
			r.listen(3 * time.Second) // for ever, where what is counted to wait is not there
			s := r.playout.Stats()
			if r.decoder.fec != 1 || s.PacketsDiscarded < c.discarded || s.Level != 0 {
				t.Errorf("%d copies decoded, %+v", r.decoder.fec, s)
			}
			checkBounds(t, r)
		})
	}
}

// FuzzPlayout reads its input as packets, four bytes each, with a Pull after
// every other one. Some come in the middle of a Pull.
func FuzzPlayout(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 1, 0, 5, 2, 2, 0, 0})
	f.Add([]byte{0, 0, 0, 0, 9, 9, 0, 5, 1, 200, 255, 0, 2, 201, 255, 1, 3, 0, 7, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := newRehearsal(1)
		pcm := make([]int16, frame.BlockSamples)
		for ; len(data) >= 4; data = data[4:] {
			p := tonePacket(int(int8(data[0])), r.now)
			p.Timestamp += uint32(int32(int8(data[1])) << (data[2] % 32))
			p.Sequence += uint16(data[2]) << (data[3] % 16)
			p.SSRC = uint32(data[3] & 1)
			p.Redundant = data[3]&4 != 0
			p.Payload = p.Payload[:5-data[3]>>7*5]
			r.decoder.meanwhile = nil
			if data[3]&8 == 0 {
				r.playout.Push(p)
			} else {
				r.decoder.meanwhile = func() { r.playout.Push(p) }
			}
			if data[3]&2 == 0 {
				r.playout.Pull(pcm)
				r.now = r.now.Add(time.Duration(data[3]) * time.Millisecond)
			}
			checkBounds(t, r)
		}
	})
}
