package invite

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/sethvargo/go-diceware/diceware"
)

const (
	wordCount = 6
	// maxWords is more than six words of the list take in bytes, with room for
	// those who type blanks.
	maxWords = 256
)

// draw throws the dice for six words.
func draw(random io.Reader) ([]string, error) {
	dice, err := diceware.NewGenerator(&diceware.GeneratorInput{RandReader: random})
	if err != nil {
		return nil, fmt.Errorf("draw words: %w", err)
	}
	words, err := dice.Generate(wordCount)
	if err != nil {
		return nil, fmt.Errorf("draw words: %w", err)
	}
	return words, nil
}

// readWords reads six words as they were typed and returns them as the list
// writes them. Four of the list have a hyphen themselves, such as "t-shirt": no
// first half of those is a word, so there is one way to read each.
func readWords(text string) ([]string, error) {
	if len(text) > maxWords {
		return nil, fmt.Errorf("%w: %d bytes", ErrWordCount, len(text))
	}
	known, typed := list(), strings.FieldsFunc(strings.ToLower(text), between)
	var words []string
	for len(typed) > 0 {
		taken := 1
		if _, is := known[typed[0]]; !is && len(typed) > 1 {
			taken = 2
		}
		word := strings.Join(typed[:taken], "-")
		if _, is := known[word]; !is {
			return nil, &UnknownWordError{Word: typed[0]}
		}
		words, typed = append(words, word), typed[taken:]
	}
	if len(words) != wordCount {
		return nil, fmt.Errorf("%w: %d", ErrWordCount, len(words))
	}
	return words, nil
}

// between reports blanks and whatever a keyboard or a word processor makes of
// a hyphen, and commas, for who writes them.
func between(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == ',' }

// list returns the words by five throws of a die, as the EFF numbers them.
func list() map[string]struct{} {
	all := diceware.WordListEffLarge()
	known := make(map[string]struct{}, 6*6*6*6*6)
	for throw := range throws(all.Digits()) {
		known[all.WordAt(throw)] = struct{}{}
	}
	return known
}

// throws yields 11111 to 66666 in digits of 1 to 6.
func throws(dice int) func(func(int) bool) {
	digits := slices.Repeat([]int{1}, dice)
	return func(yield func(int) bool) {
		for {
			number, next := 0, -1
			for i, d := range digits {
				number = 10*number + d
				if d < 6 {
					next = i
				}
			}
			if !yield(number) || next < 0 {
				return
			}
			digits[next]++
			for i := next + 1; i < dice; i++ {
				digits[i] = 1
			}
		}
	}
}
