package audio

import (
	"math"
	"math/rand/v2"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

// sine is n samples of a pure tone.
func sine(hertz, amplitude float64, n int) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = int16(amplitude * math.Sin(2*math.Pi*hertz*float64(i)/frame.SampleRate))
	}
	return pcm
}

// speech is n samples of a voice.
func speech(seed uint64, n int) []int16 { return codectest.Voice(seed, n) }

// noise is n samples of white noise.
func noise(seed uint64, rms float64, n int) []int16 {
	random := rand.New(rand.NewPCG(seed, seed))
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = int16(max(-32768, min(32767, rms*random.NormFloat64())))
	}
	return pcm
}

// stereo repeats a mono signal on both channels, the right one at a share of
// the left one.
func stereo(mono []int16, right float64) []int16 {
	pcm := make([]int16, 2*len(mono))
	for i, s := range mono {
		pcm[2*i], pcm[2*i+1] = s, int16(float64(s)*right)
	}
	return pcm
}

// power is the mean square of pcm.
func power(pcm []int16) float64 {
	sum := 0.0
	for _, s := range pcm {
		sum += float64(s) * float64(s)
	}
	return sum / float64(max(1, len(pcm)))
}

// decibels is the ratio of two powers.
func decibels(a, b float64) float64 { return 10 * math.Log10(max(a, 1e-9)/max(b, 1e-9)) }

// steepest is the greatest step from one sample of a channel to the next.
func steepest(pcm []int16, channels int) int {
	most := 0
	for i := channels; i < len(pcm); i++ {
		step := int(pcm[i]) - int(pcm[i-channels])
		most = max(most, step, -step)
	}
	return most
}
