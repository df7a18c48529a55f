package identity_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"pgregory.net/rapid"

	"parley/call/identity"
)

func TestSignatureBindsEverything(t *testing.T) {
	id, other := generate(t), generate(t)
	s := id.Sign("one", []byte("ab"), []byte("c"))
	altered := bytes.Clone(s)
	altered[10] ^= 1
	for name, tc := range map[string]struct {
		key       identity.Key
		signature []byte
		context   string
		parts     []string
		want      bool
	}{
		"as signed":      {id.Key(), s, "one", []string{"ab", "c"}, true},
		"other key":      {other.Key(), s, "one", []string{"ab", "c"}, false},
		"other context":  {id.Key(), s, "two", []string{"ab", "c"}, false},
		"moved boundary": {id.Key(), s, "one", []string{"a", "bc"}, false},
		"joined":         {id.Key(), s, "one", []string{"abc"}, false},
		"empty part":     {id.Key(), s, "one", []string{"ab", "c", ""}, false},
		"altered":        {id.Key(), altered, "one", []string{"ab", "c"}, false},
		"cut":            {id.Key(), s[:63], "one", []string{"ab", "c"}, false},
		"none":           {id.Key(), nil, "one", []string{"ab", "c"}, false},
	} {
		var parts [][]byte
		for _, p := range tc.parts {
			parts = append(parts, []byte(p))
		}
		if got := tc.key.Verify(tc.signature, tc.context, parts...); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPartsAreUnambiguous(t *testing.T) {
	id := generate(t)
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 6), 0, 4)
		a, b := parts.Draw(t, "a"), parts.Draw(t, "b")
		same := len(a) == len(b)
		for i := range min(len(a), len(b)) {
			same = same && bytes.Equal(a[i], b[i])
		}
		if id.Key().Verify(id.Sign("c", a...), "c", b...) != same {
			t.Fatalf("%q and %q", a, b)
		}
	})
}

// The zero key is a point of small order: a signature by nobody would verify.
func TestZeroKeyVerifiesNothing(t *testing.T) {
	forged := make([]byte, ed25519.SignatureSize)
	for i := range 256 {
		if (identity.Key{}).Verify(forged, "c", []byte{byte(i)}) {
			t.Fatal("a forged signature verifies")
		}
	}
}
