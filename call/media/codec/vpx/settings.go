package vpx

import "fmt"

const (
	defaultFrameRate = 30
	defaultBitrate   = 600_000
	// bufferOptimal is rc_buf_optimal_sz in milliseconds.
	bufferOptimal = 600
	// cif is the picture below which there is time for a slower search.
	cif = 352 * 288
	// hd is the largest picture of a camera.
	hd = 1280 * 720
)

// withDefaults fills in what c leaves open.
func (c Config) withDefaults() (Config, error) {
	if c.FrameRate == 0 {
		c.FrameRate = defaultFrameRate
	}
	if c.Bitrate == 0 {
		c.Bitrate = defaultBitrate
	}
	if c.FrameRate < 1 || c.FrameRate > 240 || c.Bitrate < 0 || c.NoiseSensitivity < 0 || c.NoiseSensitivity > 4 ||
		c.Content < Camera || c.Content > Motion {
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
	maxQuantizer     int
	dropThreshold    int // of the buffer in per cent, below which pictures are dropped
	staticThreshold  int // below this change a block is skipped
	screenMode       int // 2: screen, with strict rate control
	maxIntraPercent  int // of a picture's share of bits, for a key frame
	noiseSensitivity int
}

// settingsFor follows libwebrtc's choices, but for two. A key frame of text may
// take half a second's bits, as a camera's: it carries a whole page. And large
// pictures of motion are searched less: a film of 1080p takes 12 ms of processor
// time a picture at speed -12, and 16 at -6.
func settingsFor(c Config, width, height, bitrate, processors int) settings {
	s := settings{
		width: width, height: height,
		kilobits:     max(1, bitrate/1000),
		threads:      threadsFor(width*height, processors),
		speed:        -6,
		minQuantizer: 2, maxQuantizer: 56, dropThreshold: 30,
		staticThreshold:  1,
		maxIntraPercent:  max(300, int(0.5*bufferOptimal*c.FrameRate/10)),
		noiseSensitivity: c.NoiseSensitivity,
	}
	switch {
	case width*height < cif:
		s.speed = -4
	case c.Content == Motion && width*height > hd:
		s.speed = -12
	}
	switch c.Content {
	case Text:
		s.minQuantizer, s.staticThreshold, s.screenMode, s.noiseSensitivity = 12, 300, 2, 0
	case Motion:
		s.noiseSensitivity = 0
	case Camera:
	}
	return s
}

// refining is s for one picture with a quantizer of its own. Screen content mode
// would let the quantizer fall by 12 of 127 steps at most. What staticThreshold
// passes over differs too little to be seen: by less than 47 dB.
func (s settings) refining(quantizer int) settings {
	s.minQuantizer, s.maxQuantizer, s.dropThreshold = quantizer, quantizer, 0
	s.screenMode = 0
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
