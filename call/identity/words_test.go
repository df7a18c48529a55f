package identity

import (
	"bytes"
	"math/big"
	"strings"
	"testing"
)

// The first two are the vectors of call/signal/PROTOCOL.md, computed with
// another program. In the second the order of the texts is not that of the
// bytes.
func TestWordsOf(t *testing.T) {
	var low, high Key
	for i := range low {
		low[i], high[i] = byte(i), byte(32+i)
	}
	for _, c := range []struct {
		a, b Key
		want string
	}{
		{high, low, "trimmer knelt engraving unfitting shivering stylist"}, // as the other side asks
		{low, high, "trimmer knelt engraving unfitting shivering stylist"},
		{filled(0xd0), filled(0x10), "commotion stinging laurel deck precise upstroke"},
		{Key{31: 1}, filled(0xff), "impound spiritism platonic percent catatonic seducing"},
	} {
		words := WordsOf(c.a, c.b)
		if got := strings.Join(words[:], " "); got != c.want {
			t.Errorf("%v and %v have %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

func filled(b byte) Key { return Key(bytes.Repeat([]byte{b}, len(Key{}))) }

func TestWordsOfNobody(t *testing.T) {
	if words := WordsOf(Key{}, filled(1)); words != (SafetyWords{}) {
		t.Errorf("somebody unknown has the words %q", words)
	}
}

func TestSpell(t *testing.T) {
	const size = 7776
	last := new(big.Int).Exp(big.NewInt(size), big.NewInt(6), nil)
	last.Sub(last, big.NewInt(1))
	for _, c := range []struct {
		n    *big.Int
		want string
	}{
		{big.NewInt(0), "abacus abacus abacus abacus abacus abacus"},
		{big.NewInt(1), "abdomen abacus abacus abacus abacus abacus"},
		{big.NewInt(size), "abacus abdomen abacus abacus abacus abacus"},
		{last, "zoom zoom zoom zoom zoom zoom"},
	} {
		n := c.n.String()
		if words := spell(c.n); strings.Join(words[:], " ") != c.want {
			t.Errorf("%s is spelt %q, want %q", n, words, c.want)
		}
	}
}

func BenchmarkWordsOf(b *testing.B) {
	for b.Loop() {
		WordsOf(filled(1), filled(2))
	}
}
