package reach_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/known"
	"parley/call/signal/reach"
	"parley/call/signal/signaltest"
)

// bells ring at once, in memory, for who is in the book.
type bells struct {
	own  identity.Key
	book map[identity.Key]*bells

	mu    sync.Mutex
	rings chan known.Ring
	rung  int
	came  []bool // how each ringing here by this side ended
}

func (b *bells) At(key identity.Key) string {
	if b.book[key] == nil {
		return ""
	}
	return "http://localhost"
}

func (b *bells) Ring(key identity.Key, link string) func(bool) {
	l, err := invite.Parse(link)
	if err != nil {
		panic(err)
	}
	to := b.book[key]
	to.mu.Lock()
	to.rung++
	to.mu.Unlock()
	to.rings <- known.Ring{From: b.own, Link: l}
	return func(came bool) {
		b.mu.Lock()
		b.came = append(b.came, came)
		b.mu.Unlock()
		if !came {
			to.rings <- known.Ring{From: b.own, Link: l, Over: true}
		}
	}
}

func (b *bells) Rings() <-chan known.Ring { return b.rings }

func (b *bells) Hurry() {}

func (b *bells) Close() error {
	close(b.rings)
	return nil
}

// known is a person who rings the others in the book.
func (w *world) known(name string, book map[identity.Key]*bells) (*person, *bells) {
	w.t.Helper()
	id := signaltest.Generate(w.t)
	b := &bells{own: id.Key(), book: book, rings: make(chan known.Ring, 8)}
	book[id.Key()] = b
	lan := w.network.Join(id, name)
	p := &person{id: id, lan: lan, Transport: reach.Over(lan, reach.Config{Identity: id, Name: name, Device: "memory", HTTP: w.server.Client(), Known: b})}
	w.t.Cleanup(func() { p.Close() })
	return p, b
}

// Who is known and not on the network is rung, and comes.
func TestRing(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		book := make(map[identity.Key]*bells)
		a, atA := w.known("A", book)
		b, _ := w.known("B", book)
		b.lan.SetOnline(false)
		here, _ := meet(t, a, b, signal.Target{Key: b.id.Key(), Rings: true})
		if len(atA.came) != 1 || !atA.came[0] {
			t.Errorf("the ringing ended %v", atA.came)
		}
		in := here.RemoteAddr().String()
		here.Close()
		time.Sleep(time.Hour)
		if n := len(w.server.Peers()); n != 0 {
			t.Errorf("%d stay in the room", n)
		}
		meet(t, a, b, signal.Target{Host: in, Key: b.id.Key(), Rings: true}) // of the last time
	})
}

// Who does not come is told that nobody waits any more.
func TestRingInVain(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		book := make(map[identity.Key]*bells)
		a, atA := w.known("A", book)
		b, atB := w.known("B", book)
		c := w.person("C")
		c.lan.SetOnline(false)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := a.Dial(ctx, signal.Target{Key: c.id.Key(), Rings: true}); err == nil || atB.rung != 0 {
			t.Errorf("C, who is unknown, is reached: %v", err)
		}
		book[c.id.Key()] = atB // another answers than who is meant
		if _, err := a.Dial(ctx, signal.Target{Key: c.id.Key(), Addresses: nil, Rings: true}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		synctest.Wait()
		if len(atA.came) != 1 || atA.came[0] || atB.rung != 1 {
			t.Errorf("the ringing ended %v", atA.came)
		}
		time.Sleep(time.Second)
		if n := len(w.server.Peers()); n != 0 {
			t.Errorf("%d stay in the room", n)
		}
		select {
		case <-b.Links():
			t.Error("B was taken for C")
		default:
		}
	})
}

// Who is nearby is not rung by way of a server.
func TestRingNearby(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		book := make(map[identity.Key]*bells)
		a, _ := w.known("A", book)
		b, atB := w.known("B", book)
		near := []netip.AddrPort{netip.MustParseAddrPort(b.Addresses()[0])}
		here, _ := meet(t, a, b, signal.Target{Key: b.id.Key(), Addresses: near, Rings: true})
		if here.RemoteAddr().String() != near[0].String() || atB.rung != 0 {
			t.Errorf("B was rung %d times and is at %v", atB.rung, here.RemoteAddr())
		}
		b.lan.SetOnline(false)
		meet(t, a, b, signal.Target{Key: b.id.Key(), Addresses: near, Rings: true})
		if atB.rung != 1 {
			t.Errorf("B was rung %d times", atB.rung)
		}
	})
}

// Who rang gets in, and nobody else who has the link.
func TestComesForOne(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		book := make(map[identity.Key]*bells)
		a, _ := w.known("A", book)
		b, atB := w.known("B", book)
		c := w.person("C")
		atB.rings <- known.Ring{From: a.id.Key(), Link: example(t)}
		synctest.Wait()
		l, err := c.Dial(t.Context(), signal.Target{Host: example(t).String()})
		if err == nil {
			<-l.Done()
		}
		meet(t, a, b, signal.Target{Host: example(t).String(), Key: b.id.Key()})
	})
}
