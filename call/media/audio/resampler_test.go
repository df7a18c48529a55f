package audio

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

// tone is one second of a sine at a rate.
func tone(hertz, amplitude float64, rate int) []int16 {
	pcm := make([]int16, rate)
	for i := range pcm {
		pcm[i] = int16(math.Round(amplitude * math.Sin(2*math.Pi*hertz*float64(i)/float64(rate))))
	}
	return pcm
}

// resample converts all of pcm, in pieces of the given size.
func resample(t testing.TB, from, to, channels, piece int, pcm []int16) []int16 {
	t.Helper()
	r, err := NewResampler(from, to, channels)
	if err != nil {
		t.Fatal(err)
	}
	var out []int16
	for part := range slices.Chunk(pcm, piece*channels) {
		out = r.Append(out, part)
	}
	return r.Flush(out)
}

func TestResamplerKeepsTones(t *testing.T) {
	for _, rate := range []int{8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000} {
		for _, hertz := range []float64{300, 1000, 0.4 * float64(min(rate, frame.SampleRate))} {
			in, want := tone(hertz, 20000, rate), tone(hertz, 20000, frame.SampleRate)
			got := resample(t, rate, frame.SampleRate, 1, 441, in)
			if len(got) != len(want) {
				t.Fatalf("%d Hz: %d samples", rate, len(got))
			}
			const edge = 2000 // where the tone begins and ends at once
			noise := 0.0
			for i := edge; i < len(want)-edge; i++ {
				noise += math.Pow(float64(got[i])-float64(want[i]), 2)
			}
			snr := decibels(power(want[edge:len(want)-edge]), noise/float64(len(want)-2*edge))
			if snr < 55 {
				t.Errorf("%.0f Hz at %d: signal to noise %.0f dB", hertz, rate, snr)
			}
		}
	}
}

// What the lower rate cannot carry disappears instead of coming back as
// another tone.
func TestResamplerDoesNotAlias(t *testing.T) {
	for _, hertz := range []float64{5500, 9000, 14000, 20000} {
		in := tone(hertz, 20000, 48000)
		out := resample(t, 48000, 8000, 1, 480, in)
		if left := decibels(power(out[500:7500]), power(in)); left > -60 {
			t.Errorf("%.0f Hz comes back at %.0f dB", hertz, left)
		}
	}
}

func TestResamplerStreams(t *testing.T) {
	in := stereo(speech(1, 3000), -0.5)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.SampledFrom([]int{16000, 44100, 48000, 96000}).Draw(t, "from")
		r, err := NewResampler(from, frame.SampleRate, 2)
		if err != nil {
			t.Fatal(err)
		}
		whole := r.Flush(r.Append(nil, in))
		var pieces []int16
		for part := range slices.Chunk(in, 2*rapid.IntRange(1, 1500).Draw(t, "piece")) {
			pieces = r.Append(pieces, part)
		}
		if pieces = r.Flush(pieces); !slices.Equal(pieces, whole) {
			t.Fatal("pieces give something else than the whole")
		}
		for i := 0; i < len(whole); i += 2 {
			if d := int(whole[i]) + 2*int(whole[i+1]); d > 4 || d < -4 {
				t.Fatalf("sample %d: the channels are mixed up", i/2)
			}
		}
	})
}

func TestResamplerRefuses(t *testing.T) {
	for _, c := range [][3]int{{0, 48000, 1}, {48000, 0, 1}, {48000, 48000, 0}, {1 << 30, 48000, 1}, {-8000, 48000, 1}} {
		if _, err := NewResampler(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v was taken", c)
		}
	}
}

func TestChannels(t *testing.T) {
	mono := []int16{1, -2, 32767}
	both := make([]int16, 6)
	ToStereo(both, mono)
	if !slices.Equal(both, []int16{1, 1, -2, -2, 32767, 32767}) {
		t.Error(both)
	}
	both[1] = 5
	ToMono(both, both)
	if !slices.Equal(both[:3], []int16{3, -2, 32767}) {
		t.Error(both)
	}
}

func BenchmarkResample44to48(b *testing.B) {
	r, err := NewResampler(44100, frame.SampleRate, 2)
	if err != nil {
		b.Fatal(err)
	}
	in := stereo(tone(1000, 10000, 44100)[:441], 1)
	out := make([]int16, 0, 2000)
	for b.Loop() {
		out = r.Append(out[:0], in)
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.010*100, "%core")
}
