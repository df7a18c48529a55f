package congestion

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	twccURI    = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	twccID     = 1
	packetSize = 1100
	simStep    = 5 * time.Millisecond
)

// link is a simulated path in one direction, with a tail-drop queue, which
// several flows may share. It is used in a synctest bubble.
type link struct {
	delay time.Duration // one way
	queue time.Duration // how much it buffers
	loss  float64       // of packets, at random
	burst float64       // the mean length of a loss in packets; below 2 they are independent
	stall func() time.Duration

	mu       sync.Mutex
	capacity int // bits a second
	random   *rand.Rand
	free     time.Time       // when everything has been sent
	losing   bool            // within a burst of losses
	waits    []time.Duration // in the queue, at each step of a flow
	offered  int             // packets
	dropped  int             // of those, for want of room
}

func newLink(capacity int) *link {
	return &link{
		capacity: capacity, delay: 25 * time.Millisecond, queue: 300 * time.Millisecond,
		random: rand.New(rand.NewPCG(1, 2)),
	}
}

// carry says when a packet that enters now arrives; false when it does not.
func (l *link) carry(size int) (time.Time, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.free.Before(now) {
		l.free = now
	}
	wait := l.free.Sub(now)
	l.offered++
	if wait >= l.queue {
		l.dropped++
		return time.Time{}, false
	}
	if l.loses() {
		return time.Time{}, false
	}
	l.free = l.free.Add(time.Duration(size*8) * time.Second / time.Duration(l.capacity))
	late := l.free.Add(l.delay)
	if l.stall != nil {
		late = late.Add(l.stall())
	}
	return late, true
}

// loses draws whether a packet gets lost, in Gilbert's model when losses come in
// bursts.
func (l *link) loses() bool {
	chance := l.loss
	switch {
	case l.burst < 2:
	case l.losing:
		chance = 1 - 1/l.burst
	default:
		chance = l.loss / (1 - l.loss) / l.burst
	}
	l.losing = l.random.Float64() < chance
	return l.losing
}

// set changes the capacity.
func (l *link) set(capacity int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.capacity = capacity
}

// sample notes how long the queue is.
func (l *link) sample() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = append(l.waits, max(time.Until(l.free), 0))
}

// queued returns how long the queue was since the last call for 0.95 of the
// time at most, and the share of packets that found it full.
func (l *link) queued() (wait time.Duration, full float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.offered == 0 || len(l.waits) == 0 {
		return 0, 0
	}
	slices.Sort(l.waits)
	wait, full = l.waits[len(l.waits)*95/100], float64(l.dropped)/float64(l.offered)
	l.waits, l.offered, l.dropped = nil, 0, 0
	return wait, full
}

// flow is one sender over a link: an estimator, and what comes back to it.
type flow struct {
	t        *testing.T
	link     *link
	back     *link // that of the feedback
	e        *Estimator
	writer   interceptor.RTPWriter
	recorder *twcc.Recorder
	epoch    time.Time
	owed     float64
	paused   bool
	studio   *studio  // instead of an even stream
	reports  []report // on their way

	mu        sync.Mutex
	pending   []arrival
	sent      int // bytes
	padding   int // the part of it that is padding
	delivered int // bytes, without padding
}

// report is feedback on its way.
type report struct {
	packets []rtcp.Packet
	at      time.Time
}

type arrival struct {
	number uint16
	size   int // without padding
	at     time.Time
}

// newFlow starts an estimator over a link; want is what it is told. Feedback
// comes back over a wide link that is as long.
func newFlow(t *testing.T, l *link, c Config, want int) *flow {
	t.Helper()
	back := newLink(100_000_000)
	back.delay = l.delay
	f := &flow{t: t, link: l, back: back, e: NewEstimator(c), recorder: twcc.NewRecorder(1), epoch: time.Now()}
	f.writer = f.e.AddStream(&interceptor.StreamInfo{
		SSRC: 9, SSRCRetransmission: 10, PayloadTypeRetransmission: 97,
		RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{URI: twccURI, ID: twccID}},
	}, interceptor.RTPWriterFunc(f.write))
	f.e.Want(want)
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { f.e.Run(done) })
	t.Cleanup(func() {
		close(done)
		wg.Wait()
	})
	return f
}

func (f *flow) write(h *rtp.Header, payload []byte, _ interceptor.Attributes) (int, error) {
	size := h.MarshalSize() + len(payload) + int(h.PaddingSize)
	var extension rtp.TransportCCExtension
	if err := extension.Unmarshal(h.GetExtension(twccID)); err != nil {
		f.t.Error(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent += size
	if h.Padding {
		f.padding += size
	}
	if at, ok := f.link.carry(size); ok {
		f.pending = append(f.pending, arrival{extension.TransportSequence, size - int(h.PaddingSize), at})
	}
	return size, nil
}

// move makes all that is sent from now on take another path.
func (f *flow) move(l *link) {
	f.mu.Lock()
	defer f.mu.Unlock()
	back := newLink(100_000_000)
	back.delay = l.delay
	f.link, f.back = l, back
}

// report sends feedback on what has arrived by now.
func (f *flow) report() {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	slices.SortStableFunc(f.pending, func(a, b arrival) int { return a.at.Compare(b.at) })
	for len(f.pending) > 0 && !f.pending[0].at.After(now) {
		p := f.pending[0]
		f.recorder.Record(9, p.number, p.at.Sub(f.epoch).Microseconds())
		f.delivered += p.size
		f.pending = f.pending[1:]
	}
	for _, p := range f.recorder.BuildFeedbackPacket() {
		if at, ok := f.back.carry(p.(*rtcp.TransportLayerCC).MarshalSize()); ok {
			f.reports = append(f.reports, report{[]rtcp.Packet{p}, at})
		}
	}
}

// hear takes in the feedback that has come by now.
func (f *flow) hear() {
	for len(f.reports) > 0 && !f.reports[0].at.After(time.Now()) {
		_ = f.e.WriteRTCP(f.reports[0].packets, nil)
		f.reports = f.reports[1:]
	}
}

// media sends pictures of a source for one step.
func (f *flow) media(s source) {
	switch {
	case f.paused:
		f.studio.skip()
		return
	case f.studio != nil:
		f.studio.shoot(f, s(f.e.Target()))
		return
	}
	f.owed += float64(s(f.e.Target())) * simStep.Seconds()
	for ; f.owed >= packetSize*8; f.owed -= packetSize * 8 {
		if _, err := f.writer.Write(&rtp.Header{Version: 2, SSRC: 9}, make([]byte, packetSize), nil); err != nil {
			f.t.Error(err)
		}
	}
}

// received returns the bits a second that arrived since the last call, d ago.
func (f *flow) received(d time.Duration) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	rate := int(bits(f.delivered, d))
	f.delivered = 0
	return rate
}

// source says what is sent at a target, in bits a second.
type source func(target int) int

// all fills the target, as a camera does; constant is a screen of text.
func all(target int) int { return target }

func constant(rate int) source { return func(int) int { return rate } }

// upTo fills the target but never needs more than most.
func upTo(most int) source { return func(target int) int { return min(target, most) } }

// party is who uses a path, once in each step.
type party interface{ step(n int) }

// sending is a flow with what it sends.
type sending struct {
	*flow
	source  source
	targets []int // of each 100 ms
}

func (s *sending) step(n int) {
	s.link.sample()
	s.media(s.source)
	if n%10 == 0 {
		s.report()
	}
	s.hear()
	if n%20 == 19 {
		s.targets = append(s.targets, s.e.Target())
	}
}

// simulate lets all use their paths for d.
func simulate(d time.Duration, parties ...party) {
	for n := range int(d / simStep) {
		for i, p := range parties {
			p.step(n + i) // not all in one instant
		}
		time.Sleep(simStep)
		synctest.Wait()
	}
}

// drive sends over all flows for d, and returns the targets of each 100 ms.
func drive(d time.Duration, s source, flows ...*flow) [][]int {
	parties, targets := make([]party, len(flows)), make([][]int, len(flows))
	for i, f := range flows {
		parties[i] = &sending{flow: f, source: s}
	}
	simulate(d, parties...)
	for i, p := range parties {
		targets[i] = p.(*sending).targets
	}
	return targets
}

func mean(values []int) int {
	sum := 0
	for _, v := range values {
		sum += v
	}
	return sum / max(len(values), 1)
}

// reached is when the targets of drive first came to a rate; hang when never.
func reached(targets []int, rate int) time.Duration {
	i := slices.IndexFunc(targets, func(v int) bool { return v >= rate })
	if i < 0 {
		return time.Hour
	}
	return time.Duration(i+1) * 100 * time.Millisecond
}
