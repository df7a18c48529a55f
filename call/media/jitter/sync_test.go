package jitter

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// speaker is a sender whose sound and pictures reach us with given delays.
type speaker struct {
	*Sync
	random      *rand.Rand
	start       time.Time     // local
	rate        float64       // of the sender's clock
	wall        time.Duration // what the sender's wall clock is ahead
	sound       time.Duration // capture to ear, without hold
	picture     time.Duration // capture to decoded
	noise       time.Duration // of both, at most
	hold        time.Duration // that the playout buffer has reached
	follow      bool          // the playout buffer obeys AudioHold
	added       time.Duration // wait after decoding, mean of the last run
	offset      time.Duration // picture minus sound, of the last picture
	worstJitter time.Duration // of the pause between two pictures
}

func newSpeaker(sound, picture time.Duration) *speaker {
	start := time.Unix(1000, 0)
	return &speaker{
		Sync:   NewSync(SyncConfig{Now: func() time.Time { return start }}),
		random: rand.New(rand.NewPCG(7, 8)), start: start, rate: 1, sound: sound, picture: picture,
	}
}

const (
	audioBase = 4000000000 // timestamps wrap in the test
	videoBase = 4294000000
)

// clocks returns what the sender's clocks show at a local time since start.
func (s *speaker) clocks(at time.Duration) (ntp uint64, audio, video uint32) {
	t := at.Seconds() * s.rate
	wall := 3900000000 + t + s.wall.Seconds()
	whole := uint64(wall)
	ntp = whole<<32 | uint64((wall-float64(whole))*(1<<32))
	return ntp, uint32(audioBase + int64(t*48000)), uint32(videoBase + int64(t*90000))
}

func (s *speaker) jitter() time.Duration {
	return time.Duration(s.random.Float64() * float64(s.noise))
}

// run lets time pass from..to, 33 ms a picture and a report a second.
func (s *speaker) run(from, to time.Duration, reports bool) {
	var added time.Duration
	var last time.Time
	pictures := 0
	s.worstJitter = 0
	for at := from; at < to; at += 33 * time.Millisecond {
		local := s.start.Add(at)
		ntp, audio, video := s.clocks(at)
		if reports && at/time.Second != (at-33*time.Millisecond)/time.Second {
			s.AudioReport(ntp, audio, local.Add(20*time.Millisecond))
			s.VideoReport(ntp, video, local.Add(20*time.Millisecond+s.jitter()))
		}
		if s.follow {
			s.hold += max(-3*time.Millisecond, min(s.AudioHold()-s.hold, 3*time.Millisecond))
		}
		if s.sound >= 0 {
			s.AudioPlayout(audio, local.Add(s.sound+s.hold+s.jitter()))
		}
		decoded := local.Add(s.picture + s.jitter())
		shown := s.RenderAt(video, decoded)
		added += shown.Sub(decoded)
		pictures++
		s.offset = shown.Sub(local.Add(s.sound + s.hold))
		if !last.IsZero() {
			s.worstJitter = max(s.worstJitter, (shown.Sub(last) - 33*time.Millisecond).Abs())
		}
		last = shown
	}
	s.added = added / time.Duration(pictures)
}

func TestSyncWithoutSoundAddsNothing(t *testing.T) {
	s := newSpeaker(-1, 40*time.Millisecond)
	s.noise = 3 * time.Millisecond
	s.run(0, 10*time.Second, true)
	if _, ok := s.Offset(); ok || s.added > 2*time.Millisecond {
		t.Errorf("added %v", s.added)
	}
	s = newSpeaker(70*time.Millisecond, 40*time.Millisecond)
	s.run(0, 10*time.Second, false)
	if s.added > 2*time.Millisecond {
		t.Errorf("added %v before any report", s.added)
	}
}

func TestSyncEvensPicturesOut(t *testing.T) {
	s := newSpeaker(-1, 40*time.Millisecond)
	s.noise = 30 * time.Millisecond
	s.run(0, 10*time.Second, true)
	s.run(10*time.Second, 20*time.Second, true)
	if s.added > 30*time.Millisecond || s.worstJitter > 12*time.Millisecond {
		t.Errorf("added %v for pauses off by %v", s.added, s.worstJitter)
	}
}

// Many pictures that wait behind a missing one are one stall, and do not hold those
// after it back.
func TestSyncForgetsAStall(t *testing.T) {
	const from, to = 20 * time.Second, 20*time.Second + 600*time.Millisecond
	s := newSpeaker(-1, 40*time.Millisecond)
	s.run(0, from, true)
	for at := from; at < to; at += 33 * time.Millisecond {
		_, _, video := s.clocks(at)
		s.RenderAt(video, s.start.Add(to+s.picture))
	}
	s.run(to, to+2*time.Second, true)
	s.run(to+2*time.Second, to+3*time.Second, true)
	if s.added > 5*time.Millisecond {
		t.Errorf("pictures still wait for %v", s.added)
	}
}

// Stalls that come again and again are waited for, as far as they would be seen.
func TestSyncWaitsForFrequentStalls(t *testing.T) {
	const stall = 250 * time.Millisecond
	s := newSpeaker(-1, 40*time.Millisecond)
	for at := time.Duration(0); at < 30*time.Second; at += 2 * time.Second {
		s.run(at, at+2*time.Second-stall, true)
		for late := stall; late > 0; late -= 33 * time.Millisecond {
			_, _, video := s.clocks(at + 2*time.Second - late)
			s.RenderAt(video, s.start.Add(at+2*time.Second+s.picture))
		}
	}
	if want := stall - freezeLate - 20*time.Millisecond; s.added < want || s.added > want+40*time.Millisecond {
		t.Errorf("pictures wait for %v, %v expected", s.added, want)
	}
}

func TestSyncHoldsPicturesForSound(t *testing.T) {
	for _, sound := range []time.Duration{60, 90, 250, 700} {
		sound *= time.Millisecond
		s := newSpeaker(sound, 40*time.Millisecond)
		s.noise, s.follow = 4*time.Millisecond, true
		s.run(0, 10*time.Second, true)
		got, ok := s.Offset()
		if !ok || s.offset.Abs() > 10*time.Millisecond || got.Abs() > 10*time.Millisecond || s.AudioHold() > 0 {
			t.Errorf("sound after %v: pictures are off by %v, measured %v, sound held by %v", sound, s.offset, got, s.AudioHold())
		}
	}
}

func TestSyncHoldsSoundALittle(t *testing.T) {
	for _, c := range []struct{ picture, hold, offset time.Duration }{
		{80, 0, 30}, {120, 40, 31}, {180, 80, 52}, {300, 80, 172},
	} {
		s := newSpeaker(50*time.Millisecond, c.picture*time.Millisecond)
		s.noise, s.follow = 2*time.Millisecond, true
		s.run(0, 20*time.Second, true)
		if s.added > 2*time.Millisecond {
			t.Errorf("pictures after %d ms: %v more", c.picture, s.added)
		}
		hold, offset := c.hold*time.Millisecond, c.offset*time.Millisecond
		if (s.AudioHold()-hold).Abs() > 10*time.Millisecond || (s.offset-offset).Abs() > 10*time.Millisecond {
			t.Errorf("pictures after %d ms: sound held by %v, off by %v", c.picture, s.AudioHold(), s.offset)
		}
	}
}

// The picture follows a change of the sound's delay too slowly to be seen.
func TestSyncSlews(t *testing.T) {
	s := newSpeaker(80*time.Millisecond, 40*time.Millisecond)
	s.run(0, 10*time.Second, true)
	s.sound = 180 * time.Millisecond
	s.run(10*time.Second, 14*time.Second, true)
	if s.offset.Abs() > 10*time.Millisecond || s.worstJitter > 4*time.Millisecond {
		t.Errorf("off by %v, pauses off by %v", s.offset, s.worstJitter)
	}
}

func TestSyncClockDrift(t *testing.T) {
	for _, ppm := range []float64{-200, 200} {
		s := newSpeaker(90*time.Millisecond, 40*time.Millisecond)
		s.rate, s.noise = 1+ppm/1e6, 2*time.Millisecond
		s.run(0, 2*time.Minute, true)
		if s.offset.Abs() > 10*time.Millisecond {
			t.Errorf("%v ppm: off by %v", ppm, s.offset)
		}
	}
}

func TestSyncSurvivesClockStep(t *testing.T) {
	for _, step := range []time.Duration{-time.Hour, -time.Second, time.Second, time.Hour} {
		s := newSpeaker(90*time.Millisecond, 40*time.Millisecond)
		s.run(0, 10*time.Second, true)
		s.wall = step
		s.run(10*time.Second, 14*time.Second, true)
		if s.offset.Abs() > 10*time.Millisecond {
			t.Errorf("clock set by %v: off by %v", step, s.offset)
		}
	}
}

func TestSyncIgnoresOutlier(t *testing.T) {
	s := newSpeaker(90*time.Millisecond, 40*time.Millisecond)
	s.run(0, 10*time.Second, true)
	ntp, _, video := s.clocks(10 * time.Second)
	s.VideoReport(ntp+1<<28, video, s.start.Add(10020*time.Millisecond)) // 62 ms off
	s.run(10*time.Second, 12*time.Second, false)
	if s.offset.Abs() > 10*time.Millisecond {
		t.Errorf("off by %v", s.offset)
	}
}

func TestSyncBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Unix(1000, 0)
		s := NewSync(SyncConfig{Now: func() time.Time { return start }})
		now, last := start, start
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "pause")) * time.Millisecond)
			rtp := rapid.Uint32().Draw(t, "rtp")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				s.AudioReport(rapid.Uint64().Draw(t, "ntp"), rtp, now)
			case 1:
				s.VideoReport(rapid.Uint64().Draw(t, "ntp"), rtp, now)
			case 2:
				s.AudioPlayout(rtp, now)
			case 3:
				at := s.RenderAt(rtp, now)
				if at.Before(now) || at.Sub(now) > maxDelay || at.Before(last) {
					t.Fatalf("shown %v after it was decoded, %v after the last", at.Sub(now), at.Sub(last))
				}
				last = at
			}
			if hold := s.AudioHold(); hold < 0 || hold > maxAudioHold {
				t.Fatalf("sound is held by %v", hold)
			}
		}
	})
}

func BenchmarkRenderAt(b *testing.B) {
	s := newSpeaker(90*time.Millisecond, 40*time.Millisecond)
	s.run(0, 2*time.Second, true)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := 2*time.Second + time.Duration(i)*33*time.Millisecond
		s.RenderAt(uint32(videoBase+int64(at.Seconds()*90000)), s.start.Add(at))
	}
}
