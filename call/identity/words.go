package identity

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"math/big"

	"github.com/sethvargo/go-diceware/diceware"
)

// SafetyWords are what two people read to each other to learn that nobody
// stands between them.
type SafetyWords [6]string

const (
	wordSalt   = "parley safety words v1"
	wordRounds = 600_000
	wordHash   = 16 // bytes
	wordDice   = 5  // thrown for a word
	wordCount  = 6 * 6 * 6 * 6 * 6
)

// WordsOf returns the safety words of two keys, the same in either order, and
// none when a key is zero. It takes 0.1 to 0.3 s of one processor, for a reason
// given in section 9 of call/signal/PROTOCOL.md, which describes them.
func WordsOf(a, b Key) SafetyWords {
	if a.IsZero() || b.IsZero() {
		return SafetyWords{}
	}
	if a.String() > b.String() {
		a, b = b, a
	}
	both := string(a[:]) + string(b[:])
	hash, err := pbkdf2.Key(sha256.New, both, []byte(wordSalt), wordRounds, wordHash)
	if err != nil {
		panic(err) // it fails for lengths of salt and hash that are not these
	}
	return spell(new(big.Int).SetBytes(hash))
}

// spell writes a number in the words of the list, the lowest digit first.
func spell(n *big.Int) SafetyWords {
	list := diceware.WordListEffLarge()
	base, digit := big.NewInt(wordCount), new(big.Int)
	var words SafetyWords
	for i := range words {
		n.DivMod(n, base, digit)
		words[i] = list.WordAt(throw(int(digit.Int64())))
	}
	return words
}

// throw returns the dice under which the list has the word at index, from
// 11111 for the first.
func throw(index int) int {
	dice, place := 0, 1
	for range wordDice {
		dice += (index%6 + 1) * place
		index, place = index/6, place*10
	}
	return dice
}
