package audio

import "math"

const (
	// floor is the level in dBFS that a meter shows as nothing.
	floor = -60.0
	// fall is how fast a meter goes down, in decibels a block: 60 a second.
	fall = 0.6
	// hush is the level below which nothing counts as a voice, and stands how
	// many decibels a voice stands out of the noise around it.
	hush, stands = -45.0, 12.0
	// rise is how fast the estimate of that noise goes up, in decibels a
	// block: 3 a second, so that it does not follow a sentence.
	rise = 0.03
	// pause is how many blocks a voice may be silent between two words.
	pause = 30
)

// Level is a meter: it jumps up with the sound and falls slowly, as people can
// read it. The zero value is ready and shows nothing. It belongs to one
// goroutine; frame.Gauge carries the value to others.
type Level struct {
	shown float64 // above floor, in decibels
	peak  float64 // likewise
	noise float64 // likewise; of what is there all the time
	quiet int     // blocks since something stood out
	heard bool    // something stood out at all
}

// Push takes the next block, whose channels count alike.
func (l *Level) Push(pcm []int16) {
	if len(pcm) == 0 {
		return
	}
	sum, most := 0.0, 0.0
	for _, s := range pcm {
		v := float64(s)
		sum += v * v
		most = max(most, math.Abs(v))
	}
	now := aboveFloor(math.Sqrt(sum / float64(len(pcm))))
	l.shown = max(now, l.shown-fall)
	l.peak = max(aboveFloor(most), l.peak-fall/2)
	l.listen(now)
}

// Value is the loudness (RMS) from 0, -60 dBFS and below, to 1, as loud as
// can be. Speech is around 0.6.
func (l *Level) Value() float64 { return l.shown / -floor }

// Peak is the highest sample on the same scale. It falls half as fast.
func (l *Level) Peak() float64 { return l.peak / -floor }

// Active reports whether something louder than the usual noise was heard
// lately: a hint that somebody speaks, where there is no Processor to ask.
func (l *Level) Active() bool { return l.heard && l.quiet <= pause }

func (l *Level) listen(now float64) {
	l.noise = min(now, l.noise+rise)
	l.quiet++
	if now > max(hush-floor, l.noise+stands) {
		l.quiet, l.heard = 0, true
	}
}

// aboveFloor turns an amplitude into decibels above floor, 0 below it.
func aboveFloor(amplitude float64) float64 {
	if amplitude < 1 {
		return 0
	}
	return max(0, 20*math.Log10(amplitude/math.MaxInt16)-floor)
}
