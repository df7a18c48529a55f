package audio

// #cgo pkg-config: webrtc-audio-processing
// #cgo CXXFLAGS: -std=c++11
// #include "apm.h"
import "C"

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"parley/call/media/frame"
)

// ErrClosed is returned by a Processor after Close.
var ErrClosed = errors.New("audio processor is closed")

// Options are the parts of a Processor that are on.
type Options struct {
	EchoCancellation bool // takes out what the speaker played
	NoiseSuppression bool // takes out steady noise, as hard as there is any
	GainControl      bool // brings voices to one loudness
	HighPass         bool // takes out what is below speech, such as a hum
}

// Processor is WebRTC's audio processing for one microphone and one speaker.
//
// Render, Capture and Close belong to one goroutine, usually the audio
// callback and after its end whoever stopped it. Set and EchoReturnLoss are
// safe from anywhere.
type Processor struct {
	apm     *C.apm
	wanted  atomic.Pointer[Options]
	current *Options // what is set; belongs to Capture, as what follows
	noise   noiseMeter
	taken   suppression // what is set, while NoiseSuppression is on
	voice   bool        // in the last block
	blocks  int
	loss    frame.Gauge
}

const (
	// longestDelay is as far as the echo canceller looks.
	longestDelay = 500 * time.Millisecond
	// lossEvery is how many blocks pass before the echo is measured anew.
	lossEvery = 50
)

// NewProcessor returns a processor with some parts on. The caller closes it.
func NewProcessor(options Options) (*Processor, error) {
	apm := C.apm_new()
	if apm == nil {
		return nil, errors.New("audio processor: the library does not start")
	}
	p := &Processor{apm: apm}
	p.Set(options)
	return p, nil
}

// Set switches parts on and off from the next block of Capture on.
func (p *Processor) Set(options Options) { p.wanted.Store(&options) }

// Render shows the processor a block, mono or stereo, exactly as the speaker
// is about to play it. Anything else than one block is ignored.
func (p *Processor) Render(pcm []int16) {
	channels := len(pcm) / frame.BlockSamples
	if p.apm == nil || len(pcm) != channels*frame.BlockSamples || channels < 1 || channels > 2 {
		return
	}
	C.apm_render(p.apm, (*C.int16_t)(&pcm[0]), C.int(channels))
}

// Capture processes a mono block from the microphone in place. delay is the
// time from Render to when the same sound is in pcm: the way through the
// speaker's buffers, the air and the microphone's; a good guess helps at the
// start. voice reports whether somebody near speaks. What comes out is 8 to
// 14 ms late.
func (p *Processor) Capture(pcm []int16, delay time.Duration) (voice bool, err error) {
	if p.apm == nil {
		return false, ErrClosed
	}
	if len(pcm) != frame.BlockSamples {
		return false, fmt.Errorf("audio processor: a block of %d samples", len(pcm))
	}
	p.noise.push(pcm, p.voice)
	if err := p.apply(); err != nil {
		return false, err
	}
	milliseconds := max(0, min(delay, longestDelay)).Milliseconds()
	out := C.apm_capture(p.apm, (*C.int16_t)(&pcm[0]), C.int(milliseconds))
	if out.error != 0 {
		return false, failure(out.error)
	}
	if p.blocks++; p.blocks%lossEvery == 0 {
		p.loss.Set(float64(C.apm_echo_return_loss(p.apm)))
	}
	p.voice = out.voice != 0
	return p.voice, nil
}

// EchoReturnLoss is by how many decibels the echo was weakened lately, while
// the speaker played. It is 0 before there was an echo.
func (p *Processor) EchoReturnLoss() float64 { return p.loss.Value() }

// Close frees the library's memory.
func (p *Processor) Close() error {
	if p.apm != nil {
		C.apm_free(p.apm)
		p.apm = nil
	}
	return nil
}

// apply hands changed options, and a change of the noise, to the library.
func (p *Processor) apply() error {
	wanted, taken := p.wanted.Load(), p.noise.wanted
	if wanted == p.current && taken == p.taken {
		return nil
	}
	code := C.apm_set(p.apm, C.apm_options{
		echo: toggle(wanted.EchoCancellation), noise: toggle(wanted.NoiseSuppression) * C.int(taken),
		gain: toggle(wanted.GainControl), high_pass: toggle(wanted.HighPass),
	})
	if code != 0 {
		return failure(code)
	}
	p.current, p.taken = wanted, taken
	return nil
}

func toggle(on bool) C.int {
	if on {
		return 1
	}
	return 0
}

func failure(code C.int) error { return fmt.Errorf("audio processor: library error %d", int(code)) }
