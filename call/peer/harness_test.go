package peer

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/vnet"
	"go.uber.org/goleak"

	"parley/call/media/frame"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// end is one side of a call in a test: a Conn, what it said, and a queue of
// signals to the other side.
type end struct {
	conn    *Conn
	signals chan any // Description, Candidate or wish

	mu        sync.Mutex
	states    []State
	packets   map[Slot][]frame.Packet
	reports   map[Slot][]SenderReport
	messages  [][]byte // on Control
	chat      [][]byte
	open      bool // Control is
	files     io.ReadWriteCloser
	keyFrames map[Slot]int
	targets   []int
	closed    bool
}

// wish is a signalled RenegotiationWanted.
type wish struct{}

func newEnd() *end {
	return &end{
		signals: make(chan any, 1000),
		packets: make(map[Slot][]frame.Packet), reports: make(map[Slot][]SenderReport),
		keyFrames: make(map[Slot]int),
	}
}

func (e *end) note(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		panic("a handler was called after Close")
	}
	f()
}

func (e *end) Describe(d Description)   { e.note(func() { e.signals <- d }) }
func (e *end) Candidate(c Candidate)    { e.note(func() { e.signals <- c }) }
func (e *end) RenegotiationWanted()     { e.note(func() { e.signals <- wish{} }) }
func (e *end) StateChanged(s State)     { e.note(func() { e.states = append(e.states, s) }) }
func (e *end) ChannelOpen(c Channel)    { e.note(func() { e.open = e.open || c == Control }) }
func (e *end) KeyFrameWanted(s Slot)    { e.note(func() { e.keyFrames[s]++ }) }
func (e *end) TargetChanged(target int) { e.note(func() { e.targets = append(e.targets, target) }) }

func (e *end) Packet(s Slot, p frame.Packet) {
	p.Payload = bytes.Clone(p.Payload) // sound's is only lent
	e.note(func() { e.packets[s] = append(e.packets[s], p) })
}

func (e *end) SenderReport(s Slot, r SenderReport) {
	e.note(func() { e.reports[s] = append(e.reports[s], r) })
}

func (e *end) Message(c Channel, m []byte) {
	e.note(func() {
		switch c {
		case Control:
			e.messages = append(e.messages, m)
		case Chat:
			e.chat = append(e.chat, m)
		}
	})
}

func (e *end) FilesOpen(s io.ReadWriteCloser) { e.note(func() { e.files = s }) }

// get reads a field of the recorder.
func get[T any](e *end, f func(*end) T) T {
	e.mu.Lock()
	defer e.mu.Unlock()
	return f(e)
}

func (e *end) received(s Slot) []frame.Packet {
	return get(e, func(e *end) []frame.Packet { return slices.Clone(e.packets[s]) })
}

func (e *end) close(t testing.TB) {
	t.Helper()
	if err := e.conn.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
}

// call is two ends whose signals reach each other.
type call struct {
	a, b *end // a offers
	done chan struct{}
	wg   sync.WaitGroup
}

// newCall makes two ends and lets them signal through pass, which may drop,
// repeat or reorder; nil passes all on.
func newCall(t testing.TB, config Config, nets [2]transport.Net) *call {
	t.Helper()
	c := &call{a: newEnd(), b: newEnd(), done: make(chan struct{})}
	for i, e := range []*end{c.a, c.b} {
		config.Offerer, config.Handler, config.Net = i == 0, e, nets[i]
		conn, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		e.conn = conn
	}
	return c
}

// signal carries signals between the ends until close.
func (c *call) signal(t testing.TB) {
	carry := func(from, to *end) {
		for {
			select {
			case s := <-from.signals:
				if err := deliver(to.conn, s); err != nil && !errors.Is(err, ErrClosed) {
					t.Errorf("%T: %v", s, err)
				}
			case <-c.done:
				return
			}
		}
	}
	c.wg.Go(func() { carry(c.a, c.b) })
	c.wg.Go(func() { carry(c.b, c.a) })
}

func deliver(to *Conn, s any) error {
	switch s := s.(type) {
	case Description:
		return to.Remote(s)
	case Candidate:
		return to.RemoteCandidate(s)
	case wish:
		return to.Restart()
	}
	return nil
}

// close ends both sides.
func (c *call) close(t testing.TB) {
	t.Helper()
	close(c.done)
	c.a.close(t)
	c.b.close(t)
	c.wg.Wait()
}

// connect starts the call and waits for both sides and the control channel.
func (c *call) connect(t testing.TB) {
	t.Helper()
	c.signal(t)
	if err := c.a.conn.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "connected", func() bool {
		return c.a.conn.State() == Connected && c.b.conn.State() == Connected &&
			get(c.a, func(e *end) bool { return e.open }) && get(c.b, func(e *end) bool { return e.open })
	})
}

// until polls for what must come to pass within a minute.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for range 12_000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("never %s", what)
}

// wan is a virtual network of two hosts.
type wan struct {
	router *vnet.Router
	nets   [2]*vnet.Net

	mu   sync.Mutex
	keep func(vnet.Chunk) bool // nil keeps all
}

var wanAddresses = [2]string{"10.1.0.1", "10.1.0.2"}

func newWAN(t testing.TB, delay time.Duration) *wan {
	t.Helper()
	router, err := vnet.NewRouter(&vnet.RouterConfig{
		CIDR: "10.1.0.0/16", MinDelay: delay, QueueSize: 10_000, LoggerFactory: loggers{slog.New(slog.DiscardHandler)},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &wan{router: router}
	for i, ip := range wanAddresses {
		if w.nets[i], err = vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{ip}}); err != nil {
			t.Fatal(err)
		}
		if err := router.AddNet(w.nets[i]); err != nil {
			t.Fatal(err)
		}
	}
	router.AddChunkFilter(w.filter)
	if err := router.Start(); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *wan) filter(c vnet.Chunk) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.keep == nil || w.keep(c)
}

func (w *wan) setFilter(keep func(vnet.Chunk) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keep = keep
}

func (w *wan) transports() [2]transport.Net { return [2]transport.Net{w.nets[0], w.nets[1]} }

// onWAN runs a test on a virtual network with virtual time: a minute's outage
// takes none.
func onWAN(t *testing.T, delay time.Duration, test func(t *testing.T, w *wan, c *call)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWAN(t, delay)
		c := newCall(t, Config{}, w.transports())
		test(t, w, c)
		// Neither side may hear the other's goodbye: pion then waits for a
		// timer under a lock that another goroutine wants, and in a bubble time
		// stands still as long as anybody waits for a lock.
		w.setFilter(nothing)
		c.close(t)
		if err := w.router.Stop(); err != nil {
			t.Error(err)
		}
	})
}

// picture returns a frame of n bytes that starts like VP8.
func picture(n int, key bool) frame.Encoded {
	data := bytes.Repeat([]byte{0x55}, n)
	data[0] = 1
	if key {
		copy(data, []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01})
	}
	return frame.Encoded{Data: data, Key: key, Captured: time.Now(), Width: 640, Height: 360}
}

func sound() frame.Encoded {
	return frame.Encoded{Data: make([]byte, 80), Captured: time.Now(), Duration: 20 * time.Millisecond}
}

// send writes 30 pictures and 50 packets of sound a second for d.
func (e *end) send(t testing.TB, d time.Duration, size int) {
	t.Helper()
	start := time.Now()
	for i := 0; time.Since(start) < d; i++ {
		if i%2 == 0 {
			e.write(t, Microphone, sound())
		}
		if i%3 == 0 {
			e.write(t, Camera, picture(size, i == 0))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (e *end) write(t testing.TB, s Slot, f frame.Encoded) {
	t.Helper()
	if err := e.conn.Write(s, f); err != nil {
		t.Errorf("write to %v: %v", s, err)
	}
}
