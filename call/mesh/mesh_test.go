package mesh

import (
	"testing"
	"time"

	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/signaltest"
)

func TestCallCarriesSoundAndPictures(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	id, _ := answer(t, a, b)
	for _, s := range []*side{a, b} {
		s.awaitMedia()
	}
	a.backend.End(id, session.HungUp)
	for _, s := range []*side{a, b} {
		if end := awaitEnd(t, s); end.Reason != session.HungUp {
			t.Errorf("ended %+v", end)
		}
	}
}

// ring lets a call b, up to the moment when it rings.
func ring(t *testing.T, a, b *side) (atA, atB session.ID) {
	t.Helper()
	atA = a.backend.Ring(session.Target{Text: b.id.Key().String()}, session.Intent{Video: true})
	await[session.Reached](t, a)
	a.backend.Proceed(atA)
	atB = await[session.Incoming](t, b).ID
	await[session.Ringing](t, a)
	return atA, atB
}

func TestUnansweredCallsEndInWords(t *testing.T) {
	for name, test := range map[string]struct {
		act  func(a, b *side, atA, atB session.ID)
		a, b session.Reason
	}{
		"declined": {func(_, b *side, _, atB session.ID) { b.backend.Decline(atB, session.Declined) }, session.Declined, session.Declined},
		"busy":     {func(_, b *side, _, atB session.ID) { b.backend.Decline(atB, session.Busy) }, session.Busy, session.Busy},
		"too late": {func(_, b *side, _, atB session.ID) { b.backend.Decline(atB, session.NoAnswer) }, session.NoAnswer, session.NoAnswer},
		"given up": {func(a, _ *side, atA, _ session.ID) { a.backend.End(atA, session.Cancelled) }, session.Cancelled, session.Cancelled},
		"gone":     {func(a, _ *side, _, _ session.ID) { a.network.SetOnline(false) }, session.Unreachable, session.Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			network := signaltest.NewNetwork()
			a, b := newSide(t, network, "A"), newSide(t, network, "B")
			atA, atB := ring(t, a, b)
			test.act(a, b, atA, atB)
			if got := awaitEnd(t, a).Reason; got != test.a {
				t.Errorf("the caller reads %q, want %q", got, test.a)
			}
			if got := awaitEnd(t, b).Reason; got != test.b {
				t.Errorf("the called person reads %q, want %q", got, test.b)
			}
		})
	}
}

// A person who is asked about a changed key may take their time: the called
// side closes a link that stays silent, and the call rings all the same.
func TestProceedAfterTheLinkWasClosed(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	id := a.backend.Ring(session.Target{Text: b.id.Key().String()}, session.Intent{})
	await[session.Reached](t, a)
	b.network.SetOnline(false)
	b.network.SetOnline(true)
	time.Sleep(100 * time.Millisecond) // the caller learns it
	a.backend.Proceed(id)
	if in := await[session.Incoming](t, b); in.ID != id {
		t.Errorf("%q rings, not %q", in.ID, id)
	}
	await[session.Ringing](t, a)
}

// Who is gone when the person has decided cannot be reached.
func TestProceedWhenNobodyIsThereAnyMore(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	id := a.backend.Ring(session.Target{Text: b.id.Key().String()}, session.Intent{})
	await[session.Reached](t, a)
	b.network.SetOnline(false)
	time.Sleep(100 * time.Millisecond)
	a.backend.Proceed(id)
	if end := awaitEnd(t, a); end.Reason != session.Unreachable {
		t.Errorf("ended %+v", end)
	}
}

func TestNobodyThere(t *testing.T) {
	a := newSide(t, signaltest.NewNetwork(), "A")
	a.backend.Ring(session.Target{Text: "Nobody"}, session.Intent{})
	if got := awaitEnd(t, a).Reason; got != session.Unreachable {
		t.Errorf("ended %q", got)
	}
}

// A person who accepts and declines in one breath leaves the call.
func TestDeclineRightAfterAccept(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	_, atB := ring(t, a, b)
	b.backend.Accept(atB, session.Intent{})
	b.backend.Decline(atB, session.Declined)
	awaitEnd(t, a)
	awaitEnd(t, b)
}

// TestCallOutlivesItsLink cuts signalling while media flows: the call goes on,
// and a new link carries the goodbye.
func TestCallOutlivesItsLink(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	id, _ := answer(t, a, b)
	a.awaitMedia()
	b.awaitMedia()
	a.network.SetOnline(false)
	time.Sleep(500 * time.Millisecond)
	a.network.SetOnline(true)
	time.Sleep(3 * relinkMost / 2)
	a.backend.End(id, session.HungUp)
	for _, s := range []*side{a, b} {
		if got := awaitEnd(t, s).Reason; got != session.HungUp {
			t.Errorf("ended %q", got)
		}
	}
}

// TestForeignFingerprintEndsTheCall signs a description by the wrong identity.
func TestForeignFingerprintEndsTheCall(t *testing.T) {
	network := signaltest.NewNetwork()
	called := newSide(t, network, "Called")
	mallory, other := signaltest.Generate(t), signaltest.Generate(t)
	transport := network.Join(mallory, "Mallory")
	defer transport.Close()
	link, call := called.takes(transport)
	defer link.Close()
	_ = link.Send(signal.Envelope{Call: call, Body: forgedOffer(t, other, called.id.Key(), call, "candidate:1 1 udp 1 127.0.0.1 9 typ host")})
	if end := awaitEnd(t, called); end.Reason != session.Mismatch {
		t.Errorf("ended %+v", end)
	}
}

// A caller who gives up at the moment when the call is accepted leaves nobody in
// a call.
func TestCancelCrossesAccept(t *testing.T) {
	network := signaltest.NewNetwork()
	called, caller := newSide(t, network, "Called"), signaltest.Generate(t)
	transport := network.Join(caller, "Caller")
	defer transport.Close()
	link, call := called.takes(transport)
	defer link.Close()
	_ = link.Send(signal.Envelope{Call: call, Body: signal.Cancel{}})
	if end := awaitEnd(t, called); end.Reason != session.HungUp {
		t.Errorf("ended %+v", end)
	}
}
