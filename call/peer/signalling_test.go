package peer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/transport/v5"
)

// shuffled carries signals in any order, some of them twice.
func (c *call) shuffled(t *testing.T, seed uint64) {
	carry := func(from, to *end, random *rand.Rand) {
		for {
			select {
			case s := <-from.signals:
				for range 1 + random.IntN(2) {
					late := time.Duration(random.IntN(200)) * time.Millisecond
					time.AfterFunc(late, func() {
						if err := deliver(to.conn, s); err != nil && !errors.Is(err, ErrClosed) {
							t.Errorf("%T: %v", s, err)
						}
					})
				}
			case <-c.done:
				return
			}
		}
	}
	c.wg.Go(func() { carry(c.a, c.b, rand.New(rand.NewPCG(seed, 1))) })
	c.wg.Go(func() { carry(c.b, c.a, rand.New(rand.NewPCG(seed, 2))) })
}

func TestShuffledSignalling(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			w := newWAN(t, 10*time.Millisecond)
			c := newCall(t, Config{}, w.transports())
			c.shuffled(t, seed)
			if err := c.a.conn.Start(); err != nil {
				t.Fatal(err)
			}
			connected := func() bool { return c.a.conn.State() == Connected && c.b.conn.State() == Connected }
			until(t, "connected", connected)
			c.restart(t, seed%2 == 0)
			time.Sleep(5 * time.Second)
			until(t, "connected again", connected)
			if !flows(t, c.a, c.b) || !flows(t, c.b, c.a) {
				t.Errorf("seed %d: no media", seed)
			}
			time.Sleep(time.Second) // for the last signals to come late
			w.setFilter(nothing)
			c.close(t)
			if err := w.router.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCandidatesBeforeTheirDescription(t *testing.T) {
	onWAN(t, 10*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		if err := c.a.conn.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		var offer Description
		candidates := 0
		for len(c.a.signals) > 0 {
			switch s := (<-c.a.signals).(type) {
			case Description:
				offer = s
			case Candidate:
				candidates++
				if s.UsernameFragment == "" {
					t.Errorf("candidate without its generation: %+v", s)
				}
				if err := c.b.conn.RemoteCandidate(s); err != nil {
					t.Error(err)
				}
			}
		}
		if candidates == 0 {
			t.Fatal("no candidates")
		}
		if err := c.b.conn.Remote(offer); err != nil {
			t.Fatal(err)
		}
		c.signal(t)
		until(t, "connected", func() bool { return c.a.conn.State() == Connected })
	})
}

func TestDescriptionComesBeforeItsCandidates(t *testing.T) {
	onWAN(t, 10*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		close(c.done) // from here on the test reads the signals
		c.wg.Wait()
		c.done = make(chan struct{})
		c.restart(t, true)
		first := <-c.a.signals
		if d, ok := first.(Description); !ok || d.Kind != Offer {
			t.Fatalf("first came %T", first)
		}
		second := <-c.a.signals
		if got, ok := second.(Candidate); !ok || !strings.Contains(first.(Description).SDP, "a=ice-ufrag:"+got.UsernameFragment) {
			t.Fatalf("then came %+v", second)
		}
	})
}

// offerAnswer returns an offer and an answer of a real connection.
func offerAnswer(t testing.TB) (offer, answer Description) {
	t.Helper()
	c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
	defer c.close(t)
	if err := c.a.conn.Start(); err != nil {
		t.Fatal(err)
	}
	offer = (<-c.a.signals).(Description)
	if err := c.b.conn.Remote(offer); err != nil {
		t.Fatal(err)
	}
	return offer, (<-c.b.signals).(Description)
}

func TestRefusesSignalling(t *testing.T) {
	offer, answer := offerAnswer(t)
	edit := func(old, new string) Description {
		if !strings.Contains(offer.SDP, old) {
			t.Fatalf("no %q in the offer", old)
		}
		return Description{Kind: Offer, SDP: strings.ReplaceAll(offer.SDP, old, new)}
	}
	long := strings.Repeat("a=x:y\r\n", maxSDP/7)
	tests := map[string]struct {
		d    Description
		want error
	}{
		"answer to nobody":    {answer, ErrUnexpected},
		"no kind":             {Description{SDP: offer.SDP}, ErrUnexpected},
		"rollback":            {Description{Kind: "rollback", SDP: offer.SDP}, ErrUnexpected},
		"empty":               {Description{Kind: Offer}, ErrMalformed},
		"too large":           {Description{Kind: Offer, SDP: offer.SDP + long}, ErrMalformed},
		"too many sections":   {Description{Kind: Offer, SDP: offer.SDP + strings.Repeat("m=application 9 x 0\r\n", 32)}, ErrMalformed},
		"fifth track":         {Description{Kind: Offer, SDP: offer.SDP + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"}, ErrMalformed},
		"tracks in disorder":  {edit("m=audio", "m=video"), ErrMalformed},
		"simulcast":           {edit("a=sendrecv", "a=rid:h send"), ErrMalformed},
		"too many candidates": {edit("a=sendrecv\r\n", strings.Repeat("a=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\n", 26)), ErrMalformed},
		"other fingerprint":   {Description{Kind: Offer, SDP: offer.SDP + "a=fingerprint:sha-256 " + strings.Repeat("00:", 31) + "00\r\n"}, ErrMalformed},
		"no fingerprint":      {edit("a=fingerprint", "a=x"), ErrMalformed},
		"no ice-ufrag":        {edit("a=ice-ufrag", "a=x"), ErrMalformed},
		"two generations":     {Description{Kind: Offer, SDP: offer.SDP + "a=ice-ufrag:another\r\n"}, ErrMalformed},
		"garbage":             {edit("v=0", "v=zero"), ErrMalformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := alone(t, false)
			if err := e.conn.Remote(tt.d); !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err := e.conn.Remote(offer); err != nil {
				t.Fatalf("a good offer afterwards: %v", err)
			}
		})
	}
	if e := alone(t, true); !errors.Is(e.conn.Remote(offer), ErrUnexpected) {
		t.Error("the side that offers took an offer")
	} else if !errors.Is(e.conn.Remote(answer), ErrUnexpected) {
		t.Error("took an answer before the offer")
	}
}

// alone returns an end without another.
func alone(t testing.TB, offerer bool) *end {
	t.Helper()
	e := newEnd()
	conn, err := New(Config{Offerer: offerer, Loopback: true, Handler: e})
	if err != nil {
		t.Fatal(err)
	}
	e.conn = conn
	t.Cleanup(func() { e.close(t) })
	return e
}

func TestRepeatedOfferGetsTheSameAnswer(t *testing.T) {
	offer, _ := offerAnswer(t)
	e := alone(t, false)
	var answers []string
	for range 2 {
		if err := e.conn.Remote(offer); err != nil {
			t.Fatal(err)
		}
		for s := range e.signals {
			if d, ok := s.(Description); ok {
				answers = append(answers, d.SDP)
				break
			}
		}
	}
	if answers[0] != answers[1] {
		t.Error("two different answers")
	}
}

func TestRefusesCandidates(t *testing.T) {
	const good = "candidate:1 1 udp 2130706431 10.1.0.1 4444 typ host"
	tests := map[string]struct {
		c    Candidate
		want error
	}{
		"good":             {Candidate{Candidate: good}, nil},
		"the last":         {Candidate{}, nil},
		"unknown type":     {Candidate{Candidate: strings.Replace(good, "host", "guest", 1)}, nil},
		"mdns":             {Candidate{Candidate: strings.Replace(good, "10.1.0.1", "a-b-c.local", 1)}, nil},
		"no name":          {Candidate{Candidate: good[len("candidate:"):]}, ErrMalformed},
		"cut":              {Candidate{Candidate: good[:20]}, ErrMalformed},
		"long":             {Candidate{Candidate: good + strings.Repeat(" x y", 200)}, ErrMalformed},
		"long fragment":    {Candidate{Candidate: good, UsernameFragment: strings.Repeat("x", 600)}, ErrMalformed},
		"negative section": {Candidate{Candidate: good, MLine: -1}, ErrMalformed},
		"far section":      {Candidate{Candidate: good, MLine: 32}, ErrMalformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := alone(t, false).conn.RemoteCandidate(tt.c); !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestCandidateFlood(t *testing.T) {
	e := alone(t, false)
	var err error
	for i := range maxCandidates + 1 {
		c := fmt.Sprintf("candidate:%d 1 udp 2130706431 10.1.0.1 %d typ host", i, 1000+i)
		if err = e.conn.RemoteCandidate(Candidate{Candidate: c}); err != nil && i < maxCandidates {
			t.Fatalf("candidate %d: %v", i, err)
		}
	}
	if !errors.Is(err, ErrMalformed) {
		t.Fatalf("one too many: %v", err)
	}
}
