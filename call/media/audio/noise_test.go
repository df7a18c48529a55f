package audio

import (
	"testing"

	"parley/call/media/audio/likeness"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
)

// saidOften is the test voice over and over, which has pauses of silence.
func saidOften(length int) []int16 {
	pcm, voice := make([]int16, 0, length), testsignal.Voice()
	for len(pcm) < length {
		pcm = append(pcm, voice[:min(len(voice), length-len(pcm))]...)
	}
	return pcm
}

// Where there is no noise, a voice is left as it is: suppression would take
// a third of it away. The first seconds, in which nobody knows, do not count.
func TestVoiceInSilenceIsLeft(t *testing.T) {
	voice, silence := saidOften(12*seconds), make([]int16, 12*seconds)
	out, _, _ := process(t, Options{NoiseSuppression: true}, silence, voice, 0)
	from, until := 7*seconds, 11*seconds
	alike, _ := likeness.Score(voice[from:until], out[from-likeness.Slack:until+likeness.Slack])
	if alike < 0.95 {
		t.Errorf("it scores %.3f", alike)
	}
}

// The more noise there is beside a voice, the harder it is taken out; a voice
// that is softer calls for as much as noise that is louder.
func TestSuppressionFollowsNoise(t *testing.T) {
	voice, silence := saidOften(12*seconds), make([]int16, 12*seconds)
	for _, c := range []struct {
		rms  float64 // of the noise, in steps
		soft int     // the voice is divided by it
		want suppression
	}{
		{0, 1, suppressNothing},
		{8, 1, suppressNothing}, // -72 dBFS
		{25, 1, suppressLow},    // -62 dBFS
		{80, 1, suppressModerate},
		{400, 1, suppressHigh}, // -38 dBFS
		{25, 10, suppressHigh},
	} {
		mic := noise(3, c.rms, len(voice))
		for i, s := range voice {
			mic[i] += s / int16(c.soft)
		}
		_, _, p := process(t, Options{NoiseSuppression: true}, silence, mic, 0)
		if p.taken != c.want {
			t.Errorf("beside noise of %v, the voice softer %d times, %d is taken, not %d", c.rms, c.soft, p.taken, c.want)
		}
	}
}

// What is suppressed changes when somebody pauses only, never twice in a short
// time, and not because a device leaves a block out.
func TestSuppressionIsCalm(t *testing.T) {
	mic := noise(3, 25, 60*seconds)
	for i, s := range saidOften(len(mic)) {
		mic[i] += s
	}
	var m noiseMeter
	changes, before := 0, m.wanted
	for n := range len(mic) / frame.BlockSamples {
		block := mic[n*frame.BlockSamples:][:frame.BlockSamples]
		if n%100 == 0 {
			clear(block)
		}
		if m.push(block, decibelsOf(block) > 50); m.wanted != before {
			changes, before = changes+1, m.wanted
		}
	}
	if changes > 2 || m.wanted != suppressLow { // high at first
		t.Errorf("%d changes, at last to %d", changes, m.wanted)
	}
}
