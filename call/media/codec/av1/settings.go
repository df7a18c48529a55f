package av1

import "fmt"

const (
	defaultFrameRate = 15
	defaultBitrate   = 600_000
)

// withDefaults fills in what c leaves open.
func (c Config) withDefaults() (Config, error) {
	if c.FrameRate == 0 {
		c.FrameRate = defaultFrameRate
	}
	if c.Bitrate == 0 {
		c.Bitrate = defaultBitrate
	}
	if c.FrameRate < 1 || c.FrameRate > 240 || c.Bitrate < 0 {
		return c, fmt.Errorf("av1 encoder: impossible configuration %+v", c)
	}
	return c, nil
}

// settings are the parameters of libaom that depend on the configuration, the
// picture or the machine; encoder.c holds the constant ones.
type settings struct {
	layout
	rate
}

// layout is what only a new encoder can change.
type layout struct {
	width, height   int
	threads         int
	tileColumns     int // the logarithm of their number
	speed           int // AOME_SET_CPUUSED
	maxIntraPercent int // of a picture's share of bits, for a key frame
}

// rate is what a running encoder can change.
type rate struct {
	kilobits                   int // a second
	minQuantizer, maxQuantizer int
	dropThreshold              int // of the buffer in per cent, below which pictures are dropped
}

// settingsFor follows libwebrtc's choices but for key frames, which may take
// half a second's bits: they carry a whole page of text.
func settingsFor(c Config, width, height, bitrate, processors int) settings {
	s := settings{
		layout: layout{width: width, height: height, speed: 10, maxIntraPercent: max(300, int(50*c.FrameRate))},
		rate:   rate{kilobits: max(1, bitrate/1000), minQuantizer: 10, maxQuantizer: 56, dropThreshold: 30},
	}
	switch pixels := width * height; {
	case pixels <= 320*180:
		s.speed = 8
	case pixels <= 640*360:
		s.speed = 9
	}
	s.threads, s.tileColumns = threadsFor(width*height, processors)
	return s
}

// refining is s for one picture with a quantizer of its own.
func (s settings) refining(quantizer int) settings {
	s.minQuantizer, s.maxQuantizer, s.dropThreshold = quantizer, quantizer, 0
	return s
}

// threadsFor leaves other processors alone as long as there are few, like
// libwebrtc. Each thread has a column of tiles of its own.
func threadsFor(pixels, processors int) (threads, tileColumns int) {
	switch {
	case pixels >= 640*360 && processors > 4:
		return 4, 2
	case pixels >= 320*180 && processors > 2:
		return 2, 1
	}
	return 1, 0
}
