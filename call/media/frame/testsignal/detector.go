package testsignal

import (
	"math"
	"time"

	"parley/call/media/frame"
)

// The detector works at a quarter of the sample rate, which holds the whole
// band of a marker.
const (
	decimation   = 4
	detectorRate = frame.SampleRate / decimation
	chirpLength  = chirpSamples / decimation
	gapLength    = gapSamples / decimation
	symbolLength = symbolSamples / decimation
	markerLength = markerSamples / decimation
	// history holds a whole marker, the time the search waits for a better
	// peak, and a block.
	history = 4096
	// likeness is how much of a stretch of sound must be the chirp: noise and
	// speech stay below 0.3, a chirp behind a codec and a suppressor above 0.6.
	likeness = 0.5
	// settle is how long no better peak may follow, in detector samples.
	settle = detectorRate * 15 / 1000
)

// MarkerDetector finds the markers in sound. It belongs to one goroutine.
type MarkerDetector struct {
	channels  int
	filter    decimator
	chirp     [2][]float64 // the chirp and its quadrature
	samples   [history]float64
	count     int // detector samples so far
	best      float64
	bestEnd   int // count just after the best chirp
	bestStart time.Time
}

// NewMarkerDetector makes a detector for interleaved sound.
func NewMarkerDetector(channels int) *MarkerDetector {
	d := &MarkerDetector{channels: channels, filter: newDecimator()}
	for i := range chirpLength {
		phase := chirpPhase(float64(i) / detectorRate)
		window := edge(i*decimation, chirpSamples)
		d.chirp[0] = append(d.chirp[0], window*math.Cos(phase))
		d.chirp[1] = append(d.chirp[1], window*math.Sin(phase))
	}
	return d
}

// Push takes the next sound at frame.SampleRate, whose first sample came at a
// time. It returns the marker that became complete with it, if any; blocks
// may have any length below a second.
func (d *MarkerDetector) Push(block []int16, at time.Time) (m Marker, ok bool) {
	for i := 0; i+d.channels <= len(block); i += d.channels {
		mono := 0
		for c := range d.channels {
			mono += int(block[i+c])
		}
		value, ready := d.filter.push(float64(mono) / float64(d.channels))
		if !ready {
			continue
		}
		d.samples[d.count%history] = value
		d.count++
		ended := at.Add(samplesLong(i/d.channels + 1 - decimatorDelay))
		if found, complete := d.step(ended); complete {
			m, ok = found, true
		}
	}
	return m, ok
}

func samplesLong(n int) time.Duration {
	return time.Duration(n) * time.Second / frame.SampleRate
}

// step looks for the chirp in the sound up to now, then for the symbols
// behind the best one.
func (d *MarkerDetector) step(now time.Time) (m Marker, ok bool) {
	if d.best == 0 || d.count < d.bestEnd+settle {
		if like := d.like(); like > max(likeness, d.best) {
			d.best, d.bestEnd, d.bestStart = like, d.count, now.Add(-samplesLong(chirpSamples))
		}
	}
	if d.best == 0 || d.count < d.bestEnd+markerLength-chirpLength {
		return Marker{}, false
	}
	d.best = 0
	number, ok := second(d.readSymbols())
	return Marker{Second: number, At: d.bestStart}, ok
}

// like is how much of the newest sound is the chirp, 0 to 1, whatever its
// phase.
func (d *MarkerDetector) like() float64 {
	if d.count < chirpLength {
		return 0
	}
	var inPhase, quadrature, energy, norm float64
	for i := range chirpLength {
		x := d.at(d.count - chirpLength + i)
		inPhase += x * d.chirp[0][i]
		quadrature += x * d.chirp[1][i]
		energy += x * x
		norm += d.chirp[0][i] * d.chirp[0][i]
	}
	if energy < chirpLength*faintest*faintest {
		return 0
	}
	return math.Sqrt((inPhase*inPhase + quadrature*quadrature) / (energy * norm))
}

// faintest is the level below which nothing counts, in steps of 16-bit sound.
const faintest = 8

func (d *MarkerDetector) at(index int) float64 { return d.samples[index%history] }

// readSymbols takes the strongest tone in the middle of each symbol.
func (d *MarkerDetector) readSymbols() (s [symbols]int) {
	const guard = symbolLength / 6
	for k := range s {
		start := d.bestEnd + gapLength + k*symbolLength
		strongest := 0.0
		for i, hertz := range tones {
			if power := d.power(start+guard, symbolLength-2*guard, hertz); power > strongest {
				s[k], strongest = i, power
			}
		}
	}
	return s
}

// power is the energy at a frequency (Goertzel's algorithm).
func (d *MarkerDetector) power(start, length int, hertz float64) float64 {
	k := 2 * math.Cos(2*math.Pi*hertz/detectorRate)
	var s1, s2 float64
	for i := range length {
		s1, s2 = d.at(start+i)+k*s1-s2, s1
	}
	return s1*s1 + s2*s2 - k*s1*s2
}

// decimator keeps each fourth sample behind a low-pass filter.
type decimator struct {
	taps   []float64
	window []float64
	at     int
}

const (
	decimatorTaps  = 33
	decimatorDelay = (decimatorTaps - 1) / 2 // samples
)

// newDecimator designs a windowed sinc that ends at the new band's edge.
func newDecimator() decimator {
	d := decimator{taps: make([]float64, decimatorTaps), window: make([]float64, decimatorTaps)}
	sum := 0.0
	for i := range d.taps {
		x := float64(i - decimatorDelay)
		d.taps[i] = 0.5 + 0.5*math.Cos(math.Pi*x/(decimatorDelay+1))
		if x != 0 {
			d.taps[i] *= math.Sin(math.Pi*x*0.2) / (math.Pi * x * 0.2)
		}
		sum += d.taps[i]
	}
	for i := range d.taps {
		d.taps[i] /= sum
	}
	return d
}

func (d *decimator) push(x float64) (y float64, ready bool) {
	d.window[d.at%decimatorTaps] = x
	d.at++
	if d.at%decimation != 0 {
		return 0, false
	}
	for i, tap := range d.taps {
		y += tap * d.window[(d.at+i)%decimatorTaps]
	}
	return y, true
}
