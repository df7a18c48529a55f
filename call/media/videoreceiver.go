package media

import (
	"context"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/codec"
	"parley/call/media/codec/av1"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/media/jitter"
	"parley/call/media/rtpio"
)

// videoReceiver assembles, decodes and presents one track of a person. One
// goroutine owns all of it; packets come to it by a bounded queue.
type videoReceiver struct {
	videoConfig
	receiver *Receiver
	bytes    counter
	packets  chan frame.Packet
	overload atomic.Int64 // packets dropped because the queue was full

	// The fields below belong to run.

	assembler *jitter.VideoAssembler
	decoder   codec.VideoDecoder // nil before the first frame
	throttle  jitter.Throttle
	coming    []scheduled    // frames that are not decoded yet, in order
	waiting   []presentation // decoded pictures, earliest first
	first     bool

	mu      sync.Mutex
	off     bool // the person's camera or share is
	freezes jitter.Freezes
	counts  receiverCounts
}

// videoConfig says which track it is and where its pictures go.
type videoConfig struct {
	track Track
	feed  *frame.Feed
	// shown is called for a picture that nobody watches.
	shown func(*frame.Video)
	timed bool // pictures wait for their sound
}

// scheduled is a frame and when its picture is to be shown.
type scheduled struct {
	frame jitter.Frame
	at    time.Time
}

// receiverCounts is what became of the frames, for the statistics.
type receiverCounts struct {
	reported                       int // of given, in the statistics of the last second
	decoded, given, shown, corrupt int
	width, height                  int
	delay                          time.Duration // arrival to presentation, newest
}

const (
	// videoQueue is how many packets wait for the decoder: about a second of
	// 2.5 Mbit/s. Beyond that packets are dropped, and asked for again.
	videoQueue = 512
	// mostWaiting is how many decoded pictures wait for their moment. Frames
	// beyond wait as they came, which takes a hundredth of the memory.
	mostWaiting = 8
	// mostComing is how many of those there may be; the oldest picture is shown
	// early when there are more.
	mostComing = 60
	// repairTick paces the search for lost packets.
	repairTick = 10 * time.Millisecond
)

func newVideoReceiver(r *Receiver, config videoConfig) (*videoReceiver, error) {
	assembly := jitter.VideoConfig{
		Parse: rtpio.ParseVP8,
		RTT:   func() time.Duration { return time.Duration(r.rtt.Load()) },
	}
	if config.track == SharpScreen {
		assembly.Parse, assembly.Join = rtpio.ParseAV1, rtpio.JoinAV1
	}
	v := &videoReceiver{
		videoConfig: config, receiver: r,
		packets:   make(chan frame.Packet, videoQueue),
		assembler: jitter.NewVideo(assembly),
	}
	if config.track != Camera {
		return v, nil // most calls have no share
	}
	var err error
	v.decoder, err = v.newDecoder()
	return v, err
}

func (v *videoReceiver) newDecoder() (codec.VideoDecoder, error) {
	if v.track == SharpScreen {
		return av1.NewDecoder()
	}
	return vpx.NewVP8Decoder()
}

// push takes a packet from the network. It never blocks.
func (v *videoReceiver) push(p frame.Packet) {
	v.bytes.total.Add(int64(len(p.Payload)))
	select {
	case v.packets <- p:
	default:
		v.overload.Add(1)
		p.Release()
	}
}

func (v *videoReceiver) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "decode")))
	defer v.close()
	repair := time.NewTicker(repairTick)
	defer repair.Stop()
	show := time.NewTimer(time.Hour)
	defer show.Stop()
	for {
		if wait := v.untilShow(time.Now()); wait >= 0 {
			show.Reset(wait)
		}
		due := repair.C
		if v.assembler.Resting() {
			due = nil // wakes nobody
		}
		select {
		case p := <-v.packets:
			v.assembler.Push(p)
			p.Release()
			v.schedule()
			v.askAgain(time.Now())
		case <-due:
			v.repair(time.Now())
		case <-show.C:
		case <-ctx.Done():
			return
		}
		v.showDue(time.Now())
	}
}

func (v *videoReceiver) close() {
	for _, w := range v.waiting {
		w.picture.Release()
	}
	if v.decoder != nil {
		_ = v.decoder.Close() // it has nothing to flush
	}
}

// schedule takes in all frames that are complete.
func (v *videoReceiver) schedule() {
	for f, ok := v.assembler.Next(); ok; f, ok = v.assembler.Next() {
		v.coming = append(v.coming, scheduled{f, v.showAt(f.Timestamp)})
		if len(v.coming) > mostComing {
			v.showFirst()
		}
		v.decodeAhead()
	}
}

// decodeAhead decodes frames as long as few pictures wait.
func (v *videoReceiver) decodeAhead() {
	for len(v.coming) > 0 && len(v.waiting) < mostWaiting {
		next := v.coming[0]
		v.coming = slices.Delete(v.coming, 0, 1)
		picture, err := v.decode(next.frame.Encoded)
		next.frame.Release()
		v.count(err)
		if err != nil {
			v.skipToKey()
		}
		if picture != nil {
			v.queue(presentation{picture, next.at}, next.frame.Arrived)
		}
	}
}

// skipToKey drops the frames that the decoder has lost the references of.
func (v *videoReceiver) skipToKey() {
	key := slices.IndexFunc(v.coming, func(s scheduled) bool { return s.frame.Key })
	if key < 0 {
		key = len(v.coming)
		v.assembler.Invalidate()
	}
	v.coming = slices.Delete(v.coming, 0, key)
}

func (v *videoReceiver) decode(f frame.Encoded) (picture *frame.Video, err error) {
	if v.decoder == nil {
		if v.decoder, err = v.newDecoder(); err != nil {
			v.decoder = nil
			return nil, err
		}
	}
	return v.decoder.Decode(f)
}

// repair asks for what was lost: packets while they can still come in time,
// a key frame otherwise.
func (v *videoReceiver) repair(now time.Time) {
	v.askAgain(now)
	if v.assembler.NeedKey() && v.throttle.Allow(now, time.Duration(v.receiver.rtt.Load())) {
		v.receiver.cfg.RequestKeyFrame(v.track)
	}
}

func (v *videoReceiver) count(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil {
		v.counts.corrupt++
		return
	}
	v.counts.decoded++
}

// askAgain asks for the packets that are missing.
func (v *videoReceiver) askAgain(now time.Time) {
	if lost := v.assembler.Missing(now); len(lost) > 0 {
		v.receiver.cfg.Nack(v.track, lost)
	}
}
