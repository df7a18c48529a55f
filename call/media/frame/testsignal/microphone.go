package testsignal

import (
	"time"

	"parley/call/media/frame"
)

// Microphone gives the sound of the test microphone: a voice with pauses, and
// from each whole second of the clock on a marker, with the voice silent
// around it. It belongs to one goroutine.
type Microphone struct {
	speech []int16
	cued   bool // what is said after a marker depends on its number alone
	said   int  // next sample of speech
	marker []int16
	number int64 // the Unix second the marker is for
	phase  int   // samples since the second began
}

// NewMicrophone makes a test microphone. Several talk at cross purposes: if they
// said the same at the same time, they would be taken for one another's echo.
func NewMicrophone() *Microphone {
	return &Microphone{speech: newSpeech(), marker: make([]int16, markerSamples), phase: markerSamples}
}

// NewMicrophoneOf makes a test microphone that says something else, mono at
// frame.SampleRate and at least a sample long; it starts again at its end. What
// it says after a marker depends on the marker's number alone, so that who finds
// the marker can make the original again (see Seconds).
func NewMicrophoneOf(speech []int16) *Microphone {
	m := NewMicrophone()
	m.speech, m.cued = speech, true
	return m
}

// Voice is what the test microphone says, over and over.
func Voice() []int16 { return newSpeech() }

// Read fills pcm, which holds interleaved samples at frame.SampleRate; the
// first was captured at a time. The same goes to all channels.
func (m *Microphone) Read(pcm []int16, channels int, at time.Time) {
	m.follow(at)
	for i := 0; i+channels <= len(pcm); i += channels {
		value := m.next()
		for c := range channels {
			pcm[i+c] = value
		}
	}
}

// Seconds returns a cycle of what a microphone of NewMicrophoneOf says,
// markerSeconds long: the sound from marker n on begins at sample
// n*frame.SampleRate.
func (m *Microphone) Seconds() []int16 {
	cycle := NewMicrophoneOf(m.speech)
	pcm := make([]int16, (1+markerSeconds)*frame.SampleRate)
	for at := 0; at < len(pcm); at += frame.BlockSamples { // the second before sets the first marker
		cycle.Read(pcm[at:at+frame.BlockSamples], 1, time.Unix(markerSeconds-1, 0).Add(samplesLong(at)))
	}
	return pcm[frame.SampleRate:]
}

// follow takes the clock over, but never within a marker: a clock that jitters
// must not tear one.
func (m *Microphone) follow(at time.Time) {
	if m.phase < markerSamples {
		return
	}
	m.phase = int(int64(at.Nanosecond()) * frame.SampleRate / int64(time.Second))
	if next := at.Unix() + 1; m.phase >= markerSamples && m.number != next {
		m.number = next
		fillMarker(m.marker, uint8(next%markerSeconds))
	}
}

func (m *Microphone) next() int16 {
	value := m.talk()
	if m.phase < markerSamples {
		value = m.marker[m.phase]
	}
	m.phase++
	switch m.phase {
	case frame.SampleRate:
		m.phase = 0
	case markerSamples:
		if m.cued {
			m.said = int(m.number%markerSeconds) * frame.SampleRate % len(m.speech)
		}
	}
	return value
}

// The voice fades out before a second ends and in again after its marker.
const (
	fadeSamples = frame.SampleRate * 30 / 1000
	fadesOut    = frame.SampleRate - 2*fadeSamples
	quietFrom   = frame.SampleRate - fadeSamples
	quietUntil  = markerSamples + fadeSamples
)

func (m *Microphone) talk() int16 {
	value := int(m.speech[m.said])
	m.said = (m.said + 1) % len(m.speech)
	switch {
	case m.phase < quietUntil || m.phase >= quietFrom:
		value = 0
	case m.phase < quietUntil+fadeSamples:
		value = value * (m.phase - quietUntil) / fadeSamples
	case m.phase >= fadesOut:
		value = value * (quietFrom - m.phase) / fadeSamples
	}
	return int16(value)
}
