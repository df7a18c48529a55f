package rendezvous_test

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/signaltest"
)

// serve runs a server for one test.
func serve(t *testing.T) *rendezvoustest.Server {
	t.Helper()
	s := rendezvoustest.New()
	t.Cleanup(s.Close)
	return s
}

func link(t *testing.T) invite.Link {
	t.Helper()
	l, err := invite.Parse(rendezvoustest.Link)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func join(t *testing.T, s *rendezvoustest.Server, id *identity.Identity, name string) *rendezvous.Room {
	t.Helper()
	r, err := rendezvous.Join(t.Context(), rendezvous.Config{
		Link: link(t), Identity: id, Name: name, Device: "memory", Greets: true, HTTP: s.Client(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func dial(t *testing.T, from *rendezvous.Room, to *rendezvous.Room) (here, there signal.Link) {
	t.Helper()
	here, err := from.Dial(t.Context(), identity.Key{})
	if err != nil {
		t.Fatal(err)
	}
	return here, <-to.Links()
}

func TestConformance(t *testing.T) {
	signaltest.Conformance(t, func(t *testing.T, a, b *identity.Identity) (signal.Link, signal.Link) {
		s := serve(t)
		left, right := join(t, s, a, "A"), join(t, s, b, "B")
		return dial(t, left, right)
	})
}

// bubble runs a test in a time of its own.
func bubble(t *testing.T, test func(*testing.T, *rendezvoustest.Server)) {
	synctest.Test(t, func(t *testing.T) { test(t, serve(t)) })
}

func TestIdleLinkLives(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		left, right := join(t, s, signaltest.Generate(t), "A"), join(t, s, signaltest.Generate(t), "B")
		here, there := dial(t, left, right)
		time.Sleep(time.Hour)
		if err := here.Send(signal.Envelope{Call: signal.NewCallID(), Body: signal.Ring{}}); err != nil {
			t.Fatal(err)
		}
		if _, err := there.Receive(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
