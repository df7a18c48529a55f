package congestion

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// standingQueue is the least queue that a cut answers. When packets came through
// faster than that, there is none now, whatever the trend says.
const standingQueue = 10 * time.Millisecond

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

	history    history
	queueing   queueing
	groups     groups
	trend      *trendline
	throughput throughput
	limited    limited
	delay      rateControl
	loss       lossControl
	prober     prober
	burst      *burst // under way
}

// NewEstimator returns an estimator. It owns nothing until Run.
func NewEstimator(config Config) *Estimator {
	config = config.withDefaults()
	initial := float64(config.Initial)
	return &Estimator{
		config: config, epoch: config.Now(), bursts: make(chan struct{}, 1),
		target:  initial,
		streams: make(map[uint32]*stream),
		trend:   newTrendline(),
		delay:   rateControl{config: config, rate: initial},
		loss:    lossControl{config: config, limit: float64(config.Max)},
		prober:  prober{most: float64(config.Max), pause: firstPause},
	}
}

func (e *Estimator) now() time.Duration { return e.config.Now().Sub(e.epoch) }

// Target returns the current estimate.
func (e *Estimator) Target() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return int(e.target)
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
	if err := s.number(h, e.history.number); err != nil {
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

// WriteRTCP takes feedback in and moves the target. It never fails: an error
// here would travel up pion's reader and could end the loop that reads RTCP.
func (e *Estimator) WriteRTCP(packets []rtcp.Packet, _ interceptor.Attributes) error {
	for _, p := range packets {
		if f, ok := p.(*rtcp.TransportLayerCC); ok {
			e.feedback(f)
		}
	}
	return nil
}

func (e *Estimator) feedback(f *rtcp.TransportLayerCC) {
	e.mu.Lock()
	before := int(e.target)
	e.update(e.history.read(f))
	target, tell := int(e.target), e.onChange
	e.mu.Unlock()
	if target != before && tell != nil {
		tell(target)
	}
}

// update moves the target by what a feedback said.
func (e *Estimator) update(n news) {
	o := e.observe(n)
	if e.loss.add(n, o, e.target) {
		e.prober.fell(o.now)
	}
	found := e.finish(n, o.now)
	switch {
	case e.trend.usage == overuse && o.queue >= standingQueue:
		// Who sends next to nothing is no cause of a queue, and cures none.
		if o.delivered >= float64(e.config.Min) && e.delay.decrease(o) {
			e.prober.fell(o.now)
		}
	case found > 0:
		e.delay.probed(o.now, found)
		e.loss.probed(found)
	case e.trend.usage == normal && len(n.arrived) > 0 && e.prober.wants(e.delay.rate):
		e.delay.increase(o)
	}
	e.target = min(e.delay.rate, e.loss.limit)
	e.probe()
}

// observe measures what a feedback tells.
func (e *Estimator) observe(n news) observation {
	o := observation{now: e.now()}
	if total := len(n.arrived) + n.lost; total > 0 {
		e.path.Loss = min(max(float64(n.lost)/float64(total), 0), 1)
	}
	if queue, ok := e.queueing.measure(n, o.now); ok {
		e.path.At, e.path.Queueing = e.config.Now(), queue
		o.roundTrip = o.now - n.arrived[len(n.arrived)-1].sent
	}
	o.queue = e.path.Queueing
	for _, p := range n.arrived {
		if sent, arrived, ok := e.groups.add(p); ok {
			e.trend.add(sent, arrived, p.arrived)
		}
	}
	e.throughput.add(n.arrived)
	o.delivered, _ = e.throughput.rate()
	e.limited.spend(o.now, 0, e.target)
	o.limited = e.limited.yes
	return o
}
