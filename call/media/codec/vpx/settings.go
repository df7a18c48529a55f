package vpx

import (
	"fmt"
	"time"

	"parley/call/media/frame"
)

const (
	defaultFrameRate = 30
	defaultBitrate   = 600_000
	// bufferOptimal is rc_buf_optimal_sz in milliseconds.
	bufferOptimal = 600
	// cif is the picture below which there is time for a slower search.
	cif = 352 * 288
	// longestStep bounds how much time the rate control sees between two
	// pictures. After a pause of the camera it would otherwise spend seconds'
	// worth of bits on one picture.
	longestStep = frame.VideoClockRate / 5
)

// withDefaults fills in what c leaves open.
func (c Config) withDefaults() (Config, error) {
	if c.FrameRate == 0 {
		c.FrameRate = defaultFrameRate
	}
	if c.Bitrate == 0 {
		c.Bitrate = defaultBitrate
	}
	if c.FrameRate < 1 || c.FrameRate > 240 || c.Bitrate < 0 || c.NoiseSensitivity < 0 || c.NoiseSensitivity > 4 {
		return c, fmt.Errorf("vp8 encoder: impossible configuration %+v", c)
	}
	return c, nil
}

// settings are the parameters of libvpx that depend on the configuration, the
// picture or the machine; encoder.c holds the constant ones.
type settings struct {
	width, height    int
	kilobits         int // a second
	threads          int
	speed            int // VP8E_SET_CPUUSED
	minQuantizer     int
	staticThreshold  int // below this change a block is skipped
	screenMode       int // 2: screen, with strict rate control
	maxIntraPercent  int // of a picture's share of bits, for a key frame
	noiseSensitivity int
}

// settingsFor follows libwebrtc's choices.
func settingsFor(c Config, width, height, bitrate, processors int) settings {
	s := settings{
		width: width, height: height,
		kilobits:     max(1, bitrate/1000),
		threads:      threadsFor(width*height, processors),
		speed:        -6,
		minQuantizer: 2, staticThreshold: 1,
		maxIntraPercent:  max(300, int(0.5*bufferOptimal*c.FrameRate/10)),
		noiseSensitivity: c.NoiseSensitivity,
	}
	if width*height < cif {
		s.speed = -4
	}
	if c.Screen {
		s.minQuantizer, s.staticThreshold, s.screenMode = 12, 300, 2
		s.maxIntraPercent, s.noiseSensitivity = 100, 0
	}
	return s
}

// threadsFor is libwebrtc's NumberOfThreads. libvpx' row threads spin, so with
// few processors more than one makes everything slower.
func threadsFor(pixels, processors int) int {
	switch {
	case pixels >= 1920*1080 && processors > 8:
		return 8
	case pixels > 1280*960 && processors >= 6:
		return 3
	case pixels > 640*480 && processors >= 3:
		return 2
	}
	return 1
}

// clock turns capture times into the rate control's time, in ticks of
// frame.VideoClockRate.
type clock struct {
	nominal int64 // ticks from one picture to the next when times are unknown
	ticks   int64
	last    time.Time
}

func newClock(frameRate float64) clock {
	return clock{nominal: int64(frame.VideoClockRate / frameRate)}
}

// next returns the time of the next picture. It always grows, as libvpx
// requires, and never by more than longestStep.
func (c *clock) next(captured time.Time) int64 {
	step := c.nominal
	if !captured.IsZero() && !c.last.IsZero() {
		step = int64(captured.Sub(c.last).Seconds()*frame.VideoClockRate + 0.5)
	}
	c.last = captured
	c.ticks += min(max(step, 1), longestStep)
	return c.ticks
}
