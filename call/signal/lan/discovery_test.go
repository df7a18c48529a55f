package lan_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan"
	"parley/call/signal/signaltest"
)

// seen waits until the people nearby are as wanted.
func seen(t testing.TB, transport *lan.Transport, wanted func([]signal.Person) bool) []signal.Person {
	t.Helper()
	timeout := time.After(hang)
	var last []signal.Person
	for {
		select {
		case last = <-transport.Nearby():
			if wanted(last) {
				return last
			}
		case <-timeout:
			t.Fatalf("nearby is still %+v", last)
		}
	}
}

// find returns who goes by a name.
func find(people []signal.Person, name string) (signal.Person, bool) {
	for _, p := range people {
		if p.Name == name {
			return p, true
		}
	}
	return signal.Person{}, false
}

func named(name string) func([]signal.Person) bool {
	return func(people []signal.Person) bool {
		_, ok := find(people, name)
		return ok
	}
}

func TestNearby(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	mara := open(t, lan.Config{Identity: a, Name: "Mara \"Ö\" \\", Device: "laptop", Visible: true})
	ben := open(t, lan.Config{Identity: b, Name: "Ben", Visible: true, Known: func() []identity.Key { return []identity.Key{a.Key()} }})
	begun := time.Now()
	person, _ := find(seen(t, ben, named("Mara \"Ö\" \\")), "Mara \"Ö\" \\")
	t.Logf("found after %v", time.Since(begun))
	if person.Key != a.Key() || person.Device != "laptop" || len(person.Addresses) == 0 {
		t.Errorf("%+v", person)
	}
	stranger, _ := find(seen(t, mara, named("Ben")), "Ben")
	if !stranger.Key.IsZero() {
		t.Errorf("a stranger was recognised: %+v", stranger)
	}
	if _, err := ben.Dial(t.Context(), signal.Target{Key: person.Key, Addresses: person.Addresses}); err != nil {
		t.Fatal(err)
	}
	// From now on Mara knows Ben's key.
	seen(t, mara, func(people []signal.Person) bool {
		p, ok := find(people, "Ben")
		return ok && p.Key == b.Key()
	})
	mara.Rename("Mara Lindqvist")
	seen(t, ben, named("Mara Lindqvist"))
	mara.SetVisible(false)
	seen(t, ben, func(people []signal.Person) bool { return !named("Mara Lindqvist")(people) })
	mara.SetVisible(true)
	seen(t, ben, named("Mara Lindqvist"))
	mara.Close()
	seen(t, ben, func(people []signal.Person) bool { return !named("Mara Lindqvist")(people) })
}

func TestWatchNetworkEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan bool, 10)
	ended := make(chan error)
	go func() { ended <- lan.WatchNetwork(ctx, func(online bool) { told <- online }) }()
	select {
	case <-told:
	case <-time.After(hang):
		t.Error("the state at the start was not told")
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
