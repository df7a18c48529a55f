package jitter

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"parley/call/media/audio"
	"parley/call/media/codec/opus"
	"parley/call/media/frame"
)

func TestZZOpus(t *testing.T) {
	raw, _ := os.ReadFile("/tmp/jit.raw")
	pcm := make([]int16, len(raw)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	for _, loss := range []float64{0, 0.05, 0.1, 0.2} {
		enc, _ := opus.NewEncoder(opus.Config{})
		enc.SetExpectedLoss(loss)
		dec, _ := opus.NewDecoder(1)
		now := time.Unix(1000, 0)
		p := NewPlayout(PlayoutConfig{Decoder: dec, Channels: 1, Accelerate: audio.Accelerate, Expand: audio.Expand, Now: func() time.Time { return now }})
		random := rand.New(rand.NewPCG(1, 2))
		var heard []int16
		out := make([]int16, 480)
		for i := range 3000 {
			block := make([]int16, 960)
			for k := range block {
				block[k] = pcm[(i*960+k)%len(pcm)]
			}
			data, _ := enc.Encode(block)
			if random.Float64() >= loss {
				p.Push(frame.Packet{Sequence: uint16(i), Timestamp: uint32(i * 960), Arrived: now, Payload: data})
			}
			for range 2 {
				p.Pull(out)
				heard = append(heard, out...)
				now = now.Add(10 * time.Millisecond)
			}
		}
		e := 0.0
		for _, s := range heard {
			e += float64(s) * float64(s)
		}
		s := p.Stats()
		t.Logf("loss %.2f: rms %.0f concealed %.2f%% repaired %d lost %d delay %v target %v acc %d exp %d", loss, math.Sqrt(e/float64(len(heard))), 100*s.ConcealedRatio(), s.PacketsRepaired, s.PacketsLost, s.Delay, s.Target, s.AcceleratedSamples, s.ExpandedSamples)
	}
}
func BenchmarkZZPull(b *testing.B) {
	raw, _ := os.ReadFile("/tmp/jit.raw")
	enc, _ := opus.NewEncoder(opus.Config{})
	var packets [][]byte
	for i := 0; (i+1)*1920 < len(raw); i++ {
		block := make([]int16, 960)
		for k := range block {
			block[k] = int16(binary.LittleEndian.Uint16(raw[i*1920+2*k:]))
		}
		d, _ := enc.Encode(block)
		packets = append(packets, d)
	}
	dec, _ := opus.NewDecoder(1)
	now := time.Unix(1000, 0)
	p := NewPlayout(PlayoutConfig{Decoder: dec, Channels: 1, Accelerate: audio.Accelerate, Expand: audio.Expand, Now: func() time.Time { return now }})
	out := make([]int16, 480)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%2 == 0 {
			p.Push(frame.Packet{Sequence: uint16(i / 2), Timestamp: uint32(i * 480), Arrived: now, Payload: packets[i/2%len(packets)]})
		}
		p.Pull(out)
		now = now.Add(10 * time.Millisecond)
	}
}
