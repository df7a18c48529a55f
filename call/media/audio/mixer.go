package audio

import (
	"math"

	"parley/call/media/frame"
)

// MaxGain is the loudest a source can be made: 200 %.
const MaxGain = 2

// Mixer adds sources up, block by block: Reset, Add each source, Mix. The
// zero value is ready. It belongs to one goroutine.
type Mixer struct {
	sum     [2 * frame.BlockSamples]int32 // stereo
	limiter Limiter
}

// Reset begins the next block.
func (m *Mixer) Reset() { m.sum = [len(m.sum)]int32{} }

// Add adds a block of a source, stereo or mono, at a gain from 0 to MaxGain.
// A shorter one counts as silent at its end.
func (m *Mixer) Add(pcm []int16, gain float64) {
	g := fixed(gain)
	if len(pcm) == frame.BlockSamples {
		for i, s := range pcm {
			scaled := int32(s) * g >> gainBits
			m.sum[2*i] += scaled
			m.sum[2*i+1] += scaled
		}
		return
	}
	for i, s := range pcm[:min(len(pcm), len(m.sum))] {
		m.sum[i] += int32(s) * g >> gainBits
	}
}

// Mix writes the sum to dst, which is one block of stereo, or of mono for a
// speaker that is alone. volume from 0 to MaxGain applies to all; what would
// be too loud is limited.
func (m *Mixer) Mix(dst []int16, volume float64) {
	g := int64(fixed(volume))
	for i, s := range m.sum {
		m.sum[i] = int32(int64(s) * g >> gainBits)
	}
	if len(dst) != frame.BlockSamples {
		m.limiter.Limit(dst, m.sum[:min(len(dst), len(m.sum))], 2)
		return
	}
	for i := range dst {
		m.sum[i] = (m.sum[2*i] + m.sum[2*i+1]) / 2
	}
	m.limiter.Limit(dst, m.sum[:len(dst)], 1)
}

// gainBits is the number of fractional bits of a gain.
const gainBits = 12

// fixed turns a gain into fixed point; one that is no number becomes 0.
func fixed(gain float64) int32 {
	if math.IsNaN(gain) {
		return 0
	}
	return int32(math.Round(max(0, min(MaxGain, gain)) * (1 << gainBits)))
}
