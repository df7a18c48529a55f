package rendezvous_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/signaltest"
)

// Who dials before anybody is there waits for them.
func TestDialWaits(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		left := join(t, s, signaltest.Generate(t), "A")
		dialled := make(chan signal.Link)
		go func() {
			l, err := left.Dial(t.Context(), identity.Key{})
			if err != nil {
				t.Error(err)
			}
			dialled <- l
		}()
		time.Sleep(time.Hour)
		b := signaltest.Generate(t)
		right := join(t, s, b, "B")
		if l := <-dialled; l.Remote() != b.Key() {
			t.Error("somebody else answered")
		}
		<-right.Links()
	})
}

func TestDialGivesUp(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		room := join(t, s, signaltest.Generate(t), "A")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := room.Dial(ctx, identity.Key{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		go func() {
			time.Sleep(time.Second)
			room.Close()
		}()
		if _, err := room.Dial(t.Context(), identity.Key{}); !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
		if _, err := room.Dial(t.Context(), identity.Key{}); !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
	})
}

// Who looks for somebody finds them among others, who never learn who looked.
func TestDialWants(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		a, c := signaltest.Generate(t), signaltest.Generate(t)
		first, third := join(t, s, signaltest.Generate(t), "B"), join(t, s, c, "C")
		left := join(t, s, a, "A")
		l, err := left.Dial(t.Context(), c.Key())
		if err != nil || l.Remote() != c.Key() {
			t.Fatal(err)
		}
		if l := <-third.Links(); l.Remote() != a.Key() {
			t.Error("C met somebody else")
		}
		time.Sleep(time.Minute)
		select {
		case l := <-first.Links():
			t.Errorf("B met %v", l.Remote())
		default:
		}
	})
}

func TestDialWrongPerson(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		a := signaltest.Generate(t)
		left := join(t, s, a, "A")
		join(t, s, a, "A again")
		for want, reason := range map[identity.Key]error{{}: signal.ErrSelf, signaltest.Generate(t).Key(): signal.ErrSelf} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if _, err := left.Dial(ctx, want); !errors.Is(err, reason) || !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		}
		join(t, s, signaltest.Generate(t), "B")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := left.Dial(ctx, signaltest.Generate(t).Key()); !errors.Is(err, signal.ErrWrongKey) {
			t.Error(err)
		}
	})
}

// Two links between two people, one from each side, live beside each other.
func TestBothDial(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		left, right := join(t, s, signaltest.Generate(t), "A"), join(t, s, signaltest.Generate(t), "B")
		for range 2 {
			exchange(t, left, right)
			exchange(t, right, left)
		}
	})
}

// exchange opens a link and sends one message over it.
func exchange(t *testing.T, from, to *rendezvous.Room) (here, there signal.Link) {
	t.Helper()
	here, there = dial(t, from, to)
	call := signal.NewCallID()
	if err := here.Send(signal.Envelope{Call: call, Body: signal.Ring{}}); err != nil {
		t.Fatal(err)
	}
	if e, err := there.Receive(t.Context()); err != nil || e.Call != call {
		t.Fatalf("%+v, %v", e, err)
	}
	return here, there
}

// A room that is left ends its links in good order.
func TestCloseEndsLinks(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		left, right := join(t, s, signaltest.Generate(t), "A"), join(t, s, signaltest.Generate(t), "B")
		here, there := exchange(t, left, right)
		begun := time.Now()
		left.Close()
		if _, err := there.Receive(t.Context()); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		if _, err := here.Receive(t.Context()); !errors.Is(err, signal.ErrClosed) {
			t.Error(err)
		}
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("it took %v", took)
		}
		if _, open := <-left.Links(); open {
			t.Error("links come after the end")
		}
		if err := left.Close(); err != nil || !errors.Is(left.Err(), signal.ErrClosed) {
			t.Error(err, left.Err())
		}
		<-left.Done()
		time.Sleep(time.Second)
		if peers := right.Peers(); len(peers) != 0 {
			t.Errorf("%d are still there", len(peers))
		}
	})
}
