//go:build linux

package main

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call"
	"parley/call/identity"
	"parley/call/peer/pathtest"
	"parley/call/session"
	"parley/call/signal/inbox"
	"parley/call/signal/invite"
	"parley/call/signal/signaltest"
	"parley/call/stats"
)

// acquainted are people who met once through a link, at a server where each of
// them has an inbox. No two of them are on one network.
type acquainted struct {
	t      testing.TB
	star   *pathtest.Star
	server string            // an origin
	own    map[string]string // the servers of those who have their inbox elsewhere
	places map[string]place
}

// acquaint lets people meet, waits until they have each other's cards, and lets
// them go.
func acquaint(t *testing.T, names ...string) acquainted {
	t.Helper()
	a := settle(t, names...)
	a.meet(names...)
	return a
}

// settle gives people a place each, and a server.
func settle(t *testing.T, names ...string) acquainted {
	t.Helper()
	executable(t)
	star := pathtest.NewStar(t)
	host, trust := serveStar(t, star)
	a := acquainted{t: t, star: star, server: "https://" + host, own: make(map[string]string), places: make(map[string]place)}
	for i, name := range names {
		a.places[name] = place{home: t.TempDir(), namespace: []string{star.A.Namespace, star.B.Namespace, star.Center.Namespace}[i], env: trust}
	}
	return a
}

// meet lets people meet, and lets them go.
func (a acquainted) meet(names ...string) {
	a.t.Helper()
	var people []*program
	var link string
	for _, name := range names {
		if link == "" {
			people = append(people, a.start(name, "meet", "--server", strings.TrimPrefix(a.server, "https://")))
			link = people[0].event(call.EventMeeting).Link
			continue
		}
		at := a.places[name]
		at.env = append(slices.Clone(at.env), linkVariable+"="+link)
		people = append(people, a.startAt(name, at, "join"))
	}
	for _, name := range names {
		a.knows(name, len(names)-1)
	}
	for _, p := range people {
		p.leave()
	}
}

func (a acquainted) start(name string, args ...string) *program {
	a.t.Helper()
	return a.startAt(name, a.places[name], args...)
}

func (a acquainted) startAt(name string, at place, args ...string) *program {
	a.t.Helper()
	return start(a.t, name, at, append(append(args, "--inbox", cmp.Or(a.own[name], a.server)), signals...)...)
}

// contacts opens somebody's contacts.
func (a acquainted) contacts(name string) *identity.Contacts {
	a.t.Helper()
	c, err := identity.OpenContacts(filepath.Join(a.places[name].home, "profile"))
	if err != nil {
		a.t.Fatal(err)
	}
	return c
}

// knows waits until somebody has the cards of so many others, and they theirs.
func (a acquainted) knows(name string, others int) {
	a.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		cards := 0
		for _, c := range a.contacts(name).List() {
			if c.Card != "" && c.Given != "" {
				cards++
			}
		}
		if cards == others {
			return
		}
		if time.Now().After(end) {
			a.t.Fatalf("%s has %d cards", name, cards)
		}
	}
}

// key returns somebody's key as another knows it.
func (a acquainted) key(of, at string) string {
	a.t.Helper()
	for _, c := range a.contacts(at).List() {
		if c.Name == of {
			return c.Key.String()
		}
	}
	a.t.Fatalf("%s does not know %s", at, of)
	return ""
}

// TestCallAgain has people who met once call each other by name, both ways.
func TestCallAgain(t *testing.T) {
	t.Parallel()
	a := acquaint(t, "Mara", "Noor")
	for from, to := range map[string]string{"Mara": "Noor", "Noor": "Mara"} {
		called := a.start(to, "wait", "--accept-calls")
		called.listening()
		caller := a.start(from, "ring", to)
		for _, p := range []*program{caller, called} {
			p.state(call.Active)
			p.event(call.EventFirstPicture)
			p.event(call.EventFirstSound)
		}
		if e := called.event(call.EventRinging); e.From != from || e.Key != a.key(from, to) {
			t.Errorf("%s hears %+v", to, e.Event)
		}
		if status := caller.leave(); status != exitDone {
			t.Errorf("the caller ended with status %d", status)
		}
		if e, near := caller.find(func(e told) bool { return e.Kind == call.EventNearby && e.Name == to }); near {
			t.Errorf("%s is nearby, so that nobody was rung: %+v", to, e.Event)
		}
		called.ended(session.HungUp, "")
		called.leave()
	}
}

// TestBlockedDoNotRing has somebody ring who was blocked, and somebody else,
// who sees before that the called person is there.
func TestBlockedDoNotRing(t *testing.T) {
	t.Parallel()
	a := acquaint(t, "Mara", "Noor", "Omar")
	if err := a.contacts("Noor").SetBlocked(a.key("Omar", "Noor"), true); err != nil {
		t.Fatal(err)
	}
	waiting := a.start("Mara", "wait")
	noor := a.start("Noor", "wait", "--accept-calls")
	waiting.expect("see Noor", func(e told) bool {
		return e.Kind == call.EventPresence && e.Name == "Noor" && e.Change == "came"
	})
	waiting.leave()
	omar := a.start("Omar", "ring", "Noor")
	omar.state(call.Dialing)
	mara := a.start("Mara", "ring", "Noor")
	mara.state(call.Active)
	noor.state(call.Active)
	omar.ended(session.Unreachable, "cannot be reached")
	if e, rang := noor.find(func(e told) bool { return e.From == "Omar" }); rang {
		t.Errorf("Omar rang: %+v", e.Event)
	}
}

// TestStrangersDoNotRing has a stranger ring who has got hold of a card. Nobody
// comes to the room of theirs.
func TestStrangersDoNotRing(t *testing.T) {
	t.Parallel()
	s := serve(t, "--http", "127.0.0.1:0", "--no-turn")
	at, home := strings.TrimSuffix(s.url, "/"), t.TempDir()
	profile := filepath.Join(home, "profile")
	noor, err := identity.Load(profile)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := inbox.LoadKeys(profile, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	card, err := inbox.ParseCard(keys.Card(noor, at), noor.Key(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	contacts, err := identity.OpenContacts(profile)
	if err != nil {
		t.Fatal(err)
	}
	mara, stranger := signaltest.Generate(t), signaltest.Generate(t)
	if err := contacts.Met(mara.Key().String(), "Mara", "", ""); err != nil {
		t.Fatal(err)
	}
	start(t, "Noor", place{home: home}, append([]string{"wait", "--inbox", at}, signals...)...).listening()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	rings := func(who *identity.Identity) (room *visitor) {
		link, err := invite.New(at)
		if err != nil {
			t.Fatal(err)
		}
		room = s.visit(ctx, nil, link.Room())
		if _, err := (inbox.Sender{Identity: who}).Send(ctx, card, inbox.Ring{Link: link.String()}); err != nil {
			t.Fatal(err)
		}
		return room
	}
	theirs, friend := rings(stranger), rings(mara)
	if _, frame, err := friend.socket.Read(ctx); err != nil || !strings.Contains(string(frame), "join") {
		t.Fatalf("Noor does not come: %s, %v", frame, err)
	}
	came := make(chan string, 1)
	go func() {
		_, frame, _ := theirs.socket.Read(ctx) // ends with the test
		came <- string(frame)
	}()
	select {
	case frame := <-came:
		t.Errorf("in the stranger's room: %s", frame)
	case <-time.After(time.Second):
	}
	cancel()
	<-came
}

// TestCallAgainThroughRelay has somebody call by name who does not want to be
// found: it rings by way of the server, and goes through its relay.
func TestCallAgainThroughRelay(t *testing.T) {
	t.Parallel()
	a := acquaint(t, "Mara", "Noor")
	noor := a.start("Noor", "wait", "--accept-calls")
	noor.listening()
	mara := a.start("Mara", "ring", "Noor", "--relay-only")
	for _, p := range []*program{mara, noor} {
		p.state(call.Active)
		p.track(stats.Microphone, stats.Receive, "by the relay", func(s stats.Track) bool { return s.Pair == stats.Relay && s.Packets > 50 })
	}
	if status := mara.leave(); status != exitDone {
		t.Errorf("the caller ended with status %d", status)
	}
}
