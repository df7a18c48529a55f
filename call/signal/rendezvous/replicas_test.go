package rendezvous_test

import (
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/bus"
	"parley/call/signal/bus/bustest"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
	"parley/call/signal/rendezvous/server"
	"parley/call/signal/signaltest"
)

// replica is a server that shares NATS with others.
type replica struct {
	web    *httptest.Server
	server *server.Server
	bus    *bus.NATS
}

func replicaAt(t *testing.T, natsURL string) *replica {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	b, err := bus.Connect(natsURL, bus.Rooms, quiet)
	if err != nil {
		t.Fatal(err)
	}
	limits := server.DefaultLimits()
	limits.Beat, limits.Lost, limits.Gather = 200*time.Millisecond, 2*time.Second, 300*time.Millisecond
	limits.PerAddress, limits.Arrivals = 1000, server.Rate{Burst: 1000, PerSecond: 1000}
	s, err := server.New(server.Config{Bus: b, Log: quiet, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{httptest.NewServer(s), s, b}
	t.Cleanup(func() {
		_ = r.server.Close()
		_ = r.bus.Close()
		r.web.Close()
	})
	return r
}

// join comes to a room by a link of this replica; the rooms of all have one
// secret.
func (r *replica) join(t *testing.T, id *identity.Identity, name string) *rendezvous.Room {
	t.Helper()
	_, behind, _ := strings.Cut("http://localhost/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q", "/j/")
	l, err := invite.Parse(r.web.URL + "/j/" + behind)
	if err != nil {
		t.Fatal(err)
	}
	room, err := rendezvous.Join(t.Context(), rendezvous.Config{Link: l, Identity: id, Name: name, Device: "replica"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = room.Close() })
	return room
}

func sees(t *testing.T, who string, r *rendezvous.Room, others int) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); len(r.Peers()) != others; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s sees %d others, not %d", who, len(r.Peers()), others)
		}
	}
}

// TestReplicas has people of two servers meet over a real NATS, which goes away
// and comes back.
func TestReplicas(t *testing.T) {
	n := bustest.NATS(t, bustest.AnyPort)
	left, right := replicaAt(t, n.ClientURL()), replicaAt(t, n.ClientURL())
	mara := left.join(t, signaltest.Generate(t), "Mara")
	noor := right.join(t, signaltest.Generate(t), "Noor")
	if len(noor.Peers()) != 1 {
		t.Fatalf("Noor is welcomed by %d", len(noor.Peers()))
	}
	sees(t, "Mara", mara, 1)
	here, there := dial(t, mara, noor)
	if here.RemoteHello().Name != "Noor" || there.RemoteHello().Name != "Mara" {
		t.Errorf("%+v and %+v met", here.RemoteHello(), there.RemoteHello())
	}
	if err := here.Send(signal.Envelope{Call: signal.NewCallID(), Body: signal.Ring{}}); err != nil {
		t.Fatal(err)
	}
	if e, err := there.Receive(t.Context()); err != nil || e.Body.(signal.Ring) != (signal.Ring{}) {
		t.Errorf("%+v, %v", e, err)
	}
	port := n.Addr().(*net.TCPAddr).Port
	n.Shutdown()
	n.WaitForShutdown()
	sees(t, "Mara", mara, 0)
	sees(t, "Noor", noor, 0)
	id := signaltest.Generate(t)
	omar := left.join(t, id, "Omar") // who is with the same replica is met all the same
	sees(t, "Mara", mara, 1)
	bustest.NATS(t, port)
	sees(t, "Mara", mara, 2)
	sees(t, "Noor", noor, 2)
	sees(t, "Omar", omar, 2)
	if _, err := noor.Dial(t.Context(), id.Key()); err != nil {
		t.Fatal(err)
	}
	if l := <-omar.Links(); l.RemoteHello().Name != "Noor" {
		t.Errorf("Omar meets %+v", l.RemoteHello())
	}
}

// TestReplicaThatDies takes its people along, without a word.
func TestReplicaThatDies(t *testing.T) {
	n := bustest.NATS(t, bustest.AnyPort)
	left, right := replicaAt(t, n.ClientURL()), replicaAt(t, n.ClientURL())
	mara := left.join(t, signaltest.Generate(t), "Mara")
	right.join(t, signaltest.Generate(t), "Noor")
	sees(t, "Mara", mara, 1)
	_ = right.bus.Close() // as if the process had ended
	sees(t, "Mara", mara, 0)
}

// TestNoBus comes to where no NATS is, and to a password in a URL that is none.
func TestNoBus(t *testing.T) {
	for _, at := range []string{"nats://127.0.0.1:1", "nats://user:psst@127.0.0.1:x", "nats://us er:psst@h"} {
		b, err := bus.Connect(at, bus.Rooms, slog.New(slog.DiscardHandler))
		if err == nil {
			_ = b.Close()
			t.Errorf("%s is there", at)
		} else if strings.Contains(err.Error(), "psst") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}
