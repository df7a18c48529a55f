package reach_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/reach"
	"parley/call/signal/rendezvous"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/signaltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a network and a server, which everybody in a test can reach.
type world struct {
	t       *testing.T
	network *signaltest.Network
	server  *rendezvoustest.Server
}

func bubble(t *testing.T, test func(*testing.T, *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, network: signaltest.NewNetwork(), server: rendezvoustest.New()}
		t.Cleanup(w.server.Close)
		test(t, w)
	})
}

type person struct {
	*reach.Transport
	id  *identity.Identity
	lan *signaltest.Transport
}

func (w *world) person(name string) *person {
	w.t.Helper()
	id := signaltest.Generate(w.t)
	lan := w.network.Join(id, name)
	p := &person{id: id, lan: lan, Transport: reach.Over(lan, reach.Config{Identity: id, Name: name, Device: "memory", HTTP: w.server.Client()})}
	w.t.Cleanup(func() { p.Close() })
	return p
}

func example(t *testing.T) invite.Link {
	t.Helper()
	l, err := invite.Parse(rendezvoustest.Link)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// await waits in the room of the example.
func (p *person) await(t *testing.T) {
	t.Helper()
	if err := p.Await(t.Context(), example(t)); err != nil {
		t.Fatal(err)
	}
}

// meet dials and returns both ends.
func meet(t *testing.T, from, to *person, target signal.Target) (here, there signal.Link) {
	t.Helper()
	here, err := from.Dial(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	there = <-to.Links()
	if here.Remote() != to.id.Key() || there.Remote() != from.id.Key() {
		t.Fatal("others met")
	}
	return here, there
}

func TestConformance(t *testing.T) {
	signaltest.Conformance(t, func(t *testing.T, a, b *identity.Identity) (signal.Link, signal.Link) {
		server := rendezvoustest.New()
		t.Cleanup(server.Close)
		network := signaltest.NewNetwork()
		over := func(id *identity.Identity, name string) *reach.Transport {
			r := reach.Over(network.Join(id, name), reach.Config{Identity: id, Name: name, HTTP: server.Client()})
			t.Cleanup(func() { r.Close() })
			return r
		}
		left, right := over(a, "A"), over(b, "B")
		if err := right.Await(t.Context(), example(t)); err != nil {
			t.Fatal(err)
		}
		link, err := left.Dial(t.Context(), signal.Target{Host: rendezvoustest.Link})
		if err != nil {
			t.Fatal(err)
		}
		return link, <-right.Links()
	})
}

// A link leads to who made it, until it is revoked.
func TestInvite(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		l, err := b.Invite(t.Context(), "localhost")
		if err != nil {
			t.Fatal(err)
		}
		here, _ := meet(t, a, b, signal.Target{Host: " " + l.String() + "\n"})
		if here.RemoteHello().Name != "B" {
			t.Errorf("met %q", here.RemoteHello().Name)
		}
		b.Revoke(l)
		<-here.Done()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := a.Dial(ctx, signal.Target{Host: l.String()}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after it was revoked: %v", err)
		}
	})
}

func TestInviteFails(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		b := w.person("B")
		if _, err := b.Invite(t.Context(), "http://example.org"); !errors.Is(err, invite.ErrInsecure) {
			t.Error(err)
		}
		w.server.Refuse(true)
		if _, err := b.Invite(t.Context(), "localhost"); !errors.Is(err, rendezvous.ErrServer) {
			t.Error(err)
		}
		b.Revoke(example(t))
	})
}

// Links on the network and in rooms come out at one place, and whatever else
// the network does is there.
func TestBeside(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		b.await(t)
		meet(t, a, b, signal.Target{Host: b.Addresses()[0]})
		meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		meet(t, a, b, signal.Target{Key: b.id.Key()})
		if people := <-a.Nearby(); len(people) != 1 || a.Port() != a.lan.Port() {
			t.Errorf("%+v", people)
		}
		if _, err := a.DialStream(t.Context(), signal.Target{Key: b.id.Key()}); err != nil {
			t.Error(err)
		}
		(<-b.Streams()).Close()
		var _ reach.Network = a
	})
}

// A call whose link was lost finds the person again by the address it had.
func TestDialAddress(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		b.await(t)
		here, there := meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		atB, atA := here.RemoteAddr().String(), there.RemoteAddr().String()
		w.server.Cut()
		<-here.Done()
		<-there.Done()
		time.Sleep(time.Second)
		meet(t, a, b, signal.Target{Host: atB, Key: b.id.Key()})
		meet(t, b, a, signal.Target{Host: atA, Key: a.id.Key()})
		if _, err := a.DialStream(t.Context(), signal.Target{Host: atB, Key: b.id.Key()}); !errors.Is(err, reach.ErrNoStream) {
			t.Error(err)
		}
		a.Revoke(example(t))
		if _, err := a.Dial(t.Context(), signal.Target{Host: atB}); !errors.Is(err, reach.ErrLeft) {
			t.Error(err)
		}
	})
}

// Who is in a room and nearby is reached by whichever works.
func TestDialBothWays(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		near := []netip.AddrPort{netip.MustParseAddrPort(b.Addresses()[0])}
		b.await(t)
		here, _ := meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		in := here.RemoteAddr().String()
		b.lan.SetOnline(false)
		meet(t, a, b, signal.Target{Host: in, Addresses: near, Key: b.id.Key()})
		b.lan.SetOnline(true)
		a.Revoke(example(t))
		meet(t, a, b, signal.Target{Host: in, Addresses: near, Key: b.id.Key()})
		b.lan.SetOnline(false)
		if _, err := a.Dial(t.Context(), signal.Target{Host: in, Addresses: near, Key: b.id.Key()}); !errors.Is(err, reach.ErrLeft) {
			t.Error(err)
		}
	})
}

func TestDialDamaged(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a := w.person("A")
		if _, err := a.Dial(t.Context(), signal.Target{Host: rendezvoustest.Link[:60]}); !errors.Is(err, invite.ErrDamaged) {
			t.Error(err)
		}
	})
}

// A room in which nobody is waited for is left a while after its last link.
func TestLeavesUnused(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		b.await(t)
		here, _ := meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		time.Sleep(time.Hour)
		if n := len(w.server.Peers()); n != 2 {
			t.Errorf("%d are there during the link", n)
		}
		here.Close()
		time.Sleep(time.Minute)
		here, _ = meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		time.Sleep(5 * time.Minute)
		if n := len(w.server.Peers()); n != 2 {
			t.Errorf("%d are there during the second link", n)
		}
		here.Close()
		time.Sleep(5 * time.Minute)
		if n := len(w.server.Peers()); n != 1 {
			t.Errorf("%d are there after the links", n)
		}
	})
}

// Those who enter one room at once enter it once.
func TestEntersOnce(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		results := make(chan error, 3)
		for range 3 {
			go func() {
				_, err := a.Dial(t.Context(), signal.Target{Host: rendezvoustest.Link})
				results <- err
			}()
		}
		time.Sleep(time.Second)
		if n := len(w.server.Peers()); n != 1 {
			t.Errorf("entered %d times", n)
		}
		b.await(t)
		for range 3 {
			<-b.Links()
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
	})
}

// When who enters first gives up, the next goes on.
func TestEntersNext(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		b := w.person("B")
		b.await(t)
		id := signaltest.Generate(t)
		client := w.server.Client()
		client.Transport = &stuck{RoundTripper: client.Transport}
		a := reach.Over(w.network.Join(id, "A"), reach.Config{Identity: id, HTTP: client})
		defer a.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		first := make(chan error)
		go func() {
			_, err := a.Dial(ctx, signal.Target{Host: rendezvoustest.Link})
			first <- err
		}()
		time.Sleep(time.Second)
		if l, err := a.Dial(t.Context(), signal.Target{Host: rendezvoustest.Link}); err != nil || l.Remote() != b.id.Key() {
			t.Error(err)
		}
		if err := <-first; !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

// stuck does not get through to the server the first time.
type stuck struct {
	http.RoundTripper
	tried bool
}

func (s *stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.tried {
		return s.RoundTripper.RoundTrip(r)
	}
	s.tried = true
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestICE(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		w.server.OfferICE([]map[string]any{{"urls": []string{"stun:meet.example.org"}}})
		a, b := w.person("A"), w.person("B")
		b.await(t)
		here, _ := meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		if ice := a.ICE(here.RemoteAddr()); len(ice) != 1 {
			t.Errorf("%+v", ice)
		}
		if ice := a.ICE(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 7753}); len(ice) != 0 {
			t.Errorf("%+v on the network", ice)
		}
	})
}

// A network that changed is a reason to look for the server at once.
func TestNetworkChanges(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a := w.person("A")
		a.await(t)
		ctx, cancel := context.WithCancel(t.Context())
		changes := make(chan bool, 10)
		ended := make(chan error)
		go func() { ended <- a.WatchNetwork(ctx, func(online bool) { changes <- online }) }()
		w.server.Refuse(true)
		w.server.Cut()
		time.Sleep(10 * time.Minute)
		w.server.Refuse(false)
		a.lan.SetOnline(true)
		if !<-changes {
			t.Error("offline")
		}
		synctest.Wait()
		if n := len(w.server.Peers()); n != 1 {
			t.Error("the room was not entered again at once")
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestRename(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		b.await(t)
		b.Rename("Bea")
		here, _ := meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		if got := here.RemoteHello().Name; got != "Bea" {
			t.Errorf("name %q", got)
		}
		if people := <-a.Nearby(); people[0].Name != "Bea" {
			t.Errorf("%+v", people)
		}
	})
}

func TestClose(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		b.await(t)
		here, there := meet(t, a, b, signal.Target{Host: rendezvoustest.Link})
		waiting := make(chan error)
		go func() {
			_, err := a.Dial(t.Context(), signal.Target{Host: rendezvoustest.Link, Key: signaltest.Generate(t).Key()})
			waiting <- err
		}()
		time.Sleep(time.Second)
		for range 2 {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}
		<-here.Done()
		<-there.Done()
		if err := <-waiting; !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
		if _, open := <-a.Links(); open {
			t.Error("links come after the end")
		}
		if err := a.Await(t.Context(), example(t)); !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
		if _, err := a.Dial(t.Context(), signal.Target{Host: rendezvoustest.Link}); !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
	})
}
