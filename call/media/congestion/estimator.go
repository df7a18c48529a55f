package congestion

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

// Estimator says how many bits a second a path takes, RTP headers included. It
// is pion's cc.BandwidthEstimator, and gives packets their transport-wide
// numbers itself, so that no other interceptor may. Its methods may be called
// from any goroutine.
type Estimator struct {
	config Config
	epoch  time.Time
	bursts chan struct{} // one is to be sent

	mu       sync.Mutex // guards all below
	target   float64
	path     Path
	onChange func(int)
	streams  map[uint32]*stream
	padded   *stream // what padding is sent with; nil before a picture

	history history
	learned
}

// learned is what is known of the path there is now.
type learned struct {
	queueing   queueing
	groups     groups
	trend      *trendline
	throughput throughput
	limited    limited
	delay      rateControl
	loss       lossModel
	prober     prober
	burst      *burst        // under way
	short      time.Duration // when the queue was last short
}

// learn begins with a path of which nothing is known.
func learn(config Config, now time.Duration) learned {
	return learned{
		trend:   newTrendline(),
		limited: limited{last: now},
		delay:   rateControl{config: config, rate: float64(config.Initial), updated: now},
		loss:    lossModel{from: now},
		prober:  prober{most: float64(config.Max), pause: firstPause},
	}
}

// NewEstimator returns an estimator. It owns nothing until Run.
func NewEstimator(config Config) *Estimator {
	config = config.withDefaults()
	return &Estimator{
		config: config, epoch: config.Now(), bursts: make(chan struct{}, 1),
		target:  float64(config.Initial),
		streams: make(map[uint32]*stream),
		learned: learn(config, 0),
	}
}

func (e *Estimator) now() time.Duration { return e.config.Now().Sub(e.epoch) }

// Target returns the current estimate.
func (e *Estimator) Target() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return int(e.target)
}

// Capacity returns how many bits a second came through when the path was full
// last, zero when that is not known, or when somebody else keeps it full.
func (e *Estimator) Capacity() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.delay.rival.yes {
		return 0
	}
	return int(e.delay.capacity.rate())
}

// GetTargetBitrate is Target under pion's name.
func (e *Estimator) GetTargetBitrate() int { return e.Target() }

// OnChange sets the one function that hears of a new target. It is called from
// the goroutine that reads RTCP and must not block; set it before media flows.
func (e *Estimator) OnChange(f func(bps int)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.onChange = f
}

// OnTargetBitrateChange is OnChange under pion's name.
func (e *Estimator) OnTargetBitrateChange(f func(bitrate int)) { e.OnChange(f) }

// GetStats implements pion's cc.BandwidthEstimator. What there is to know, the
// other methods tell.
func (e *Estimator) GetStats() map[string]any { return nil }

// Close implements pion's cc.BandwidthEstimator. Run ends by itself.
func (e *Estimator) Close() error { return nil }

// Path returns what the last feedback said of the path.
func (e *Estimator) Path() Path {
	e.mu.Lock()
	defer e.mu.Unlock()
	p := e.path
	p.Short = e.prober.short(e.target)
	return p
}

// Retransmitted counts the packets sent again for the track with that SSRC.
func (e *Estimator) Retransmitted(ssrc uint32) uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.streams[ssrc]; s != nil {
		return s.repairs
	}
	return 0
}

// Want says how many bits a second could be used. Only when that is more than
// the target is the path probed.
func (e *Estimator) Want(bps int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.prober.wish(e.now(), float64(bps))
	e.probe()
}

// Restart begins anew at the initial rate, because packets take another path
// from now on: what was learned of the old one would flood a narrower, and hold
// back on a wider. Feedback on what was sent before is ignored. The new path is
// probed with its first feedback.
func (e *Estimator) Restart() {
	e.mu.Lock()
	now, want := e.now(), e.prober.want
	e.history.forget()
	e.path = Path{}
	e.learned = learn(e.config, now)
	e.prober.wish(now, want)
	before := int(e.target)
	e.target = float64(e.config.Initial)
	e.mu.Unlock()
	e.tell(before)
}

// tell tells of the target if it is another than before.
func (e *Estimator) tell(before int) {
	e.mu.Lock()
	target, tell := int(e.target), e.onChange
	e.mu.Unlock()
	if target != before && tell != nil {
		tell(target)
	}
}

// AddStream implements pion's cc.BandwidthEstimator.
func (e *Estimator) AddStream(info *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	// The upper half is left out, so that losing the very first packets does
	// not make the far side miss a wrap-around (RFC 3711 section 3.3.1).
	s := &stream{info: info, writer: w, transport: transportID(info), repair: uint16(rand.N(1 << 15))}
	e.mu.Lock()
	e.streams[info.SSRC] = s
	e.mu.Unlock()
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		h, err := e.depart(s, h, len(payload))
		if err != nil {
			return 0, err
		}
		return w.Write(h, payload, a)
	})
}

// depart notes that a packet leaves now, and finishes its header.
func (e *Estimator) depart(s *stream, h *rtp.Header, payload int) (*rtp.Header, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case s.info.SSRCRetransmission == 0:
	case h.SSRC == s.info.SSRCRetransmission:
		h = s.renumber(h)
		s.repairs++
	default:
		s.timestamp, e.padded = h.Timestamp, s
	}
	return h, e.note(s, h, payload)
}

// note remembers a packet that leaves now. It is called with the lock held.
func (e *Estimator) note(s *stream, h *rtp.Header, payload int) error {
	if s.transport == 0 {
		return nil
	}
	if err := h.SetExtension(s.transport, e.history.next()); err != nil {
		return err
	}
	d := departure{at: e.now(), size: h.MarshalSize() + payload + int(h.PaddingSize)}
	if e.burst != nil && !e.burst.over {
		d.probe = e.burst.number
		e.burst.packets++
		e.burst.bytes += d.size
	}
	e.history.depart(d)
	if !h.Padding {
		e.limited.spend(d.at, float64(d.size)*8, e.target)
	}
	return nil
}
