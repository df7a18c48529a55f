package mesh

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/signaltest"
)

// TestNothingBeforeAccept rings with random, repeated and reordered messages
// that point all media at a socket of the test's, and counts what arrives
// there before the call is accepted, and after.
func TestNothingBeforeAccept(t *testing.T) {
	network := signaltest.NewNetwork()
	called := newSide(t, network, "Called")
	mallory := signaltest.Generate(t)
	for mallory.Key().String() > called.id.Key().String() { // the smaller key offers
		mallory = signaltest.Generate(t)
	}
	transport := network.Join(mallory, "Mallory")
	defer transport.Close()
	trap := newTrap(t)
	for seed := range uint64(20) {
		link, err := transport.Dial(t.Context(), signal.Target{Key: called.id.Key()})
		if err != nil {
			t.Fatal(err)
		}
		call := signal.NewCallID()
		_ = link.Send(signal.Envelope{Call: call, Body: signal.Ring{Video: true}})
		in := await[session.Incoming](t, called)
		offer := forgedOffer(t, mallory, called.id.Key(), call, trap.candidate())
		random := rand.New(rand.NewPCG(seed, 1))
		for range 50 { // under the limit of messages at once
			_ = link.Send(signal.Envelope{Call: call, Body: randomBody(random, offer, trap.candidate())})
		}
		time.Sleep(20 * time.Millisecond)
		if n := trap.packets.Load(); n != 0 {
			t.Fatalf("seed %d: %d packets before the call was accepted", seed, n)
		}
		called.backend.End(in.ID, session.Declined)
		link.Close()
		awaitEnd(t, called)
	}
	trap.mustCatch(t, transport, mallory, called)
}

// mustCatch proves that the trap would have caught something: the same offer
// after accepting draws packets.
func (trap *trap) mustCatch(t *testing.T, transport *signaltest.Transport, mallory *identity.Identity, called *side) {
	t.Helper()
	link, call := called.takes(transport)
	defer link.Close()
	body := forgedOffer(t, mallory, called.id.Key(), call, trap.candidate())
	_ = link.Send(signal.Envelope{Call: call, Body: body})
	_ = link.Send(signal.Envelope{Call: call, Body: signal.Candidate{Candidate: trap.candidate(), Mid: "0"}})
	for deadline := time.Now().Add(hang); trap.packets.Load() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no packet came after the call was accepted either: the trap is broken")
		}
	}
}

// trap is a socket that counts packets.
type trap struct {
	socket  net.PacketConn
	packets atomic.Int64
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	socket, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	trap := &trap{socket: socket}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 2048)
		for {
			if _, _, err := socket.ReadFrom(buffer); err != nil {
				return
			}
			trap.packets.Add(1)
		}
	}()
	t.Cleanup(func() {
		socket.Close()
		<-done
	})
	return trap
}

func (trap *trap) candidate() string {
	port := trap.socket.LocalAddr().(*net.UDPAddr).Port
	return fmt.Sprintf("candidate:1 1 udp 2130706431 127.0.0.1 %d typ host", port)
}

// forgedOffer is a genuine, signed offer whose only candidate is the trap.
func forgedOffer(t *testing.T, from *identity.Identity, to identity.Key, call signal.CallID, candidate string) signal.Description {
	t.Helper()
	h := &offerCatcher{offers: make(chan peer.Description, 1)}
	conn, err := peer.New(peer.Config{Offerer: true, Loopback: true, Handler: h})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Start(); err != nil {
		t.Fatal(err)
	}
	var d peer.Description
	select {
	case d = <-h.offers:
	case <-time.After(hang):
		t.Fatal("no offer was made")
	}
	d.SDP += "a=" + candidate + "\r\n"
	fingerprint, err := peer.Fingerprint(d.SDP)
	if err != nil {
		t.Fatal(err)
	}
	return signal.SignDescription(from, to, call, signal.Description{Kind: d.Kind, SDP: d.SDP, Fingerprint: fingerprint})
}

func randomBody(random *rand.Rand, offer signal.Description, candidate string) signal.Body {
	answer := offer
	answer.Kind = signal.Answer
	bodies := []signal.Body{
		offer, offer, answer,
		signal.Candidate{Candidate: candidate, Mid: "0"},
		signal.Accept{Video: true},
		signal.Ring{Video: true},
		signal.Ringing{},
		signal.Renegotiate{},
		signal.Resume{},
		signal.End{Reason: "hung-up"},
		signal.Busy{},
		signal.Decline{Reason: "declined"},
	}
	return bodies[random.IntN(len(bodies))]
}
