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

// link is a simulated path with a tail-drop queue, which several flows may
// share. It is used in a synctest bubble.
type link struct {
	capacity int           // bits a second
	delay    time.Duration // one way
	queue    time.Duration // how much it buffers
	loss     float64       // of packets, at random
	stall    func() time.Duration

	mu     sync.Mutex
	random *rand.Rand
	free   time.Time // when everything has been sent
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
	if l.free.Sub(now) >= l.queue || l.random.Float64() < l.loss {
		return time.Time{}, false
	}
	l.free = l.free.Add(time.Duration(size*8) * time.Second / time.Duration(l.capacity))
	late := l.free.Add(l.delay)
	if l.stall != nil {
		late = late.Add(l.stall())
	}
	return late, true
}

// set changes the capacity.
func (l *link) set(capacity int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.capacity = capacity
}

// flow is one sender over a link: an estimator, and what comes back to it.
type flow struct {
	t        *testing.T
	link     *link
	e        *Estimator
	writer   interceptor.RTPWriter
	recorder *twcc.Recorder
	epoch    time.Time
	owed     float64

	mu      sync.Mutex
	pending []arrival
	sent    int // bytes
	padding int // the part of it that is padding
}

type arrival struct {
	number uint16
	at     time.Time
}

// newFlow starts an estimator over a link; want is what it is told.
func newFlow(t *testing.T, l *link, c Config, want int) *flow {
	t.Helper()
	f := &flow{t: t, link: l, e: NewEstimator(c), recorder: twcc.NewRecorder(1), epoch: time.Now()}
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
		f.pending = append(f.pending, arrival{extension.TransportSequence, at})
	}
	return size, nil
}

// feedback returns the reports on what has arrived by now.
func (f *flow) feedback() []rtcp.Packet {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	slices.SortStableFunc(f.pending, func(a, b arrival) int { return a.at.Compare(b.at) })
	for len(f.pending) > 0 && !f.pending[0].at.After(now) {
		f.recorder.Record(9, f.pending[0].number, f.pending[0].at.Sub(f.epoch).Microseconds())
		f.pending = f.pending[1:]
	}
	return f.recorder.BuildFeedbackPacket()
}

// media sends pictures of a source for one step.
func (f *flow) media(source func(target int) int) {
	f.owed += float64(source(f.e.Target())) * simStep.Seconds()
	for ; f.owed >= packetSize*8; f.owed -= packetSize * 8 {
		if _, err := f.writer.Write(&rtp.Header{Version: 2, SSRC: 9}, make([]byte, packetSize), nil); err != nil {
			f.t.Error(err)
		}
	}
}

// source says what is sent at a target, in bits a second.
type source func(target int) int

// all fills the target, as a camera does; constant is a screen of text.
func all(target int) int { return target }

func constant(rate int) source { return func(int) int { return rate } }

// upTo fills the target but never needs more than most.
func upTo(most int) source { return func(target int) int { return min(target, most) } }

// drive sends over all flows for d, and returns the targets of each 100 ms.
func drive(d time.Duration, s source, flows ...*flow) [][]int {
	targets := make([][]int, len(flows))
	for step := range int(d / simStep) {
		for i, f := range flows {
			f.media(s)
			if step%10 == i%10 {
				_ = f.e.WriteRTCP(f.feedback(), nil)
			}
			if step%20 == 19 {
				targets[i] = append(targets[i], f.e.Target())
			}
		}
		time.Sleep(simStep)
		synctest.Wait()
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
