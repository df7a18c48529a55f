package seal

import (
	"bytes"
	"crypto/ecdh"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/call/identity"
	"parley/call/signal"
)

// side is one person in the tests' room.
type side struct {
	peer Peer
	cfg  Config
}

// people returns A and B, and C who has the same link.
func people(t testing.TB) (a, b, c side) {
	t.Helper()
	return person(t, 'a'), person(t, 'b'), person(t, 'c')
}

// person has the same keys in each run: the fuzzer needs that.
func person(t testing.TB, name byte) side {
	t.Helper()
	random := rand.NewChaCha8([32]byte{name})
	id, err := identity.Generate(random)
	if err != nil {
		t.Fatal(err)
	}
	return side{Peer{name}, Config{Room: [16]byte{1}, Door: [32]byte{2}, Identity: id, Random: random}}
}

// begin goes as far as message 2.
func begin(t testing.TB, a, b side) (atA, atB *Session, one, two []byte) {
	t.Helper()
	atA, one, err := New(a.cfg, a.peer, b.peer)
	if err != nil {
		t.Fatal(err)
	}
	atB, two, err = Accept(b.cfg, b.peer, a.peer, one)
	if err != nil {
		t.Fatal(err)
	}
	return atA, atB, one, two
}

// finish goes through the whole handshake.
func finish(t testing.TB, a, b side) (atA, atB *Session) {
	t.Helper()
	atA, atB, _, two := begin(t, a, b)
	three := take(t, atA, two)
	if !three.Ready || !take(t, atB, three.Reply).Ready {
		t.Fatal("the sides are not ready")
	}
	return atA, atB
}

func take(t testing.TB, s *Session, message []byte) Received {
	t.Helper()
	got, err := s.Receive(message)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// dropped checks that a message is dropped, and thereby changes nothing.
func dropped(t testing.TB, what string, s *Session, message []byte) {
	t.Helper()
	if got, err := s.Receive(message); !errors.Is(err, ErrSeal) || got.Reply != nil || got.Message != nil || got.Ready || got.Ended {
		t.Errorf("%s: %+v, %v", what, got, err)
	}
}

func TestAgrees(t *testing.T) {
	a, b, _ := people(t)
	atA, atB := finish(t, a, b)
	if atA.Remote() != b.cfg.Identity.Key() || atB.Remote() != a.cfg.Identity.Key() || atA.ID() != atB.ID() {
		t.Error("the sides know each other by other keys")
	}
	for i := range byte(100) {
		there, back := bytes.Repeat([]byte{i + 1}, int(i)+1), []byte{i}
		if got := take(t, atB, atA.Carry(there)); !bytes.Equal(got.Message, there) || got.Ended {
			t.Fatalf("message %d: %+v", i, got)
		}
		if got := take(t, atA, atB.Carry(back)); !bytes.Equal(got.Message, back) {
			t.Fatalf("answer %d: %+v", i, got)
		}
	}
	if got := take(t, atB, atA.End()); !got.Ended || got.Message != nil {
		t.Errorf("end: %+v", got)
	}
	if got := take(t, atA, atB.End()); !got.Ended {
		t.Errorf("end: %+v", got)
	}
}

// Every bit of every message counts, and none cut short or made longer passes.
func TestTampered(t *testing.T) {
	a, b, _ := people(t)
	atA, atB, one, two := begin(t, a, b)
	each(one, func(bad []byte) {
		if _, _, err := Accept(b.cfg, b.peer, a.peer, bad); !errors.Is(err, ErrSeal) {
			t.Errorf("message 1 passes as %x", bad)
		}
	})
	each(two, func(bad []byte) { dropped(t, "message 2", atA, bad) })
	three := take(t, atA, two).Reply
	each(three, func(bad []byte) { dropped(t, "message 3", atB, bad) })
	take(t, atB, three)
	for _, next := range []func() []byte{func() []byte { return atA.Carry([]byte("hello")) }, atA.End} {
		message := next()
		each(message, func(bad []byte) { dropped(t, "message", atB, bad) })
		take(t, atB, message)
	}
}

// each calls try with all that differs from a message by little.
func each(message []byte, try func([]byte)) {
	for bit := range 8 * len(message) {
		bad := slices.Clone(message)
		bad[bit/8] ^= 1 << (bit % 8)
		try(bad)
	}
	for n := range message {
		try(message[:n])
	}
	try(append(slices.Clone(message), 0))
}

func TestOrder(t *testing.T) {
	a, b, _ := people(t)
	for name, order := range map[string][]int{
		"repeated": {0, 0}, "repeated later": {0, 1, 0}, "first lost": {1}, "one lost": {0, 2}, "swapped": {1, 0},
	} {
		atA, atB := finish(t, a, b)
		sent := [][]byte{atA.Carry([]byte{0}), atA.Carry([]byte{1}), atA.End()}
		err := error(nil)
		for i, n := range order {
			var got Received
			if got, err = atB.Receive(sent[n]); err == nil && i == len(order)-1 {
				t.Errorf("%s: %+v", name, got)
			}
			if err != nil {
				break
			}
		}
		if !errors.Is(err, signal.ErrLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The handshake's messages count once, and message 3 comes before all others.
func TestHandshakeOrder(t *testing.T) {
	a, b, _ := people(t)
	atA, atB, one, two := begin(t, a, b)
	dropped(t, "1 at B again", atB, one)
	dropped(t, "1 at A", atA, one)
	dropped(t, "2 at B", atB, two)
	three := take(t, atA, two).Reply
	dropped(t, "2 again", atA, two)
	dropped(t, "3 at A", atA, three)
	take(t, atB, three)
	dropped(t, "3 again", atB, three)

	atA, atB, _, two = begin(t, a, b)
	take(t, atA, two)
	if _, err := atB.Receive(atA.Carry([]byte("early"))); !errors.Is(err, signal.ErrLost) {
		t.Errorf("without message 3: %v", err)
	}
	atA, atB, _, two = begin(t, a, b)
	take(t, atA, two)
	atA.out.next = 0
	if _, err := atB.Receive(atA.Carry([]byte("as number 0"))); !errors.Is(err, signal.ErrLost) {
		t.Errorf("in the place of message 3: %v", err)
	}
}

// What a side sent itself, or sent in another link or to another peer, is
// not taken.
func TestElsewhere(t *testing.T) {
	a, b, c := people(t)
	atA, one, err := New(a.cfg, a.peer, b.peer)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		at   side
		from Peer
	}{
		"reflected": {a, b.peer}, "to itself": {a, a.peer}, "from another": {b, c.peer}, "to another": {c, a.peer},
		"the wrong way": {a, a.peer},
	} {
		if _, _, err := Accept(tc.at.cfg, tc.at.peer, tc.from, one); !errors.Is(err, ErrSeal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dropped(t, "message 1 reflected", atA, one)
	atA, atB := finish(t, a, b)
	otherA, otherB := finish(t, a, b)
	dropped(t, "reflected", atA, atA.Carry([]byte("x")))
	message := otherA.Carry([]byte("x"))
	dropped(t, "of another link", atB, message)
	copy(message[1:], atB.way.link[:])
	dropped(t, "as of this link", atB, message)
	dropped(t, "of another link, back", atA, otherB.Carry([]byte("x")))
}

func TestWrongSecret(t *testing.T) {
	a, b, _ := people(t)
	for name, change := range map[string]func(*Config){
		"door": func(c *Config) { c.Door[0]++ },
		"room": func(c *Config) { c.Room[0]++ },
	} {
		stranger := b
		change(&stranger.cfg)
		atA, one, err := New(a.cfg, a.peer, b.peer)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Accept(stranger.cfg, b.peer, a.peer, one); !errors.Is(err, ErrSeal) {
			t.Errorf("%s: %v", name, err)
		}
		// A stranger who guesses the link's number still cannot answer.
		atB, _, err := Accept(b.cfg, b.peer, a.peer, one)
		if err != nil {
			t.Fatal(err)
		}
		atB.cfg = stranger.cfg
		atB.way.room = stranger.cfg.Room
		two, err := atB.answer(atA.ephemeral.PublicKey().Bytes())
		if err != nil {
			t.Fatal(err)
		}
		dropped(t, name, atA, two)
	}
}

// A person in the room who has the link, and whom the server helps, cannot
// stand in the middle: what A proves is for one link, and C cannot sign as B.
func TestWrongIdentity(t *testing.T) {
	a, b, c := people(t)
	for name, forge := range map[string]func(purpose, other string, h []byte) []byte{
		"another's name": func(purpose, _ string, h []byte) []byte {
			key := b.cfg.Identity.Key()
			return append(key[:], c.cfg.Identity.Sign(purpose, h)...)
		},
		"another purpose": func(_, other string, h []byte) []byte { return prove(b.cfg.Identity, other, h) },
		"another link":    func(purpose, _ string, h []byte) []byte { return prove(b.cfg.Identity, purpose, h[1:]) },
		"the zero key":    func(_, _ string, _ []byte) []byte { return make([]byte, identitySize+signatureSize) },
		"nothing":         func(_, _ string, _ []byte) []byte { return nil },
	} {
		atA, atC, _, two := begin(t, a, c)
		atC.out.next = 0
		two = append(two[:headerSize+sealedKeySize], atC.out.seal(Answer, forge(answererContext, openerContext, atC.transcript))...)
		if got, err := atA.Receive(two); !errors.Is(err, signal.ErrProtocol) || got.Reply != nil {
			t.Errorf("%s at A: %+v, %v", name, got, err)
		}
		atC, atA, _, two = begin(t, c, a)
		take(t, atC, two)
		atC.out.next = 0
		proof := atC.out.seal(Identify, forge(openerContext, answererContext, atC.transcript))
		if got, err := atA.Receive(append(header(Identify, atA.way.link), proof...)); !errors.Is(err, signal.ErrProtocol) || got.Ready {
			t.Errorf("%s at B: %+v, %v", name, got, err)
		}
	}
}

func TestJudge(t *testing.T) {
	a, b, _ := people(t)
	refuse := errors.New("not this one")
	a.cfg.Judge = func(key identity.Key) error {
		if key != b.cfg.Identity.Key() {
			t.Errorf("asked about %v", key)
		}
		return refuse
	}
	atA, _, _, two := begin(t, a, b)
	if got, err := atA.Receive(two); !errors.Is(err, refuse) || got.Reply != nil {
		t.Errorf("A says who it is: %+v, %v", got, err)
	}
	a.cfg.Judge, b.cfg.Judge = nil, func(identity.Key) error { return refuse }
	atA, atB, _, two := begin(t, a, b)
	if got, err := atB.Receive(take(t, atA, two).Reply); !errors.Is(err, refuse) || got.Ready {
		t.Errorf("B is ready: %+v, %v", got, err)
	}
	b.cfg.Identity, b.cfg.Judge = a.cfg.Identity, nil
	atA, _, _, two = begin(t, a, b)
	if _, err := atA.Receive(two); !errors.Is(err, signal.ErrSelf) {
		t.Errorf("the same person twice: %v", err)
	}
}

// Points of small order give a secret that everybody knows.
func TestAllZero(t *testing.T) {
	a, b, _ := people(t)
	one := make([]byte, ephemeralSize)
	one[0] = 1
	for name, point := range map[string][]byte{"zero": make([]byte, ephemeralSize), "one": one} {
		way := path{room: a.cfg.Room, from: a.peer, to: b.peer, link: ID{7}}
		sealed, err := door(a.cfg.Door, a.cfg.Random, point, way, Open)
		if err != nil {
			t.Fatal(err)
		}
		if _, reply, err := Accept(b.cfg, b.peer, a.peer, append(header(Open, way.link), sealed...)); !errors.Is(err, signal.ErrProtocol) || reply != nil {
			t.Errorf("%s at B: %v", name, err)
		}
		atA, _, err := New(a.cfg, a.peer, b.peer)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err = door(a.cfg.Door, a.cfg.Random, point, atA.way.back(), Answer)
		if err != nil {
			t.Fatal(err)
		}
		two := append(append(header(Answer, atA.way.link), sealed...), make([]byte, 112)...)
		if _, err := atA.Receive(two); !errors.Is(err, signal.ErrProtocol) {
			t.Errorf("%s at A: %v", name, err)
		}
	}
}

func TestNoRandomness(t *testing.T) {
	a, b, _ := people(t)
	for n := range ephemeralSize + len(ID{}) + nonceSize {
		a.cfg.Random = bytes.NewReader(make([]byte, n))
		if _, _, err := New(a.cfg, a.peer, b.peer); err == nil {
			t.Errorf("a link was made of %d random bytes", n)
		}
	}
}

// The keys are those of the text, written once more and plainly.
func TestKeysAsWritten(t *testing.T) {
	a, b, _ := people(t)
	atA, atB := finish(t, a, b)
	if !bytes.Equal(atA.transcript, atB.transcript) {
		t.Error("the sides have other transcripts")
	}
	fresh := func(n byte) *ecdh.PrivateKey {
		key, err := newEphemeral(bytes.NewReader(bytes.Repeat([]byte{n}, ephemeralSize)))
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	left, right := fresh(1).PublicKey().Bytes(), fresh(2).PublicKey().Bytes()
	way := path{room: a.cfg.Room, from: a.peer, to: b.peer, link: ID{9}}
	ours, err := agree(a.cfg, fresh(1), right, way, left, right)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := agree(b.cfg, fresh(2), left, way, left, right)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ours.opener.seal(Carry, []byte("x")), theirs.opener.seal(Carry, []byte("x"))) {
		t.Error("the sides have other keys")
	}
	if bytes.Equal(ours.answerer.seal(Carry, []byte("x"))[:1], ours.opener.seal(Carry, []byte("x"))[:1]) {
		t.Error("both directions have one key")
	}
}

func TestParsePeer(t *testing.T) {
	p := Peer{0xab, 1}
	if got, err := ParsePeer(p.String()); err != nil || got != p {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "ab", "AB01000000000000", "ab0100000000000g", "ab01000000000000 "} {
		if _, err := ParsePeer(bad); !errors.Is(err, signal.ErrProtocol) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// FuzzReceive lets a server send what it likes, between what it should.
func FuzzReceive(f *testing.F) {
	// With the same keys in each run, the seeds are of another room.
	a, b, _ := people(f)
	a.cfg.Room, b.cfg.Room = [16]byte{9}, [16]byte{9}
	atA, _, one, two := begin(f, a, b)
	three := take(f, atA, two).Reply
	for i, message := range [][]byte{one, two, three, atA.Carry([]byte("x")), atA.End(), {}} {
		f.Add(byte(i), message)
	}
	f.Fuzz(func(t *testing.T, at byte, bad []byte) {
		a, b, _ := people(t)
		atA, atB, one, two := begin(t, a, b)
		try := func(s *Session, good []byte) {
			if !bytes.Equal(bad, good) {
				dropped(t, "foreign", s, bad)
			}
		}
		if _, _, err := Accept(b.cfg, b.peer, a.peer, bad); err == nil && !bytes.Equal(bad, one) {
			t.Error("a link was opened")
		}
		try(atA, two)
		three := take(t, atA, two).Reply
		try(atB, three)
		take(t, atB, three)
		message := atA.Carry([]byte{at})
		try(atB, message)
		take(t, atB, message)
	})
}
