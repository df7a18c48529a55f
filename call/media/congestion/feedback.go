package congestion

import (
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

const (
	// standingQueue is the least queue that a cut answers. When packets came
	// through faster than that, there is none now, whatever the trend says.
	standingQueue = 10 * time.Millisecond
	// fullQueue is answered even while it does not grow, when it was there for
	// fullTime: all flows on a path see it, so that not only the one gives way
	// that first sees a trend. A busy computer lets go of packets in between.
	fullQueue = 60 * time.Millisecond
	fullTime  = 150 * time.Millisecond
	// leastCause is a rate, in bits a second, below which nobody is the cause of
	// a queue, unless it is deep.
	leastCause = 120_000
	// rivalLoss is how many times the loss that is usual a rival's queue loses.
	rivalLoss = 3
)

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
	e.mu.Unlock()
	e.tell(before)
}

// update moves the target by what a feedback said.
func (e *Estimator) update(n news) {
	o := e.observe(n)
	before := e.delay.rate
	e.delay.rival.look(o, before)
	if o.queue >= fullQueue {
		e.loss.spoil(o.now)
	} else if e.loss.add(n) && !e.delay.rival.yes {
		if next := e.loss.judge(o.now, o.roundTrip, before); next > 0 {
			e.delay.lossy(o.now, next)
		}
	}
	found := e.finish(n, o.now)
	switch {
	case e.delay.rival.yes:
		e.compete(n, o)
	case e.queued(o):
		if e.delay.decrease(o) {
			e.loss.tested = 0 // it was the queue
		}
	case found > 0:
		e.delay.probed(o.now, found)
	case e.trend.usage == normal && len(n.arrived) > 0 && e.prober.wants(e.delay.rate) && e.grows(o):
		e.delay.increase(o)
	}
	if e.delay.rate < before {
		e.fall(o.now, before)
	}
	e.path.Inherent = e.loss.inherent
	e.target = e.delay.rate
	e.probe()
}

// grows reports whether loss allows more. What sound alone loses without a queue
// is not its fault.
func (e *Estimator) grows(o observation) bool {
	return !e.loss.doubt || o.delivered < leastTest && o.queue < emptyQueue
}

// queued reports whether there is a queue to be answered.
func (e *Estimator) queued(o observation) bool {
	if o.queue < fullQueue {
		e.short = o.now
	}
	switch e.trend.usage {
	case overuse:
		return o.queue >= standingQueue && !e.innocent(o)
	case normal:
		return o.now-e.short >= fullTime && !e.innocent(o)
	case underuse:
	}
	return false
}

// innocent reports whether so little is sent that the queue is somebody else's.
func (e *Estimator) innocent(o observation) bool {
	return o.limited && o.delivered < leastCause && o.queue < deepQueue
}

// compete moves the rate beside one who keeps the queue full: until packets get
// lost, as they do.
func (e *Estimator) compete(n news, o observation) {
	if float64(n.lost()) > rivalLoss*e.loss.inherent*float64(len(n.arrived)) {
		e.delay.yield(o)
	} else {
		e.delay.increase(o)
	}
}

// fall notes that the rate was lowered.
func (e *Estimator) fall(now time.Duration, before float64) {
	e.loss.divide(now)
	e.burst = nil // it was sent before
	e.prober.fell(now, before, e.delay.rate)
}

// observe measures what a feedback tells.
func (e *Estimator) observe(n news) observation {
	o := observation{now: e.now()}
	o.sent = float64(len(n.arrived) + n.lost())
	if o.sent > 0 {
		e.path.Loss = min(max(float64(n.lost())/o.sent, 0), 1)
	}
	o.lost = float64(n.lost()) - e.loss.inherent*o.sent
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
	e.throughput.add(n)
	o.delivered, _ = e.throughput.rate()
	if o.queue >= deepQueue && e.queueing.jitter() == 0 {
		// What came before the path became narrow, or while it was idle, says
		// nothing any more.
		if newest, ok := e.throughput.newest(); ok {
			o.delivered = newest
		}
	}
	o.delivered /= 1 - e.loss.inherent
	e.limited.spend(o.now, 0, e.target)
	o.limited = e.limited.yes
	return o
}
