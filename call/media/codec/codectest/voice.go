package codectest

import (
	"math"
	"math/rand/v2"

	"parley/call/media/frame"
)

// Voice is n samples that behave like speech: a gliding pitch of around
// 120 Hz with formants, in syllables with short pauses, and a little breath.
// Voices of different seeds speak differently.
func Voice(seed uint64, n int) []int16 {
	s := speaker{random: rand.New(rand.NewPCG(seed, seed))}
	pcm := make([]int16, n)
	for i := range pcm {
		if s.left == 0 {
			s.nextSyllable()
		}
		pcm[i] = int16(max(-32768, min(32767, 2500*s.glottis(i)*s.envelope()+30*s.random.NormFloat64())))
		s.left--
	}
	return pcm
}

// speaker is a voice in the middle of a syllable.
type speaker struct {
	random *rand.Rand
	phase  float64
	pitch  float64 // Hz
	gains  [20]float64
	length int // of the syllable in samples
	left   int // samples to the next one
	pause  int // samples of it that are silent, at its end
}

// nextSyllable draws a pitch and two formants, and what each harmonic gets
// from them.
func (s *speaker) nextSyllable() {
	s.pitch = 95 + 60*s.random.Float64()
	formant := 400 + 600*s.random.Float64()
	for h := range s.gains {
		f := float64(h+1) * s.pitch
		s.gains[h] = math.Exp(-math.Pow((f-formant)/250, 2)) +
			0.4*math.Exp(-math.Pow((f-3*formant)/400, 2)) + 0.1/float64(h+1)
	}
	s.length = int(frame.SampleRate * (0.12 + 0.15*s.random.Float64()))
	s.pause = int(frame.SampleRate * 0.06 * s.random.Float64())
	s.left = s.length + s.pause
}

// glottis is the sum of the harmonics at sample i.
func (s *speaker) glottis(i int) float64 {
	glide := 1 + 0.04*math.Sin(2*math.Pi*3*float64(i)/frame.SampleRate)
	s.phase += 2 * math.Pi * s.pitch * glide / frame.SampleRate
	sum := 0.0
	for h, gain := range s.gains {
		sum += gain * math.Sin(float64(h+1)*s.phase)
	}
	return sum
}

// envelope rises and falls over 30 ms at the ends of a syllable.
func (s *speaker) envelope() float64 {
	const slope = 0.03 * frame.SampleRate
	left := s.left - s.pause
	if left <= 0 {
		return 0
	}
	return math.Sin(math.Pi / 2 * min(1, float64(left)/slope, float64(s.length-left)/slope))
}
