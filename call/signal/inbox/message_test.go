package inbox

import (
	"bytes"
	"crypto/ecdh"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/signaltest"
)

// noon is when the tests take place.
var noon = time.UnixMilli(1_800_000_000_000)

const home = "https://example.org"

// device is a person's, for the tests.
type device struct {
	id   *identity.Identity
	keys *Keys
}

func newDevice(t testing.TB) device {
	t.Helper()
	k, err := NewKeys(noon)
	if err != nil {
		t.Fatal(err)
	}
	return device{signaltest.Generate(t), k}
}

func (d device) card(t testing.TB, server string) Card {
	t.Helper()
	c, err := ParseCard(d.keys.Card(d.id, server), d.id.Key(), noon)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (d device) open(sealed []byte, now time.Time) (m Message, err error) {
	for _, private := range d.keys.private() {
		if m, err = open(d.id.Key(), private, sealed, now); err == nil {
			return m, nil
		}
	}
	return m, err
}

func TestMessages(t *testing.T) {
	mara, noor := newDevice(t), newDevice(t)
	to := noor.card(t, home)
	for _, body := range []Body{Ring{"https://example.org/j/ROOM#SECRET"}, Cancel{ID{1, 2}}, mara.keys.OwnCard(mara.id, home)} {
		id, sealed, err := Seal(mara.id, to, body, noon)
		if err != nil || len(sealed) != SealedSize {
			t.Fatalf("%d bytes, %v", len(sealed), err)
		}
		m, err := noor.open(sealed, noon)
		if err != nil || m.From != mara.id.Key() || m.ID != id || !m.At.Equal(noon) {
			t.Fatalf("%+v, %v", m, err)
		}
		if _, ok := body.(signedCard); ok {
			body = NewCard{mara.card(t, home), mara.keys.Card(mara.id, home)}
		}
		if m.Body != body {
			t.Errorf("%+v became %+v", body, m.Body)
		}
	}
	if _, _, err := Seal(mara.id, to, Ring{strings.Repeat("x", 513)}, noon); !errors.Is(err, ErrMessage) {
		t.Errorf("a long link: %v", err)
	}
}

// TestMessagesForOthers hands messages to who they are not for.
func TestMessagesForOthers(t *testing.T) {
	mara, noor, omar := newDevice(t), newDevice(t), newDevice(t)
	_, sealed, err := Seal(mara.id, noor.card(t, home), Ring{home}, noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]device{
		"another device":   omar,
		"another identity": {omar.id, noor.keys},
		"another prekey":   {noor.id, omar.keys},
	} {
		if _, err := d.open(sealed, noon); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range sealed {
		forged := bytes.Clone(sealed)
		forged[i] ^= 1
		if _, err := noor.open(forged, noon); !errors.Is(err, ErrMessage) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	// Noor passes on to Omar what Mara wrote to her.
	_, plain, err := write(mara.id, noor.card(t, home), Ring{home}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(omar.id.Key(), omar.keys.private()[0].PublicKey().Bytes(), plain, noon); !errors.Is(err, ErrMessage) {
		t.Errorf("passed on: %v", err)
	}
	_, own, err := Seal(noor.id, noor.card(t, home), Ring{home}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := noor.open(own, noon); !errors.Is(err, ErrMessage) {
		t.Errorf("one's own: %v", err)
	}
}

// TestForms seals what is signed well and made badly.
func TestForms(t *testing.T) {
	mara, noor := newDevice(t), newDevice(t)
	to := noor.card(t, home)
	for name, body := range map[string]Body{
		"no link":             Ring{""},
		"no text":             Ring{"\xff"},
		"half an id":          raw{cancelKind, make([]byte, 15)},
		"an unknown kind":     raw{9, nil},
		"a card that is none": raw{cardKind, []byte("card")},
		"somebody's card":     noor.keys.OwnCard(newDevice(t).id, home),
	} {
		_, sealed, err := Seal(mara.id, to, body, noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := noor.open(sealed, noon); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type raw struct {
	kind byte
	body []byte
}

func (r raw) encode() (byte, []byte) { return r.kind, r.body }

func TestCards(t *testing.T) {
	mara, noor := newDevice(t), newDevice(t)
	text := mara.keys.Card(mara.id, home)
	good, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	zero := Card{Key: mara.id.Key(), Until: noon.Add(time.Hour), Server: "http://example.org"}
	for name, test := range map[string]struct {
		text string
		from identity.Key
		at   time.Time
	}{
		"somebody else's":   {text, noor.id.Key(), noon},
		"ended":             {text, mara.id.Key(), noon.Add(prekeyLasts)},
		"empty":             {"", mara.id.Key(), noon},
		"long":              {strings.Repeat("A", 10_000), mara.id.Key(), noon},
		"cut":               {encode(good[:len(good)-1]), mara.id.Key(), noon},
		"followed":          {encode(append(bytes.Clone(good), 0)), mara.id.Key(), noon},
		"another version":   {encode(append([]byte{2}, good[1:]...)), mara.id.Key(), noon},
		"with a line break": {text[:8] + "\n" + text[8:], mara.id.Key(), noon},
		"no TLS":            {encode(zero.sign(mara.id)), mara.id.Key(), noon},
	} {
		if c, err := ParseCard(test.text, test.from, test.at); !errors.Is(err, ErrCard) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	for i := range good {
		forged := bytes.Clone(good)
		forged[i] ^= 1
		if _, err := ParseCard(encode(forged), mara.id.Key(), noon); !errors.Is(err, ErrCard) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func TestKeys(t *testing.T) {
	d := newDevice(t)
	first := d.card(t, home)
	_, sealed, err := Seal(newDevice(t).id, first, Ring{home}, noon)
	if err != nil {
		t.Fatal(err)
	}
	opens := func() bool { _, err := d.open(sealed, noon); return err == nil }
	rotate := func(at time.Time) bool {
		t.Helper()
		changed, err := d.keys.Rotate(at)
		if err != nil {
			t.Fatal(err)
		}
		return changed
	}
	if rotate(noon.Add(prekeyGiven-1)) || !rotate(noon.Add(prekeyGiven)) || !opens() {
		t.Error("the prekey did not change in time, or was forgotten at once")
	}
	if second := d.card(t, home); second.Prekey == first.Prekey || second.Presence != first.Presence {
		t.Error("the card is the same")
	}
	kept, err := ParseKeys(d.keys.Marshal())
	if err != nil || !bytes.Equal(kept.Marshal(), d.keys.Marshal()) || kept.Card(d.id, home) != d.keys.Card(d.id, home) {
		t.Errorf("kept badly: %v", err)
	}
	if !rotate(noon.Add(prekeyLasts)) || opens() {
		t.Error("the prekey was not forgotten")
	}
	presence := d.keys.Presence()
	prekeys := d.keys.private()
	if d.keys.Renew(); d.keys.Presence() == presence || !slices.Equal(d.keys.private(), prekeys) {
		t.Error("another presence with the same prekeys was wanted")
	}
	whole := d.keys.Marshal()
	for _, b := range [][]byte{nil, whole[:40], append([]byte{2}, whole[1:]...), append(bytes.Clone(whole), 0), make([]byte, 1000)} {
		if _, err := ParseKeys(b); !errors.Is(err, identity.ErrDamaged) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

func TestSeen(t *testing.T) {
	var s Seen
	for _, test := range []struct {
		id    byte
		at    time.Duration // of the message
		now   time.Duration
		fresh bool
	}{
		{1, 0, 0, true},
		{1, 0, 0, false},
		{2, -maxSkew, 0, true},
		{3, -maxSkew - 1, 0, false},
		{4, maxSkew, 0, true},
		{5, maxSkew + 1, 0, false},
		{4, maxSkew, 2 * maxSkew, false}, // still in its time, and remembered
		{1, 0, 2 * maxSkew, false},       // too old
	} {
		if got := s.fresh(ID{test.id}, noon.Add(test.at), noon.Add(test.now)); got != test.fresh {
			t.Errorf("%+v: %v", test, got)
		}
	}
	late := noon.Add(time.Hour)
	for i := range maxKnown + 100 {
		if got := s.fresh(ID{9, byte(i), byte(i >> 8)}, late, late); got != (i < maxKnown) {
			t.Fatalf("message %d: %v", i, got)
		}
	}
	if later := late.Add(maxSkew + 1); !s.fresh(ID{7}, later, later) || len(s.ids) != 1 {
		t.Errorf("%d ids are remembered", len(s.ids))
	}
}

func TestPresenceTokens(t *testing.T) {
	p := newPresence()
	for _, off := range []time.Duration{-time.Hour, -time.Minute, 0, time.Minute, time.Hour} {
		if !slices.Contains(p.around(noon), p.At(noon.Add(off))) {
			t.Errorf("a clock that is off by %v sees nobody", off)
		}
	}
	if p.At(noon) == p.At(noon.Add(time.Hour)) || p.At(noon) == newPresence().At(noon) {
		t.Error("tokens are the same")
	}
}

func FuzzCard(f *testing.F) {
	d := newDevice(f)
	f.Add(d.keys.Card(d.id, home))
	f.Add(d.keys.Card(d.id, "http://localhost:8080"))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCard(text, d.id.Key(), noon)
		if err != nil {
			return
		}
		if again := base64.RawURLEncoding.EncodeToString(c.sign(d.id)); again != text {
			t.Errorf("%s became %s", text, again)
		}
	})
}

// FuzzMessage reads what somebody sealed who can sign.
func FuzzMessage(f *testing.F) {
	mara, noor := newDevice(f), newDevice(f)
	to := noor.card(f, home)
	for _, body := range []Body{Ring{home}, Cancel{}, mara.keys.OwnCard(mara.id, home)} {
		_, plain, err := write(mara.id, to, body, noon)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain, true)
		f.Add(plain[:100], false)
	}
	f.Fuzz(func(t *testing.T, plain []byte, sign bool) {
		if sign && len(plain) == plainSize {
			from := mara.id.Key()
			copy(plain[2:], from[:])
			end := messageHead + int(binary.BigEndian.Uint16(plain[messageHead-2:]))%(plainSize-messageHead-signature)
			copy(plain[end:], mara.id.Sign(messageContext, to.Key[:], to.Prekey[:], plain[:end]))
		}
		m, err := read(to.Key, to.Prekey[:], plain, noon)
		if err == nil && (m.Body == nil || m.From.IsZero()) {
			t.Errorf("%+v", m)
		}
	})
}

func TestPrekeysAreX25519(t *testing.T) {
	d := newDevice(t)
	c := d.card(t, home)
	if public, err := ecdh.X25519().NewPublicKey(c.Prekey[:]); err != nil || !public.Equal(d.keys.private()[0].PublicKey()) {
		t.Errorf("%v", err)
	}
}
