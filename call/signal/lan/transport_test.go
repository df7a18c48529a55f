package lan_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan"
	"parley/call/signal/signaltest"
)

// hang is how long a test waits for what must happen.
const hang = 20 * time.Second

func open(t testing.TB, cfg lan.Config) *lan.Transport {
	t.Helper()
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1:0"
	}
	transport, err := lan.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { transport.Close() })
	return transport
}

func accepted(t testing.TB, transport *lan.Transport) signal.Link {
	t.Helper()
	select {
	case l := <-transport.Links():
		return l
	case <-time.After(hang):
		t.Fatal("no link came")
		return nil
	}
}

func TestLink(t *testing.T) {
	signaltest.Conformance(t, func(t *testing.T, a, b *identity.Identity) (signal.Link, signal.Link) {
		left := open(t, lan.Config{Identity: a, Name: "A", Device: "left"})
		right := open(t, lan.Config{Identity: b, Name: "B"})
		l, err := left.Dial(t.Context(), signal.Target{Key: b.Key(), Host: right.Addresses()[0]})
		if err != nil {
			t.Fatal(err)
		}
		return l, accepted(t, right)
	})
}

func TestDial(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left := open(t, lan.Config{Identity: a, Name: "A"})
	four := open(t, lan.Config{Identity: b, Name: "B"})
	both := open(t, lan.Config{Identity: signaltest.Generate(t), Name: "C", Listen: ":0"})
	port := strconv.Itoa(int(both.Port()))
	dead := closedPort(t)
	address := netip.MustParseAddrPort(four.Addresses()[0])
	for name, tc := range map[string]struct {
		target signal.Target
		want   error
	}{
		"address":              {signal.Target{Host: four.Addresses()[0]}, nil},
		"right key":            {signal.Target{Host: four.Addresses()[0], Key: b.Key()}, nil},
		"advert":               {signal.Target{Addresses: []netip.AddrPort{address}, Key: b.Key()}, nil},
		"one works":            {signal.Target{Host: dead.String(), Addresses: []netip.AddrPort{dead, address}}, nil},
		"name":                 {signal.Target{Host: "localhost:" + port}, nil},
		"IPv4":                 {signal.Target{Host: "127.0.0.1:" + port}, nil},
		"IPv6":                 {signal.Target{Host: "[::1]:" + port}, nil},
		"wrong key":            {signal.Target{Host: "127.0.0.1:" + port, Key: b.Key()}, signal.ErrWrongKey},
		"wrong one then right": {signal.Target{Host: "127.0.0.1:" + port, Addresses: []netip.AddrPort{address}, Key: b.Key()}, nil},
		"itself":               {signal.Target{Host: left.Addresses()[0]}, signal.ErrSelf},
		"nobody":               {signal.Target{Host: dead.String()}, syscall.ECONNREFUSED},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := left.Dial(t.Context(), tc.target)
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
			if err == nil {
				l.Close()
			}
		})
	}
	for _, host := range []string{"", "a:b:c", "127.0.0.1:0", "127.0.0.1:70000", ":80", "host:port"} {
		if _, err := left.Dial(t.Context(), signal.Target{Host: host}); err == nil {
			t.Errorf("%q was dialled", host)
		}
	}
}

// closedPort returns an address where nobody listens.
func closedPort(t *testing.T) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).AddrPort()
}

func TestDialGivesUp(t *testing.T) {
	left := open(t, lan.Config{Identity: signaltest.Generate(t)})
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := left.Dial(ctx, signal.Target{Host: silent.Addr().String()}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	failed := make(chan error)
	go func() {
		_, err := left.Dial(t.Context(), signal.Target{Host: silent.Addr().String()})
		failed <- err
	}()
	time.Sleep(20 * time.Millisecond)
	left.Close()
	if err := <-failed; err == nil {
		t.Error("a closed transport dials")
	}
	if _, err := left.Dial(t.Context(), signal.Target{Host: silent.Addr().String()}); !errors.Is(err, signal.ErrClosed) {
		t.Error(err)
	}
}

func TestCloseEndsLinks(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left, right := open(t, lan.Config{Identity: a}), open(t, lan.Config{Identity: b})
	l, err := left.Dial(t.Context(), signal.Target{Host: right.Addresses()[0]})
	if err != nil {
		t.Fatal(err)
	}
	accepted(t, right)
	for range 2 {
		if err := right.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := l.Receive(t.Context()); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	if _, open := <-right.Links(); open {
		t.Error("links are still delivered")
	}
	for range right.Nearby() {
		continue
	}
}

func TestNames(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left := open(t, lan.Config{Identity: a, Name: "Mara\u202e", Device: "laptop\n"})
	right := open(t, lan.Config{Identity: b})
	left.Rename(" Mara  Lindqvist ")
	if _, err := left.Dial(t.Context(), signal.Target{Host: right.Addresses()[0]}); err != nil {
		t.Fatal(err)
	}
	if h := accepted(t, right).RemoteHello(); h.Name != "Mara Lindqvist" || h.Device != "laptop" {
		t.Errorf("%+v", h)
	}
}

// A person who comes again and again, as after network changes, gets through
// each time, and the oldest links give way.
func TestLinksOfOneKey(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left, right := open(t, lan.Config{Identity: a}), open(t, lan.Config{Identity: b})
	var first signal.Link
	for i := range 6 {
		l, err := left.Dial(t.Context(), signal.Target{Host: right.Addresses()[0]})
		if err != nil {
			t.Fatalf("link %d: %v", i, err)
		}
		if i == 0 {
			first = l
		}
		accepted(t, right)
	}
	select {
	case <-first.Done():
	case <-time.After(hang):
		t.Error("the oldest link is still there")
	}
}

func TestFixedAddress(t *testing.T) {
	first := open(t, lan.Config{Identity: signaltest.Generate(t), Listen: "127.0.0.1:0"})
	if _, err := lan.Open(lan.Config{Identity: signaltest.Generate(t), Listen: first.Addresses()[0]}); !errors.Is(err, syscall.EADDRINUSE) {
		t.Error(err)
	}
}

// The second program on a computer takes calls on another port.
func TestDefaultPort(t *testing.T) {
	ports := make(map[uint16]bool)
	for range 2 {
		transport, err := lan.Open(lan.Config{Identity: signaltest.Generate(t)})
		if err != nil {
			t.Fatal(err)
		}
		defer transport.Close()
		ports[transport.Port()] = true
	}
	if len(ports) != 2 || ports[0] {
		t.Errorf("ports %v", ports)
	}
}
