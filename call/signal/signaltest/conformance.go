package signaltest

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

// hang is how long a test waits for what must happen.
const hang = 20 * time.Second

// Conformance checks what signal.Link promises. open connects two identities,
// whose names are A and B; the links are closed by the suite.
func Conformance(t *testing.T, open func(t *testing.T, a, b *identity.Identity) (atA, atB signal.Link)) {
	for name, check := range map[string]func(*testing.T, *pair){
		"introduces":       introduces,
		"delivers":         delivers,
		"refuses":          refuses,
		"gives up waiting": givesUp,
		"proves itself":    proves,
		"closes":           closes,
		"ends on silence":  endsWhenSlow,
	} {
		t.Run(name, func(t *testing.T) {
			p := &pair{a: Generate(t), b: Generate(t), call: signal.NewCallID()}
			p.atA, p.atB = open(t, p.a, p.b)
			t.Cleanup(func() {
				p.atA.Close()
				p.atB.Close()
			})
			check(t, p)
		})
	}
}

type pair struct {
	a, b     *identity.Identity
	atA, atB signal.Link
	call     signal.CallID
}

// Generate returns a new identity.
func Generate(t testing.TB) *identity.Identity {
	t.Helper()
	id, err := identity.Generate(nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func introduces(t *testing.T, p *pair) {
	if p.atA.Remote() != p.b.Key() || p.atB.Remote() != p.a.Key() {
		t.Error("the keys are not the other side's")
	}
	if p.atA.RemoteHello().Name != "B" || p.atB.RemoteHello().Name != "A" {
		t.Errorf("names %q and %q", p.atA.RemoteHello().Name, p.atB.RemoteHello().Name)
	}
	if p.atA.RemoteAddr().String() != p.atB.LocalAddr().String() {
		t.Errorf("addresses %v and %v", p.atA.RemoteAddr(), p.atB.LocalAddr())
	}
}

func delivers(t *testing.T, p *pair) {
	const n = 50
	for i := range n {
		p.send(t, p.atA, signal.Candidate{MLine: i % 32, Candidate: "c"})
		p.send(t, p.atB, signal.Candidate{MLine: i % 32, Candidate: "c"})
	}
	for _, link := range []signal.Link{p.atA, p.atB} {
		last := uint64(0)
		for i := range n {
			e := p.receive(t, link)
			if e.Call != p.call || e.Body.(signal.Candidate).MLine != i%32 || e.Sequence <= last || e.Version != signal.Version {
				t.Fatalf("message %d after %d is %+v", i, last, e)
			}
			last = e.Sequence
		}
	}
}

// refuses checks that a message which must not travel harms nothing.
func refuses(t *testing.T, p *pair) {
	for _, e := range []signal.Envelope{
		{Call: p.call, Body: signal.End{}},
		{Body: signal.Ring{}},
		{Call: p.call},
	} {
		if err := p.atA.Send(e); !errors.Is(err, signal.ErrProtocol) {
			t.Errorf("%+v: %v", e, err)
		}
	}
	p.send(t, p.atA, signal.Ringing{})
	p.receive(t, p.atB)
}

func givesUp(t *testing.T, p *pair) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if e, err := p.atA.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%+v, %v", e, err)
	}
	p.send(t, p.atB, signal.Ringing{})
	p.receive(t, p.atA)
}

// closes checks that what was sent before Close arrives, also when the closing
// side left messages unread.
func proves(t *testing.T, p *pair) {
	for _, link := range []signal.Link{p.atA, p.atB} {
		if err := link.Prove(t.Context()); err != nil {
			t.Errorf("it lives, and says %v", err)
		}
	}
	p.atB.Close()
	<-p.atA.Done()
	if err := p.atA.Prove(t.Context()); !errors.Is(err, signal.ErrLost) {
		t.Errorf("it has ended, and says %v", err)
	}
}

func closes(t *testing.T, p *pair) {
	p.send(t, p.atB, signal.Ringing{})
	p.send(t, p.atA, signal.Ring{Video: true})
	p.send(t, p.atA, signal.Cancel{})
	for range 2 {
		if err := p.atA.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, ok := p.receive(t, p.atB).Body.(signal.Ring); !ok {
		t.Error("the first message is lost")
	}
	if _, ok := p.receive(t, p.atB).Body.(signal.Cancel); !ok {
		t.Error("the last message is lost")
	}
	p.ended(t, p.atB, io.EOF)
	for err := error(nil); !errors.Is(err, signal.ErrClosed); {
		if _, err = p.atA.Receive(t.Context()); err != nil && !errors.Is(err, signal.ErrClosed) {
			t.Fatal(err)
		}
	}
	for _, link := range []signal.Link{p.atA, p.atB} {
		if err := link.Send(signal.Envelope{Call: p.call, Body: signal.Ringing{}}); err == nil {
			t.Error("an ended link sends")
		}
	}
}

// endsWhenSlow floods a side that never receives.
func endsWhenSlow(t *testing.T, p *pair) {
	big := signal.Description{
		Kind: signal.Offer, SDP: strings.Repeat("a", signal.MaxSDP/2), Signature: make([]byte, 64),
		Fingerprint: "sha-256 " + strings.Repeat("00:", 31) + "00",
	}
	err := error(nil)
	for i := 0; err == nil && i < 10_000; i++ {
		err = p.atA.Send(signal.Envelope{Call: p.call, Body: big})
	}
	if !errors.Is(err, signal.ErrSlow) {
		t.Fatal(err)
	}
	p.ended(t, p.atA, signal.ErrSlow)
}

func (p *pair) send(t *testing.T, link signal.Link, b signal.Body) {
	t.Helper()
	if err := link.Send(signal.Envelope{Call: p.call, Body: b}); err != nil {
		t.Fatal(err)
	}
}

func (p *pair) receive(t *testing.T, link signal.Link) signal.Envelope {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hang)
	defer cancel()
	e, err := link.Receive(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (p *pair) ended(t *testing.T, link signal.Link, want error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hang)
	defer cancel()
	for range 2 {
		if e, err := link.Receive(ctx); !errors.Is(err, want) {
			t.Fatalf("%+v, %v, want %v", e, err, want)
		}
	}
	select {
	case <-link.Done():
	case <-ctx.Done():
		t.Fatal("the link is not done")
	}
}
