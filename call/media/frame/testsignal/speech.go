package testsignal

import (
	"math"

	"parley/call/media/frame"
)

// vowel holds the first three formants, in Hz (Peterson and Barney 1952, men).
type vowel [3]float64

var vowels = [...]vowel{
	{730, 1090, 2440}, // father
	{530, 1840, 2480}, // head
	{270, 2290, 3010}, // heed
	{570, 840, 2410},  // hawed
	{300, 870, 2240},  // who'd
	{660, 1720, 2410}, // had
}

// syllable is a consonant-like burst of noise and a vowel, or silence when
// the vowel is negative. Times are in ms.
type syllable struct {
	vowel, length int
	hiss          int
}

// phrases is a few seconds of talk: three sentences with breath between.
var phrases = []syllable{
	{1, 170, 40},
	{0, 210, 0},
	{4, 150, 30},
	{2, 230, 50},
	{0, 280, 0},
	{-1, 340, 0},
	{3, 160, 35},
	{1, 150, 0},
	{5, 240, 45},
	{0, 170, 25},
	{2, 330, 0},
	{-1, 520, 0},
	{5, 140, 0},
	{1, 180, 55},
	{4, 160, 0},
	{0, 230, 40},
	{3, 190, 0},
	{1, 160, 30},
	{2, 300, 45},
	{-1, 700, 0},
}

// speechLevel is the loudest sample, as a part of full scale: some 20 dB
// below it on average, as a person close to a headset.
const speechLevel = 0.32

// newSpeech synthesises the phrases once: a buzz at the pitch of a voice
// through three resonators.
func newSpeech() []int16 {
	var out []float64
	v := voice{}
	for _, s := range phrases {
		out = v.speak(out, s)
	}
	loudest := 0.0
	for _, x := range out {
		loudest = max(loudest, math.Abs(x))
	}
	pcm := make([]int16, len(out))
	for i, x := range out {
		pcm[i] = int16(x / loudest * speechLevel * math.MaxInt16)
	}
	return pcm
}

// voice is a source and three formants in series.
type voice struct {
	phase      float64 // of the buzz, 0 to 1
	said       int     // samples so far
	resonators [3]resonator
}

func (v *voice) speak(out []float64, s syllable) []float64 {
	length := s.length * frame.SampleRate / 1000
	if s.vowel < 0 {
		v.said = 0
		return append(out, make([]float64, length)...)
	}
	for i, formant := range vowels[s.vowel] {
		v.resonators[i].tune(formant, 60+30*float64(i))
	}
	hiss := s.hiss * frame.SampleRate / 1000
	for i := range length {
		source := v.buzz()
		if i < hiss {
			source = 0.15 * (float64(scramble(uint32(v.said), uint32(s.vowel), 3))/(1<<31) - 1)
		}
		for k := range v.resonators {
			source = v.resonators[k].filter(source)
		}
		out = append(out, source*math.Sin(math.Pi*float64(i)/float64(length)))
		v.said++
	}
	return out
}

// buzz is a train of glottal pulses; its pitch falls along a phrase and
// trembles, as in speech.
func (v *voice) buzz() float64 {
	seconds := float64(v.said) / frame.SampleRate
	pitch := 135 - 18*min(seconds, 2) + 6*math.Sin(2*math.Pi*3.1*seconds)
	v.phase += pitch / frame.SampleRate
	v.phase -= math.Floor(v.phase)
	if v.phase < 0.4 {
		return math.Sin(math.Pi * v.phase / 0.4)
	}
	return -0.3 * (1 - v.phase)
}

// resonator is a two-pole band filter with a gain of one at 0 Hz.
type resonator struct{ gain, a, b, y1, y2 float64 }

func (r *resonator) tune(hertz, bandwidth float64) {
	radius := math.Exp(-math.Pi * bandwidth / frame.SampleRate)
	r.a = 2 * radius * math.Cos(2*math.Pi*hertz/frame.SampleRate)
	r.b = -radius * radius
	r.gain = 1 - r.a - r.b
}

func (r *resonator) filter(x float64) float64 {
	y := r.gain*x + r.a*r.y1 + r.b*r.y2
	r.y2, r.y1 = r.y1, y
	return y
}
