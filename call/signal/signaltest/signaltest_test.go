package signaltest_test

import (
	"errors"
	"syscall"
	"testing"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/signaltest"
)

func TestPair(t *testing.T) {
	signaltest.Conformance(t, func(_ *testing.T, a, b *identity.Identity) (signal.Link, signal.Link) {
		return signaltest.Pair(a, b)
	})
}

func TestNetworkLinks(t *testing.T) {
	signaltest.Conformance(t, func(t *testing.T, a, b *identity.Identity) (signal.Link, signal.Link) {
		network := signaltest.NewNetwork()
		left, right := network.Join(a, "A"), network.Join(b, "B")
		t.Cleanup(func() { left.Close(); right.Close() })
		link, err := left.Dial(t.Context(), signal.Target{Key: b.Key()})
		if err != nil {
			t.Fatal(err)
		}
		return link, <-right.Links()
	})
}

func TestNetwork(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left, right := network.Join(a, "A"), network.Join(b, "B")
	var transport signal.Transport = left
	if people := <-left.Nearby(); len(people) != 1 || people[0].Key != b.Key() {
		t.Errorf("%+v", people)
	}
	for name, tc := range map[string]struct {
		target signal.Target
		want   error
	}{
		"by address": {signal.Target{Host: right.Addresses()[0]}, nil},
		"wrong key":  {signal.Target{Host: right.Addresses()[0], Key: a.Key()}, signal.ErrWrongKey},
		"itself":     {signal.Target{Key: a.Key()}, signal.ErrSelf},
		"nobody":     {signal.Target{Host: "192.0.2.9:7753"}, syscall.ECONNREFUSED},
	} {
		if _, err := transport.Dial(t.Context(), tc.target); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	link := <-right.Links()
	left.SetOnline(false)
	if _, err := link.Receive(t.Context()); !errors.Is(err, signal.ErrLost) {
		t.Error(err)
	}
	if people := <-right.Nearby(); len(people) != 0 {
		t.Errorf("%+v", people)
	}
	left.Close()
	if err := left.Close(); err != nil {
		t.Error(err)
	}
}
