package audio

import (
	"math"

	"parley/call/media/frame"
)

// Bounds of Accelerate and Expand, in samples per channel.
const (
	// MinStretch and MaxStretch bound the length of what is stretched: 30 to
	// 40 ms. Two of the longest periods must fit.
	MinStretch = 3 * frame.BlockSamples
	MaxStretch = 4 * frame.BlockSamples
	// MinPeriod and MaxPeriod bound what one call takes out or puts in: 2.5 to
	// 15 ms, the pitch of voices from 400 down to 67 Hz. They are NetEQ's.
	MinPeriod = frame.SampleRate / 400
	MaxPeriod = MinStretch / 2
)

const (
	// alike is the least normalised correlation of two neighbouring periods
	// that may be merged; NetEQ's kCorrelationThreshold.
	alike = 0.9
	// quiet is the RMS below which nobody hears where the sound was cut.
	quiet = 60.0 // of 32768, that is -55 dBFS
	// compareAtLeast keeps the window of the comparison from getting so short
	// that any smooth curve resembles itself.
	compareAtLeast = frame.SampleRate / 100
	// decimation is the step of the coarse search, which runs at 6 kHz.
	decimation = 8
)

// Accelerate writes src to dst with one pitch period taken out, so that it
// plays in less time at the same pitch. Neighbouring periods are cross-faded
// into one; the first and last samples stay, so the seams to what is before
// and after are kept.
//
// src is MinStretch to MaxStretch samples long per channel, and dst at least
// as long as src; they must not overlap. n counts the values written, of all
// channels. When src has no two periods that are alike, ok is false and dst is
// a copy of src.
func Accelerate(dst, src []int16, channels int) (n int, ok bool) {
	cut, period, ok := findPeriod(src, channels)
	if !ok {
		return copy(dst, src), false
	}
	cut, period = cut*channels, period*channels
	n = copy(dst, src[:cut])
	crossFade(dst[n:n+period], src[cut:], src[cut+period:], channels)
	n += period
	n += copy(dst[n:], src[cut+2*period:])
	return n, true
}

// Expand writes src to dst with one pitch period repeated, so that it plays
// in more time at the same pitch. It is the reverse of Accelerate; dst has
// room for len(src) + MaxPeriod*channels values.
func Expand(dst, src []int16, channels int) (n int, ok bool) {
	cut, period, ok := findPeriod(src, channels)
	if !ok {
		return copy(dst, src), false
	}
	cut, period = cut*channels, period*channels
	n = copy(dst, src[:cut+period])
	crossFade(dst[n:n+period], src[cut+period:], src[cut:], channels)
	n += period
	n += copy(dst[n:], src[cut+period:])
	return n, true
}

// crossFade fills dst, going from a to b. The two are alike, so their
// amplitudes and not their powers add up to one.
func crossFade(dst, a, b []int16, channels int) {
	length := len(dst) / channels
	for i := range dst {
		w := i / channels
		dst[i] = int16((int(a[i])*(length-w) + int(b[i])*w) / length)
	}
}

// findPeriod looks for two neighbouring periods in the middle of src that are
// alike: the first begins at sample cut, the second one period later. All
// sound alike where src is quiet.
func findPeriod(src []int16, channels int) (cut, period int, ok bool) {
	length := len(src) / channels
	if length < MinStretch || length > MaxStretch {
		return 0, 0, false
	}
	var mono [MaxStretch]float32
	energy := mixDown(mono[:length], src, channels)
	if math.Sqrt(energy/float64(len(src))) < quiet {
		return length/2 - MaxPeriod, MaxPeriod, true
	}
	period, likeness := bestPeriod(mono[:length])
	return length/2 - period, period, likeness >= alike
}

// mixDown adds the channels up into dst and returns the energy of all of them.
func mixDown(dst []float32, src []int16, channels int) (energy float64) {
	for i := range dst {
		sum := 0
		for _, s := range src[i*channels : (i+1)*channels] {
			sum += int(s)
			energy += float64(s) * float64(s)
		}
		dst[i] = float32(sum)
	}
	return energy
}

// bestPeriod returns the lag at which x resembles itself most around its
// middle: found roughly at a lower rate, then to the sample.
func bestPeriod(x []float32) (period int, likeness float64) {
	var buffer [MaxStretch / decimation]float32
	low := decimate(buffer[:len(x)/decimation], x)
	coarse, _ := searchLag(low, MinPeriod/decimation, MaxPeriod/decimation, compareAtLeast/decimation)
	from := max(MinPeriod, (coarse-1)*decimation)
	to := min(MaxPeriod, (coarse+1)*decimation)
	return searchLag(x, from, to, compareAtLeast)
}

// decimate averages runs of x, which is low-pass enough for finding a pitch.
func decimate(dst, x []float32) []float32 {
	for i := range dst {
		sum := float32(0)
		for _, s := range x[i*decimation : (i+1)*decimation] {
			sum += s
		}
		dst[i] = sum
	}
	return dst
}

// searchLag returns the lag from..to with the greatest normalised correlation
// of two windows that lie that far apart, symmetric about the middle of x.
func searchLag(x []float32, from, to, window int) (best int, likeness float64) {
	likeness = math.Inf(-1)
	for lag := from; lag <= to; lag++ {
		size := max(window, lag)
		start := (len(x) - lag - size) / 2
		r := correlation(x[start:start+size], x[start+lag:start+lag+size])
		if r > likeness {
			best, likeness = lag, r
		}
	}
	return best, likeness
}

// correlation is 1 for signals of the same shape and size. One that is a
// louder copy of the other counts less, for merging it would be heard.
func correlation(a, b []float32) float64 {
	var cross, energyA, energyB float32
	for i, s := range a {
		t := b[i]
		cross += s * t
		energyA += s * s
		energyB += t * t
	}
	if energyA+energyB == 0 {
		return 0 // the channels cancel each other: nothing to compare
	}
	return 2 * float64(cross) / float64(energyA+energyB)
}
