package jitter

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/call/media/audio"
	"parley/call/media/frame"
)

const packetSamples = 2 * frame.BlockSamples

// toneDecoder decodes packets that hold nothing but their timestamp to a tone
// whose phase depends on it, so that the sound tells what was played.
type toneDecoder struct {
	channels              int
	end                   uint32
	decoded, fec, guessed int
	meanwhile             func() // what happens while a copy is decoded; may be nil
}

// toneOf is a period of the tone: 200 Hz.
var toneOf = func() (period [frame.SampleRate / 200]int16) {
	for i := range period {
		period[i] = int16(12000 * math.Sin(2*math.Pi*float64(i)/float64(len(period))))
	}
	return period
}()

func (d *toneDecoder) tone(timestamp uint32, pcm []int16) int {
	n := len(pcm) / d.channels
	if d.channels == 1 { // by far most of a test is this
		for at := timestamp; len(pcm) > 0; {
			copied := copy(pcm, toneOf[at%uint32(len(toneOf)):])
			pcm, at = pcm[copied:], at+uint32(copied)
		}
	}
	for i := range pcm {
		pcm[i] = toneOf[(timestamp+uint32(i/d.channels))%uint32(len(toneOf))]
	}
	d.end = timestamp + uint32(n)
	return n
}

func (d *toneDecoder) Decode(packet []byte, pcm []int16) (int, error) {
	if len(packet) != 5 {
		return 0, errors.New("corrupt")
	}
	d.decoded++
	return d.tone(binary.BigEndian.Uint32(packet), pcm[:packetSamples*d.channels]), nil
}

func (d *toneDecoder) DecodeFEC(packet []byte, pcm []int16) (int, error) {
	if len(packet) != 5 {
		return 0, errors.New("corrupt")
	}
	d.fec++
	if d.meanwhile != nil {
		d.meanwhile()
	}
	return d.tone(binary.BigEndian.Uint32(packet)-uint32(len(pcm)/d.channels), pcm), nil
}

func (d *toneDecoder) Conceal(pcm []int16) (int, error) {
	d.guessed++
	return d.tone(d.end, pcm), nil
}
func (d *toneDecoder) HasFEC(packet []byte) bool { return len(packet) == 5 && packet[4] == 1 }
func (d *toneDecoder) Close() error              { return nil }

// tonePacket is packet i of a stream of 20 ms packets.
func tonePacket(i int, at time.Time) frame.Packet {
	timestamp := uint32(1000 + i*packetSamples)
	return frame.Packet{
		Sequence: uint16(65000 + i), Timestamp: timestamp, SSRC: 7, Arrived: at,
		Payload: append(binary.BigEndian.AppendUint32(nil, timestamp), 1),
	}
}

// link is a network path: when each packet of a stream arrives, in seconds
// after it was sent, negative when it is lost.
type link func(i int, random *rand.Rand) float64

// rehearsal is one listener at the end of a link.
type rehearsal struct {
	playout *Playout
	decoder *toneDecoder
	now     time.Time
	queue   []frame.Packet // in order of arrival
	heard   []int16
	delays  []float64 // milliseconds, one a block
}

func newRehearsal(channels int) *rehearsal {
	r := &rehearsal{decoder: &toneDecoder{channels: channels}, now: time.Unix(1000, 0)}
	r.playout = NewPlayout(PlayoutConfig{
		Decoder: r.decoder, Channels: channels,
		Accelerate: audio.Accelerate, Expand: audio.Expand,
		Now: func() time.Time { return r.now },
	})
	return r
}

// send queues packets from..to, the first sent now; drift is how much too fast the
// sender's clock runs.
func (r *rehearsal) send(from, to int, drift float64, l link, random *rand.Rand) {
	for i := from; i < to; i++ {
		delay := l(i, random)
		if delay < 0 {
			continue
		}
		sent := float64(i-from) * 0.020 * (1 - drift)
		at := r.now.Add(time.Duration((sent + delay) * float64(time.Second)))
		r.queue = append(r.queue, tonePacket(i, at))
	}
	slices.SortStableFunc(r.queue, func(a, b frame.Packet) int { return a.Arrived.Compare(b.Arrived) })
}

// listen plays for a time, 10 ms after 10 ms.
func (r *rehearsal) listen(d time.Duration) {
	pcm := make([]int16, frame.BlockSamples*r.decoder.channels)
	for end := r.now.Add(d); r.now.Before(end); r.now = r.now.Add(frame.BlockDuration) {
		for len(r.queue) > 0 && !r.queue[0].Arrived.After(r.now) {
			r.playout.Push(r.queue[0])
			r.queue = r.queue[1:]
		}
		r.playout.Pull(pcm)
		r.heard = append(r.heard, pcm...)
		r.delays = append(r.delays, float64(r.playout.Delay())/1e6)
	}
}

// mean of the delays from block n on.
func (r *rehearsal) meanDelay(n int) float64 {
	sum := 0.0
	for _, d := range r.delays[n:] {
		sum += d
	}
	return sum / float64(len(r.delays)-n)
}

func steadyLink(int, *rand.Rand) float64 { return 0.001 }

// queued keeps packets in order, as a queue on the way does.
func queued(l link) link {
	free := 0.0
	return func(i int, random *rand.Rand) float64 {
		sent := float64(i) * 0.020
		free = max(free, sent+l(i, random))
		return free - sent
	}
}

func gaussian(mean, deviation float64) link {
	return func(_ int, random *rand.Rand) float64 {
		return max(0, mean+deviation*random.NormFloat64())
	}
}

func lossy(share float64, l link) link {
	return func(i int, random *rand.Rand) float64 {
		if random.Float64() < share {
			return -1
		}
		return l(i, random)
	}
}

// stalling holds everything back for a time, every so often, as Wi-Fi does.
func stalling(every, stall float64) link {
	return func(i int, _ *rand.Rand) float64 {
		into := math.Mod(float64(i)*0.020, every)
		if i > 50 && into < stall {
			return stall - into + 0.002
		}
		return 0.002
	}
}

func reordering(l link) link {
	return func(i int, random *rand.Rand) float64 {
		if random.Float64() < 0.05 {
			return l(i, random) + 0.030
		}
		return l(i, random)
	}
}

// bursty loses packets in runs of four on average (Gilbert's model).
func bursty(share float64) link {
	losing := false
	return func(_ int, random *rand.Rand) float64 {
		if losing {
			losing = random.Float64() < 0.75
		} else {
			losing = random.Float64() < share/(1-share)/4
		}
		if losing {
			return -1
		}
		return 0.001
	}
}

func TestPlayoutTraces(t *testing.T) {
	traces := []struct {
		name      string
		link      link
		drift     float64
		concealed float64 // at most, in percent
		delay     float64 // mean after 5 s at most, in ms
	}{
		{"clean", steadyLink, 0, 0.1, 28},
		{"jitter 3 ms", gaussian(0.010, 0.003), 0, 0.2, 40},
		{"jitter 30 ms queued", queued(gaussian(0.100, 0.030)), 0, 2, 230},
		{"jitter 30 ms reordering", gaussian(0.100, 0.030), 0, 2, 230},
		{"sender 200 ppm fast", steadyLink, 200e-6, 0.1, 30},
		{"sender 200 ppm slow", steadyLink, -200e-6, 0.1, 30},
		{"loss 1 %", lossy(0.01, steadyLink), 0, 1, 45},
		{"loss 5 %", lossy(0.05, steadyLink), 0, 1.5, 45},
		{"loss 10 %", lossy(0.10, steadyLink), 0, 3, 45},
		{"loss 20 %", lossy(0.20, steadyLink), 0, 6, 60},
		{"loss 30 %", lossy(0.30, steadyLink), 0, 12, 60},
		{"loss 10 % and jitter 10 ms", lossy(0.10, gaussian(0.030, 0.010)), 0, 4, 110},
		{"loss 5 % in bursts", bursty(0.05), 0, 6, 60},
		{"stalls of 200 ms every 10 s", stalling(10, 0.2), 0, 3, 230},
		{"stalls of 200 ms every 2 s", stalling(2, 0.2), 0, 3, 260},
		{"reordered 5 % by 30 ms", reordering(steadyLink), 0, 2, 55},
	}
	for _, trace := range traces {
		t.Run(trace.name, func(t *testing.T) {
			t.Parallel()
			r := newRehearsal(1)
			r.send(0, 60*50, trace.drift, trace.link, rand.New(rand.NewPCG(1, 2)))
			r.listen(60 * time.Second)
			s, delay := r.playout.Stats(), r.meanDelay(500)
			concealed := 100 * s.ConcealedRatio()
			t.Logf("concealed %.2f %%, delay %.0f ms (target %v), lost %d, late %d, repaired %d, faster %d ms, slower %d ms, jitter %v",
				concealed, delay, s.Target, s.PacketsLost, s.PacketsLate, s.PacketsRepaired,
				s.AcceleratedSamples/48, s.ExpandedSamples/48, s.Jitter)
			if concealed > trace.concealed || delay > trace.delay {
				t.Errorf("at most %.1f %% and %.0f ms were expected", trace.concealed, trace.delay)
			}
		})
	}
}
