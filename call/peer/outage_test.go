package peer

import (
	"net"
	"slices"
	"testing"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/vnet"
)

func nothing(vnet.Chunk) bool { return false }

// flows reports whether media passes from one end to the other now.
func flows(t *testing.T, from, to *end) bool {
	t.Helper()
	before := len(to.received(Microphone))
	from.send(t, 300*time.Millisecond, 1000)
	return len(to.received(Microphone)) > before+5
}

func TestSurvivesTenSecondsWithoutNetwork(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, w *wan, c *call) {
		c.connect(t)
		w.setFilter(nothing)
		c.a.send(t, 9*time.Second, 1000)
		if err := c.a.conn.Send(Control, []byte("from the tunnel")); err != nil {
			t.Error(err)
		}
		c.a.send(t, time.Second, 1000)
		if s := c.a.conn.State(); s != Disconnected {
			t.Errorf("%v after 10 s", s)
		}
		w.setFilter(nil)
		back := time.Now()
		for !flows(t, c.a, c.b) || !flows(t, c.b, c.a) {
			if time.Since(back) > 3*time.Second {
				t.Fatal("media did not come back within 3 s")
			}
		}
		until(t, "connected again", func() bool { return c.a.conn.State() == Connected && c.b.conn.State() == Connected })
		until(t, "delivered", func() bool { return len(get(c.b, func(e *end) [][]byte { return e.messages })) == 1 })
		t.Logf("all back after %v", time.Since(back))
		for _, e := range []*end{c.a, c.b} {
			if states := get(e, func(e *end) []State { return e.states }); slices.Contains(states, Failed) {
				t.Errorf("states %v", states)
			}
		}
	})
}

func TestFailedComesBackByRestart(t *testing.T) {
	for _, offerer := range []bool{true, false} {
		onWAN(t, 20*time.Millisecond, func(t *testing.T, w *wan, c *call) {
			c.connect(t)
			w.setFilter(nothing)
			until(t, "failed", func() bool { return c.a.conn.State() == Failed && c.b.conn.State() == Failed })
			w.setFilter(nil)
			restarted := time.Now()
			c.restart(t, offerer)
			until(t, "connected again", func() bool { return c.a.conn.State() == Connected && c.b.conn.State() == Connected })
			if took := time.Since(restarted); took > 2*time.Second {
				t.Errorf("restart took %v", took)
			}
			if !flows(t, c.a, c.b) || !flows(t, c.b, c.a) {
				t.Error("no media after the restart")
			}
		})
	}
}

// What was learned of a path is forgotten with it, on both sides.
func TestRestartBeginsTheEstimateAnew(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		c.a.send(t, time.Second, 1000)
		if c.a.conn.Path().At.IsZero() {
			t.Fatal("no feedback on the first path")
		}
		targets := len(get(c.a, func(e *end) []int { return e.targets }))
		c.restart(t, true)
		until(t, "forgotten", func() bool { return c.a.conn.Path().At.IsZero() })
		if !flows(t, c.a, c.b) || c.a.conn.Path().At.IsZero() {
			t.Errorf("path %+v after the restart, targets %d", c.a.conn.Path(), get(c.a, func(e *end) []int { return e.targets[targets:] }))
		}
	})
}

func (c *call) restart(t *testing.T, offerer bool) {
	t.Helper()
	e := c.a
	if !offerer {
		e = c.b
	}
	if err := e.conn.Restart(); err != nil {
		t.Fatal(err)
	}
}

// The offerer, then the other one, loses its address and gets another.
func TestRestartFindsANewAddress(t *testing.T) {
	for i, name := range []string{"offerer", "answerer"} {
		t.Run(name, func(t *testing.T) {
			onWAN(t, 20*time.Millisecond, func(t *testing.T, w *wan, c *call) {
				c.connect(t)
				moved := []*end{c.a, c.b}[i]
				move(t, w.nets[i], wanAddresses[i], "10.1.0.77")
				w.setFilter(func(c vnet.Chunk) bool {
					old := net.ParseIP(wanAddresses[i])
					return !addressOf(c.SourceAddr()).Equal(old) && !addressOf(c.DestinationAddr()).Equal(old)
				})
				time.Sleep(time.Second)
				restarted := time.Now()
				if err := moved.conn.Restart(); err != nil {
					t.Fatal(err)
				}
				for !flows(t, c.a, c.b) || !flows(t, c.b, c.a) {
					if time.Since(restarted) > 3*time.Second {
						t.Fatal("media did not come back within 3 s")
					}
				}
				if s := moved.conn.Stats(); s.Pair != "host" || addressOf(s.Local) != nil && s.Local[:9] != "10.1.0.77" {
					t.Errorf("stats %+v", s)
				}
			})
		})
	}
}

func move(t *testing.T, n *vnet.Net, from, to string) {
	t.Helper()
	if err := n.RemoveAddress("eth0", net.ParseIP(from)); err != nil {
		t.Fatal(err)
	}
	if err := n.AddAddress("eth0", &net.IPNet{IP: net.ParseIP(to), Mask: net.CIDRMask(16, 32)}); err != nil {
		t.Fatal(err)
	}
}

// addressOf returns the IP address of a net.Addr or of "host:port".
func addressOf(a any) net.IP {
	text, ok := a.(string)
	if addr, isAddr := a.(net.Addr); isAddr {
		text, ok = addr.String(), true
	}
	host, _, err := net.SplitHostPort(text)
	if !ok || err != nil {
		return nil
	}
	return net.ParseIP(host)
}

// Restarts in a row, from both sides at once, must end in one working path.
func TestRestartsPileUp(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		for range 5 {
			c.restart(t, true)
			c.restart(t, false)
			time.Sleep(30 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		until(t, "connected again", func() bool { return c.a.conn.State() == Connected && c.b.conn.State() == Connected })
		if !flows(t, c.a, c.b) || !flows(t, c.b, c.a) {
			t.Error("no media after the restarts")
		}
	})
}

func TestFarSideClosing(t *testing.T) {
	c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
	c.connect(t)
	c.a.close(t)
	until(t, "noticed", func() bool { return c.b.conn.State() == Closed })
	c.close(t) // a for the second time
}
