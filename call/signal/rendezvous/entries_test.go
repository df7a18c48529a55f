package rendezvous_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/signaltest"
)

// found takes the next entry and lists who was found.
func found(t *testing.T, entries <-chan signal.Entry) []identity.Key {
	t.Helper()
	e, open := <-entries
	if !open || e.Found == nil {
		t.Fatalf("no entry: %+v, %v", e, open)
	}
	var out []identity.Key
	for l := range e.Found {
		out = append(out, l.Remote())
	}
	return out
}

// Each entry finds those who were there before, and nobody who comes later.
func TestEntries(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		a, b, c := signaltest.Generate(t), signaltest.Generate(t), signaltest.Generate(t)
		first, second := join(t, s, a, "A"), join(t, s, b, "B")
		third := join(t, s, c, "C")
		keys := found(t, third.Entries())
		if len(keys) != 2 || !slices.Contains(keys, a.Key()) || !slices.Contains(keys, b.Key()) {
			t.Errorf("found %v", keys)
		}
		for _, r := range []interface{ Links() <-chan signal.Link }{first, second} {
			if l := <-r.Links(); l.Remote() != c.Key() {
				t.Error("somebody else came")
			}
		}
		join(t, s, signaltest.Generate(t), "D")
		time.Sleep(time.Minute)
		select {
		case e := <-third.Entries():
			t.Errorf("another entry: %+v", e)
		default:
		}
	})
}

// A server that goes away and comes back makes an entry of each, and the end of
// the room ends them.
func TestEntriesAgain(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		room := join(t, s, signaltest.Generate(t), "A")
		entries := room.Entries()
		if keys := found(t, entries); len(keys) != 0 {
			t.Errorf("found %v", keys)
		}
		s.Refuse(true)
		s.Cut()
		if e := <-entries; e.Found != nil {
			t.Error("an entry, but nobody is let in")
		}
		s.Refuse(false)
		if keys := found(t, entries); len(keys) != 0 {
			t.Errorf("found %v", keys)
		}
		room.Close()
		if e, open := <-entries; open {
			t.Errorf("after the end: %+v", e)
		}
		if !errors.Is(room.Err(), signal.ErrClosed) {
			t.Error(room.Err())
		}
		if _, open := <-join(t, s, signaltest.Generate(t), "B").Entries(); !open {
			t.Error("another room is over too")
		}
	})
}

// Somebody who does not answer holds nobody up for longer than a handshake may
// take.
func TestEntryOfTheSilent(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		visit(t, s)
		b := signaltest.Generate(t)
		join(t, s, b, "B")
		began := time.Now()
		if keys := found(t, join(t, s, signaltest.Generate(t), "A").Entries()); !slices.Equal(keys, []identity.Key{b.Key()}) {
			t.Errorf("found %v", keys)
		}
		if took := time.Since(began); took < 5*time.Second || took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// Who is found on entering need not be tried again to be found by key, and
// neither need the others.
func TestSeeksWhereSomebodyIs(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		b, c := signaltest.Generate(t), signaltest.Generate(t)
		join(t, s, b, "B")
		join(t, s, c, "C")
		room := join(t, s, signaltest.Generate(t), "A")
		found(t, room.Entries())
		opened := 0
		s.Tamper(func(f rendezvoustest.Frame) []rendezvoustest.Frame {
			if f.Data[0] == 1 {
				opened++
			}
			return []rendezvoustest.Frame{f}
		})
		l, err := room.Dial(t.Context(), c.Key())
		if err != nil || l.Remote() != c.Key() {
			t.Fatal(err)
		}
		synctest.Wait()
		if opened != 1 {
			t.Errorf("%d links were opened", opened)
		}
	})
}
