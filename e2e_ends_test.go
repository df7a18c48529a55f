//go:build linux

package main

import (
	"strings"
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
)

// patient are the options of a program that takes no call by itself.
var patient = []string{"--headless", "--camera", "test", "--microphone", "test", "--speaker", "none"}

// TestDeclined refuses a call by a click: both are told, neither sent picture
// or sound, and the window is ready for the next call.
func TestDeclined(t *testing.T) {
	b := furnish(t, "Bo", "", "--listen", "127.0.0.1:0")
	b.turnTo("home")
	a := ringing(t, "Ada", place{}, b.listening(), signals...)
	a.state(call.Ringing)
	b.click("incoming", "decline")
	a.ended(session.Declined, "Bo declined the call.")
	b.ended(session.Declined, "You declined the call from Ada.")
	for _, p := range []*program{a, b.program} {
		if sent := p.tracks(); len(sent) != 0 {
			t.Errorf("%s had media in a call that was declined: %+v", p.name, sent)
		}
	}
	if status := a.status(); status != exitCall {
		t.Errorf("status %d", status)
	}
	b.find("home", "end")
	c := ringing(t, "Cy", place{}, b.listening(), signals...)
	c.state(call.Ringing)
	b.click("incoming", "accept")
	c.state(call.Active)
	c.leave()
	b.leave()
}

// TestNobodyAnswers lets it ring until the caller gives up.
func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	b, address := waiting(t, "Bo", place{}, patient...)
	a := ringing(t, "Ada", place{}, address, signals...)
	rang := a.state(call.Ringing)
	e := a.ended(session.NoAnswer, "Bo did not answer.")
	if e.Hint == "" {
		t.Errorf("told without a hint: %+v", e.Event)
	}
	if waited := e.Time.Sub(rang.Time); waited < call.RingTimeout-time.Second {
		t.Errorf("it rang for %v only", waited)
	}
	b.ended(session.Cancelled, "You missed a call from Ada.")
	if status := a.status(); status != exitCall {
		t.Errorf("status %d", status)
	}
	b.leave()
}

// TestChangedKey sets a known person up anew: under the same name and address,
// with another key, neither their calls are taken nor are they called, and the
// reason is told with what to do.
func TestChangedKey(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	b, address := waiting(t, "Bo", place{}, signals...)
	a := ringing(t, "Ada", place{home: home}, address, signals...)
	inCall(t, a, b)
	a.leave()
	b.ended(session.HungUp, "Ada")

	b.forget()
	stranger := ringing(t, "Ada", place{}, address, signals...)
	stranger.ended(session.Declined, "Bo")
	if e := b.ended(session.KeyChanged, "not the Ada you know"); e.Hint == "" {
		t.Errorf("told without a hint: %+v", e.Event)
	}
	stranger.status()
	b.leave()

	b = start(t, "Bo", place{}, append([]string{"wait", "--listen", address, "--loopback"}, signals...)...)
	b.listening()
	for _, target := range []string{address, "Bo"} {
		a = ringing(t, "Ada", place{home: home}, target, signals...)
		e := a.ended(session.KeyChanged, "not the Bo you know")
		if status := a.status(); status != exitCall {
			t.Errorf("%s: status %d", target, status)
		}
		if said := a.stderr.String(); e.Hint == "" || !strings.Contains(said, e.Text) || !strings.Contains(said, e.Hint) {
			t.Errorf("%s: told %+v, and said %q", target, e.Event, said)
		}
	}
	if e, rang := b.find(func(e told) bool { return e.Kind == call.EventRinging }); rang {
		t.Errorf("it rang: %+v", e.Event)
	}
	b.leave()
}

// TestChangedKeyIsAsked does the same in a window: the person is asked, can
// end the call, and can go on.
func TestChangedKeyIsAsked(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	b, address := waiting(t, "Bo", place{}, signals...)
	known := ringing(t, "Ada", place{home: home}, address, signals...)
	known.state(call.Active)
	known.leave()
	b.leave()
	b = start(t, "Bo", place{}, append([]string{"wait", "--listen", address, "--loopback"}, signals...)...)
	b.listening()

	a := furnishAt(t, "Ada", place{home: home}, address)
	a.click("call", "distrust")
	a.ended(session.KeyChanged, "not the Bo you know")
	if e, rang := b.find(func(e told) bool { return e.Kind == call.EventRinging }); rang {
		t.Errorf("it rang: %+v", e.Event)
	}
	a.forget()
	dials := func(e told) bool { return e.Kind == call.EventState && e.State == call.Dialing.String() }
	a.display.Eventually("Ada to call again", func() bool { // a busy window misses a click
		if _, begun := a.program.find(dials); begun {
			return true
		}
		if at, shows := a.spot("home", "end/again"); shows {
			a.display.Click(middle(at).X, middle(at).Y)
			time.Sleep(time.Second)
		}
		return false
	})
	a.find("call", "trust")
	time.Sleep(12 * time.Second) // to think: longer than a link may be silent
	a.click("call", "trust")
	a.state(call.Active)
	a.sees()
	a.leave()
	b.leave()
}
