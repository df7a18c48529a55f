package congestion

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// GCC is pion's Google congestion control with its estimate bounded by what
// is really sent. It is pion's cc.BandwidthEstimator and our Estimator.
//
// pion's estimate starts at 10 kbit/s or wherever it is told, grows by 8 % a
// second, and keeps growing when little is sent, so that it says nothing about
// the path. Here it starts at the maximum, and the bound makes the target rise
// from Initial by half at each step the sender follows: media itself probes the
// path, and an overuse cuts the target to what arrived.
type GCC struct {
	config Config
	inner  *gcc.SendSideBWE
	meter  *meter
	queue  *queueing

	mu       sync.Mutex
	target   int
	onChange func(int)
	repairs  map[uint32]*atomic.Uint64 // packets retransmitted, by media SSRC
	closed   bool
}

// NewGCC returns an estimator. Whoever puts it into an interceptor chain
// closes it with the chain.
func NewGCC(config Config) (*GCC, error) {
	config = config.withDefaults()
	inner, err := gcc.NewSendSideBWE(
		gcc.SendSideBWEInitialBitrate(config.Max),
		gcc.SendSideBWEMinBitrate(config.Min),
		gcc.SendSideBWEMaxBitrate(config.Max),
		gcc.SendSideBWEPacer(gcc.NewNoOpPacer()),
	)
	if err != nil {
		return nil, fmt.Errorf("bandwidth estimator: %w", err)
	}
	return &GCC{
		config:  config,
		inner:   inner,
		meter:   newMeter(config.Now),
		queue:   newQueueing(config.Now),
		target:  config.Initial,
		repairs: make(map[uint32]*atomic.Uint64),
	}, nil
}

// Target implements Estimator.
func (g *GCC) Target() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.target
}

// GetTargetBitrate is Target under pion's name.
func (g *GCC) GetTargetBitrate() int { return g.Target() }

// OnChange implements Estimator.
func (g *GCC) OnChange(f func(bps int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.onChange = f
}

// OnTargetBitrateChange is OnChange under pion's name.
func (g *GCC) OnTargetBitrateChange(f func(bitrate int)) { g.OnChange(f) }

// GetStats returns pion's inner figures.
func (g *GCC) GetStats() map[string]any { return g.inner.GetStats() }

// Retransmitted counts the packets sent again for the track with that SSRC.
func (g *GCC) Retransmitted(ssrc uint32) uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := g.repairs[ssrc]; n != nil {
		return n.Load()
	}
	return 0
}

// Path returns what the last feedback said of the path.
func (g *GCC) Path() Path { return g.queue.newest() }

// AddStream implements pion's cc.BandwidthEstimator. A retransmission has an
// SSRC of its own, which pion's pacers do not know unless it is added too.
func (g *GCC) AddStream(info *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	if info.SSRCRetransmission != 0 {
		repair := *info
		repair.SSRC = info.SSRCRetransmission
		g.inner.AddStream(&repair, g.count(w, transportID(info), g.repairCounter(info.SSRC)))
	}
	return g.inner.AddStream(info, g.count(w, transportID(info), nil))
}

func (g *GCC) repairCounter(ssrc uint32) *atomic.Uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := new(atomic.Uint64)
	g.repairs[ssrc] = n
	return n
}

// count meters what passes through w, whose transport-wide numbers are in the
// header extension id, and counts its packets in n unless it is nil.
func (g *GCC) count(w interceptor.RTPWriter, id uint8, n *atomic.Uint64) interceptor.RTPWriter {
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		g.meter.add(h.MarshalSize() + len(payload))
		g.queue.depart(h, id)
		if n != nil {
			n.Add(1)
		}
		return w.Write(h, payload, a)
	})
}

// WriteRTCP takes feedback in and moves the target. It never fails: an error
// here would travel up pion's reader and could end the loop that reads RTCP.
func (g *GCC) WriteRTCP(packets []rtcp.Packet, a interceptor.Attributes) error {
	for _, p := range packets {
		if feedback, ok := p.(*rtcp.TransportLayerCC); ok {
			g.queue.arrive(feedback)
			// Feedback that makes no sense changes nothing.
			_ = g.inner.WriteRTCP([]rtcp.Packet{p}, a)
			g.update()
		}
	}
	return nil
}

// update takes over pion's estimate, which lags one feedback behind because
// it is computed aside.
func (g *GCC) update() {
	target := bound(g.inner.GetTargetBitrate(), g.meter.rate(), g.config)
	g.mu.Lock()
	changed, tell := target != g.target, g.onChange
	g.target = target
	g.mu.Unlock()
	if changed && tell != nil {
		tell(target)
	}
}

// Close stops the estimator's goroutines.
func (g *GCC) Close() error {
	g.mu.Lock()
	closed := g.closed
	g.closed = true
	g.mu.Unlock()
	if closed {
		return nil
	}
	return g.inner.Close()
}

// bound limits an estimate to half more than what is sent, so that a sender
// with little to say does not believe in a rate nobody has tried.
func bound(estimate, sent int, c Config) int {
	const headroom = 10_000 // lets a rate near zero rise again
	tried := max(sent+sent/2+headroom, c.Initial)
	return max(min(estimate, tried, c.Max), c.Min)
}
