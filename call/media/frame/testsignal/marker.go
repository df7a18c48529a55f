package testsignal

import (
	"math"
	"time"

	"parley/call/media/frame"
)

// Marker is what one marker in the sound says.
type Marker struct {
	Second uint8     // Unix time it was made at, in seconds modulo 64
	At     time.Time // when its first sample came, by the detector's reader
}

// Delay is how long the marker was on its way, exact to about a millisecond
// within -2 s to 62 s, when At is by the clock that made it.
func (m Marker) Delay() time.Duration {
	cycle := time.Duration(markerSeconds) * time.Second
	since := time.Duration(m.At.UnixNano() % int64(cycle))
	delay := (since - time.Duration(m.Second)*time.Second + 2*time.Second + cycle) % cycle
	return delay - 2*time.Second
}

// A marker is a rising chirp, whose correlation gives the time, a short gap,
// and four tones of two bits each: three for the second, one to check them.
// All lies where speech codecs and noise suppressors keep most, and a chirp
// is found whatever they do to its phase.
const (
	markerSeconds = 64
	symbols       = 4
	chirpSamples  = frame.SampleRate * 40 / 1000
	gapSamples    = frame.SampleRate * 10 / 1000
	symbolSamples = frame.SampleRate * 20 / 1000
	markerSamples = chirpSamples + gapSamples + symbols*symbolSamples
	chirpFrom     = 900.0 // Hz
	chirpTo       = 2700.0
	markerLevel   = 0.35 // of full scale
)

// tones are the frequencies of the symbols 0 to 3, in Hz.
var tones = [4]float64{1000, 1450, 1950, 2500}

// encode returns the symbols of a second.
func encode(second uint8) [symbols]int {
	s := [symbols]int{int(second>>4) & 3, int(second>>2) & 3, int(second) & 3}
	s[symbols-1] = checkSymbol(s)
	return s
}

func checkSymbol(s [symbols]int) int { return (s[0] + 2*s[1] + 3*s[2] + 1) & 3 }

// second reverses encode.
func second(s [symbols]int) (uint8, bool) {
	return uint8(s[0]<<4 | s[1]<<2 | s[2]), s[symbols-1] == checkSymbol(s)
}

// chirpPhase is the chirp's phase in radians after some seconds.
func chirpPhase(seconds float64) float64 {
	const length = float64(chirpSamples) / frame.SampleRate
	return 2 * math.Pi * (chirpFrom*seconds + (chirpTo-chirpFrom)*seconds*seconds/(2*length))
}

// fillMarker writes the sound of a second's marker, markerSamples long.
func fillMarker(pcm []int16, number uint8) {
	clear(pcm[chirpSamples : chirpSamples+gapSamples])
	for i := range chirpSamples {
		pcm[i] = sample(edge(i, chirpSamples) * math.Sin(chirpPhase(float64(i)/frame.SampleRate)))
	}
	for k, symbol := range encode(number) {
		part := pcm[chirpSamples+gapSamples+k*symbolSamples:][:symbolSamples]
		for i := range part {
			angle := 2 * math.Pi * tones[symbol] * float64(i) / frame.SampleRate
			part[i] = sample(edge(i, symbolSamples) * math.Sin(angle))
		}
	}
}

func sample(x float64) int16 { return int16(x * markerLevel * math.MaxInt16) }

// edge fades the first and last 3 ms of a sound of some samples.
func edge(i, length int) float64 {
	const fade = frame.SampleRate * 3 / 1000
	t := float64(min(i+1, length-i)) / fade
	if t >= 1 {
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*t)
}
