package peer

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/vnet"

	"parley/call/media/frame"
)

// Close must work at every moment of a call's life, any number of times, and
// leave no goroutine; TestMain looks for those.
func TestCloseAtAnyMoment(t *testing.T) {
	for _, after := range []time.Duration{0, 1, 2, 4, 7, 12, 20, 35, 60, 100, 300} {
		c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
		c.signal(t)
		if err := c.a.conn.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after * time.Millisecond)
		var both sync.WaitGroup
		for _, e := range []*end{c.a, c.b, c.a} {
			both.Go(func() { e.close(t) })
		}
		both.Wait()
		c.close(t)
	}
}

func TestCloseBeforeStart(t *testing.T) {
	c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
	if err := c.a.conn.Restart(); err != nil || len(c.a.signals) > 0 {
		t.Errorf("restarted what had not started: %v", err)
	}
	c.close(t)
}

// The path carries connectivity checks but no handshake.
func TestCloseInAStuckHandshake(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, w *wan, c *call) {
		w.setFilter(func(c vnet.Chunk) bool { return len(c.UserData()) > 0 && c.UserData()[0] < 4 })
		c.signal(t)
		if err := c.a.conn.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		if s := c.a.conn.State(); s != Connecting {
			t.Errorf("%v without a handshake", s)
		}
	})
}

func TestClosedRefusesEverything(t *testing.T) {
	e := alone(t, true)
	if err := e.conn.Close(); err != nil {
		t.Fatal(err)
	}
	calls := map[string]error{
		"Start":           e.conn.Start(),
		"Remote":          e.conn.Remote(Description{}),
		"RemoteCandidate": e.conn.RemoteCandidate(Candidate{}),
		"Restart":         e.conn.Restart(),
		"Write":           e.conn.Write(Camera, frame.Encoded{}),
		"Send":            e.conn.Send(Control, nil),
	}
	for name, err := range calls {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e.conn.Nack(Camera, []uint16{1})
	e.conn.RequestKeyFrame(Camera)
	if s := e.conn.State(); s != Closed || e.conn.Stats().Pair != "" {
		t.Errorf("%v, %+v", s, e.conn.Stats())
	}
}

func TestUnknownSlots(t *testing.T) {
	e := alone(t, true)
	for _, s := range []Slot{-1, slotCount} {
		if err := e.conn.Write(s, sound()); err == nil {
			t.Errorf("wrote to %v", s)
		}
		e.conn.Nack(s, []uint16{1})
		e.conn.RequestKeyFrame(s)
	}
}

func TestNewWithoutHandler(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Fatal("made a connection nobody hears of")
	}
}
