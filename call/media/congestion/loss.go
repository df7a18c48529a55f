package congestion

import (
	"math"
	"slices"
	"time"
)

const (
	// lossWindow and lossPackets are the least that make a sample.
	lossWindow  = 300 * time.Millisecond
	lossPackets = 15
	// lossSamples is how many are kept, and lossMemory what each counts of the
	// next newer one.
	lossSamples = 20
	lossMemory  = 0.9
	// clumping is by how much losses that come in bursts vary more than ones
	// that do not depend on each other: bursts of four on average, (1+3/4)/(1-3/4)
	// times.
	clumping = 7
	// lossSlack is loss that needs no reason, and lossSigmas how many standard
	// deviations more may be chance.
	lossSlack, lossSigmas = 0.02, 2
	// lossTest is the unexplained loss from which on the rate is lowered to see
	// whether that helps: draft-ietf-rmcat-gcc-02 section 6 cuts there.
	lossTest = 0.10
	// testDepth is what the test leaves of the rate that came through.
	testDepth = 0.8
	// testPatience is how long the outcome of a test is waited for, besides
	// the round trip.
	testPatience = time.Second
	// certain is how much likelier one reason has to be than the other, as a
	// logarithm.
	certain = 1.5
	// mostInherent bounds the loss that is put up with.
	mostInherent = 0.5
	// leastLoss keeps logarithms finite.
	leastLoss = 0.005
	// leastTest is the rate below which no test is made, and to which loss lowers
	// it at most, because sound goes on. What still gets lost there after soundTime
	// cannot be helped, where no more than soundShare of the rate is used: before, a
	// queue may have been full.
	leastTest  = 100_000
	soundTime  = 2 * time.Second
	soundShare = 0.8
	// limitStep is from one limit that is tried to the next.
	limitStep = 0.95
	// belowLimit is what is used of a rate from which on packets get lost.
	belowLimit = 0.95
)

// lossModel tells two reasons of loss apart: a path that loses packets at any
// rate, as radio does, and one that loses what is above its bandwidth. Only the
// second gets better with a lower rate.
//
// Like libwebrtc's LossBasedBweV2 it asks which reason makes what was seen at
// several rates the likelier. Where it cannot tell, for want of other rates, it
// tries a lower one, and takes it back if that was of no use.
type lossModel struct {
	inherent float64       // share that is lost at any rate
	samples  []lossSample  // oldest first
	open     lossSample    // being filled
	from     time.Duration // of sending: what came before was at another rate
	spoiled  time.Duration // of sending: what came before says nothing
	doubt    bool          // there is loss without a known reason
	tested   float64       // the rate before a test under way, zero for none
	next     time.Duration // when to test again
	complete bool          // the last feedback completed a sample
}

// lossSample is what became of the packets sent in some time.
type lossSample struct {
	begun, ended time.Duration // of sending
	bytes        int
	sent, lost   float64 // packets
}

func (s *lossSample) rate() float64  { return bits(s.bytes, max(s.ended-s.begun, time.Millisecond)) }
func (s *lossSample) share() float64 { return s.lost / s.sent }

// add takes a feedback in and reports whether a sample is complete.
func (m *lossModel) add(n news) bool {
	m.complete = false
	m.open.lost -= float64(n.found)
	for _, p := range n.arrived {
		if !p.found {
			m.count(p.sent, p.size, 0)
		}
	}
	for _, p := range n.gone {
		m.count(p.sent, p.size, 1)
	}
	if m.open.ended-m.open.begun >= lossWindow && m.open.sent >= lossPackets {
		m.close()
	}
	return m.complete
}

// spoil leaves out what is sent until now: a full queue loses it, and that is
// for the delay to answer.
func (m *lossModel) spoil(now time.Duration) {
	m.from, m.spoiled = now, now
	m.open = lossSample{begun: now, ended: now}
}

// count adds a packet to the sample that it belongs to.
func (m *lossModel) count(sent time.Duration, size int, lost float64) {
	if sent < m.spoiled {
		return
	}
	if sent >= m.from && m.open.begun < m.from {
		m.close()
		m.open.begun = m.from
	}
	m.open.ended = max(m.open.ended, sent)
	m.open.bytes += size
	m.open.sent++
	m.open.lost += lost
}

// divide begins a new sample with what is sent from now on, at another rate.
func (m *lossModel) divide(now time.Duration) { m.from = now }

// close ends the open sample. Older ones that contradict it are forgotten: the
// path was another one then.
func (m *lossModel) close() {
	s := m.open
	m.open = lossSample{begun: s.ended, ended: s.ended}
	if s.sent < lossPackets/2 {
		return
	}
	s.lost = min(max(s.lost, 0), s.sent)
	m.samples = slices.DeleteFunc(m.samples, s.contradicts)
	if len(m.samples) == lossSamples {
		m.samples = slices.Delete(m.samples, 0, 1)
	}
	m.samples = append(m.samples, s)
	m.complete = true
}

// contradicts reports whether an older sample lost less at a higher rate, or
// more at a lower one, than chance allows.
func (s lossSample) contradicts(older lossSample) bool {
	slack := lossSlack + lossSigmas*(deviation(s.share(), s.sent)+deviation(older.share(), older.sent))/2
	if older.rate() >= s.rate()*0.95 && older.share()+slack < s.share() {
		return true
	}
	return older.rate() <= s.rate()*1.05 && older.share() > s.share()+slack
}

// deviation is the standard deviation of the share of n packets that get lost.
func deviation(share, n float64) float64 {
	share = min(max(share, leastLoss), 1-leastLoss)
	return math.Sqrt(clumping * share * (1 - share) / n)
}

// judge returns the rate that the samples call for, or zero for no other than
// now. round is that of the path and the feedback.
func (m *lossModel) judge(now, round time.Duration, rate float64) float64 {
	recent := m.recent()
	share, excess := m.excess(recent)
	limit, certainty := m.reason()
	switch {
	case len(recent) == 0:
		return 0
	case !excess:
		return m.calm(limit, rate)
	case certainty > certain:
		return m.accept(m.share())
	case certainty < -certain && belowLimit*limit < rate:
		m.doubt, m.tested = true, 0
		return max(belowLimit*limit, min(rate, leastTest))
	}
	m.doubt = true
	newest := recent[len(recent)-1]
	switch {
	case newest.rate() < min(leastTest, soundShare*rate) && newest.ended-recent[0].begun > soundTime:
		return m.accept(newest.share())
	case share-m.inherent < lossTest, now < m.next, newest.rate() < leastTest:
		return 0
	}
	m.next = now + round + testPatience
	m.tested = max(m.tested, rate)
	return testDepth * (1 - share + m.inherent) * min(rate, newest.rate())
}

// recent are the samples since the rate was last lowered.
func (m *lossModel) recent() []lossSample {
	i := slices.IndexFunc(m.samples, func(s lossSample) bool { return s.begun >= m.from })
	if i < 0 {
		return nil
	}
	return m.samples[i:]
}

// excess returns what share of the newest samples got lost, and whether that is
// more than the path is known to lose.
func (m *lossModel) excess(recent []lossSample) (float64, bool) {
	var sum lossSample
	for _, s := range slices.Backward(recent) {
		sum.sent, sum.lost = sum.sent+s.sent, sum.lost+s.lost
		if share := sum.share(); share > m.inherent+lossSlack+lossSigmas*deviation(m.inherent, sum.sent) {
			return share, true
		}
	}
	return 0, false
}

// calm takes in that no more gets lost than is known. If that is so since a
// test began, what was lost before was above the limit.
func (m *lossModel) calm(limit, rate float64) float64 {
	next := min(belowLimit*limit, m.tested)
	m.doubt, m.tested = false, 0
	m.inherent = min(m.inherent, m.share())
	if next <= rate {
		return 0
	}
	return next
}

// accept takes in that the path loses a share at any rate, and takes a test back.
func (m *lossModel) accept(share float64) float64 {
	next := m.tested
	m.inherent = min(share, mostInherent)
	m.doubt, m.tested = false, 0
	return next
}

// share is what share got lost in all samples.
func (m *lossModel) share() float64 {
	var sent, lost, weight float64 = 0, 0, 1
	for _, s := range slices.Backward(m.samples) {
		sent, lost = sent+weight*s.sent, lost+weight*s.lost
		weight *= lossMemory
	}
	return lost / max(sent, 1)
}

// reason weighs both against each other: that the path loses as much at any
// rate, for which certainty is above zero, and that it loses what is above a
// limit, besides what it is known to lose. limit is the likeliest.
func (m *lossModel) reason() (limit, certainty float64) {
	least, most := math.Inf(1), 0.0
	for _, s := range m.samples {
		least, most = min(least, s.rate()*(1-s.share())), max(most, s.rate())
	}
	least = max(least, most/100)
	limited := math.Inf(-1)
	for b := most; b >= least; b *= limitStep {
		if l := m.likelihood(m.inherent, b); l > limited {
			limit, limited = b, l
		}
	}
	return limit, (m.likelihood(min(m.share(), mostInherent), math.Inf(1)) - limited) / clumping
}

// likelihood is that of the samples, as a logarithm, if a share is lost at any
// rate, and of what is left all that is above a limit.
func (m *lossModel) likelihood(inherent, limit float64) float64 {
	sum, weight := 0.0, 1.0
	for _, s := range slices.Backward(m.samples) {
		above := max(0, 1-limit/s.rate())
		share := min(max(inherent+(1-inherent)*above, leastLoss), 1-leastLoss)
		sum += weight * (s.lost*math.Log(share) + (s.sent-s.lost)*math.Log(1-share))
		weight *= lossMemory
	}
	return sum
}
