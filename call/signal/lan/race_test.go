package lan

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// attempts answers the tries of a race as a test says, and counts them.
type attempts struct {
	mu     sync.Mutex
	counts map[netip.AddrPort]int
	// answers says whether the nth try of an address connects after a second,
	// fails at once, or is silent until it is over.
	answers func(to netip.AddrPort, n int) (connects, fails bool)
	conns   []net.Conn
}

var errRefused = errors.New("refused")

func (a *attempts) try(ctx context.Context, to netip.AddrPort) (*tls.Conn, error) {
	a.mu.Lock()
	a.counts[to]++
	connects, fails := a.answers(to, a.counts[to])
	a.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	switch {
	case fails:
		return nil, errRefused
	case connects:
		time.Sleep(time.Second)
		near, far := net.Pipe()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.conns = append(a.conns, near, far)
		return tls.Client(near, &tls.Config{InsecureSkipVerify: true}), nil
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// What stays silent is tried once more; what refuses is not.
func TestSilentAddressesAreTriedTwice(t *testing.T) {
	silent, refusing := netip.MustParseAddrPort("192.0.2.1:1"), netip.MustParseAddrPort("192.0.2.2:1")
	for name, c := range map[string]struct {
		answers        func(netip.AddrPort, int) (bool, bool)
		connected      bool
		silent, refuse int           // tries
		took           time.Duration // about
	}{
		"the second try connects": {func(to netip.AddrPort, n int) (bool, bool) { return to == silent && n == 2, to == refusing }, true, 2, 1, secondTry + time.Second},
		"the first try connects":  {func(to netip.AddrPort, _ int) (bool, bool) { return to == silent, to == refusing }, true, 1, 1, time.Second},
		"nobody answers":          {func(to netip.AddrPort, _ int) (bool, bool) { return false, to == refusing }, false, 2, 1, secondTry + tryTime},
		"all refuse":              {func(netip.AddrPort, int) (bool, bool) { return false, true }, false, 1, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &attempts{counts: make(map[netip.AddrPort]int), answers: c.answers}
				began := time.Now()
				conn, err := race(t.Context(), []netip.AddrPort{silent, refusing}, a.try)
				if took := time.Since(began); (conn != nil) != c.connected || (err == nil) != c.connected || (took-c.took).Abs() > 2*nextTry {
					t.Errorf("connected %v after %v: %v", conn != nil, took, err)
				}
				if a.counts[silent] != c.silent || a.counts[refusing] != c.refuse {
					t.Errorf("tries: %v", a.counts)
				}
				for _, c := range a.conns {
					_ = c.Close()
				}
			})
		})
	}
}
