package congestion

import (
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
)

// path is a simulated link with a tail-drop queue, run in a synctest bubble.
type path struct {
	capacity int           // bits a second
	delay    time.Duration // one way
	queue    time.Duration // how much it buffers
	free     time.Time     // when the link has sent everything
	recorder *twcc.Recorder
	epoch    time.Time
	pending  []arrival
}

type arrival struct {
	sequence uint16
	at       time.Time
}

func newPath(capacity int) *path {
	return &path{
		capacity: capacity, delay: 25 * time.Millisecond, queue: 300 * time.Millisecond,
		recorder: twcc.NewRecorder(1), epoch: time.Now(),
	}
}

// Write implements interceptor.RTPWriter.
func (p *path) Write(h *rtp.Header, payload []byte, _ interceptor.Attributes) (int, error) {
	now := time.Now()
	if p.free.Before(now) {
		p.free = now
	}
	if p.free.Sub(now) < p.queue {
		bits := (h.MarshalSize() + len(payload)) * 8
		p.free = p.free.Add(time.Duration(bits) * time.Second / time.Duration(p.capacity))
		var ext rtp.TransportCCExtension
		_ = ext.Unmarshal(h.GetExtension(twccID))
		p.pending = append(p.pending, arrival{ext.TransportSequence, p.free.Add(p.delay)})
	}
	return len(payload), nil
}

// feedback returns the reports on what has arrived by now.
func (p *path) feedback() []rtcp.Packet {
	now := time.Now()
	for len(p.pending) > 0 && !p.pending[0].at.After(now) {
		p.recorder.Record(9, p.pending[0].sequence, p.pending[0].at.Sub(p.epoch).Microseconds())
		p.pending = p.pending[1:]
	}
	return p.recorder.BuildFeedbackPacket()
}

// drive sends share of the target over p for d and returns the target after
// each 100 ms.
func drive(t *testing.T, g *GCC, p *path, d time.Duration, rate func(target int) int) []int {
	t.Helper()
	info := &interceptor.StreamInfo{SSRC: 9, RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{URI: twccURI, ID: twccID}}}
	w := g.AddStream(info, p)
	var sequence uint16
	var targets []int
	owed := 0.0
	for step := range int(d / (10 * time.Millisecond)) {
		for owed += float64(rate(g.Target())) / 100; owed >= packetSize*8; owed -= packetSize * 8 {
			h := &rtp.Header{Version: 2, SSRC: 9}
			ext, _ := rtp.TransportCCExtension{TransportSequence: sequence}.Marshal()
			if err := h.SetExtension(twccID, ext); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(h, make([]byte, packetSize), nil); err != nil {
				t.Fatal(err)
			}
			sequence++
		}
		time.Sleep(10 * time.Millisecond)
		if step%10 == 9 {
			_ = g.WriteRTCP(p.feedback(), nil)
			synctest.Wait()
			targets = append(targets, g.Target())
		}
	}
	return targets
}

func all(target int) int { return target }

func TestClimbsOnAFastPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGCC(t, Config{})
		targets := drive(t, g, newPath(10_000_000), 8*time.Second, all)
		if first := targets[0]; first != DefaultInitial {
			t.Errorf("begins at %d", first)
		}
		if last := targets[len(targets)-1]; last < 2_500_000 {
			t.Errorf("%d after 8 s on a path of 10 Mbit/s", last)
		}
		for i, bps := range targets {
			if bps >= 1_700_000 {
				t.Logf("720p's 1.7 Mbit/s after %.1f s", float64(i+1)/10)
				break
			}
		}
	})
}

func TestStaysNearASlowPath(t *testing.T) {
	for _, capacity := range []int{300_000, 1_000_000} {
		synctest.Test(t, func(t *testing.T) {
			g := newGCC(t, Config{})
			targets := drive(t, g, newPath(capacity), 30*time.Second, all)
			sum := 0
			for _, bps := range targets[100:] {
				sum += bps
			}
			mean := sum / len(targets[100:])
			t.Logf("path of %d: mean target %d", capacity, mean)
			if mean < capacity/2 || mean > capacity*13/10 {
				t.Errorf("mean target %d on a path of %d", mean, capacity)
			}
		})
	}
}

func TestIdleSenderDoesNotInflate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGCC(t, Config{})
		targets := drive(t, g, newPath(10_000_000), 20*time.Second, func(int) int { return 60_000 })
		for i, bps := range targets {
			if bps > DefaultInitial {
				t.Fatalf("%d after %.1f s at 60 kbit/s", bps, float64(i+1)/10)
			}
		}
	})
}

func TestOnChangeTellsEveryTarget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGCC(t, Config{})
		told := g.Target()
		g.OnChange(func(bps int) { told = bps })
		drive(t, g, newPath(2_000_000), 5*time.Second, all)
		if told != g.Target() {
			t.Fatalf("told %d, target %d", told, g.Target())
		}
	})
}

func TestRetransmissionsAreCounted(t *testing.T) {
	g := newGCC(t, Config{})
	sent := 0
	w := g.AddStream(&interceptor.StreamInfo{SSRC: 9, SSRCRetransmission: 10},
		interceptor.RTPWriterFunc(func(*rtp.Header, []byte, interceptor.Attributes) (int, error) {
			sent++
			return 0, nil
		}))
	for _, ssrc := range []uint32{9, 10, 10} {
		if _, err := w.Write(&rtp.Header{SSRC: ssrc}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if sent != 3 || g.Retransmitted(9) != 2 || g.Retransmitted(10) != 0 {
		t.Fatalf("sent %d, retransmitted %d", sent, g.Retransmitted(9))
	}
}

func TestFeedbackAfterClose(t *testing.T) {
	g := newGCC(t, Config{})
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if err := g.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerCC{}}, nil); err != nil {
		t.Fatal(err)
	}
}

func newGCC(t *testing.T, c Config) *GCC {
	t.Helper()
	g, err := NewGCC(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func TestBound(t *testing.T) {
	c := Config{}.withDefaults()
	tests := []struct {
		name                 string
		estimate, sent, want int
	}{
		{"nothing sent", 50_000_000, 0, DefaultInitial},
		{"half more than sent", 50_000_000, 1_000_000, 1_510_000},
		{"at most the maximum", 50_000_000, 40_000_000, DefaultMax},
		{"the estimate rules", 400_000, 1_000_000, 400_000},
		{"at least the minimum", 10_000, 1_000_000, DefaultMin},
	}
	for _, tt := range tests {
		if got := bound(tt.estimate, tt.sent, c); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestDefaults(t *testing.T) {
	c := Config{Initial: 5_000_000, Max: 100_000, Min: 200_000}.withDefaults()
	if c.Min != c.Max || c.Initial != c.Max || c.Now == nil {
		t.Fatalf("got %+v", c)
	}
}

func TestMeter(t *testing.T) {
	now := time.Unix(100, 0)
	m := newMeter(func() time.Time { return now })
	for range 200 {
		m.add(125) // 100 kbit/s in steps of 10 ms
		now = now.Add(10 * time.Millisecond)
	}
	if got := m.rate(); got != 100_000 {
		t.Fatalf("measured %d", got)
	}
	now = now.Add(500 * time.Millisecond)
	if got := m.rate(); got != 50_000 {
		t.Fatalf("half a second later %d", got)
	}
	now = now.Add(time.Hour)
	if got := m.rate(); got != 0 {
		t.Fatalf("an hour later %d", got)
	}
}
