package session

import (
	"time"

	"parley/call/media/frame"
)

// Studio is this computer's half of every call: camera, microphone, speaker
// and what is done to their pictures and sound. No method blocks.
type Studio interface {
	// Configure applies devices and processing; it may be called at any time.
	Configure(StudioConfig)
	// SetMedia opens and closes microphone and camera. A closed microphone
	// is silent at the source; a closed camera is released.
	SetMedia(Media)
	// Browse lists what can be shared, with thumbnails, while it is on.
	Browse(on bool)
	// Share shares a display or window, changes how, or stops.
	Share(ShareRequest)
	// Preview keeps the camera open, and the microphone's level moving,
	// while nothing is sent.
	Preview(on bool)
	// Sound plays a sound of the app's own until another is asked for.
	Sound(Sound)
	// TestMicrophone records for MicrophoneTestLength, plays it back, or
	// stops either.
	TestMicrophone(MicrophoneTestStep)
	// SetVolume sets how loud a person is heard, 0 to 2, by key.
	SetVolume(key string, gain float64)
	// Self returns what the self view and the own meter show.
	Self() Tracks
	// Events delivers what happens. It is closed after Close.
	Events() <-chan Event
	// Close releases all devices and waits for it. It is idempotent.
	Close() error
}

// StudioConfig chooses devices and processing.
type StudioConfig struct {
	Camera     string  // device id, "test", "none", "file:CLIP" or "" for the system's
	Microphone string  // likewise
	Speaker    string  // device id, "none", "file:OUT.wav" or ""
	Volume     float64 // of the speaker, 0 to 1
	Echo       bool    // remove echo
	Noise      bool    // remove noise
	Gain       bool    // even out loudness
	HighPass   bool    // cut rumble below speech
	Music      bool    // stereo, no processing, 128 kbit/s
}

// Sound is a sound that the app itself makes.
type Sound int

// The sounds of the app.
const (
	Silence     Sound = iota
	RingTone          // somebody calls here
	RingBack          // it rings at the other side
	SpeakerTest       // once, to check the speaker
)

// MicrophoneTestStep is what a person asks the microphone test to do.
type MicrophoneTestStep int

// The steps of the microphone test.
const (
	TestStop MicrophoneTestStep = iota
	TestRecord
	TestPlay
)

// MicrophoneTestLength is how long the microphone test records.
const MicrophoneTestLength = 5 * time.Second

// Device is a camera, microphone or speaker.
type Device struct {
	ID, Name string
	Default  bool
}

// DeviceStatus is how one chosen device does.
type DeviceStatus struct {
	Kind    DeviceKind
	Device  Device
	Mode    string // such as "1280×720 · 30 fps"
	Working bool
	Text    string // what happened, a sentence; empty while all is well
	Hint    string // what to do about it
}

// DeviceKind tells the three kinds of device apart.
type DeviceKind string

// The kinds of device.
const (
	CameraDevice     DeviceKind = "camera"
	MicrophoneDevice DeviceKind = "microphone"
	SpeakerDevice    DeviceKind = "speaker"
)

// The events of the studio.
type (
	// Devices lists what is plugged in.
	Devices struct{ Cameras, Microphones, Speakers []Device }
	// DeviceChanged says how a chosen device does now.
	DeviceChanged struct{ Status DeviceStatus }
	// SpeakingMuted says that the person speaks while the microphone is
	// off, or stopped doing so.
	SpeakingMuted struct{ Speaking bool }
	// Speaker says who of the others has the floor, by key: who was the last
	// to say more than a word. It is empty before anybody did, and when they
	// have gone.
	Speaker struct{ Key string }
	// MicrophoneTest follows the microphone test.
	MicrophoneTest struct {
		Step     MicrophoneTestStep
		Position time.Duration
		Length   time.Duration // of what is recorded
		Peaks    []float32     // of the recording so far, 0 to 1, 40 at most
	}
)

func (Devices) event()        {}
func (DeviceChanged) event()  {}
func (SpeakingMuted) event()  {}
func (Speaker) event()        {}
func (MicrophoneTest) event() {}

// Picture is what a Feed carries, named here for the drawing side.
type Picture = frame.Video
