package media

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/annotation"
	"parley/call/media/adapt"
	"parley/call/media/codec/heap"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/devices"
)

// Studio is this computer's half of every call. It implements
// session.Studio. One goroutine opens and closes devices, as that may take
// long; the methods only say what is wanted.
type Studio struct {
	log    *slog.Logger
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	events chan session.Event
	kick   chan struct{}

	mu   sync.Mutex
	want want

	video  *videoLine
	share  *shareLine
	sharer *sharer
	browse *browser
	sound  *soundLine
	drawn  annotation.Layer // on the screen that is shared here
	camera openCamera       // belongs to run
	device openSound        // belongs to run

	attached  atomic.Int32 // senders and receivers
	receivers receivers
	closeOnce sync.Once
}

// want is what the devices should be doing.
type want struct {
	config  session.StudioConfig
	media   session.Media
	preview bool
}

const (
	// studioTick paces what is polled rather than told: tests, tones that
	// have ended, a device that is no longer needed.
	studioTick = 100 * time.Millisecond
	// soundLinger keeps the sound device open for a while after its last
	// use, so that a call after a ring does not open it twice.
	soundLinger = 3 * time.Second
	// studioEvents is how many events wait for the controller, which always
	// reads; a full queue makes the device goroutines wait.
	studioEvents = 64
)

// NewStudio starts a studio with all devices closed. From then on C's memory is
// kept small (heap.ReturnLarge).
func NewStudio(log *slog.Logger) (*Studio, error) {
	heap.ReturnLarge()
	ctx, cancel := context.WithCancel(context.Background())
	s := &Studio{
		log: log, ctx: ctx, cancel: cancel,
		events: make(chan session.Event, studioEvents),
		kick:   make(chan struct{}, 1),
	}
	s.video = newVideoLine(log)
	s.share = newShareLine(log, s.video)
	s.sharer = newSharer(s.share, &s.drawn, s.tell)
	s.browse = newBrowser(s.tell)
	s.video.beside = func() int { return int(s.share.demand.Load()) }
	sound, err := newSoundLine(log, &s.receivers)
	if err != nil {
		cancel()
		return nil, err
	}
	s.sound = sound
	s.sound.pictures = func() pictures {
		return pictures{camera: s.video.demand.Load() > 0, screen: s.share.demand.Load() > 0}
	}
	s.wg.Go(s.run)
	s.wg.Go(func() { s.video.run(ctx) })
	s.wg.Go(func() { s.share.run(ctx) })
	s.wg.Go(func() { s.sharer.run(ctx) })
	s.wg.Go(func() { s.browse.run(ctx) })
	s.wg.Go(func() { s.sound.encode(ctx) })
	s.wg.Go(func() { devices.Watch(ctx, s.inventory) })
	return s, nil
}

// Configure applies devices and processing.
func (s *Studio) Configure(c session.StudioConfig) {
	s.sound.configure(c)
	if c.Music {
		s.video.audio.Store(adapt.MusicAudio)
	} else {
		s.video.audio.Store(adapt.DefaultAudio)
	}
	s.change(func(w *want) { w.config = c })
}

// SetMedia opens and closes microphone and camera.
func (s *Studio) SetMedia(m session.Media) {
	s.sound.open.Store(m.Microphone)
	s.video.demand.Store(0)
	if m.Camera {
		s.video.demand.Store(adapt.MaxVideo)
		s.video.requestKey() // nobody has pictures to build on after a pause
	}
	s.change(func(w *want) { w.media = m })
}

// Preview keeps camera and level meter going while nothing is sent.
func (s *Studio) Preview(on bool) { s.change(func(w *want) { w.preview = on }) }

// Browse lists what can be shared.
func (s *Studio) Browse(on bool) { s.browse.set(on) }

// Share shares a display or window, changes how, or stops.
func (s *Studio) Share(r session.ShareRequest) { s.sharer.share(r) }

// Sound plays a sound of the app's own.
func (s *Studio) Sound(sound session.Sound) {
	s.sound.tones.play(sound)
	s.wake()
}

// TestMicrophone moves the microphone test on.
func (s *Studio) TestMicrophone(step session.MicrophoneTestStep) {
	s.sound.test.set(step)
	s.wake()
}

// SetVolume sets how loud a person is heard.
func (s *Studio) SetVolume(key string, gain float64) { s.receivers.setVolume(key, gain) }

// Self returns what the self view and the own meter show.
func (s *Studio) Self() session.Tracks {
	return session.Tracks{
		Camera: &s.video.feed, Level: &s.sound.level, Quality: new(frame.Gauge),
		Shown: func(*frame.Video) {}, Screen: new(frame.Feed), ShownScreen: func(*frame.Video) {},
		Annotations: &s.drawn,
	}
}

// Events delivers what happens until Close.
func (s *Studio) Events() <-chan session.Event { return s.events }

// Close releases all devices and waits for it.
func (s *Studio) Close() error {
	s.closeOnce.Do(func() {
		s.cancel()
		s.wg.Wait()
		s.sound.close()
		close(s.events)
	})
	return nil
}

func (s *Studio) change(edit func(*want)) {
	s.mu.Lock()
	edit(&s.want)
	s.mu.Unlock()
	s.wake()
}

func (s *Studio) wake() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

func (s *Studio) wanted() want {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.want
}

// tell delivers an event unless the studio closes.
func (s *Studio) tell(e session.Event) {
	select {
	case s.events <- e:
	case <-s.ctx.Done():
	}
}

func (s *Studio) run() {
	tick := time.NewTicker(studioTick)
	defer tick.Stop()
	defer s.camera.close()
	defer s.device.close()
	var told polled
	for {
		due := tick.C
		if s.device.device == nil {
			due = nil // nothing is heard or played, so nothing can change by itself
		}
		select {
		case <-s.ctx.Done():
			return
		case <-s.kick:
		case <-due:
		}
		w := s.wanted()
		s.applyCamera(w)
		s.applySound(w, time.Now())
		s.poll(&told)
	}
}

// polled is what was told last of the things that are polled.
type polled struct {
	speaking bool
	test     session.MicrophoneTest
	floor    floor
	speaker  string // who has it
}

func (s *Studio) poll(told *polled) {
	if speaking := s.sound.speakingMuted(time.Now()); speaking != told.speaking {
		told.speaking = speaking
		s.tell(session.SpeakingMuted{Speaking: speaking})
	}
	if speaker := told.floor.update(s.receivers.levels(), time.Now()); speaker != told.speaker {
		told.speaker = speaker
		s.tell(session.Speaker{Key: speaker})
	}
	test := s.sound.test.report()
	if test.Step != told.test.Step || test.Position != told.test.Position || test.Length != told.test.Length {
		told.test = test
		s.tell(test)
	}
}
