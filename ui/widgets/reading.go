package widgets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// order brings the fragments of a line into the order in which they are seen
// (UAX #9). Fyne shapes a stretch of one direction rightly, but sets several
// from left to right always, so that each becomes a fragment of its own.
// leftward is the direction of the paragraph that the line belongs to. It
// reports whether the fragments are others now.
func (l *passageLine) order(leftward bool) bool {
	l.leftward = leftward
	if !slices.ContainsFunc(l.fragments, func(f fragment) bool { return strings.IndexFunc(f.text, isLeftward) >= 0 }) {
		return false
	}
	runs := directions(l.fragments, leftward)
	if leftward {
		slices.Reverse(runs)
	}
	l.fragments = l.fragments[:0]
	for _, r := range runs {
		if r.leftward {
			r.fragments = leftwardWords(r.fragments)
		}
		l.fragments = append(l.fragments, r.fragments...)
	}
	return true
}

// leftwardWords parts what is read from right to left at the ends of words, as
// Fyne turns letters around but not words, and returns it as it is seen.
func leftwardWords(fragments []fragment) []fragment {
	var words []fragment
	for _, f := range fragments {
		for f.text != "" {
			letters := isLetter(firstRune(f.text))
			n := strings.IndexFunc(f.text, func(r rune) bool { return isLetter(r) != letters })
			if n < 0 {
				n = len(f.text)
			}
			word := fragment{piece: f.piece, text: f.text[:n]}
			if !letters {
				word.text = mirrored(word.text)
			}
			words, f.text = append(words, word), f.text[n:]
		}
	}
	slices.Reverse(words)
	return words
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

func isLetter(r rune) bool { return unicode.In(r, unicode.L, unicode.M) }

// mirrors are the brackets whose other half is seen when read from right to
// left (UAX #9, rule L4).
var mirrors = strings.NewReplacer("(", ")", ")", "(", "[", "]", "]", "[", "{", "}", "}", "{", "<", ">", ">", "<", "«", "»", "»", "«")

// mirrored turns signs between words around.
func mirrored(text string) string {
	runes := []rune(mirrors.Replace(text))
	slices.Reverse(runes)
	return string(runes)
}

// isLeftward reports letters that are written from right to left, as in
// Hebrew, Arabic, Syriac and Thaana.
func isLeftward(r rune) bool {
	if r < 0x590 {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// direction is a stretch of fragments of one direction.
type direction struct {
	leftward  bool
	fragments []fragment
}

// directions parts fragments where the direction changes, in the order of
// reading.
func directions(fragments []fragment, leftward bool) (runs []direction) {
	var text strings.Builder
	for _, f := range fragments {
		text.WriteString(f.text)
	}
	base := bidi.LeftToRight
	if leftward {
		base = bidi.RightToLeft
	}
	var p bidi.Paragraph
	if _, err := p.SetString(text.String(), bidi.DefaultDirection(base)); err != nil {
		return []direction{{fragments: slices.Clone(fragments)}}
	}
	order, err := p.Order()
	if err != nil {
		return []direction{{fragments: slices.Clone(fragments)}}
	}
	rest := slices.Clone(fragments)
	for i := range order.NumRuns() {
		run := order.Run(i)
		d := direction{leftward: run.Direction() == bidi.RightToLeft}
		d.fragments, rest = take(rest, len(run.String()))
		runs = append(runs, d)
	}
	return runs
}

// take cuts n bytes of text off the front of fragments.
func take(fragments []fragment, n int) (taken, rest []fragment) {
	for len(fragments) > 0 && n > 0 {
		f := fragments[0]
		if len(f.text) > n {
			fragments[0].text = f.text[n:]
			f.text = f.text[:n]
		} else {
			fragments = fragments[1:]
		}
		n -= len(f.text)
		taken = append(taken, f)
	}
	return taken, fragments
}

// firstStrong reports whether the first letter of a paragraph that has a
// direction is written from right to left (UAX #9, rules P2 and P3).
func firstStrong(text []rune) (leftward bool) {
	for _, r := range text {
		if isNewline(r) {
			return false
		}
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.L {
			return false
		}
		if isLeftward(r) {
			return true
		}
	}
	return false
}
