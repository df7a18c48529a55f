package audio

import (
	"math"

	"parley/call/media/frame"
)

const (
	// ceiling is what a limited signal approaches and never reaches, and knee
	// where limiting begins: -0.2 and -3 dBFS.
	ceiling = 0.98 * math.MaxInt16
	knee    = 0.71 * math.MaxInt16
	// stretchOfGain is how long one gain is aimed at: 1 ms.
	stretchOfGain = frame.SampleRate / 1000
	// attack is how many samples the gain takes to fall at the start of a
	// block, where there is no earlier sound left to begin in.
	attack = 8
	// recovery is what remains of a peak 1 ms later. It is gone by half in
	// 120 ms, slower than a syllable's own rise and fall, so nothing pumps.
	recovery = 0.9942
)

// Limiter keeps loud sound below the ceiling by turning it down, not by
// cutting its peaks off, and adds no delay. What stays below the knee passes
// unchanged. The zero value is ready.
type Limiter struct {
	envelope float32 // the peak, falling slowly
	gain     float32 // at the end of the last block; 0 before the first
}

// Limit writes one block of interleaved src to dst. The two are equally long.
func (l *Limiter) Limit(dst []int16, src []int32, channels int) {
	if l.gain == 0 {
		l.gain = 1
	}
	size := stretchOfGain * channels
	next := peak(src[:min(size, len(src))])
	for at := 0; at < len(src); at += size {
		end := min(at+size, len(src))
		now := next
		next = peak(src[end:min(end+size, len(src))])
		l.envelope = max(l.envelope*recovery, now, next) // begin to fall before the peak
		ramp := end - at
		if at == 0 && gainFor(l.envelope) < l.gain {
			ramp = attack * channels
		}
		l.glide(dst[at:end], src[at:end], ramp, channels)
	}
}

// glide writes a stretch while the gain goes to its new value within ramp
// values.
func (l *Limiter) glide(dst []int16, src []int32, ramp, channels int) {
	target := gainFor(l.envelope)
	if l.gain == 1 && target == 1 {
		for i, s := range src {
			dst[i] = int16(s)
		}
		return
	}
	gain, step := l.gain, (target-l.gain)*float32(channels)/float32(ramp)
	for i, s := range src {
		if i%channels == 0 {
			if gain += step; i >= ramp {
				gain = target
			}
		}
		dst[i] = int16(max(-ceiling, min(ceiling, float32(s)*gain)))
	}
	l.gain = target
}

// gainFor maps a peak to a gain: 1 up to the knee, from where the product
// bends smoothly towards the ceiling.
func gainFor(peak float32) float32 {
	if peak <= knee {
		return 1
	}
	over := (peak - knee) / (ceiling - knee)
	return (knee + (ceiling-knee)*over/(1+over)) / peak
}

func peak(src []int32) float32 {
	most := int32(0)
	for _, s := range src {
		most = max(most, s, -s)
	}
	return float32(most)
}
