package audio

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

// mix runs whole signals, all as long as the first, through a mixer.
func mix(volume float64, channels int, gains []float64, sources ...[]int16) []int16 {
	var m Mixer
	size := channels * frame.BlockSamples
	var out []int16
	for at := 0; at+size <= len(sources[0]); at += size {
		m.Reset()
		for i, s := range sources {
			m.Add(s[at:at+size], gains[i])
		}
		block := make([]int16, size)
		m.Mix(block, volume)
		out = append(out, block...)
	}
	return out
}

func TestMixerAdds(t *testing.T) {
	a, b := sine(440, 6000, 4800), sine(1000, 4000, 4800)
	want := make([]int16, len(a))
	for i := range want {
		want[i] = int16(int32(a[i])*2048>>12 + int32(b[i])*8192>>12)
	}
	if got := mix(1, 1, []float64{0.5, 2}, a, b); !slices.Equal(got, want) {
		t.Error("mono: the sum is another")
	}
	if got := mix(1, 2, []float64{0.5, 2}, stereo(a, 1), stereo(b, 1)); !slices.Equal(got, stereo(want, 1)) {
		t.Error("stereo: the sum is another")
	}
	for _, gain := range []float64{0, -1, math.NaN(), math.Inf(-1)} {
		if got := mix(1, 1, []float64{gain}, a); power(got) != 0 {
			t.Errorf("a gain of %v is heard", gain)
		}
		if got := mix(gain, 1, []float64{1}, a); power(got) != 0 {
			t.Errorf("a volume of %v is heard", gain)
		}
	}
	if got := decibels(power(mix(1, 1, []float64{math.Inf(1)}, a)), power(a)); math.Abs(got-6) > 0.1 {
		t.Errorf("an endless gain makes it %.1f dB louder", got)
	}
}

// Two voices as loud as can be do not clip, and neither is distorted: the
// gain stays where it is as long as the loudness does.
func TestLimiterTurnsDown(t *testing.T) {
	loud := sine(440, 30000, frame.SampleRate)
	out := mix(1, 1, []float64{1, 1, 1}, loud, loud, loud)
	highest := int16(0)
	for _, s := range out {
		highest = max(highest, s, -s)
	}
	if highest > 32200 || highest < 28000 {
		t.Errorf("the highest sample is %d", highest)
	}
	from := frame.SampleRate / 2
	lowest, most := math.Inf(1), 0.0
	for i := from; i < len(out); i++ {
		if abs := math.Abs(float64(loud[i])); abs > 10000 {
			gain := math.Abs(float64(out[i])) / abs
			lowest, most = min(lowest, gain), max(most, gain)
		}
	}
	t.Logf("highest sample %d, gain from %.4f to %.4f", highest, lowest, most)
	if most/lowest > 1.03 {
		t.Errorf("the gain moves from %.3f to %.3f within a steady tone", lowest, most)
	}
}

// Seven voices at once, each as loud as people speak, neither clip nor pump: what
// each says keeps its loudness from one moment to the next.
func TestSevenVoicesAtOnce(t *testing.T) {
	voices, gains := make([][]int16, 7), make([]float64, 7)
	for i := range voices {
		voices[i], gains[i] = speech(uint64(i+1), 4*frame.SampleRate), 1
	}
	out := mix(1, 1, gains, voices...)
	highest, lowest, last := int16(0), 1.0, 0.0
	for at := 0; at < len(out); at += frame.BlockSamples {
		var sum, mixed float64
		for i := at; i < at+frame.BlockSamples; i++ {
			whole := 0.0
			for _, v := range voices {
				whole += float64(v[i])
			}
			sum, mixed = sum+whole*whole, mixed+float64(out[i])*float64(out[i])
			highest = max(highest, out[i], -out[i])
		}
		gain := math.Sqrt(mixed / max(sum, 1))
		if sum < 1e6 {
			continue
		}
		if last > 0 && gain > last*1.1 {
			t.Errorf("block %d: the gain jumps from %.2f to %.2f", at/frame.BlockSamples, last, gain)
		}
		lowest, last = min(lowest, gain), gain
	}
	t.Logf("highest sample %d, lowest gain %.2f", highest, lowest)
	if float64(highest) > ceiling || lowest < 0.25 {
		t.Errorf("highest sample %d, lowest gain %.2f", highest, lowest)
	}
}

func TestLimiterLeavesQuietSoundAlone(t *testing.T) {
	in := speech(1, frame.SampleRate)
	for i := range in {
		in[i] /= 2
	}
	if out := mix(1, 1, []float64{1}, in); !slices.Equal(out, in) {
		t.Error("a voice was changed")
	}
}

// After a bang a quiet tone comes back within a second, without a jump.
func TestLimiterRecovers(t *testing.T) {
	tone, bang := sine(1000, 3000, 2*frame.SampleRate), make([]int16, 2*frame.SampleRate)
	for i := range frame.BlockSamples {
		bang[i+3*frame.BlockSamples] = 32767
	}
	out := mix(1, 1, []float64{1, 2}, tone, bang)
	last := 0.0
	for at := 5 * frame.BlockSamples; at < len(out); at += frame.BlockSamples {
		gain := math.Sqrt(power(out[at:at+frame.BlockSamples]) / power(tone[at:at+frame.BlockSamples]))
		if gain < last-0.01 || last > 0 && gain > last*1.25 {
			t.Errorf("block %d: the gain goes from %.2f to %.2f", at/frame.BlockSamples, last, gain)
		}
		last = gain
	}
	if !slices.Equal(out[frame.SampleRate:], tone[frame.SampleRate:]) {
		t.Error("the tone is not back after a second")
	}
}

func TestLimiterNeverExceedsCeiling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l Limiter
		channels := rapid.IntRange(1, 2).Draw(t, "channels")
		dst := make([]int16, frame.BlockSamples*channels)
		for range 4 {
			reach := rapid.Int32Range(1, 1<<21).Draw(t, "reach")
			src := make([]int32, len(dst))
			for i := range src {
				src[i] = int32(uint32(i)*2654435761>>8)%(2*reach) - reach
			}
			l.Limit(dst, src, channels)
			for i, s := range dst {
				if float64(s) > ceiling || float64(s) < -ceiling-1 {
					t.Fatalf("sample %d is %d", i, s)
				}
				if s != 0 && (s > 0) != (src[i] > 0) {
					t.Fatalf("sample %d turned from %d to %d", i, src[i], s)
				}
			}
		}
	})
}

func TestMixerDoesNotAllocate(t *testing.T) {
	var m Mixer
	var meter Level
	block := stereo(speech(1, frame.BlockSamples), 1)
	if n := testing.AllocsPerRun(100, func() {
		m.Reset()
		m.Add(block, 2)
		m.Add(block, 2)
		m.Mix(block, 1)
		meter.Push(block)
	}); n > 0 {
		t.Errorf("%v allocations a block", n)
	}
}

// BenchmarkMix mixes 10 ms of the voices of a meeting, with the limiter at work.
func BenchmarkMix(b *testing.B) {
	for _, voices := range []int{1, 7} {
		b.Run(strconv.Itoa(voices), func(b *testing.B) {
			var m Mixer
			source, dst := stereo(speech(1, frame.BlockSamples), 1), make([]int16, 2*frame.BlockSamples)
			for b.Loop() {
				m.Reset()
				for range voices {
					m.Add(source, MaxGain)
				}
				m.Mix(dst, 1)
			}
		})
	}
}
