package media

import (
	"math"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/frame"
	"parley/call/session"
)

// tones plays the app's own sounds. Each is synthesised once, when it is first
// played, mono at frame.SampleRate.
type tones struct {
	playing atomic.Pointer[performance]

	mu       sync.Mutex
	composed map[session.Sound]*tune

	// The fields below belong to the audio callback.

	at   int // next sample
	last *performance
}

// performance is one playing of a tune. The same tune again is another one, so
// that it starts from its beginning.
type performance struct{ *tune }

// tune is one sound and whether it starts again at its end.
type tune struct {
	pcm  []int16
	loop bool
}

// play switches to a sound; Silence stops. It is safe from any goroutine.
func (t *tones) play(s session.Sound) {
	tune := t.tune(s)
	if tune == nil {
		t.playing.Store(nil)
		return
	}
	t.playing.Store(&performance{tune})
}

// tune returns a sound, nil for silence.
func (t *tones) tune(s session.Sound) *tune {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.composed[s] == nil {
		if t.composed == nil {
			t.composed = make(map[session.Sound]*tune)
		}
		t.composed[s] = compose(s)
	}
	return t.composed[s]
}

// active reports whether a sound is to be heard.
func (t *tones) active() bool { return t.playing.Load() != nil }

// next fills stereo with the next samples and reports whether there are any.
func (t *tones) next(stereo []int16) bool {
	now := t.playing.Load()
	if now != t.last {
		t.last, t.at = now, 0
	}
	if now == nil {
		return false
	}
	for i := 0; i+1 < len(stereo); i += 2 {
		if t.at == len(now.pcm) && now.loop {
			t.at = 0
		}
		var sample int16
		if t.at < len(now.pcm) {
			sample = now.pcm[t.at]
			t.at++
		}
		stereo[i], stereo[i+1] = sample, sample
	}
	if t.at == len(now.pcm) && !now.loop {
		t.playing.CompareAndSwap(now, nil)
	}
	return true
}

// note is a decaying tone within a tune.
type note struct {
	start, length time.Duration
	hertz         float64
}

// compose makes a sound. The ring is a soft rising figure each three seconds;
// the tone at the caller's side is the European 425 Hz, one second of five
// (ITU-T E.180).
func compose(s session.Sound) *tune {
	const ms = time.Millisecond
	switch s {
	case session.RingTone:
		return &tune{loop: true, pcm: strike(3*time.Second, 0.22, []note{
			{0, 900 * ms, 523.25},
			{160 * ms, 900 * ms, 659.25},
			{320 * ms, 1200 * ms, 783.99},
			{700 * ms, 900 * ms, 659.25},
			{860 * ms, 1400 * ms, 1046.5},
		})}
	case session.RingBack:
		return &tune{loop: true, pcm: hum(5*time.Second, time.Second, 0.06, 425)}
	case session.SpeakerTest:
		return &tune{pcm: strike(1600*ms, 0.25, []note{
			{0, 900 * ms, 523.25}, {200 * ms, 900 * ms, 659.25}, {400 * ms, 1200 * ms, 783.99},
		})}
	case session.Silence:
	}
	return nil
}

// strike adds up notes that decay like a struck bar.
func strike(length time.Duration, gain float64, notes []note) []int16 {
	pcm := make([]int16, samples(length))
	for _, n := range notes {
		from, count := samples(n.start), samples(n.length)
		for i := 0; i < count && from+i < len(pcm); i++ {
			t := float64(i) / frame.SampleRate
			attack := min(t/0.004, 1)
			decay := math.Exp(-5 * float64(i) / float64(count))
			tone := math.Sin(2*math.Pi*n.hertz*t) + 0.3*math.Sin(4*math.Pi*n.hertz*t)
			pcm[from+i] += int16(gain / 1.3 * attack * decay * tone * math.MaxInt16 * 0.6)
		}
	}
	return pcm
}

// hum is a plain tone for the first part of length, with soft ends.
func hum(length, on time.Duration, gain, hertz float64) []int16 {
	pcm := make([]int16, samples(length))
	count := samples(on)
	for i := range count {
		t := float64(i) / frame.SampleRate
		edge := min(1, t/0.01, float64(count-i)/frame.SampleRate/0.01)
		pcm[i] = int16(gain * edge * math.Sin(2*math.Pi*hertz*t) * math.MaxInt16)
	}
	return pcm
}

func samples(d time.Duration) int { return int(d * frame.SampleRate / time.Second) }
