package devices

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/frame"
)

// SoundConfig says where sound comes from and goes to. Sources are described
// at SourceDefault; a speaker's file is written, a microphone's is played.
type SoundConfig struct {
	Microphone string
	Speaker    string
	// CaptureChannels is 1 or 2.
	CaptureChannels int
	// Process gets each block captured and fills the one to be played. It is
	// called from one goroutine every 10 ms on average, though sometimes
	// several times at once, must not block and must not keep the slices.
	Process func(*Block)
	// Report tells how microphone and speaker are doing. It is called from
	// several goroutines and must not block nor call Close.
	Report func(Kind, Status)
}

// Block is 10 ms of sound in both directions.
type Block struct {
	Capture    []int16       // interleaved, of CaptureChannels
	Captured   time.Time     // when its first sample met the microphone
	Playback   []int16       // stereo, interleaved, silent until Process fills it
	PlaybackAt time.Time     // when its first sample is about to be heard
	EchoDelay  time.Duration // from a sample of Playback to its echo in Capture
}

const playbackChannels = 2

// Sound is the microphone and the speaker of this computer, driven by one
// clock. The speaker's demand for samples is the clock while there is one,
// else the microphone, else the computer's own, so that Process is called
// whatever is plugged in.
type Sound struct {
	config SoundConfig
	end    context.CancelFunc
	done   sync.WaitGroup

	captured chan struct{} // the microphone gave something
	ring     *ring         // from the microphone
	spool    *spool        // to the speaker
	depth    atomic.Int64  // of the speaker's buffer, in ns

	ears, mouth *keeper // microphone and speaker
	changes     chan change
}

// change replaces what the clock's goroutine reads from or writes to.
type change struct {
	kind   Kind
	source voice // of the microphone; nil for the ring
	sink   sink  // of the speaker; nil for the spool
}

// OpenSound starts to call Process and Report. The caller closes the Sound.
func OpenSound(config SoundConfig) *Sound {
	ctx, end := context.WithCancel(context.Background())
	s := &Sound{
		config:   config,
		end:      end,
		captured: make(chan struct{}, 1),
		ring:     newRing(config.CaptureChannels),
		spool:    newSpool(),
		changes:  make(chan change),
	}
	s.ears = newKeeper(KindMicrophone, config.Microphone, config.CaptureChannels, s)
	s.mouth = newKeeper(KindSpeaker, config.Speaker, playbackChannels, s)
	s.done.Go(func() { newClock(s).run(ctx) })
	s.done.Go(func() { s.ears.run(ctx) })
	s.done.Go(func() { s.mouth.run(ctx) })
	return s
}

// SelectMicrophone changes the microphone; the sound goes on meanwhile.
func (s *Sound) SelectMicrophone(source string) { s.ears.want(source) }

// SelectSpeaker changes the speaker.
func (s *Sound) SelectSpeaker(source string) { s.mouth.want(source) }

// Late counts the times the speaker had to play silence because Process was
// too slow.
func (s *Sound) Late() uint64 {
	s.spool.mu.Lock()
	defer s.spool.mu.Unlock()
	return s.spool.late
}

// Close releases all devices and waits until Process and Report have returned
// for the last time. It is idempotent and must not be called from them.
func (s *Sound) Close() {
	s.end()
	s.done.Wait()
}

// capture takes what the microphone gave, on the device's thread.
func (s *Sound) capture(pcm []int16) {
	s.ring.write(pcm, time.Now())
	select {
	case s.captured <- struct{}{}:
	default:
	}
}

// switchTo hands a change to the clock's goroutine.
func (s *Sound) switchTo(ctx context.Context, c change) {
	select {
	case s.changes <- c:
	case <-ctx.Done():
		c.close()
	}
}

func (c change) close() {
	if c.sink != nil {
		c.sink.close()
	}
}

// voice is a microphone that is no device.
type voice interface {
	// Read fills interleaved samples, the first of which is captured at a time.
	Read(pcm []int16, channels int, at time.Time)
}

// sink is a speaker that is no device.
type sink interface {
	write(stereo []int16)
	close()
}

func blockSize(channels int) int { return frame.BlockSamples * channels }
