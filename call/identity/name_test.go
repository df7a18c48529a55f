package identity_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"parley/call/identity"
)

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"Mara Lindqvist":            "Mara Lindqvist",
		"":                          identity.Anonymous,
		" \t\u200b\u2800":           identity.Anonymous,
		"  Mara \n\t Lindqvist ":    "Mara Lindqvist",
		"Mara\u202egpj.exe":         "Maragpj.exe",
		"M\u200da\u2066r\u2069a":    "Mara",
		"\x1b[31mMara\x07":          "[31mMara",
		"Ma\xffra":                  "Mara",
		"Jose\u0301":                "José",
		"a" + marks(9):              "á" + marks(3),
		strings.Repeat("名", 70):     strings.Repeat("名", 64),
		strings.Repeat("é", 10_000): strings.Repeat("é", 64),
		"یاسمن":                     "یاسمن",
		"👩🏽 Ana":                    "👩🏽 Ana",
	} {
		if got := identity.CleanName(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
	if got := identity.CleanLabel(" \u200e "); got != "" {
		t.Errorf("a label of nothing gives %q", got)
	}
}

// marks returns n acute accents; NFC takes the first into the letter before.
func marks(n int) string { return strings.Repeat("\u0301", n) }

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"Mara", "", "a\u202eb", "\xff", "a" + marks(100), "\u1160\u115f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := identity.CleanName(s)
		if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > 64 {
			t.Fatalf("%q", name)
		}
		if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) || r != ' ' && unicode.IsSpace(r) }) {
			t.Fatalf("%q is not clean", name)
		}
		if again := identity.CleanName(name); again != name {
			t.Fatalf("%q, cleaned again, is %q", name, again)
		}
	})
}
