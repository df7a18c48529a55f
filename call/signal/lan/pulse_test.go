package lan

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

// cable joins two connections, keeps what is sent while it is unplugged, as
// TCP does, and delivers it later.
type cable struct {
	mu        sync.Mutex
	unplugged bool
}

func (c *cable) unplug(yes bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unplugged = yes
}

func (c *cable) plugged() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.unplugged
}

// carry copies from one side to the other until either is closed.
func (c *cable) carry(to, from net.Conn) {
	chunks := make(chan []byte, 1000)
	go func() {
		defer close(chunks)
		for {
			buffer := make([]byte, 16<<10)
			n, err := from.Read(buffer)
			if err != nil {
				return
			}
			chunks <- buffer[:n]
		}
	}()
	for chunk := range chunks {
		for !c.plugged() {
			time.Sleep(time.Second) // as TCP retransmits
		}
		if _, err := to.Write(chunk); err != nil {
			break
		}
	}
	to.Close()
	for range chunks {
		continue
	}
}

// wire connects two new links by a cable.
func wire(t *testing.T) (left, right *link, c *cable) {
	t.Helper()
	c = &cable{}
	leftEnd, leftPlug := net.Pipe()
	rightEnd, rightPlug := net.Pipe()
	go c.carry(rightPlug, leftPlug)
	go c.carry(leftPlug, rightPlug)
	configs := make([]*tls.Config, 2)
	for i := range configs {
		id, err := identity.Generate(nil)
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := id.Certificate()
		if err != nil {
			t.Fatal(err)
		}
		configs[i] = tlsConfig(id.Key(), certificate, identity.Key{}, protocol)
	}
	client, server := tls.Client(leftEnd, configs[0]), tls.Server(rightEnd, configs[1])
	failed := make(chan error, 1)
	go func() { failed <- server.Handshake() }()
	if err := errors.Join(client.Handshake(), <-failed); err != nil {
		t.Fatal(err)
	}
	ended := func(*link) {}
	return newLink(client, identity.Key{1}, signal.Hello{}, 1, ended), newLink(server, identity.Key{2}, signal.Hello{}, 1, ended), c
}

// finish closes both links and lets the cable end.
func finish(left, right *link) {
	left.Close()
	right.Close()
	time.Sleep(2 * time.Second)
}

func TestIdleLinkLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left, right, _ := wire(t)
		time.Sleep(time.Hour)
		if err := left.Send(signal.Envelope{Call: signal.NewCallID(), Body: signal.Ring{}}); err != nil {
			t.Fatal(err)
		}
		if _, err := right.Receive(t.Context()); err != nil {
			t.Error(err)
		}
		finish(left, right)
	})
}

func TestOutages(t *testing.T) {
	for _, tc := range []struct {
		length   time.Duration
		survives bool
	}{{10 * time.Second, true}, {20 * time.Second, false}} {
		synctest.Test(t, func(t *testing.T) {
			left, right, c := wire(t)
			time.Sleep(3141 * time.Millisecond)
			c.unplug(true)
			begun := time.Now()
			time.Sleep(tc.length)
			c.unplug(false)
			time.Sleep(5 * time.Second)
			for _, l := range []*link{left, right} {
				switch err := l.reason(); {
				case tc.survives && err != nil:
					t.Errorf("after %v: %v", time.Since(begun), err)
				case !tc.survives && !errors.Is(err, signal.ErrLost):
					t.Errorf("%v without network end in %v", tc.length, err)
				}
			}
			finish(left, right)
		})
	}
}

// A peer that is gone without a word is noticed after 15 to 17 s.
func TestLostAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left, right, c := wire(t)
		time.Sleep(time.Minute)
		c.unplug(true)
		begun := time.Now()
		<-left.Done()
		if lost := time.Since(begun); lost < 13*time.Second || lost > 17*time.Second {
			t.Errorf("noticed after %v", lost)
		}
		c.unplug(false)
		finish(left, right)
	})
}
