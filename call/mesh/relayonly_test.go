package mesh

import (
	"errors"
	"net/netip"
	"testing"

	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/signaltest"
)

func hides(c *Config) { c.RelayOnly = func() bool { return true } }

// Who uses relays only does not even knock at a computer: that would show it
// where the call comes from.
func TestRelayOnlyCallsNobodyDirectly(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A", hides), newSide(t, network, "B")
	for _, target := range []session.Target{
		{Text: b.id.Key().String()}, {Text: "B"}, {Text: "192.0.2.1:7753"}, {Key: b.id.Key().String(), Address: "192.0.2.1:7753"},
	} {
		a.backend.Ring(target, session.Intent{})
		if end := awaitEnd(t, a); end.Reason != session.NoRelay {
			t.Errorf("a call to %+v ended %+v", target, end)
		}
	}
	select {
	case e := <-b.events:
		if _, ok := e.(session.CallEvent); ok {
			t.Errorf("the other side heard %+v", e)
		}
	default:
	}
}

// A call that comes directly cannot be taken so, and the caller is told.
func TestRelayOnlyTakesNoDirectCall(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B", hides)
	_, atB := ring(t, a, b)
	b.backend.Accept(atB, session.Intent{})
	if end := awaitEnd(t, b); end.Reason != session.NoRelay {
		t.Errorf("ended %+v", end)
	}
	if end := awaitEnd(t, a); end.Reason != session.Declined {
		t.Errorf("the caller reads %+v", end)
	}
}

func TestConcealed(t *testing.T) {
	for host, ok := range map[string]bool{
		"": false, "192.0.2.1:7753": false, "[fe80::1%eth0]:7753": false, "Mara": false,
		"https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q": true,
		"wss://meet.example.org:443/r/eGsoVsmt/00112233445566aa":                   true,
	} {
		got, err := concealed(signal.Target{Host: host, Addresses: []netip.AddrPort{{}}}, false)
		if (err == nil) != ok || err != nil && !errors.Is(err, errNoRelay) || ok && (got.Host != host || got.Addresses != nil) {
			t.Errorf("of %q is left %+v, %v", host, got, err)
		}
	}
}

// Who is known and has an inbox is rung there, and nowhere else.
func TestConcealedRing(t *testing.T) {
	for _, host := range []string{"", "192.0.2.1:7753"} {
		got, err := concealed(signal.Target{Host: host, Addresses: []netip.AddrPort{{}}, Rings: true}, true)
		if err != nil || got.Host != "" || got.Addresses != nil || !got.Rings {
			t.Errorf("of %q is left %+v, %v", host, got, err)
		}
	}
}

func TestRelays(t *testing.T) {
	for url, want := range map[string]bool{
		"turn:a.example": true, "turns:a.example:443?transport=tcp": true, "TURN:a.example": true, "stun:a.example": false, "turn:": false, "": false,
	} {
		if got := relays([]signal.ICEServer{{URLs: []string{url}, Username: "u", Credential: "c"}}); got != want {
			t.Errorf("%q relays: %t", url, got)
		}
	}
	if relays([]signal.ICEServer{{URLs: []string{"turn:a.example"}}}) {
		t.Error("a relay without credentials relays")
	}
}

func TestNearby(t *testing.T) {
	for address, want := range map[string]bool{
		"192.168.1.5:7753": true, "[fe80::1%eth0]:7753": true, "127.0.0.1:7753": true, "[fd00::1]:1": true, "[::ffff:10.0.0.1]:1": true,
		"1.1.1.1:7753": false, "[2606:4700::1]:1": false, "wss://10.0.0.1:443/r/eGsoVsmt/00112233445566aa": false, "A": false,
	} {
		if got := nearby(text(address)); got != want {
			t.Errorf("%s is nearby: %t", address, got)
		}
	}
}

// text is an address as it is written.
type text string

func (text) Network() string  { return "test" }
func (a text) String() string { return string(a) }

// A text that is pasted holds addresses, so none is made or dialled.
func TestRelayOnlyMakesNoText(t *testing.T) {
	a := newSide(t, signaltest.NewNetwork(), "A", hides)
	a.backend.Offer()
	if e := await[session.Offered](t, a); e.Text != "" || e.Fault == "" {
		t.Errorf("offered %+v", e)
	}
	a.backend.Answer("parley-offer.AWlVuQDXWpgBgrEKt9VL_tPJZAc6DuFy89qmIyWvAhpo9wdRGnNpeHRlZW4gbGV0dGVycyECAcNQywBxBwDDUMCoARQPsXUa")
	if e := await[session.AnswerMade](t, a); e.Text != "" || e.Fault == "" {
		t.Errorf("answered %+v", e)
	}
	a.backend.Ring(session.Target{Text: "parley-answer.AmlVuTw9QBfD6EOJWpK3CqdNG368nJgszy7ElozAzVXxKvRmDGFub3RoZXIgc2l4dGVlbi7X7htdR1qTpQECnEAgAQ24AAAAAAAAAAAAAAAFMEp2Uw"}, session.Intent{})
	if end := awaitEnd(t, a); end.Reason != session.NoRelay {
		t.Errorf("ended %+v", end)
	}
}
