package jitter

import (
	"sync"
	"time"

	"parley/call/media/frame"
)

const (
	// staleSound is how long after the last sound pictures are no longer held
	// for it.
	staleSound = 5 * time.Second
	// smoothing is the weight of the past in averages, as a number of samples.
	smoothing = 16
	// leap is a difference that is taken over at once instead of in steps.
	leap = 300 * time.Millisecond
	// slewRate is how fast pictures follow otherwise, in seconds a second: slow
	// enough not to be seen. Sound follows more slowly, for its playout buffer
	// needs time to obey.
	slewRate      = 0.08
	audioSlewRate = 0.02
)

// Sound may be ahead of the picture by 40 ms and nobody notices (ITU-R
// BT.1359: 45 ms). Only beyond that is it held, up to maxAudioHold, until it
// is no more than leadAfter ahead.
const (
	maxLead      = 40 * time.Millisecond
	leadAfter    = 5 * time.Millisecond
	maxAudioHold = 80 * time.Millisecond
)

// SyncConfig is what a Sync needs.
type SyncConfig struct {
	// Display is how long after the time that RenderAt returns a picture is
	// on the screen.
	Display time.Duration
	Now     func() time.Time // time.Now when nil
}

// Sync decides when the pictures of one person are shown: evenly, and
// together with the sound that was captured with them. A picture waits for its
// sound; sound waits for pictures only a little, as AudioHold says. It is safe
// for concurrent use and has nothing to close.
type Sync struct {
	display time.Duration
	epoch   time.Time

	mu        sync.Mutex
	audio     senderClock
	video     senderClock
	heard     average       // sound: local time minus sender's wall clock
	heardAt   time.Duration // when the last sound was heard
	renderer  renderer
	offset    average // picture minus sound
	audioHold time.Duration
}

// average is an exponential moving average of durations.
type average struct {
	value time.Duration
	known bool
}

func (a *average) add(d time.Duration) {
	if !a.known || (d-a.value).Abs() > leap {
		a.value, a.known = d, true
		return
	}
	a.value += (d - a.value) / smoothing
}

// NewSync returns a Sync that knows nothing of the sender yet.
func NewSync(config SyncConfig) *Sync {
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Sync{
		display:  config.Display,
		epoch:    config.Now(),
		audio:    senderClock{rate: frame.SampleRate},
		video:    senderClock{rate: frame.VideoClockRate},
		renderer: newRenderer(),
	}
}

// AudioReport takes the sender report of the sound: its NTP and RTP timestamps
// and when it arrived.
func (s *Sync) AudioReport(ntp uint64, rtp uint32, arrived time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.audio.add(ntp, rtp, arrived) {
		s.video.reset()
		s.forget()
	}
}

// VideoReport takes the sender report of the pictures.
func (s *Sync) VideoReport(ntp uint64, rtp uint32, arrived time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.video.add(ntp, rtp, arrived) {
		s.audio.reset()
		s.forget()
	}
}

// forget drops what was measured against a clock that made a step.
func (s *Sync) forget() { s.heard, s.offset = average{}, average{} }

// AudioPlayout tells that the sound with an RTP timestamp leaves the speaker
// at a moment, as Playout.PlayoutTime has it. A few times a second is enough.
func (s *Sync) AudioPlayout(rtp uint32, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.audio.known() {
		return
	}
	s.heardAt = at.Sub(s.epoch)
	s.heard.add(s.heardAt - s.audio.sampled(rtp))
}

// RenderAt returns when to show the picture with an RTP timestamp that was
// decoded at a moment: not before that, at most a second after it, and never
// before the picture that RenderAt was called for last.
func (s *Sync) RenderAt(rtp uint32, decoded time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := decoded.Sub(s.epoch)
	sound, known := s.soundOf(rtp, now)
	at := s.renderer.render(rtp, now, sound-s.display, known)
	if known {
		s.offset.add(at + s.display - sound)
		s.holdAudio(s.renderer.early(sound-s.display), s.renderer.elapsed)
	}
	return s.epoch.Add(at)
}

// soundOf returns when the sound is heard that was captured with a picture.
func (s *Sync) soundOf(rtp uint32, now time.Duration) (at time.Duration, known bool) {
	if !s.heard.known || !s.video.known() || now-s.heardAt > staleSound {
		return 0, false
	}
	at = s.video.sampled(rtp) + s.heard.value
	return at, (at - now).Abs() < 2*maxDelay // else the reports are not to be believed
}

// holdAudio corrects the hold by how much the sound is ahead of what the
// picture could do at best.
func (s *Sync) holdAudio(lead, elapsed time.Duration) {
	step := time.Duration(audioSlewRate * float64(elapsed))
	switch {
	case lead > maxLead:
		s.audioHold = min(maxAudioHold, s.audioHold+step)
	case lead < leadAfter:
		s.audioHold = max(0, s.audioHold-step)
	}
}

// AudioHold returns how much longer than necessary sound should wait for late
// pictures: what Playout.Hold takes.
func (s *Sync) AudioHold() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.audioHold
}

// Offset returns how much later pictures are shown than the sound captured
// with them is heard. ok is false without sound or sender reports.
func (s *Sync) Offset() (offset time.Duration, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offset.value, s.offset.known
}
