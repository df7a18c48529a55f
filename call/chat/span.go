package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/call/identity"
)

// SpanKind says what a piece of text is.
type SpanKind int

// The kinds of Span.
const (
	Plain   SpanKind = iota
	Link             // to Target
	Mention          // of the person Who
)

// Span is a piece of a text. The pieces follow one another without gaps, and
// Text is what is shown: a link's is the address that it opens.
type Span struct {
	Kind   SpanKind
	Text   string
	Target string       // of a Link: the URL to open, in ASCII
	Who    identity.Key // of a Mention
}

// Split finds the links and the mentions of people in a cleaned text. Only
// http, https and mailto make links, and only where nothing in them can pass
// for something else.
func Split(text string, people []Person) []Span {
	s := splitter{text: text, people: people}
	for i := 0; i < len(text); {
		i += s.at(i)
	}
	s.plain(len(text))
	return s.spans
}

type splitter struct {
	text   string
	people []Person
	done   int // bytes of text that are in spans
	spans  []Span
}

// at looks for a span at i and returns how many bytes to go on.
func (s *splitter) at(i int) int {
	rest := s.text[i:]
	_, width := utf8.DecodeRuneInString(rest)
	if !startsSpan(rest[0]) || inWord(s.text[:i]) {
		return width
	}
	if rest[0] == '@' {
		n, who := mention(rest[1:], s.people)
		if n == 0 {
			return width
		}
		return s.add(i, 1+n, Span{Kind: Mention, Text: rest[:1+n], Who: who})
	}
	n, link, ok := findLink(rest)
	if !ok {
		return max(n, width)
	}
	return s.add(i, n, link)
}

func startsSpan(b byte) bool { return strings.IndexByte("@hHmM", b) >= 0 }

// inWord reports whether text ends within a word, so that no span begins.
func inWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return text != "" && isWord(r)
}

func isWord(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// add puts a span over n bytes from i on, after the plain text before it.
func (s *splitter) add(i, n int, span Span) int {
	s.plain(i)
	s.spans = append(s.spans, span)
	s.done = i + n
	return n
}

func (s *splitter) plain(end int) {
	if end > s.done {
		s.spans = append(s.spans, Span{Text: s.text[s.done:end]})
		s.done = end
	}
}

// mention returns how many bytes of text name a person, and whom: the full
// name, or its first word. Of several names the longest counts, and of several
// people of that name the first.
func mention(text string, people []Person) (n int, who identity.Key) {
	for _, p := range people {
		first, _, _ := strings.Cut(p.Name, " ")
		for _, name := range [...]string{p.Name, first} {
			if got := prefixFold(text, name); got > n && !startsWord(text[got:]) {
				n, who = got, p.Key
			}
		}
	}
	return n, who
}

func startsWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text != "" && isWord(r)
}

// prefixFold returns how many bytes of text are name, upper and lower case
// being the same; 0 when it does not begin so.
func prefixFold(text, name string) int {
	n := 0
	for _, want := range name {
		r, width := utf8.DecodeRuneInString(text[n:])
		if width == 0 || unicode.ToLower(r) != unicode.ToLower(want) {
			return 0
		}
		n += width
	}
	return n
}
