package audio

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

type stretcher func(dst, src []int16, channels int) (int, bool)

// stretchAll runs a whole signal through one of the two, 30 ms at a time, and
// counts how often it did something.
func stretchAll(stretch stretcher, pcm []int16, channels int) (out []int16, times int) {
	size := MinStretch * channels
	dst := make([]int16, size+MaxPeriod*channels)
	for ; len(pcm) >= size; pcm = pcm[size:] {
		n, ok := stretch(dst, pcm[:size], channels)
		out = append(out, dst[:n]...)
		if ok {
			times++
		}
	}
	return out, times
}

// pitch estimates the frequency of a tone from its rising zero crossings.
func pitch(pcm []int16) float64 {
	first, last, count := -1, 0, -1
	for i := 1; i < len(pcm); i++ {
		if pcm[i-1] < 0 && pcm[i] >= 0 {
			if first < 0 {
				first = i
			}
			last = i
			count++
		}
	}
	return float64(count) * frame.SampleRate / float64(last-first)
}

func TestStretchKeepsPitchOfTones(t *testing.T) {
	for _, hertz := range []float64{80, 110, 220, 440, 1000, 3000} {
		in := sine(hertz, 12000, frame.SampleRate)
		for name, stretch := range map[string]stretcher{"accelerate": Accelerate, "expand": Expand} {
			out, times := stretchAll(stretch, in, 1)
			if times == 0 || (len(out) < len(in)) != (name == "accelerate") {
				t.Errorf("%s %.0f Hz: stretched %d times, %d to %d samples", name, hertz, times, len(in), len(out))
			}
			if got := pitch(out); math.Abs(got/hertz-1) > 0.02 {
				t.Errorf("%s moved %.0f Hz to %.1f", name, hertz, got)
			}
			if was, is := steepest(in, 1), steepest(out, 1); float64(is) > 1.15*float64(was)+8 {
				t.Errorf("%s %.0f Hz clicks: step of %d, was %d", name, hertz, is, was)
			}
		}
	}
}

func TestStretchKeepsSpeech(t *testing.T) {
	mono := speech(1, 3*frame.SampleRate)
	for _, channels := range []int{1, 2} {
		in := mono
		if channels == 2 {
			in = stereo(mono, 0.5)
		}
		for name, stretch := range map[string]stretcher{"accelerate": Accelerate, "expand": Expand} {
			out, times := stretchAll(stretch, in, channels)
			t.Logf("%s, %d channels: %d of %d blocks, %.1f %% of the length", name, channels,
				times, len(in)/channels/MinStretch, 100*float64(len(out))/float64(len(in)))
			if times < len(in)/channels/MinStretch/2 {
				t.Errorf("%s did something only %d times", name, times)
			}
			if change := decibels(power(out), power(in)); math.Abs(change) > 1 {
				t.Errorf("%s changed the loudness by %.1f dB", name, change)
			}
			if was, is := steepest(in, channels), steepest(out, channels); float64(is) > 1.05*float64(was) {
				t.Errorf("%s clicks: step of %d, was %d", name, is, was)
			}
		}
	}
}

func TestStretchLeavesNoiseAlone(t *testing.T) {
	in := noise(7, 5000, frame.SampleRate)
	if out, times := stretchAll(Accelerate, in, 1); times > 0 || len(out) != len(in)/MinStretch*MinStretch {
		t.Errorf("loud noise was cut %d times", times)
	}
	if out, times := stretchAll(Accelerate, make([]int16, frame.SampleRate), 1); times != 33 || len(out) != 33*MaxPeriod {
		t.Errorf("silence was cut %d times to %d samples", times, len(out))
	}
}

func TestStretchEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		channels := rapid.IntRange(1, 2).Draw(t, "channels")
		length := rapid.IntRange(0, MaxStretch+100).Draw(t, "length")
		in := sine(rapid.Float64Range(50, 2000).Draw(t, "hertz"), 20000, length*channels)
		dst := make([]int16, len(in)+MaxPeriod*channels)
		for sign, stretch := range map[int]stretcher{-1: Accelerate, 1: Expand} {
			n, ok := stretch(dst, in, channels)
			if inBounds := length >= MinStretch && length <= MaxStretch; ok && !inBounds {
				t.Fatalf("stretched %d samples", length)
			}
			if change := sign * (n - len(in)) / channels; ok && (change < MinPeriod || change > MaxPeriod) || !ok && change != 0 {
				t.Fatalf("changed by %d samples, %v", change, ok)
			}
			if n > 0 && (dst[0] != in[0] || dst[n-1] != in[len(in)-1]) {
				t.Fatal("an end moved")
			}
		}
	})
}

func BenchmarkAccelerate(b *testing.B) {
	in := speech(1, frame.SampleRate)
	dst := make([]int16, MaxStretch+MaxPeriod)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := i * 100 % (len(in) - MaxStretch)
		Accelerate(dst, in[at:at+MaxStretch], 1)
	}
}
