package media

import (
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
)

// marks measures delay by the test signals, when the far side sends them. The
// marks carry the far side's wall clock, so it works on one machine only.
type marks struct {
	on       atomic.Bool
	detector *testsignal.MarkerDetector // belongs to the audio callback

	mu      sync.Mutex
	picture timed // capture to screen
	sound   timed // microphone to speaker
}

// timed is a delay and when it was measured.
type timed struct {
	delay time.Duration
	at    time.Time
}

// mostDelay is the longest delay believed. A marker whose second was misread
// in sound that was patched up seems to be many seconds old.
const mostDelay = 5 * time.Second

// marksFresh is for how long a measurement counts: sound has a marker each
// second.
const marksFresh = 2500 * time.Millisecond

// see reads the mark in a picture that is shown now.
func (m *marks) see(v *frame.Video, now time.Time) {
	if !m.on.Load() {
		return
	}
	if mark, ok := testsignal.ReadFrame(v); ok && mark.Age(now) < mostDelay {
		m.mu.Lock()
		m.picture = timed{mark.Age(now), now}
		m.mu.Unlock()
	}
}

// hear looks for a marker in a block whose first sample is heard at a time.
func (m *marks) hear(pcm []int16, at time.Time) {
	if !m.on.Load() {
		return
	}
	marker, ok := m.detector.Push(pcm, at)
	if ok && marker.Delay() < mostDelay {
		m.mu.Lock()
		m.sound = timed{marker.Delay(), at}
		m.mu.Unlock()
	}
}

// read returns the delays in milliseconds as far as they are fresh, and how
// much later the picture is than the sound.
func (m *marks) read(now time.Time) (picture, sound, offset *float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	picture, sound = m.picture.ms(now), m.sound.ms(now)
	if picture != nil && sound != nil {
		later := *picture - *sound
		offset = &later
	}
	return picture, sound, offset
}

func (t timed) ms(now time.Time) *float64 {
	if t.at.IsZero() || now.Sub(t.at) > marksFresh {
		return nil
	}
	ms := float64(t.delay) / float64(time.Millisecond)
	return &ms
}
