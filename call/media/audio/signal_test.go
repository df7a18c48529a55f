package audio

import (
	"math"
	"math/rand/v2"

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

// speech is n samples that behave like a voice: a gliding pitch of around
// 120 Hz with formants, in syllables with pauses and a little breath.
func speech(seed uint64, n int) []int16 {
	random := rand.New(rand.NewPCG(seed, seed))
	pcm := make([]int16, n)
	phase := 0.0
	formant, pitch, syllable, pause := 600.0, 120.0, 0, 0
	for i := range pcm {
		if i >= syllable+pause {
			syllable, pause = i+int(frame.SampleRate*(0.12+0.15*random.Float64())), int(frame.SampleRate*0.06*random.Float64())
			formant, pitch = 400+600*random.Float64(), 95+60*random.Float64()
		}
		t := float64(i) / frame.SampleRate
		phase += 2 * math.Pi * pitch * (1 + 0.04*math.Sin(2*math.Pi*3*t)) / frame.SampleRate
		voice := 0.0
		for h := 1.0; h <= 24; h++ {
			f := h * pitch
			gain := math.Exp(-math.Pow((f-formant)/250, 2)) + 0.4*math.Exp(-math.Pow((f-3*formant)/400, 2)) + 0.1/h
			voice += gain * math.Sin(h*phase)
		}
		envelope := 0.0
		if i < syllable {
			envelope = math.Sin(math.Pi*math.Min(1, float64(syllable-i)/5000)) + 0.3
		}
		pcm[i] = int16(2500*voice*envelope + 60*random.NormFloat64())
	}
	return pcm
}

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
