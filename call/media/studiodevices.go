package media

import (
	"time"

	"parley/call/session"
	"parley/devices"
)

// openCamera is the camera that runs, and what it was opened as.
type openCamera struct {
	source string
	device *devices.Camera
}

// openSound is the sound device that runs, and what it was opened as.
type openSound struct {
	microphone, speaker string
	channels            int
	device              *devices.Sound
	idle                time.Time // since when nobody needs it
}

func (s *Studio) applyCamera(w want) {
	source, wanted := w.config.Camera, w.media.Camera || w.preview
	if wanted && s.camera.device != nil && source == s.camera.source {
		return
	}
	s.camera.close()
	if !wanted {
		return
	}
	s.camera = openCamera{source: source, device: devices.OpenCamera(devices.CameraConfig{
		Source: source, Width: CameraWidth, Height: CameraHeight, FPS: CameraFPS,
		Deliver: s.video.deliver,
		Report:  func(st devices.Status) { s.report(session.CameraDevice, st) },
	})}
}

func (c *openCamera) close() {
	if c.device != nil {
		c.device.Close()
	}
	*c = openCamera{}
}

// applySound keeps the sound device open while somebody needs it.
func (s *Studio) applySound(w want, now time.Time) {
	if w.preview || s.attached.Load() > 0 || s.sound.tones.active() || s.sound.test.active() {
		s.device.idle = time.Time{}
		s.openSound(w)
		return
	}
	if s.device.idle.IsZero() {
		s.device.idle = now
	}
	if now.Sub(s.device.idle) > soundLinger {
		idle := s.device.idle
		s.device.close()
		s.device.idle = idle
	}
}

func (s *Studio) openSound(w want) {
	channels := 1
	if w.config.Music {
		channels = 2
	}
	d := &s.device
	if d.device != nil && d.channels == channels {
		d.follow(w.config.Microphone, w.config.Speaker)
		return
	}
	d.close()
	*d = openSound{microphone: w.config.Microphone, speaker: w.config.Speaker, channels: channels}
	d.device = devices.OpenSound(devices.SoundConfig{
		Microphone: d.microphone, Speaker: d.speaker, CaptureChannels: channels,
		Process: s.sound.process,
		Report:  func(kind devices.Kind, st devices.Status) { s.report(deviceKind(kind), st) },
	})
}

// follow changes the devices of a running sound without a pause.
func (d *openSound) follow(microphone, speaker string) {
	if d.microphone != microphone {
		d.microphone = microphone
		d.device.SelectMicrophone(microphone)
	}
	if d.speaker != speaker {
		d.speaker = speaker
		d.device.SelectSpeaker(speaker)
	}
}

func (d *openSound) close() {
	if d.device != nil {
		d.device.Close()
	}
	*d = openSound{}
}
