package rtpio

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

var epoch = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestClockRunsForDays(t *testing.T) {
	c := NewClock(epoch, frame.VideoClockRate, math.MaxUint32)
	for _, d := range []time.Duration{0, time.Second, 50 * time.Hour, 400 * time.Hour} {
		want := uint32(math.MaxUint32) + uint32(uint64(d/time.Second)*frame.VideoClockRate)
		if got := c.At(epoch.Add(d)); got != want {
			t.Errorf("after %v: %d, want %d", d, got, want)
		}
	}
	if got := c.At(epoch.Add(-time.Second)); got != c.At(epoch)-frame.VideoClockRate {
		t.Errorf("before the epoch: %d", got)
	}
}

func TestVideoStampsIncrease(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := NewVideoStamper(NewClock(epoch, frame.VideoClockRate, rapid.Uint32().Draw(t, "offset")))
		at := epoch
		last := s.Stamp(at, 0)
		for range 20 {
			at = at.Add(time.Duration(rapid.IntRange(-5, 40).Draw(t, "step")) * time.Millisecond)
			ts := s.Stamp(at, 0)
			if int32(ts-last) <= 0 {
				t.Fatalf("%d after %d", ts, last)
			}
			last = ts
		}
	})
}

func TestAudioStepsByItsDuration(t *testing.T) {
	s := NewAudioStamper(NewClock(epoch, frame.SampleRate, 0xfffff000))
	jitter := []time.Duration{0, 9, -7, 25, 3, -12}
	last := s.Stamp(epoch, 0)
	for i := range 500 {
		at := epoch.Add(time.Duration(i+1)*20*time.Millisecond + jitter[i%len(jitter)]*time.Millisecond)
		ts := s.Stamp(at, 20*time.Millisecond)
		if ts-last != 960 {
			t.Fatalf("packet %d: a step of %d", i, ts-last)
		}
		last = ts
	}
}

func TestAudioJumpsOverAPause(t *testing.T) {
	s := NewAudioStamper(NewClock(epoch, frame.SampleRate, 5))
	before := s.Stamp(epoch, 20*time.Millisecond)
	after := s.Stamp(epoch.Add(3*time.Second), 20*time.Millisecond)
	if after-before != 3*frame.SampleRate {
		t.Fatalf("three seconds of silence took %d ticks", after-before)
	}
}

// A sound card that is 100 ppm fast or slow must not move the sound against
// the clock: after ten minutes the instant of a packet's capture still maps to
// its timestamp within a millisecond.
func TestAudioFollowsDrift(t *testing.T) {
	for _, ppm := range []float64{-100, 100} {
		s := NewAudioStamper(NewClock(epoch, frame.SampleRate, 77))
		for i := range 30_000 {
			captured := epoch.Add(time.Duration(float64(i) * 20e6 * (1 + ppm/1e6)))
			ts := s.Stamp(captured, 20*time.Millisecond)
			if off := int32(s.At(captured) - ts); i > 500 && (off < -48 || off > 48) {
				t.Fatalf("%v ppm, packet %d: %d ticks off", ppm, i, off)
			}
		}
	}
}

func TestReportsAlignSoundAndPicture(t *testing.T) {
	audio := NewAudioStamper(NewClock(epoch, frame.SampleRate, 123456))
	video := NewVideoStamper(NewClock(epoch, frame.VideoClockRate, 4000000000))
	captured := epoch.Add(time.Hour)
	audioTS := audio.Stamp(captured, 20*time.Millisecond)
	videoTS := video.Stamp(captured, 0)
	// The reports leave at different times, long after the capture.
	audioSR := Report(1, captured.Add(430*time.Millisecond), audio.At(captured.Add(430*time.Millisecond)), Sent{})
	videoSR := Report(2, captured.Add(90*time.Millisecond), video.At(captured.Add(90*time.Millisecond)), Sent{})
	heard := Time(audioSR.NTPTime).Add(ticks(audioTS-audioSR.RTPTime, frame.SampleRate))
	seen := Time(videoSR.NTPTime).Add(ticks(videoTS-videoSR.RTPTime, frame.VideoClockRate))
	if d := heard.Sub(seen).Abs(); d > time.Millisecond {
		t.Fatalf("captured together, reported %v apart", d)
	}
	if d := seen.Sub(captured).Abs(); d > time.Millisecond {
		t.Fatalf("reported %v from its capture", d)
	}
}

func ticks(n uint32, rate int) time.Duration {
	return time.Duration(int32(n)) * time.Second / time.Duration(rate)
}

func TestNTP(t *testing.T) {
	if got := NTP(time.Unix(0, 0)); got != ntpEpoch<<32 {
		t.Fatalf("the Unix epoch is %x", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		if got := Time(NTP(at)); !got.Equal(at) {
			t.Fatalf("%v became %v", at, got)
		}
	})
}
