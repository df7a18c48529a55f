package devices

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/gen2brain/malgo"

	"parley/call/media/frame"
)

// line is one open microphone or speaker.
//
// Microphone and speaker are two devices of miniaudio and not its duplex
// device, which ties both together: it plays nothing, or what its buffer held
// before, while the microphone is silent, and it keeps whatever delay builds
// up between the two clocks. Here the speaker goes on when the microphone is
// unplugged, and the ring between them keeps the delay small.
type line struct {
	device soundDevice
	server *server
	opened *malgo.Device
	beat   atomic.Int64 // Unix ns of the last callback, or of the start
	alive  atomic.Bool  // a callback came
	dry    atomic.Int64 // times a speaker ran out of sound
}

// linePeriods is how many times its depth a device's buffer can hold: a
// microphone may be read late, a speaker is filled to one.
const linePeriods = 3

// callback moves samples between a line and its ring or spool, on the
// device's own thread. The slice is valid during the call.
type callback func(pcm []int16)

// missing says that a device is not connected; wanted is empty when there is
// none at all.
type missing struct {
	kind   Kind
	wanted string
}

func (m *missing) Error() string {
	if m.wanted == "" {
		return fmt.Sprintf("there is no %s", m.kind)
	}
	return fmt.Sprintf("%s %q is not connected", m.kind, m.wanted)
}

// refused says that a device that is there cannot be opened.
type refused struct {
	device soundDevice
	err    error
}

func (r *refused) Error() string { return fmt.Sprintf("open %s: %v", r.device.Name, r.err) }
func (r *refused) Unwrap() error { return r.err }

// openLine opens a device by ID, or the default one, and starts it. depth is
// how much sound it takes or gives at a time. It may take seconds, and hangs
// while the sound server does.
func openLine(kind Kind, wanted string, channels int, depth time.Duration, move callback) (*line, error) {
	s, err := connect()
	if err != nil {
		return nil, err
	}
	found, err := s.list(kind)
	if err != nil {
		s.close()
		return nil, errNoServer
	}
	device, ok := pick(found, wanted)
	if !ok {
		s.close()
		return nil, &missing{kind, wanted}
	}
	l := &line{device: device, server: s}
	l.beat.Store(time.Now().UnixNano())
	if err := l.start(wanted == SourceDefault && device.chosen, channels, depth, move); err != nil {
		s.close()
		return nil, &refused{device, err}
	}
	return l, nil
}

// start opens the device; follow lets the sound server move it to another
// device when the person changes the default.
func (l *line) start(follow bool, channels int, depth time.Duration, move callback) error {
	config := malgo.DefaultDeviceConfig(deviceType(l.device.Kind))
	config.SampleRate = frame.SampleRate
	config.PeriodSizeInMilliseconds = uint32(depth.Milliseconds())
	config.Periods = linePeriods
	config.PerformanceProfile = malgo.LowLatency
	config.NoFixedSizedCallback = 1 // the ring and the spool cut blocks themselves
	config.NoClip = 1
	leg := &config.Capture
	if l.device.Kind == KindSpeaker {
		leg = &config.Playback
	}
	leg.Format, leg.Channels = malgo.FormatS16, uint32(channels)
	var pin runtime.Pinner
	defer pin.Unpin()
	if !follow {
		handle := l.device.handle // an object of its own, as a pinned one must be
		pin.Pin(&handle)
		leg.DeviceID = unsafe.Pointer(&handle)
	}
	return l.open(config, l.watched(move))
}

// watched counts how often a speaker ran dry.
func (l *line) watched(move callback) callback {
	if l.device.Kind != KindSpeaker {
		return move
	}
	var left supply
	return func(pcm []int16) {
		if left.give(len(pcm)/playbackChannels, time.Now()) {
			l.dry.Add(1)
		}
		move(pcm)
	}
}

func (l *line) open(config malgo.DeviceConfig, move callback) error {
	opened, err := malgo.InitDevice(l.server.context.Context, config, malgo.DeviceCallbacks{
		Data: func(out, in []byte, _ uint32) {
			l.beat.Store(time.Now().UnixNano())
			l.alive.Store(true)
			move(samplesOf(out, in))
		},
	})
	if err != nil {
		return err
	}
	if err := opened.Start(); err != nil {
		opened.Uninit()
		return err
	}
	l.opened = opened
	return nil
}

// samplesOf views the bytes of the one direction that is there as samples.
func samplesOf(out, in []byte) []int16 {
	raw := out
	if len(raw) == 0 {
		raw = in
	}
	if len(raw) < 2 {
		return nil
	}
	return unsafe.Slice((*int16)(unsafe.Pointer(&raw[0])), len(raw)/2)
}

// silentFor is how long ago the device last asked for or gave sound.
func (l *line) silentFor(now time.Time) time.Duration {
	return now.Sub(time.Unix(0, l.beat.Load()))
}

// closing is how long a line may take to close. A sound server that hangs
// holds its thread for longer; nothing can end that, so it is left behind.
const closing = 2 * time.Second

// close stops the callbacks. It waits for closing at most.
func (l *line) close() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = l.opened.Stop() // Uninit alone waits for ever for a server that died
		l.opened.Uninit()
		l.server.close()
	}()
	leave(done)
}

// leave waits for something that the sound server may hold up, but not longer
// than closing.
func leave(done <-chan struct{}) {
	timer := time.NewTimer(closing)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}
