package widgets

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"parley/call/settings"
	"parley/ui/theme"
)

// linesOf returns the text of each line as it is seen.
func linesOf(p *passage) []string {
	var lines []string
	for _, l := range p.lines {
		var line strings.Builder
		for _, f := range l.fragments {
			line.WriteString(f.text)
		}
		lines = append(lines, line.String())
	}
	return lines
}

func words(text string) []Piece { return []Piece{{Text: text}} }

func themed(t testing.TB) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(settings.Dark))
}

func TestPassageFitsItsWidth(t *testing.T) {
	themed(t)
	for _, text := range []string{
		"", "one", "a few words that do not fit one line of this width", strings.Repeat("w", 200), "a\n\nb\n",
		"https://example.org/" + strings.Repeat("long/", 40), strings.Repeat("👨‍👩‍👧", 40), "שלום עולם " + strings.Repeat("מילה ", 30), strings.Repeat("漢字", 60),
	} {
		p := setPassage(words(text), 120, 0)
		for _, l := range p.lines {
			if l.width > 121 {
				t.Errorf("%.20q: a line of %v", text, l.width)
			}
		}
		if p.more || len(p.lines) == 0 {
			t.Errorf("%.20q: %d lines, more %v", text, len(p.lines), p.more)
		}
	}
}

func TestPassageKeepsAllLetters(t *testing.T) {
	themed(t)
	text := "Some words, " + strings.Repeat("x", 90) + " and\nmore of them 👍🏽 to the end."
	squeeze := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
	if got := strings.Join(linesOf(setPassage(words(text), 100, 0)), ""); squeeze(got) != squeeze(text) {
		t.Errorf("%q became %q", text, got)
	}
}

func TestPassageIsFolded(t *testing.T) {
	themed(t)
	long := strings.Repeat("many words ", 2000)
	p := setPassage(words(long), 200, 5)
	if len(p.lines) != 5 || !p.more {
		t.Errorf("%d lines, more %v", len(p.lines), p.more)
	}
	p = setPassage(words(strings.Repeat("a\n", 5)), 200, 5)
	if len(p.lines) != 5 || p.more {
		t.Errorf("what fits: %d lines, more %v", len(p.lines), p.more)
	}
}

func TestLinkIsNotBrokenNeedlessly(t *testing.T) {
	themed(t)
	p := setPassage([]Piece{{Text: "The notes are here: "}, {Kind: PieceLink, Text: "https://notes.example/plan"}}, 240, 0)
	if got := linesOf(p); !slices.Equal(got, []string{"The notes are here:", "https://notes.example/plan"}) {
		t.Errorf("%q", got)
	}
}

func TestReadingOrder(t *testing.T) {
	themed(t)
	for text, want := range map[string]string{
		"plain (words)":  "plain (words)",
		"אב גד":          "גד אב",
		"אב, 12 גד":      "גד 12 ,אב",
		"אב (גד)":        "(גד) אב",
		"אב word two גד": "גד word two אב",
		"one אב גד two":  "one גד אב two",
	} {
		p := setPassage(words(text), 1000, 0)
		if got := linesOf(p)[0]; got != want {
			t.Errorf("%q is seen as %q, want %q", text, got, want)
		}
	}
	if p := setPassage(words("אב גד English"), 60, 0); !p.lines[len(p.lines)-1].leftward {
		t.Error("a later line of a paragraph has another direction")
	}
	if p := setPassage(words("אב\nEnglish"), 600, 0); p.lines[1].leftward || !p.lines[0].leftward {
		t.Error("each paragraph has a direction of its own")
	}
}

func TestNameIsShortenedInTheMiddle(t *testing.T) {
	count := func(s string) float32 { return float32(10 * len([]rune(s))) }
	for name, want := range map[string]string{
		"short.pdf":                  "short.pdf",
		"a very long name of it.pdf": "a very l…of it.pdf",
	} {
		if got := shortenMiddle(name, 180, count); got != want {
			t.Errorf("%q became %q", name, got)
		}
	}
}

func TestEndings(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf": "PDF", "a.tar.gz": "GZ", "a": "", ".bashrc": "", "a.blend": "", "a.p\u202edf": "", "a.": "",
	} {
		if got := ending(name); got != want {
			t.Errorf("%q ends in %q", name, got)
		}
	}
}

func FuzzPassage(f *testing.F) {
	themed(f)
	for _, s := range []string{"words", "אב (גד) 12", "👨‍👩‍👧", "a\u0301\u0301\u0301", "\u2028\n\r\n", "\xff"} {
		f.Add(s, float32(100))
	}
	f.Fuzz(func(t *testing.T, text string, width float32) {
		if len(text) > 400 || width != width || width > 2000 {
			return
		}
		p := setPassage([]Piece{{Text: text}, {Kind: PieceLink, Text: text}}, width, 0)
		if len(p.lines) == 0 {
			t.Error("no lines")
		}
	})
}
