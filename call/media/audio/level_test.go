package audio

import (
	"math"
	"testing"

	"parley/call/media/frame"
)

// meter shows a level all blocks of pcm.
func (l *Level) meter(pcm []int16) {
	for ; len(pcm) >= frame.BlockSamples; pcm = pcm[frame.BlockSamples:] {
		l.Push(pcm[:frame.BlockSamples])
	}
}

func TestLevelScale(t *testing.T) {
	for _, c := range []struct{ decibels, want float64 }{{0, 1}, {-30, 0.5}, {-60, 0}, {-80, 0}} {
		var l Level
		amplitude := math.Sqrt2 * 32767 * math.Pow(10, c.decibels/20)
		l.meter(sine(1000, min(amplitude, 32767), 48000))
		want := c.want
		if amplitude > 32767 {
			want -= 3.0 / 60 // a full sine is 3 dB below a full square
		}
		if math.Abs(l.Value()-want) > 0.01 {
			t.Errorf("%v dBFS shows as %.2f, want %.2f", c.decibels, l.Value(), want)
		}
		if l.Peak() < l.Value() || l.Peak() > 1 {
			t.Errorf("%v dBFS peaks at %.2f", c.decibels, l.Peak())
		}
	}
}

func TestLevelFalls(t *testing.T) {
	var l Level
	l.meter(sine(1000, 30000, 4800))
	top := l.Value()
	silence := make([]int16, frame.BlockSamples)
	for range 50 {
		before := l.Value()
		l.Push(silence)
		if l.Value() > before || before-l.Value() > 0.011 {
			t.Fatalf("fell from %.3f to %.3f", before, l.Value())
		}
	}
	if math.Abs(top-l.Value()-0.5) > 0.01 {
		t.Errorf("fell from %.2f to %.2f in half a second", top, l.Value())
	}
	for range 100 {
		l.Push(silence)
	}
	l.Push(nil)
	if l.Value() != 0 {
		t.Errorf("silence shows as %.2f", l.Value())
	}
}

func TestLevelHearsVoices(t *testing.T) {
	var l Level
	if l.Active() {
		t.Error("active before anything was heard")
	}
	hum := noise(1, 300, 20*frame.SampleRate) // a loud fan, -41 dBFS
	l.meter(hum)
	if l.Active() {
		t.Error("a fan counts as a voice")
	}
	l.meter(add(hum[:2*frame.SampleRate], speech(1, 2*frame.SampleRate)))
	if !l.Active() {
		t.Error("a voice before a fan does not count")
	}
	l.meter(hum[:frame.SampleRate/2])
	if l.Active() {
		t.Error("still active half a second later")
	}
}
