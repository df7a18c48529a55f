package clip

import (
	"math"

	"parley/call/media/frame"
)

const (
	// lobes is how many zero crossings of the sinc count on each side: enough
	// to keep what is folded back 70 dB down.
	lobes = 16
	// phases is how finely the filter is tabled between two samples.
	phases = 512
	// passband is how much of the band below the lower rate's edge is kept.
	passband = 0.94
)

// Resample converts interleaved sound to frame.SampleRate by a windowed sinc.
func Resample(pcm []int16, channels, rate int) []int16 {
	if rate == frame.SampleRate {
		return pcm
	}
	k := newKernel(rate)
	in := len(pcm) / channels
	out := make([]int16, int(int64(in)*frame.SampleRate/int64(rate))*channels)
	if len(out) == 0 {
		return pcm[:channels] // a sample or so: there is nothing to convert
	}
	for i := range len(out) / channels {
		position := float64(i) * float64(rate) / frame.SampleRate
		for c := range channels {
			out[i*channels+c] = saturate(k.at(pcm, channels, c, position))
		}
	}
	return out
}

// kernel is one side of the filter, tabled.
type kernel struct {
	reach float64 // samples of the input on each side
	table []float64
}

func newKernel(rate int) *kernel {
	cut := passband * min(1, frame.SampleRate/float64(rate)) // of the input's band
	k := &kernel{reach: lobes / cut}
	k.table = make([]float64, int(k.reach*phases)+2)
	for i := range k.table {
		x := float64(i) / phases
		window := 0.5 + 0.5*math.Cos(math.Pi*min(x/k.reach, 1))
		k.table[i] = cut * sinc(cut*x) * window
	}
	return k
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// at interpolates one channel at a position in samples.
func (k *kernel) at(pcm []int16, channels, channel int, position float64) (sum float64) {
	first := max(int(math.Ceil(position-k.reach)), 0)
	last := min(int(position+k.reach), len(pcm)/channels-1)
	for i := first; i <= last; i++ {
		weight := k.table[int(math.Abs(float64(i)-position)*phases+0.5)]
		sum += weight * float64(pcm[i*channels+channel])
	}
	return sum
}
