package codectest

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// AudioCodec makes the two halves under test, both for Channels.
type AudioCodec struct {
	Channels   int
	Redundant  bool // packets carry redundancy for their predecessors
	NewEncoder func(bitrate int) (codec.AudioEncoder, error)
	NewDecoder func() (codec.AudioDecoder, error)
}

// packetSamples is 20 ms per channel.
const packetSamples = 2 * frame.BlockSamples

// Audio runs the suite for sound codecs.
func Audio(t *testing.T, c AudioCodec) {
	t.Run("round trip", func(t *testing.T) { c.roundTrip(t) })
	t.Run("bitrate", func(t *testing.T) { c.bitrate(t) })
	t.Run("loss", func(t *testing.T) { c.loss(t) })
	t.Run("corrupt input", func(t *testing.T) { c.corrupt(t) })
	t.Run("wrong lengths", func(t *testing.T) { c.lengths(t) })
	t.Run("close", func(t *testing.T) { c.closes(t) })
}

func (c AudioCodec) open(t *testing.T, bitrate int) (codec.AudioEncoder, codec.AudioDecoder) {
	t.Helper()
	enc, err := c.NewEncoder(bitrate)
	must(t, enc, err)
	dec, err := c.NewDecoder()
	must(t, dec, err)
	t.Cleanup(func() { enc.Close(); dec.Close() })
	return enc, dec
}

// voice is n packets' worth of speech on all channels.
func (c AudioCodec) voice(n int) []int16 {
	mono := Voice(3, n*packetSamples)
	pcm := make([]int16, 0, len(mono)*c.Channels)
	for _, s := range mono {
		for channel := range c.Channels {
			pcm = append(pcm, s/int16(channel+1))
		}
	}
	return pcm
}

// encode compresses all of pcm.
func (c AudioCodec) encode(t *testing.T, enc codec.AudioEncoder, pcm []int16) (packets [][]byte) {
	t.Helper()
	for size := packetSamples * c.Channels; len(pcm) >= size; pcm = pcm[size:] {
		packet, err := enc.Encode(pcm[:size])
		packets = append(packets, slices.Clone(must(t, packet, err)))
	}
	return packets
}

func (c AudioCodec) roundTrip(t *testing.T) {
	enc, dec := c.open(t, 0)
	in := c.voice(100)
	out := make([]int16, len(in))
	size := packetSamples * c.Channels
	for i, packet := range c.encode(t, enc, in) {
		if n, err := dec.Decode(packet, out[i*size:(i+1)*size]); err != nil || n != packetSamples {
			t.Fatalf("packet %d: %d samples, %v", i, n, err)
		}
	}
	delay, snr := align(in, out, c.Channels)
	t.Logf("delayed by %d samples, signal to noise %.1f dB", delay, snr)
	if snr < 9 || delay > frame.BlockSamples {
		t.Errorf("delayed by %d samples, signal to noise %.1f dB", delay, snr)
	}
}

// align returns the delay, up to 20 ms, at which out is most like in, and the
// signal-to-noise ratio there in decibels.
func align(in, out []int16, channels int) (delay int, snr float64) {
	snr = math.Inf(-1)
	for d := range packetSamples {
		signal, noise := 1e-9, 1e-9
		for i := 0; i < len(in)-d*channels; i += 7 * channels { // a sample is enough
			s, e := float64(in[i]), float64(in[i])-float64(out[i+d*channels])
			signal, noise = signal+s*s, noise+e*e
		}
		if r := 10 * math.Log10(signal/noise); r > snr {
			delay, snr = d, r
		}
	}
	return delay, snr
}

func (c AudioCodec) bitrate(t *testing.T) {
	enc, _ := c.open(t, 24_000*c.Channels)
	in := c.voice(25)
	for _, target := range []int{24_000 * c.Channels, 16_000 * c.Channels, 64_000 * c.Channels} {
		if err := enc.SetBitrate(target); err != nil {
			t.Fatal(err)
		}
		packets := c.encode(t, enc, in)
		bits := 0
		for _, packet := range packets {
			bits += 8 * len(packet)
			if len(packet) != len(packets[0]) {
				t.Errorf("a packet of %d bytes beside one of %d: the rate is not constant", len(packet), len(packets[0]))
			}
		}
		if got := bits * 2; math.Abs(float64(got-target)) > 0.02*float64(target) {
			t.Errorf("%d bit/s wanted, %d came", target, got)
		}
	}
	if enc.SetBitrate(0) == nil || enc.SetExpectedLoss(-0.1) == nil || enc.SetExpectedLoss(1.1) == nil {
		t.Error("an impossible setting was taken")
	}
}

// loss drops every fifth packet and compares what comes in its place with what
// would have come.
func (c AudioCodec) loss(t *testing.T) {
	enc, _ := c.open(t, 0)
	if err := enc.SetExpectedLoss(0.2); err != nil {
		t.Fatal(err)
	}
	packets := c.encode(t, enc, c.voice(200))
	redundant := 0
	recovered := c.quality(t, packets, func(dec codec.AudioDecoder, next []byte, pcm []int16) (int, error) {
		if dec.HasFEC(next) {
			redundant++
		}
		return dec.DecodeFEC(next, pcm)
	})
	concealed := c.quality(t, packets, func(dec codec.AudioDecoder, _ []byte, pcm []int16) (int, error) {
		return dec.Conceal(pcm)
	})
	t.Logf("%d of 39 lost packets had redundancy; %.1f dB with it, %.1f dB concealed", redundant, recovered, concealed)
	switch {
	case c.Redundant && (redundant < 25 || recovered < concealed+1):
		t.Error("the redundancy is not there or does not help")
	case !c.Redundant && redundant > 0:
		t.Error("there is redundancy where none should be")
	}
}

// quality returns the signal-to-noise ratio in decibels of what replace puts in
// the place of every fifth packet, knowing the one after it.
func (c AudioCodec) quality(t *testing.T, packets [][]byte,
	replace func(dec codec.AudioDecoder, next []byte, pcm []int16) (int, error),
) float64 {
	t.Helper()
	_, whole := c.open(t, 0)
	_, dec := c.open(t, 0)
	want := make([]int16, packetSamples*c.Channels)
	got := make([]int16, len(want))
	signal, noise := 0.0, 1e-9
	for i, packet := range packets {
		must(t, 0, second(whole.Decode(packet, want)))
		if i%5 != 4 || i+1 == len(packets) {
			must(t, 0, second(dec.Decode(packet, got)))
			continue
		}
		must(t, 0, second(replace(dec, packets[i+1], got)))
		for j := range want {
			s, e := float64(want[j]), float64(want[j])-float64(got[j])
			signal, noise = signal+s*s, noise+e*e
		}
	}
	return 10 * math.Log10(signal/noise)
}

// second is the error of a call whose count does not matter.
func second(_ int, err error) error { return err }

func (c AudioCodec) corrupt(t *testing.T) {
	enc, dec := c.open(t, 0)
	packets := c.encode(t, enc, c.voice(10))
	random := rand.New(rand.NewPCG(5, 6))
	pcm := make([]int16, packetSamples*c.Channels)
	for range 2000 {
		packet := append([]byte(nil), packets[random.IntN(len(packets))]...)
		packet = packet[:random.IntN(len(packet)+1)]
		for range random.IntN(4) {
			if len(packet) > 0 {
				packet[random.IntN(len(packet))] = byte(random.Uint32())
			}
		}
		dec.HasFEC(packet)
		for _, decode := range []func([]byte, []int16) (int, error){dec.Decode, dec.DecodeFEC} {
			n, err := decode(packet, pcm)
			if n < 0 || n > packetSamples || err != nil && !errors.Is(err, codec.ErrCorrupt) {
				t.Fatalf("%x: %d samples, %v", packet, n, err)
			}
		}
	}
	if _, err := dec.Decode(nil, pcm); !errors.Is(err, codec.ErrCorrupt) {
		t.Errorf("no packet: %v", err)
	}
	if n, err := dec.Decode(packets[0], pcm); n != packetSamples || err != nil {
		t.Errorf("an intact packet afterwards: %d samples, %v", n, err)
	}
}

func (c AudioCodec) lengths(t *testing.T) {
	enc, dec := c.open(t, 0)
	for _, n := range []int{0, packetSamples*c.Channels - 1, packetSamples*c.Channels + 1, 4 * packetSamples * c.Channels} {
		if _, err := enc.Encode(make([]int16, n)); err == nil {
			t.Errorf("%d samples were encoded", n)
		}
	}
	for name, call := range map[string]func() (int, error){
		"conceal nothing": func() (int, error) { return dec.Conceal(nil) },
		"short buffer": func() (int, error) {
			return dec.Decode(c.encode(t, enc, c.voice(1))[0], make([]int16, 10*c.Channels))
		},
	} {
		if n, err := call(); err == nil {
			t.Errorf("%s: %d samples", name, n)
		}
	}
}

func (c AudioCodec) closes(t *testing.T) {
	enc, dec := c.open(t, 0)
	in := c.voice(1)
	packet := c.encode(t, enc, in)[0]
	closed(t, enc, map[string]func() error{
		"encode":            func() error { _, err := enc.Encode(in); return err },
		"set bitrate":       func() error { return enc.SetBitrate(1000) },
		"set expected loss": func() error { return enc.SetExpectedLoss(0) },
	})
	closed(t, dec, map[string]func() error{
		"decode":     func() error { return second(dec.Decode(packet, in)) },
		"decode FEC": func() error { return second(dec.DecodeFEC(packet, in)) },
		"conceal":    func() error { return second(dec.Conceal(in)) },
	})
}
