package paste

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func person(t testing.TB) *identity.Identity {
	t.Helper()
	id, err := identity.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// pair makes an offer and its answer, over loopback addresses.
func pair(t *testing.T, she, he identity.Key) (*Offer, *Answer) {
	t.Helper()
	offer, err := NewOffer(t.Context(), Config{Key: she, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(offer.Close)
	answer, err := NewAnswer(t.Context(), Config{Key: he, Loopback: true}, offer.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(answer.Close)
	return offer, answer
}

// join connects both sides.
func join(t *testing.T, offer *Offer, answer *Answer) (hers, his net.Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	type end struct {
		conn net.Conn
		err  error
	}
	there := make(chan end, 1)
	go func() {
		conn, err := answer.Connect(ctx)
		there <- end{conn, err}
	}()
	hers, key, err := offer.Connect(ctx, answer.String())
	other := <-there
	if err = errors.Join(err, other.err); err != nil {
		t.Fatal(err)
	}
	if key != answer.path.text.key {
		t.Error("the answer's key is another")
	}
	return hers, other.conn
}

func TestStream(t *testing.T) {
	offer, answer := pair(t, person(t).Key(), person(t).Key())
	hers, his := join(t, offer, answer)
	if len(offer.String()) > maxText || len(answer.String()) > maxText {
		t.Errorf("%d and %d letters", len(offer.String()), len(answer.String()))
	}
	t.Logf("the texts have %d and %d letters", len(offer.String()), len(answer.String()))
	sent := bytes.Repeat([]byte("not of one message's size. "), 40_000)
	go func() {
		if _, err := hers.Write(sent); err != nil {
			t.Error(err)
		}
	}()
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(his, got); err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("what came is not what was sent: %v", err)
	}
	if err := his.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := his.Read(got); err == nil {
		t.Error("a deadline ends nothing")
	}
	hers.Close()
	his.Close()
}

// What is said as soon as one side is there gets to the other, which may not be
// there yet, however busy the computer is.
func TestFirstWords(t *testing.T) {
	const pairs, patience = 16, 30 * time.Second
	said := []byte("Hello.")
	var talking sync.WaitGroup
	for range pairs {
		offer, answer := pair(t, person(t).Key(), person(t).Key())
		talk := func(connect func(context.Context) (net.Conn, error)) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			conn, err := connect(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			got := make([]byte, len(said))
			_, written := conn.Write(said)
			stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
			defer stop()
			if _, read := io.ReadFull(conn, got); errors.Join(written, read) != nil || !bytes.Equal(got, said) {
				t.Errorf("%q: %v, %v", got, written, read)
			}
		}
		talking.Go(func() { talk(answer.Connect) })
		talking.Go(func() {
			talk(func(ctx context.Context) (net.Conn, error) {
				conn, _, err := offer.Connect(ctx, answer.String())
				return conn, err
			})
		})
	}
	talking.Wait()
}

// A link over the path proves the keys that the texts name, and none else.
func TestLink(t *testing.T) {
	she, he, other := person(t), person(t), person(t)
	for name, tc := range map[string]struct {
		answers *identity.Identity
		want    error
	}{
		"the invited one": {he, nil},
		"somebody else":   {other, signal.ErrWrongKey},
	} {
		t.Run(name, func(t *testing.T) {
			offer, answer := pair(t, she.Key(), he.Key())
			hers, his := join(t, offer, answer)
			ours, theirs := open(t, she), open(t, tc.answers)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			welcomed := make(chan error, 1)
			go func() { welcomed <- theirs.Welcome(ctx, his, answer.Inviter()) }()
			link, err := ours.Connect(ctx, hers, he.Key())
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
			if err != nil {
				if <-welcomed == nil {
					t.Error("there is a link at one side")
				}
				return
			}
			incoming := <-theirs.Links()
			if err := <-welcomed; err != nil {
				t.Fatal(err)
			}
			id := signal.NewCallID()
			if err := link.Send(signal.Envelope{Call: id, Body: signal.Ring{Video: true}}); err != nil {
				t.Fatal(err)
			}
			if e, err := incoming.Receive(ctx); err != nil || e.Call != id || incoming.Remote() != she.Key() {
				t.Fatalf("%v, %v", e, err)
			}
			link.Close()
			incoming.Close()
		})
	}
}

func open(t *testing.T, id *identity.Identity) *lan.Transport {
	t.Helper()
	transport, err := lan.Open(lan.Config{Identity: id, Name: "Ada", Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { transport.Close() })
	return transport
}

func TestWrongAnswers(t *testing.T) {
	she, he := person(t).Key(), person(t).Key()
	offer, answer := pair(t, she, he)
	another, err := NewOffer(t.Context(), Config{Key: she, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	defer another.Close()
	for name, tc := range map[string]struct {
		text string
		want error
	}{
		"her own offer":           {offer.String(), ErrKind},
		"an answer to another":    {answer.String(), ErrOther},
		"something else entirely": {"see you at nine", ErrNoText},
	} {
		if _, _, err := another.Connect(t.Context(), tc.text); !errors.Is(err, tc.want) || Sentence(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewAnswer(t.Context(), Config{Key: she, Loopback: true}, offer.String()); !errors.Is(err, ErrOwn) {
		t.Errorf("one's own offer is answered: %v", err)
	}
}

func TestGivenUp(t *testing.T) {
	offer, answer := pair(t, person(t).Key(), person(t).Key())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := answer.Connect(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nobody pasted the answer: %v", err)
	}
	offer.Close()
	offer.Close()
}

// example is the texts of PROTOCOL.md, section 3.
func example() (offer, answer text) {
	made := time.Unix(1_767_225_600, 0)
	key := func(digits string) (k identity.Key) {
		raw, err := hex.DecodeString(digits)
		if err != nil {
			panic(err)
		}
		copy(k[:], raw)
		return k
	}
	offer = text{
		kind: OfferText, made: made,
		// The public keys of RFC 8032, section 7.1, tests 1 and 2.
		key: key("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
		candidates: []candidate{
			{reflexive: true, at: netip.MustParseAddrPort("203.0.113.7:50000")},
			{at: netip.MustParseAddrPort("192.168.1.20:50000")},
		},
	}
	copy(offer.secret[:], "sixteen letters!")
	answer = text{
		kind: AnswerText, made: made.Add(time.Minute), answers: offer.hash(),
		key:        key("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
		candidates: []candidate{{at: netip.MustParseAddrPort("[2001:db8::5]:40000")}},
	}
	copy(answer.secret[:], "another sixteen.")
	return offer, answer
}

func TestExample(t *testing.T) {
	offer, answer := example()
	ufrag, password := offer.credentials()
	if ufrag != "hgwhU7Lx" || password != "mLh9deCJmfMTuo8DnYr5/avZ" {
		t.Errorf("%q, %q", ufrag, password)
	}
	page, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{offer.String(), answer.String()} {
		if !strings.Contains(string(page), text) {
			t.Errorf("PROTOCOL.md does not have %s", text)
		}
	}
	now := offer.made.Add(2 * time.Minute)
	for _, want := range []text{offer, answer} {
		broken := "\n > "[0:2] + strings.ReplaceAll(want.String(), "A", "A\r\n\t")
		got, err := parse(broken, want.kind, now, false)
		if err != nil || !bytes.Equal(got.bytes(), want.bytes()) {
			t.Errorf("%v", err)
		}
	}
}

func TestTextsRefused(t *testing.T) {
	offer, _ := example()
	now := offer.made
	change := func(edit func(*text)) string {
		o, _ := example()
		o.candidates = append([]candidate(nil), o.candidates...)
		edit(&o)
		return o.String()
	}
	at := func(address string) string {
		return change(func(o *text) { o.candidates[0].at = netip.MustParseAddrPort(address) })
	}
	raw := func(edit func([]byte) []byte) string {
		data := offer.bytes()
		data = edit(data[:len(data)-sumSize])
		return offerPrefix + encoding.EncodeToString(append(data, sum(data)...))
	}
	whole := offer.String()
	for name, tc := range map[string]struct {
		text string
		now  time.Time
		want error
	}{
		"nothing":           {"", now, ErrNoText},
		"a link":            {"https://meet.example.org/j/x#y", now, ErrNoText},
		"prefix only":       {offerPrefix, now, ErrDamaged},
		"cut":               {whole[:len(whole)-4], now, ErrDamaged},
		"a letter changed":  {whole[:30] + "x" + whole[31:], now, ErrDamaged},
		"more behind":       {whole + "AAAA", now, ErrDamaged},
		"very long":         {offerPrefix + strings.Repeat("A", 100_000), now, ErrDamaged},
		"letters of others": {whole[:20] + "*" + whole[21:], now, ErrDamaged},
		"other prefix":      {answerPrefix + strings.TrimPrefix(whole, offerPrefix), now, ErrDamaged},
		"later version":     {raw(func(b []byte) []byte { b[0] = 3; return b }), now, ErrVersion},
		"more at the end":   {raw(func(b []byte) []byte { return append(b, 0) }), now, ErrDamaged},
		"less at the end":   {raw(func(b []byte) []byte { return b[:len(b)-1] }), now, ErrDamaged},
		"too many":          {raw(func(b []byte) []byte { b[53] = 8; return b }), now, ErrDamaged},
		"odd kind":          {raw(func(b []byte) []byte { b[54] = 4; return b }), now, ErrDamaged},
		"no candidates":     {change(func(o *text) { o.candidates = nil }), now, ErrDamaged},
		"no key":            {change(func(o *text) { o.key = identity.Key{} }), now, ErrDamaged},
		"old":               {whole, now.Add(goodFor + time.Second), ErrOld},
		"future":            {whole, now.Add(-ahead - time.Second), ErrFuture},
		"port 0":            {at("192.0.2.1:0"), now, ErrDamaged},
		"loopback":          {at("127.0.0.1:80"), now, ErrDamaged},
		"loopback 6":        {at("[::1]:80"), now, ErrDamaged},
		"unspecified":       {at("0.0.0.0:80"), now, ErrDamaged},
		"broadcast":         {at("255.255.255.255:80"), now, ErrDamaged},
		"multicast":         {at("224.0.0.251:5353"), now, ErrDamaged},
		"multicast 6":       {at("[ff02::fb]:5353"), now, ErrDamaged},
		"link-local":        {at("169.254.1.1:80"), now, ErrDamaged},
		"link-local 6":      {at("[fe80::1]:80"), now, ErrDamaged},
		"mapped":            {at("[::ffff:192.0.2.1]:80"), now, ErrDamaged},
	} {
		if _, err := parse(tc.text, OfferText, tc.now, false); !errors.Is(err, tc.want) || Sentence(err) == "" {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

// The longest texts that are made can be read.
func TestLongest(t *testing.T) {
	offer, answer := example()
	six := candidate{at: netip.MustParseAddrPort("[2001:db8::5]:40000")}
	for _, longest := range []text{offer, answer} {
		longest.candidates = nil
		for range maxCandidates {
			longest.candidates = append(longest.candidates, six)
		}
		if _, err := parse(longest.String(), longest.kind, longest.made, false); err != nil {
			t.Errorf("%d letters: %v", len(longest.String()), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	offer, answer := example()
	f.Add(offer.String(), true)
	f.Add(answer.String(), false)
	f.Fuzz(func(t *testing.T, pasted string, isOffer bool) {
		want := AnswerText
		if isOffer {
			want = OfferText
		}
		got, err := parse(pasted, want, offer.made, false)
		if err != nil {
			if Sentence(err) == "" {
				t.Errorf("%q: %v", pasted, err)
			}
			return
		}
		if again, err := parse(got.String(), want, offer.made, false); err != nil || again.String() != got.String() {
			t.Errorf("%q became %q: %v", pasted, got, err)
		}
	})
}
