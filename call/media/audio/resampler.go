package audio

import (
	"fmt"
	"math"
)

const (
	// zeroCrossings is how far the interpolation reaches to either side, in
	// samples of the lower rate.
	zeroCrossings = 24
	// phases is how finely its curve is tabled; between two entries a straight
	// line is good for 90 dB.
	phases = 512
	// kaiser shapes the window for 80 dB of stop-band attenuation.
	kaiser = 8.0
	// passband is the share of the lower rate's band that is kept.
	passband = 0.93
	// lowestRate and highestRate bound what is resampled, in hertz.
	lowestRate, highestRate = 4000, 384000
)

// Resampler converts a stream of interleaved samples from one rate to
// another by windowed-sinc interpolation. It belongs to one goroutine.
type Resampler struct {
	from, to int
	channels int
	half     int       // input samples on either side of an output sample
	table    []float32 // the curve at phases points a sample, from its middle outwards
	input    []int16   // samples still needed
	position int       // of the next output sample in input, in units of 1/to samples
}

// NewResampler returns a resampler between two rates in hertz.
func NewResampler(from, to, channels int) (*Resampler, error) {
	if from < lowestRate || from > highestRate || to < lowestRate || to > highestRate || channels < 1 {
		return nil, fmt.Errorf("resampler: %d channels from %d to %d Hz", channels, from, to)
	}
	scale := min(1, float64(to)/float64(from))
	half := int(math.Ceil(zeroCrossings / scale))
	r := &Resampler{from: from, to: to, channels: channels, half: half, table: sincTable(half, passband*scale)}
	r.rewind()
	return r, nil
}

// Append converts src and appends what can be computed so far to dst.
func (r *Resampler) Append(dst, src []int16) []int16 {
	if r.from == r.to {
		return append(dst, src...)
	}
	r.input = append(r.input, src...)
	frames := len(r.input) / r.channels
	for r.position/r.to+r.half < frames {
		for channel := range r.channels {
			dst = append(dst, r.sample(channel))
		}
		r.position += r.from
	}
	r.forget()
	return dst
}

// Flush appends the end of the stream to dst. The next Append begins another.
func (r *Resampler) Flush(dst []int16) []int16 {
	if r.from != r.to {
		dst = r.Append(dst, make([]int16, r.half*r.channels))
		r.rewind()
	}
	return dst
}

// rewind puts silence before the stream, so that the first output sample is
// the first input sample.
func (r *Resampler) rewind() {
	lead := r.half - 1
	r.input = append(r.input[:0], make([]int16, lead*r.channels)...)
	r.position = lead * r.to
}

// forget drops the samples before those that the next output needs.
func (r *Resampler) forget() {
	done := r.position/r.to - (r.half - 1)
	r.input = append(r.input[:0], r.input[done*r.channels:]...)
	r.position -= done * r.to
}

// sample computes one output sample.
func (r *Resampler) sample(channel int) int16 {
	index, fraction := r.position/r.to, r.position%r.to
	// The distance from the output sample to input sample index is fraction,
	// in units of 1/to; it grows by one sample going left, and from
	// 1-fraction going right.
	sum := r.side(index, -1, channel, fraction) + r.side(index+1, 1, channel, r.to-fraction)
	return int16(max(math.MinInt16, min(math.MaxInt16, math.RoundToEven(float64(sum)))))
}

// side adds up half samples beginning with index in one direction, weighted by
// the curve at a distance of start samples of 1/to, and one more each.
func (r *Resampler) side(index, direction, channel, start int) float32 {
	place := float32(start) / float32(r.to) * phases
	entry := int(place)
	blend := place - float32(entry)
	at, step := index*r.channels+channel, direction*r.channels
	sum := float32(0)
	for range r.half {
		weight := r.table[entry] + (r.table[entry+1]-r.table[entry])*blend
		sum += weight * float32(r.input[at])
		entry += phases
		at += step
	}
	return sum
}

// sincTable is half of a windowed sinc that lets the given share of the input's
// band through, over half samples, with room for rounding at its end.
func sincTable(half int, cutoff float64) []float32 {
	table := make([]float32, (half+1)*phases+2)
	for i := range half * phases {
		x := float64(i) / phases
		window := bessel(kaiser*math.Sqrt(1-math.Pow(x/float64(half), 2))) / bessel(kaiser)
		table[i] = float32(cutoff * sinc(cutoff*x) * window)
	}
	return table
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// bessel is the modified Bessel function of the first kind and order zero.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-12*sum; k++ {
		term *= x * x / (4 * k * k)
		sum += term
	}
	return sum
}
