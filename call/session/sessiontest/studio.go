package sessiontest

import (
	"sync"

	"parley/call/annotation"
	"parley/call/media/frame"
	"parley/call/session"
)

// Studio has no devices. It keeps what it was last told.
type Studio struct {
	mu     sync.Mutex
	media  session.Media
	sound  session.Sound
	config session.StudioConfig
	share  session.ShareRequest
	closed bool
	tracks session.Tracks
	events chan session.Event
}

// NewStudio returns a studio with room for 64 unread events.
func NewStudio() *Studio {
	return &Studio{
		events: make(chan session.Event, 64),
		tracks: session.Tracks{
			Camera: new(frame.Feed), Screen: new(frame.Feed), Level: new(frame.Gauge), Quality: new(frame.Gauge),
			Annotations: new(annotation.Layer),
			Shown:       func(*frame.Video) {}, ShownScreen: func(*frame.Video) {},
		},
	}
}

// Say delivers an event as if it had happened.
func (s *Studio) Say(e session.Event) { s.events <- e }

// Media returns which tracks are open.
func (s *Studio) Media() session.Media {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.media
}

// Playing returns the sound that was asked for last.
func (s *Studio) Playing() session.Sound {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sound
}

// Config returns the configuration in force.
func (s *Studio) Config() session.StudioConfig {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

// Configure keeps c.
func (s *Studio) Configure(c session.StudioConfig) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config = c
}

// SetMedia keeps m.
func (s *Studio) SetMedia(m session.Media) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.media = m
}

// Sound keeps sound.
func (s *Studio) Sound(sound session.Sound) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sound = sound
}

// Browse does nothing.
func (s *Studio) Browse(bool) {}

// Share keeps r.
func (s *Studio) Share(r session.ShareRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.share = r
}

// Shared returns what is to be shared.
func (s *Studio) Shared() session.ShareRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.share
}

// Preview does nothing.
func (s *Studio) Preview(bool) {}

// TestMicrophone does nothing.
func (s *Studio) TestMicrophone(session.MicrophoneTestStep) {}

// SetVolume does nothing.
func (s *Studio) SetVolume(string, float64) {}

// Self returns feeds that the test may put pictures into.
func (s *Studio) Self() session.Tracks { return s.tracks }

// Events delivers what Say was given.
func (s *Studio) Events() <-chan session.Event { return s.events }

// Close closes the events.
func (s *Studio) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.events)
	}
	return nil
}
