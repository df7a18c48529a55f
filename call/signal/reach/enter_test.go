package reach_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/signal"
	"parley/call/signal/rendezvous/rendezvoustest"
)

// enter enters the room of the example.
func (p *person) enter(t *testing.T) signal.Room {
	t.Helper()
	room, err := p.Enter(t.Context(), example(t))
	if err != nil {
		t.Fatal(err)
	}
	return room
}

// Who enters finds who is there, is found by who comes, and leaves at once.
func TestEnter(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		first := a.enter(t)
		if e := <-first.Entries(); len(e.Found) != 0 {
			t.Error("somebody is found in an empty room")
		}
		second := b.enter(t)
		here := <-(<-second.Entries()).Found
		there := <-a.Links()
		if here.Remote() != a.id.Key() || there.Remote() != b.id.Key() {
			t.Error("others met")
		}
		if !first.Contains(there.RemoteAddr()) || first.Contains(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 7753}) {
			t.Error("the room does not know its own")
		}
		sought, err := first.Seek(t.Context(), b.id.Key())
		if err != nil || sought.Remote() != b.id.Key() {
			t.Fatal(err)
		}
		<-b.Links()
		for range 2 {
			if err := second.Close(); err != nil {
				t.Error(err)
			}
		}
		<-there.Done()
		synctest.Wait() // until the server has seen it, too
		if n := len(w.server.Peers()); n != 1 {
			t.Errorf("%d are there", n)
		}
		for range second.Entries() {
			continue
		}
		if !errors.Is(second.Err(), signal.ErrClosed) {
			t.Error(second.Err())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := first.Seek(ctx, b.id.Key()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who left was sought: %v", err)
		}
		if _, err := second.Seek(t.Context(), a.id.Key()); !errors.Is(err, signal.ErrClosed) {
			t.Errorf("sought from outside: %v", err)
		}
	})
}

// Who enters a room where they are already finds those who came since, too.
func TestEnterLate(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		a.await(t)
		b.enter(t)
		synctest.Wait()
		room := a.enter(t)
		if l := <-(<-room.Entries()).Found; l == nil || l.Remote() != b.id.Key() {
			t.Error("B is not found")
		}
	})
}

// Who waits in a room for others does so after a meeting there, too.
func TestEnterWhereOthersAreAwaited(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		a, b := w.person("A"), w.person("B")
		a.await(t)
		a.enter(t).Close()
		meet(t, b, a, signal.Target{Host: rendezvoustest.Link})
	})
}

func TestEnterFull(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		for range 16 {
			w.person("A").enter(t)
		}
		b := w.person("B")
		if _, err := b.Enter(t.Context(), example(t)); !errors.Is(err, signal.ErrFull) {
			t.Error(err)
		}
		b.Close()
		if _, err := b.Enter(t.Context(), example(t)); !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
	})
}
