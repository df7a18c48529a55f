package media

import (
	"context"
	"log/slog"
	"math"
	"runtime/pprof"
	"sync/atomic"
	"time"

	"parley/call/media/audio"
	"parley/call/media/codec"
	"parley/call/media/codec/opus"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/devices"
)

// soundLine is the path of sound through this computer: the mix to the
// speaker, and the microphone to Opus, once for everybody.
type soundLine struct {
	level     frame.Gauge // of the microphone, after processing
	tones     tones
	test      micTest
	senders   senders
	receivers *receivers
	processor *audio.Processor
	mode      atomic.Pointer[mode]
	frames    atomic.Int64    // of 20 ms in a packet
	pictures  func() pictures // that are sent too
	open      atomic.Bool     // the microphone is on
	spoken    atomic.Int64    // when the closed microphone last heard speech, Unix ns
	full      chan *packetPCM // to the encoder
	free      chan *packetPCM // back from it
	counts    soundCounters

	failed complaint // belongs to encode

	// The fields below belong to the audio callback.

	mixer   audio.Mixer
	meter   audio.Level
	part    []int16
	current *packetPCM
}

// mode is what the audio callback needs to know of the configuration.
type mode struct {
	music  bool
	volume float64
}

// packetPCM is the sound of one Opus packet: two blocks for each 20 ms.
type packetPCM struct {
	pcm      []int16
	channels int
	captured time.Time
}

const (
	// packetSamples is the shortest Opus packet per channel: 20 ms.
	packetSamples = 2 * frame.BlockSamples
	// packetDuration is its length.
	packetDuration = 2 * frame.BlockDuration
	// maxSoundFrames is the longest packet, in steps of 20 ms.
	maxSoundFrames = opus.MaxFrames
	// packetQueue is how many packets wait for the encoder. Beyond that the
	// encoder has stood still for 100 ms, and sound is dropped and counted.
	packetQueue = 5
	// speakingLasts is how long speech counts after it was heard.
	speakingLasts = 1500 * time.Millisecond
)

func newSoundLine(log *slog.Logger, heard *receivers) (*soundLine, error) {
	processor, err := audio.NewProcessor(audio.Options{})
	if err != nil {
		return nil, err
	}
	l := &soundLine{
		receivers: heard, processor: processor,
		failed: complaint{log: log, text: "encoding sound failed"},
		full:   make(chan *packetPCM, packetQueue), free: make(chan *packetPCM, packetQueue),
		part:     make([]int16, 2*frame.BlockSamples),
		pictures: func() pictures { return pictures{} },
	}
	for range cap(l.free) {
		l.free <- &packetPCM{pcm: make([]int16, 0, 2*maxSoundFrames*packetSamples)}
	}
	l.frames.Store(1)
	l.mode.Store(&mode{volume: 1})
	return l, nil
}

// configure applies processing switches, music mode and the volume.
func (l *soundLine) configure(c session.StudioConfig) {
	l.mode.Store(&mode{music: c.Music, volume: c.Volume})
	on := !c.Music
	l.processor.Set(audio.Options{
		EchoCancellation: on && c.Echo, NoiseSuppression: on && c.Noise,
		GainControl: on && c.Gain, HighPass: on && c.HighPass,
	})
}

// process handles 10 ms of sound on the audio device's thread.
func (l *soundLine) process(b *devices.Block) {
	m := l.mode.Load()
	l.play(b, m)
	l.capture(b, m)
}

// play mixes what is to be heard, and shows the echo canceller exactly that.
func (l *soundLine) play(b *devices.Block, m *mode) {
	l.mixer.Reset()
	for _, r := range l.receivers.all() {
		if gain := r.pull(l.part, b.PlaybackAt); gain > 0 {
			l.mixer.Add(l.part, gain)
		}
	}
	if l.tones.next(l.part) {
		l.mixer.Add(l.part, 1)
	}
	if l.test.next(l.part) {
		l.mixer.Add(l.part, 1)
	}
	l.mixer.Mix(b.Playback, m.volume)
	if !m.music {
		l.processor.Render(b.Playback)
	}
}

// capture cleans what the microphone heard and queues it for the encoder. A
// closed microphone is silent from here on.
func (l *soundLine) capture(b *devices.Block, m *mode) {
	channels := len(b.Capture) / frame.BlockSamples
	if channels == 1 && !m.music {
		voice, err := l.processor.Capture(b.Capture, b.EchoDelay)
		if err == nil && voice && !l.open.Load() && l.meter.Value() > speechLevel {
			l.spoken.Store(time.Now().UnixNano())
		}
	}
	l.meter.Push(b.Capture)
	l.level.Set(l.meter.Value())
	l.record(b.Capture, channels)
	if len(l.senders.all()) == 0 {
		l.recycle() // the next call shall not begin with this sound
		return
	}
	l.enqueue(b, channels)
}

// record gives the microphone test what it hears, in mono.
func (l *soundLine) record(pcm []int16, channels int) {
	if channels == 1 {
		l.test.record(pcm)
		return
	}
	mono := l.part[:frame.BlockSamples]
	audio.ToMono(mono, pcm)
	l.test.record(mono)
}

// speechLevel is how far the own meter must move, 0 to 1, before a voice
// counts as speaking: a whisper across the room does not.
const speechLevel = 0.35

// enqueue collects the blocks of a packet and hands it on.
func (l *soundLine) enqueue(b *devices.Block, channels int) {
	l.counts.captured.Add(1)
	if l.current == nil || l.current.channels != channels {
		l.recycle()
		select {
		case l.current = <-l.free:
		default:
			l.counts.overload.Add(1)
			return
		}
		l.current.pcm, l.current.channels, l.current.captured = l.current.pcm[:0], channels, b.Captured
	}
	at := len(l.current.pcm)
	l.current.pcm = append(l.current.pcm, b.Capture...)
	if !l.open.Load() {
		clear(l.current.pcm[at:])
	}
	if whole := packetSamples * channels; len(l.current.pcm) >= int(l.frames.Load())*whole && len(l.current.pcm)%whole == 0 {
		l.full <- l.current // there is room: no more packets exist than it holds
		l.current = nil
	}
}

// recycle gives an unfinished packet back.
func (l *soundLine) recycle() {
	if l.current != nil {
		l.free <- l.current
		l.current = nil
	}
}

// speakingMuted reports whether somebody speaks into the closed microphone.
func (l *soundLine) speakingMuted(now time.Time) bool {
	return !l.open.Load() && now.Sub(time.Unix(0, l.spoken.Load())) < speakingLasts
}

// encode compresses packets and sends them to everybody.
func (l *soundLine) encode(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "encode-sound")))
	var e soundEncoder
	defer e.close()
	for {
		select {
		case p := <-l.full:
			l.compress(&e, p)
			l.free <- p
		case <-ctx.Done():
			return
		}
	}
}

// compress sends one packet. An encoder that failed is made anew for the next.
func (l *soundLine) compress(e *soundEncoder, p *packetPCM) {
	all := l.senders.all()
	plan, loss := planSound(all, p.channels, l.pictures())
	l.frames.Store(int64(plan.frames))
	data, err := e.encode(p, plan.bitrate, loss)
	if err != nil {
		l.counts.failing.Add(1)
		l.failed.add(err, p.captured)
		e.close()
		return
	}
	frames := len(p.pcm) / (packetSamples * p.channels)
	l.counts.encoded.Add(int64(frames))
	f := frame.Encoded{Data: data, Captured: p.captured, Duration: time.Duration(frames) * packetDuration}
	for _, s := range all {
		f.Redundancy = s.sound.plan.redundancy
		s.deliver(Sound, f)
	}
}

// close frees the processing. The device must be closed before.
func (l *soundLine) close() { _ = l.processor.Close() }

// soundEncoder is an Opus encoder that follows the number of channels.
type soundEncoder struct {
	encoder  codec.AudioEncoder
	channels int
	bitrate  int
	loss     float64
}

func (e *soundEncoder) encode(p *packetPCM, bitrate int, loss float64) ([]byte, error) {
	if e.encoder == nil || e.channels != p.channels {
		e.close()
		encoder, err := opus.NewEncoder(opus.Config{Channels: p.channels, Music: p.channels == 2, Bitrate: bitrate})
		if err != nil {
			return nil, err
		}
		e.encoder, e.channels, e.bitrate, e.loss = encoder, p.channels, bitrate, -1
	}
	if err := e.adjust(bitrate, loss); err != nil {
		return nil, err
	}
	return e.encoder.Encode(p.pcm)
}

// adjust tells the encoder what has changed.
func (e *soundEncoder) adjust(bitrate int, loss float64) error {
	if bitrate != e.bitrate {
		if err := e.encoder.SetBitrate(bitrate); err != nil {
			return err
		}
		e.bitrate = bitrate
	}
	if math.Abs(loss-e.loss) > 0.01 {
		if err := e.encoder.SetExpectedLoss(loss); err != nil {
			return err
		}
		e.loss = loss
	}
	return nil
}

func (e *soundEncoder) close() {
	if e.encoder != nil {
		_ = e.encoder.Close() // it has nothing to flush
		e.encoder = nil
	}
}
