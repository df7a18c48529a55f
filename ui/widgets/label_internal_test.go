package widgets

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// ten measures every letter as ten wide.
func ten(s string) float32 { return float32(10 * utf8.RuneCountInString(s)) }

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float32
		want  string
	}{
		{"Mara", 40, "Mara"},
		{"Mara Lindqvist", 100, "Mara Lind…"},
		{"Mara Lindqvist", 60, "Mara…"},
		{"Tomás", 40, "Tom…"},
		{"Mara", 0, "M…"},
		{"", 0, ""},
	} {
		if got := shorten(c.text, c.width, ten); got != c.want {
			t.Errorf("shorten(%q, %v) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestBreakLines(t *testing.T) {
	for _, c := range []struct {
		text  string
		lines int
		width float32
		want  string
	}{
		{"one two three", 1, 200, "one two three"},
		{"one two three", 2, 80, "one two|three"},
		{"one two three four", 2, 80, "one two|three f…"},
		{"Donaudampfschiff", 3, 60, "Donaud|ampfsc|hiff"},
	} {
		if got := strings.Join(breakLines(c.text, c.lines, c.width, ten), "|"); got != c.want {
			t.Errorf("breakLines(%q, %d, %v) = %q, want %q", c.text, c.lines, c.width, got, c.want)
		}
	}
}

func TestBreakLinesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(rapid.StringN(0, 60, -1).Draw(t, "text"))
		lines := rapid.IntRange(1, 5).Draw(t, "lines")
		width := float32(rapid.IntRange(20, 400).Draw(t, "width"))
		set := breakLines(text, lines, width, ten)
		if len(set) > lines {
			t.Fatalf("%d lines of %d", len(set), lines)
		}
		for _, line := range set {
			if ten(line) > width {
				t.Fatalf("%q is wider than %v", line, width)
			}
			if utf8.ValidString(text) && !utf8.ValidString(line) {
				t.Fatalf("%q is cut in a letter", line)
			}
		}
	})
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Mara Lindqvist":   "ML",
		"Ana Maria Braga":  "AB",
		"jonas":            "JO",
		"Ö":                "Ö",
		"李 小龙":             "李小",
		"":                 "?",
		"  -- ":            "?",
		"studio-pc":        "SP",
		"Élodie d’Artagne": "ÉA",
	} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCountText(t *testing.T) {
	for n, want := range map[int]string{1: "1", 9: "9", 10: "9+", 200: "9+"} {
		if got := countText(n); got != want {
			t.Errorf("countText(%d) = %q", n, got)
		}
	}
}
