package media

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/annotation"
	"parley/call/media/audio"
	"parley/call/media/codec/opus"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/media/jitter"
	"parley/call/media/rtpio"
	"parley/call/session"
)

// ReceiverConfig says who is received and how to ask them for more. The
// functions must not block.
type ReceiverConfig struct {
	Key             string // whose volume applies
	Nack            func(Track, []uint16)
	RequestKeyFrame func(Track)
	FirstPicture    func(time.Time)
	FirstSound      func(time.Time)
}

// Receiver turns one person's packets into pictures and sound.
type Receiver struct {
	cfg      ReceiverConfig
	studio   *Studio
	cancel   context.CancelFunc
	wg       sync.WaitGroup
	decoder  *opus.Decoder
	playout  *jitter.Playout
	sync     *jitter.Sync
	pictures [3]*videoReceiver // of Camera, Screen and SharpScreen

	feed    frame.Feed
	screen  frame.Feed
	drawn   annotation.Layer
	level   frame.Gauge
	quality frame.Gauge
	gain    frame.Gauge
	rtt     atomic.Int64 // nanoseconds
	closed  atomic.Bool
	sharp   atomic.Bool // the share came in SharpScreen last
	marks   marks

	pulling sync.Mutex  // keeps Close from freeing the decoder in mid-pull
	meter   audio.Level // belongs to the audio callback
	begun   bool        // likewise: sound was heard
	rates   rates       // belongs to whoever calls Stats
	off     bool        // their camera is; belongs to whoever calls SetMedia and SetView
	hidden  bool        // it is not seen here; likewise
}

// rates turns counters into rates from one second to the next. Its fields but
// the counters belong to whoever calls Stats.
type rates struct {
	since   time.Time
	sound   counter
	samples [2]int // of sound played, and concealed
}

// counter counts bytes on one goroutine for another.
type counter struct {
	total atomic.Int64
	last  int64
}

// rate returns the bits a second since the last call.
func (c *counter) rate(seconds float64) int {
	total := c.total.Load()
	bits := float64(total-c.last) * 8 / seconds
	c.last = total
	return int(bits)
}

// Receive attaches a person: what Packet is given is heard and seen until
// Close.
func (s *Studio) Receive(cfg ReceiverConfig) (*Receiver, error) {
	decoder, err := opus.NewDecoder(playbackChannels)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(s.ctx)
	r := &Receiver{cfg: cfg, studio: s, cancel: cancel, decoder: decoder}
	r.gain.Set(1)
	r.marks.detector = testsignal.NewMarkerDetector(playbackChannels)
	r.rates.since = time.Now()
	r.sync = jitter.NewSync(jitter.SyncConfig{})
	r.playout = jitter.NewPlayout(jitter.PlayoutConfig{
		Decoder: decoder, Channels: playbackChannels, Accelerate: audio.Accelerate, Expand: audio.Expand,
	})
	if err := r.addPictures(); err != nil {
		cancel()
		_ = decoder.Close() // never used
		return nil, err
	}
	s.attached.Add(1)
	s.receivers.add(r)
	s.wake()
	for _, v := range r.pictures {
		r.wg.Go(func() { v.run(ctx) })
	}
	return r, nil
}

// addPictures makes the receivers of the tracks that carry pictures.
func (r *Receiver) addPictures() error {
	for i, config := range []videoConfig{
		{track: Camera, feed: &r.feed, shown: r.shown, timed: true},
		{track: Screen, feed: &r.screen, shown: r.shownScreen},
		{track: SharpScreen, feed: &r.screen, shown: r.shownScreen},
	} {
		v, err := newVideoReceiver(r, config)
		if err != nil {
			for _, made := range r.pictures[:i] {
				made.close()
			}
			return err
		}
		r.pictures[i] = v
	}
	return nil
}

// of returns the receiver of a track with pictures; nil for other tracks.
func (r *Receiver) of(t Track) *videoReceiver {
	if t < Camera || t > SharpScreen {
		return nil
	}
	return r.pictures[t-Camera]
}

// playbackChannels is how many channels the speaker gets.
const playbackChannels = 2

// Packet takes a packet from the network. It never blocks.
func (r *Receiver) Packet(t Track, p frame.Packet) {
	if t == Sound {
		r.rates.sound.total.Add(int64(len(p.Payload)))
		r.playout.Push(p)
		return
	}
	if v := r.of(t); v != nil {
		v.push(p)
	}
}

// Report takes an RTCP sender report: the sender's clock and the track's RTP
// timestamp at one moment (RFC 3550 section 6.4.1).
func (r *Receiver) Report(t Track, ntp time.Time, rtp uint32, arrived time.Time) {
	switch t {
	case Sound:
		r.sync.AudioReport(rtpio.NTP(ntp), rtp, arrived)
	case Camera:
		r.sync.VideoReport(rtpio.NTP(ntp), rtp, arrived)
	case Screen, SharpScreen: // shown at once, since no sound belongs to them
	}
}

// SetRTT says how long a packet takes to the person and back.
func (r *Receiver) SetRTT(d time.Duration) { r.rtt.Store(int64(d)) }

// SetMedia says which tracks the person has on, and whether they carry the
// test signals.
func (r *Receiver) SetMedia(m session.Media, testSignals bool) {
	r.marks.on.Store(testSignals)
	r.off = !m.Camera
	r.of(Camera).pause(r.off || r.hidden)
	if !m.Screen {
		r.screenOver()
	}
}

// SetView says how the person is shown here: what is not seen does not come.
func (r *Receiver) SetView(v session.View) {
	r.hidden = v.Lines <= 0
	r.of(Camera).pause(r.off || r.hidden)
}

// Tracks returns what the window shows of the person.
func (r *Receiver) Tracks() session.Tracks {
	return session.Tracks{
		Camera: &r.feed, Screen: &r.screen, Annotations: &r.drawn, Level: &r.level, Quality: &r.quality,
		Shown: r.shown, ShownScreen: r.shownScreen,
	}
}

// Close detaches the person and waits. It is idempotent.
func (r *Receiver) Close() {
	if r.closed.Swap(true) {
		return
	}
	r.studio.receivers.remove(r)
	r.studio.attached.Add(-1)
	r.studio.wake()
	r.cancel()
	r.wg.Wait()
	r.pulling.Lock()
	defer r.pulling.Unlock()
	_ = r.decoder.Close() // it has nothing to flush
	r.level.Set(0)
}

// pull fills pcm with the person's next 10 ms, in the audio callback, and
// returns how loud to play them.
func (r *Receiver) pull(pcm []int16, at time.Time) float64 {
	r.pulling.Lock()
	defer r.pulling.Unlock()
	if r.closed.Load() {
		return 0
	}
	pulled := r.playout.Pull(pcm)
	if pulled.Content != jitter.Silent {
		r.sync.AudioPlayout(pulled.Timestamp, at)
	}
	if !r.begun && pulled.Content == jitter.Played {
		r.begun = true
		r.cfg.FirstSound(at)
	}
	r.marks.hear(pcm, at)
	r.meter.Push(pcm)
	r.level.Set(r.meter.Value())
	return r.gain.Value()
}

// shown is called with every picture of the camera that reached the screen.
func (r *Receiver) shown(v *frame.Video) {
	now := time.Now()
	r.of(Camera).presented(v.Width, v.Height, now)
	r.marks.see(v, now)
}

// shownScreen is called with every picture of a share that reached the screen.
// It counts for the track that is in use.
func (r *Receiver) shownScreen(v *frame.Video) {
	now := time.Now()
	t := Screen
	if r.sharp.Load() {
		t = SharpScreen
	}
	r.of(t).presented(v.Width, v.Height, now)
}

// screenOver forgets a share that ended, so that the next is a new one.
func (r *Receiver) screenOver() {
	for _, t := range []Track{Screen, SharpScreen} {
		r.of(t).pause(true)
	}
}
