package identity_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/call/identity"
)

func generate(t testing.TB) *identity.Identity {
	t.Helper()
	id, err := identity.Generate(nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestKeyTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := identity.Key(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"))
		if k.IsZero() {
			t.Skip("no key")
		}
		if got, err := identity.ParseKey(k.String()); err != nil || got != k {
			t.Fatalf("%v, %v", got, err)
		}
	})
}

func TestKeyJSON(t *testing.T) {
	want := map[identity.Key]int{generate(t).Key(): 1}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got := map[identity.Key]int{}
	if err := json.Unmarshal(data, &got); err != nil || len(got) != 1 {
		t.Fatalf("%s gives %v, %v", data, got, err)
	}
	for k := range want {
		if got[k] != 1 {
			t.Errorf("%s gives %v", data, got)
		}
	}
}

func TestParseKeyIsStrict(t *testing.T) {
	good := generate(t).Key().String()
	// The last character carries one bit of the key; its other four are 0.
	last := map[byte]string{'a': "b", 'q': "r"}[good[51]]
	for name, s := range map[string]string{
		"empty": "", "short": good[1:], "long": good + "a", "upper case": strings.ToUpper(good),
		"padded": good + "====", "line end": good[:50] + "\r\n", "spare bits": good[:51] + last,
		"zero": strings.Repeat("a", 52), "not base 32": "1" + good[1:], "space": " " + good[1:],
	} {
		if _, err := identity.ParseKey(s); !errors.Is(err, identity.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	var k identity.Key
	if k.Fingerprint() != "" || k.String() != "" {
		t.Error("the zero key has a form")
	}
	k[0] = 1
	// SHA-256 of 01 and 31 zero bytes, made with sha256sum and base32.
	if got, want := k.Fingerprint(), "ahip vpjf d7f3 4k4t"; got != want {
		t.Errorf("fingerprint %q", got)
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add(generate(f).Key().String())
	f.Add(strings.Repeat("a", 52))
	f.Add(strings.Repeat("\n", 52))
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := identity.ParseKey(s); err == nil && k.String() != s {
			t.Errorf("%q was read as %q", s, k)
		}
	})
}
