package likeness

import (
	"math"
	"math/cmplx"

	"parley/call/media/frame"
)

const (
	// frameSamples is what one frame of a spectrogram looks at: 21 ms, which
	// shows the loss of one packet.
	frameSamples = 1024
	// referenceHop and degradedHop are the steps between frames: 10 and 5 ms.
	referenceHop = frame.BlockSamples
	degradedHop  = referenceHop / 2
	// bands cover speech, from lowest to highest in Hz.
	bands           = 32
	lowest, highest = 80, 8000
	// quiet is the intensity of nothing, in dB of a step of 16-bit sound.
	quiet = 0
)

// spectrogram has the intensity of each band in dB, frame by frame.
type spectrogram [][bands]float64

// spectrogramOf looks at sound each hop samples. The end is filled up with
// silence.
func spectrogramOf(pcm []int16, hop int) spectrogram {
	s := make(spectrogram, (len(pcm)+hop-1)/hop)
	var room [frameSamples]complex128
	for i := range s {
		for j := range room {
			room[j] = 0
			if at := i*hop + j; at < len(pcm) {
				room[j] = complex(float64(pcm[at])*hann[j], 0)
			}
		}
		transform(room[:])
		for band := range bands {
			s[i][band] = intensity(room[:], filters[band])
		}
	}
	return s
}

// hann is the window over a frame.
var hann = func() (w [frameSamples]float64) {
	for i := range w {
		w[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/frameSamples)
	}
	return w
}()

// filter is a triangle over the bins of a spectrum.
type filter struct {
	first   int
	weights []float64
}

// filters are spread evenly over the mel scale (O'Shaughnessy 1987).
var filters = func() (all [bands]filter) {
	mel := func(hertz float64) float64 { return 2595 * math.Log10(1+hertz/700) }
	hertz := func(mel float64) float64 { return 700 * (math.Pow(10, mel/2595) - 1) }
	edge := func(i int) float64 {
		return hertz(mel(lowest) + (mel(highest)-mel(lowest))*float64(i)/(bands+1))
	}
	for band := range all {
		all[band] = triangle(edge(band), edge(band+1), edge(band+2))
	}
	return all
}()

// triangle is one filter, from and to a frequency and highest between. A low
// one is narrower than a bin, and takes the nearest.
func triangle(from, peak, to float64) filter {
	const bin = float64(frame.SampleRate) / frameSamples
	f := filter{first: int(math.Ceil(from / bin))}
	for i := f.first; float64(i)*bin < to; i++ {
		at := float64(i) * bin
		f.weights = append(f.weights, max(0, min((at-from)/(peak-from), (to-at)/(to-peak))))
	}
	if len(f.weights) == 0 {
		return filter{int(math.Round(peak / bin)), []float64{1}}
	}
	return f
}

// intensity is the power in a band, in dB.
func intensity(spectrum []complex128, f filter) float64 {
	sum := 0.0
	for i, weight := range f.weights {
		x := cmplx.Abs(spectrum[f.first+i]) / frameSamples
		sum += weight * x * x
	}
	return max(quiet, 10*math.Log10(sum+1e-9))
}

// transform is the fast Fourier transform of a power of two of samples, in
// place (Cooley and Tukey 1965).
func transform(x []complex128) {
	for i, j := 1, 0; i < len(x); i++ {
		bit := len(x) >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		if j ^= bit; i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= len(x); size *= 2 {
		turn := cmplx.Rect(1, -2*math.Pi/float64(size))
		for start := 0; start < len(x); start += size {
			butterflies(x[start:start+size], turn)
		}
	}
}

func butterflies(x []complex128, turn complex128) {
	half, factor := len(x)/2, complex(1, 0)
	for i := range half {
		a, b := x[i], x[i+half]*factor
		x[i], x[i+half] = a+b, a-b
		factor *= turn
	}
}

// loudest is the highest intensity of any point.
func (s spectrogram) loudest() float64 {
	most := float64(quiet)
	for _, frame := range s {
		for _, x := range frame {
			most = max(most, x)
		}
	}
	return most
}

// loudness is the mean level of the frames that are not silent, in dB.
func (s spectrogram) loudness() float64 {
	powers := make([]float64, len(s))
	loudest := 0.0
	for i, frame := range s {
		for _, x := range frame {
			powers[i] += math.Pow(10, x/10)
		}
		loudest = max(loudest, powers[i])
	}
	sum, count := 1e-9, 1e-9
	for _, power := range powers {
		if power > loudest*math.Pow(10, -silence/10.) {
			sum, count = sum+power, count+1
		}
	}
	return 10 * math.Log10(sum/count)
}

// raise makes all that is not quiet louder by some dB.
func (s spectrogram) raise(by float64) {
	for i := range s {
		for band, x := range s[i] {
			if x > quiet {
				s[i][band] += by
			}
		}
	}
}

// clip counts the intensities from a floor on, which is 0 from then on.
func (s spectrogram) clip(floor float64) {
	for i := range s {
		for band, x := range s[i] {
			s[i][band] = max(0, x-floor)
		}
	}
}

// every takes each so many frames from one on; what there is none of is
// silence.
func (s spectrogram) every(step, from, count int) spectrogram {
	some := make(spectrogram, count)
	for i := range some {
		if at := from + i*step; at >= 0 && at < len(s) {
			some[i] = s[at]
		}
	}
	return some
}
