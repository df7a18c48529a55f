package audio

import (
	"math"

	"parley/call/media/frame"
)

// suppression is how hard steady noise is taken out: nothing, and by 6, 12 and
// 18 dB.
type suppression int

const (
	suppressNothing suppression = iota
	suppressLow
	suppressModerate
	suppressHigh
)

// clearFor is by how many decibels a voice must stand out of the noise for
// each suppression but the highest to be enough. Suppression takes something of
// the voice too, and where there is no noise to learn it takes the voice for it:
// these are where package likeness finds the next one better, with the test
// voice and with people recorded, in noise from -80 to -42 dBFS.
var clearFor = [suppressHigh]float64{48, 40, 31}

const (
	// remembered is how many blocks noise is judged by: 5 s, in which people
	// pause.
	remembered = 500
	// pauses is how many of those are taken to be pauses: the softest 5 %, so
	// that a device which leaves a block out now and then is not a silent room.
	pauses = remembered / 20
	// usualVoice is how loud the loud vowels of a voice are taken for before there
	// was one: -15 dBFS.
	usualVoice = 75.0
	// voiceRises is the share of a louder block in the estimate of that, which
	// thus follows within a vowel; voiceFalls is by how many decibels a softer one
	// lowers it: 2 a second of talk.
	voiceRises, voiceFalls = 0.1, 0.02
	// sway is by how many decibels more a voice must stand out before less is
	// suppressed than now.
	sway = 3
	// pauseAbove is how many decibels above the noise a block still is a pause.
	pauseAbove = 6
)

// noiseMeter tells how much noise there is where the microphone stands. The
// zero value is ready. Levels are in decibels of a step of 16-bit sound.
type noiseMeter struct {
	levels [remembered]uint8 // of the last blocks, in a ring
	counts [97]int           // of blocks with each level
	blocks int               // so far
	voice  float64           // above usualVoice
	wanted suppression
}

// push takes a block as the microphone heard it, and whether there was a voice
// in the one before.
func (m *noiseMeter) push(pcm []int16, voice bool) {
	level := decibelsOf(pcm)
	at := &m.levels[m.blocks%remembered]
	if m.blocks >= remembered {
		m.counts[*at]--
	}
	*at = uint8(level)
	m.counts[*at]++
	m.blocks++
	if voice {
		over := level - usualVoice - m.voice
		m.voice += max(over*voiceRises, -voiceFalls)
	}
	m.judge(level)
}

// judge changes what is wanted in a pause only, as the change itself may be
// heard.
func (m *noiseMeter) judge(level float64) {
	noise := m.noise()
	if m.blocks < remembered {
		m.wanted = suppressHigh // who knows
	} else if level <= noise+pauseAbove {
		m.wanted = m.enough(usualVoice + m.voice - noise)
	}
}

// enough is the least suppression for a voice that stands out so much.
func (m *noiseMeter) enough(clear float64) suppression {
	for s, least := range clearFor {
		if suppression(s) < m.wanted {
			least += sway
		}
		if clear >= least {
			return suppression(s)
		}
	}
	return suppressHigh
}

// noise is the level of pauses.
func (m *noiseMeter) noise() float64 {
	level, softer := 0, m.counts[0]
	for softer < pauses && level < len(m.counts)-1 {
		level++
		softer += m.counts[level]
	}
	return float64(level)
}

// decibelsOf is the level (RMS) of a block; silence is 0.
func decibelsOf(pcm []int16) float64 {
	sum := 0.0
	for _, s := range pcm {
		sum += float64(s) * float64(s)
	}
	return 10 * math.Log10(max(1, sum/frame.BlockSamples))
}
