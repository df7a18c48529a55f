package invite

import (
	"errors"
	"strings"
	"testing"
)

func TestList(t *testing.T) {
	known := list()
	if len(known) != 7776 {
		t.Errorf("%d words", len(known))
	}
	for word := range known {
		head, _, hyphen := strings.Cut(word, "-")
		if _, is := known[head]; hyphen && is {
			t.Errorf("%q can be read in two ways", word)
		}
	}
}

func TestDrawFails(t *testing.T) {
	if _, err := draw(strings.NewReader("")); err == nil {
		t.Error("words were drawn of no dice")
	}
}

func FuzzReadWords(f *testing.F) {
	f.Add("abacus drop-down felt-tip t-shirt yo-yo zoom")
	f.Add("Yo yo-yo yo  yo yo")
	f.Add("a b c")
	f.Fuzz(func(t *testing.T, text string) {
		words, err := readWords(text)
		if err != nil {
			var unknown *UnknownWordError
			if !errors.Is(err, ErrWordCount) && !errors.As(err, &unknown) {
				t.Error(err)
			}
			return
		}
		again, err := readWords(strings.Join(words, "-"))
		if err != nil || strings.Join(again, " ") != strings.Join(words, " ") || len(words) != wordCount {
			t.Errorf("%q was read as %q, then %q, %v", text, words, again, err)
		}
	})
}
