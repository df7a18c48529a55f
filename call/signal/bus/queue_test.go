package bus_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"parley/call/signal/bus"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// diary is a bus that writes down what it is asked to do.
type diary struct {
	bus.Bus
	refuses string // a topic
	held    sync.Mutex

	mu    sync.Mutex
	lines []string
}

func (d *diary) write(what, topic string) error {
	d.held.Lock() // while a test holds the bus up
	defer d.held.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, what+" "+topic)
	if topic == d.refuses {
		return errors.New("refused")
	}
	return nil
}

func (d *diary) Publish(topic string, message []byte) error { return d.write(string(message), topic) }
func (d *diary) Watch(topic string) error                   { return d.write("watch", topic) }
func (d *diary) Forget(topic string)                        { _ = d.write("forget", topic) }

func TestQueueKeepsOrder(t *testing.T) {
	d := &diary{refuses: "closed"}
	var lost atomic.Int64
	q := bus.NewQueue(d, func() { lost.Add(1) })
	for _, n := range []bus.Note{
		{Topic: "a", Watch: true, Message: []byte("first")},
		{Topic: "a", Message: []byte("second"), Forget: true},
		{Topic: "closed", Watch: true, Message: []byte("unsaid"), Forget: true},
		{Topic: "closed", Message: []byte("in vain")},
		{Topic: "b", Watch: true},
		{Topic: "b", Forget: true},
	} {
		q.Offer(n)
	}
	q.Close()
	q.Close()
	want := []string{"watch a", "first a", "second a", "forget a", "watch closed", "forget closed", "in vain closed", "watch b", "forget b"}
	if !slices.Equal(d.lines, want) || lost.Load() != 2 {
		t.Errorf("%d were lost of %q", lost.Load(), d.lines)
	}
}

// TestQueueFull has the bus take nothing for a while.
func TestQueueFull(t *testing.T) {
	d := new(diary)
	var lost atomic.Int64
	q := bus.NewQueue(d, func() { lost.Add(1) })
	d.held.Lock()
	note := bus.Note{Topic: "a", Message: []byte("said")}
	ctx, cancel := context.WithCancel(t.Context())
	for range bus.MaxWaiting + 1 { // one is on its way, as soon as the queue runs
		if err := q.Put(ctx, note); err != nil {
			t.Fatal(err)
		}
	}
	q.Offer(note)
	if lost.Load() != 1 {
		t.Errorf("%d were lost", lost.Load())
	}
	cancel()
	if err := q.Put(ctx, note); !errors.Is(err, context.Canceled) {
		t.Errorf("put into a full queue: %v", err)
	}
	d.held.Unlock()
	q.Close()
	if got := len(d.lines); got != bus.MaxWaiting+1 {
		t.Errorf("%d were sent", got)
	}
}
