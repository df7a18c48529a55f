package peer

import (
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/transport/v5/vnet"
)

// asked notes who sends something to which address.
type asked struct {
	mu sync.Mutex
	by map[string]map[string]bool // the senders' hosts, by address
}

func (a *asked) see(c vnet.Chunk) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	to := c.DestinationAddr().String()
	if a.by[to] == nil {
		a.by[to] = make(map[string]bool)
	}
	a.by[to][c.SourceAddr().(*net.UDPAddr).IP.String()] = true
	return true
}

func (a *asked) at(address string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.by[address])
}

func (a *asked) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.by)
}

// Each gathering asks the servers that there are then, on both sides. What is
// no server is left out, and costs nothing else.
func TestServersOfNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const first, second = "10.1.0.3:3478", "10.1.0.4:3478"
		w, seen := newWAN(t, time.Millisecond), &asked{by: make(map[string]map[string]bool)}
		var mu sync.Mutex
		now := first
		c := newCall(t, Config{Servers: func() []Server {
			mu.Lock()
			defer mu.Unlock()
			return []Server{
				{URLs: []string{"turn:10.1.0.5", "stun:", "http://10.1.0.6"}}, // no password, no host, no server
				{URLs: []string{"stun:" + now}},
			}
		}}, w.transports())
		w.setFilter(seen.see)
		c.connect(t)
		time.Sleep(time.Second)
		if seen.at(first) != 2 || seen.at(second) != 0 {
			t.Errorf("asked %v", seen.by)
		}
		mu.Lock()
		now = second
		mu.Unlock()
		time.Sleep(10 * time.Second) // what was asked before gives up
		seen.forget()
		if err := c.a.conn.Restart(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if seen.at(first) != 0 || seen.at(second) != 2 {
			t.Errorf("after a restart asked %v", seen.by)
		}
		until(t, "connected again", func() bool { return c.a.conn.State() == Connected && c.b.conn.State() == Connected })
		w.setFilter(nothing)
		c.close(t)
		if err := w.router.Stop(); err != nil {
			t.Error(err)
		}
	})
}
