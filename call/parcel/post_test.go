package parcel_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/parcel"
	"parley/call/signal"
	"parley/call/signal/signaltest"
	"parley/transfer"
)

const hang = 60 * time.Second

// way is somebody's way to others, with the servers for ICE of the room where
// they meet.
type way struct {
	*signaltest.Transport
	ice []signal.ICEServer
}

func (w way) ICE(net.Addr) []signal.ICEServer { return w.ice }

// side is a person with a post.
type side struct {
	*parcel.Post
	t         *testing.T
	id        *identity.Identity
	way       *signaltest.Transport
	files     *transfer.Engine
	downloads string
	hides     atomic.Bool
}

// newSide opens a post that takes files from the people named.
func newSide(t *testing.T, network *signaltest.Network, name string, from ...*side) *side {
	t.Helper()
	s := &side{t: t, id: signaltest.Generate(t), downloads: filepath.Join(t.TempDir(), "downloads")}
	s.way = network.Join(s.id, name)
	var err error
	s.files, err = transfer.Open(transfer.Config{
		State: t.TempDir(), Downloads: s.downloads, AutoAccept: func(transfer.Transfer) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Post = parcel.Open(parcel.Config{
		Identity: s.id, Transport: way{Transport: s.way}, Files: s.files, Loopback: true, RelayOnly: s.hides.Load,
		Welcome: func(key identity.Key) bool {
			for _, o := range from {
				if o.id.Key() == key {
					return true
				}
			}
			return false
		},
	})
	t.Cleanup(func() {
		s.Close()
		_ = s.way.Close()
		if err := s.files.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sends offers a file of random bytes, and waits until it has arrived.
func (s *side) sends(to *side, name string) {
	s.t.Helper()
	content := make([]byte, 3<<20)
	_, _ = rand.Read(content)
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
	id := s.files.Send([]string{path}, to.id.Key().String())[0]
	watch := s.files.Watch()
	defer watch.Close()
	for timeout := time.After(hang); ; {
		select {
		case list := <-watch.C():
			i := slices.IndexFunc(list, func(f transfer.Transfer) bool { return f.ID == id })
			if i < 0 || !list[i].State.Ended() {
				continue
			}
			got, err := os.ReadFile(filepath.Join(to.downloads, name))
			if list[i].State != transfer.Done || err != nil || !bytes.Equal(got, content) {
				s.t.Fatalf("%v, %d bytes, %v", list[i].State, len(got), err)
			}
			return
		case <-timeout:
			s.t.Fatalf("it does not arrive: %+v", s.files.Transfers())
		}
	}
}

// TestParcel sends a file, loses the link, which nobody needs any more, and
// sends another.
func TestParcel(t *testing.T) {
	network := signaltest.NewNetwork()
	a := newSide(t, network, "A")
	b := newSide(t, network, "B", a)
	if err := a.Reach(t.Context(), b.id.Key()); err != nil {
		t.Fatal(err)
	}
	a.sends(b, "first.bin")
	a.way.SetOnline(false) // ends the links
	a.sends(b, "second.bin")
}

// TestComesBack has the receiver end, and open anew: the sender reaches them
// again.
func TestComesBack(t *testing.T) {
	network := signaltest.NewNetwork()
	a := newSide(t, network, "A")
	b := newSide(t, network, "B", a)
	if err := a.Reach(t.Context(), b.id.Key()); err != nil {
		t.Fatal(err)
	}
	b.Close()
	b.Post = parcel.Open(parcel.Config{
		Identity: b.id, Transport: way{Transport: b.way}, Files: b.files, Loopback: true, RelayOnly: b.hides.Load,
		Welcome: func(identity.Key) bool { return true },
	})
	a.sends(b, "again.bin")
}

// TestOthersAreClosed has who is not welcome send, and who is welcome call, say
// nothing, or send what nobody signed: no connection comes of it.
func TestOthersAreClosed(t *testing.T) {
	network := signaltest.NewNetwork()
	a := newSide(t, network, "A")
	b := newSide(t, network, "B", a)
	stranger := newSide(t, network, "S", b)
	if err := stranger.Reach(t.Context(), b.id.Key()); !errors.Is(err, parcel.ErrRefused) {
		t.Errorf("a stranger: %v", err)
	}
	offer := signal.Description{
		Kind: signal.Offer, SDP: "v=0\r\na=fingerprint:" + fingerprint, Fingerprint: fingerprint, Signature: make([]byte, 64),
	}
	answer := offer
	answer.Kind = signal.Answer
	for name, body := range map[string]signal.Body{"call": signal.Ring{}, "answer": answer, "forged": offer} {
		link, err := a.way.Dial(t.Context(), signal.Target{Key: b.id.Key()})
		if err != nil {
			t.Fatal(err)
		}
		if err := link.Send(signal.Envelope{Call: signal.NewCallID(), Body: body}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), hang)
		for err == nil {
			var e signal.Envelope
			if e, err = link.Receive(ctx); err == nil {
				if _, ends := e.Body.(signal.End); !ends {
					t.Errorf("%s: the answer is %+v", name, e.Body)
				}
			}
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
		link.Close()
	}
}

const fingerprint = "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

// TestNoRelay has either side hide where there is no relay. Both are told.
func TestNoRelay(t *testing.T) {
	network := signaltest.NewNetwork()
	a := newSide(t, network, "A")
	b := newSide(t, network, "B", a)
	for _, hiding := range []*side{a, b} {
		hiding.hides.Store(true)
		if err := a.Reach(t.Context(), b.id.Key()); !errors.Is(err, parcel.ErrNoRelay) {
			t.Errorf("%v", err)
		}
		hiding.hides.Store(false)
	}
}

// TestNobodyThere does not wait for ever.
func TestNobodyThere(t *testing.T) {
	network := signaltest.NewNetwork()
	a := newSide(t, network, "A")
	if err := a.Reach(t.Context(), signaltest.Generate(t).Key()); err == nil {
		t.Error("nobody was reached")
	}
	b := newSide(t, network, "B", a)
	a.Close()
	if err := a.Reach(t.Context(), b.id.Key()); err == nil {
		t.Error("it was reached after the end")
	}
}
