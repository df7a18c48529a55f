package chat_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"parley/call/chat"
)

// corpus is hostile and merely unusual text, and what is left of it.
var corpus = map[string]struct{ in, want string }{
	"plain":                  {"Morning! The notes are here.", "Morning! The notes are here."},
	"right-to-left override": {"see photo\u202egpj.exe", "see photogpj.exe"},
	"embedding and pop":      {"\u202aa\u202bb\u202cc\u202dd", "abcd"},
	"isolates":               {"a\u2066b\u2067c\u2068d\u2069", "abcd"},
	"marks of direction":     {"a\u200eb\u200fc\u061cd", "abcd"},
	"arabic stays":           {"سلام", "سلام"},
	"hebrew with accents":    {"בְּרֵאשִׁ֖ית", "בְּרֵאשִׁ֖ית"},
	"escape sequences":       {"\x1b[2J\x1b[31mred\x07\x00\x7f\u0085end", "[2J[31mred\nend"},
	"zero-width flood":       {"a" + strings.Repeat("\u200b\u200c\u200d\u2060\ufeff", 1000) + "b", "ab"},
	"only invisible":         {"\u200b\u2060\ufeff\u00ad\u034f\u180e\ufe0f", ""},
	"only blank letters":     {"\u3164\u115f\u1160\uffa0\u2800 \u00a0\u3000", ""},
	"invisible operators":    {"a\u2061\u2062\u2063\u2064b", "ab"},
	"hidden tags":            {"hi\U000e0068\U000e0065\U000e006c\U000e0070\U000e007f", "hi"},
	"hidden in variants":     {"hi\U000e0101\U000e0102\U000e0103\U000e0104", "hi\U000e0101"},
	"zalgo":                  {"Z" + strings.Repeat("\u0335\u0346\u0327", 30) + "a", "Z\u0335\u0335\u0327\u0346a"},
	"enclosing marks":        {"a" + strings.Repeat("\u20dd", 50), "a" + strings.Repeat("\u20dd", 4)},
	"zalgo with joiners":     {"क" + strings.Repeat("\u0951\u0951\u0951\u0951\u200d", 50) + "ष", "क\u0951\u0951\u0951\u0951ष"},
	"interlinear":            {"\ufff9a\ufffab\ufffb", "ab"},
	"invalid utf-8":          {"a\xff\xfeb", "a□b"},
	"private and unassigned": {"a\ue000b\U0010fffdc\u0378", "a□b□c□"},
	"line ends":              {"a\r\nb\rc\u2028d\u2029e\vf\fg", "a\nb\nc\nd\ne\nf\ng"},
	"blank lines":            {"\n\n a\n\n\n\n \t\nb  \n\n", "a\n\nb"},
	"ten thousand lines":     {strings.Repeat("a\n", 8000), strings.Repeat("a\n", 999) + "a" + strings.Repeat(" a", 7000)},
	"indented":               {"if x {\n\treturn\n}", "if x {\n\treturn\n}"},
	"odd spaces":             {"a\u00a0b\u2003c\u3000d", "a b c d"},
	"composed":               {"Jose\u0301 cafe\u0301", "José café"},
	"look-alike line":        {"--- Mara left the call ---", "--- Mara left the call ---"},
	"persian":                {"می\u200cخواهم", "می\u200cخواهم"},
	"joiner in latin":        {"pay\u200dpal pass\u200cword", "paypal password"},
	"hindi":                  {"क्\u200dष", "क्\u200dष"},
	"family":                 {"👩\u200d👩\u200d👧\u200d👦", "👩\u200d👩\u200d👧\u200d👦"},
	"heart on fire":          {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"},
	"skin tone":              {"👍🏽 👩🏿\u200d🚀", "👍🏽 👩🏿\u200d🚀"},
	"keycap and flags":       {"1\ufe0f\u20e3 🇸🇪 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "1\ufe0f\u20e3 🇸🇪 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"},
	"flag with other tags":   {"🏴\U000e0061\U000e0062\U000e007f", "🏴"},
	"trailing joiner":        {"👩\u200d", "👩"},
	"emoji to come":          {"\U0001faff", "\U0001faff"},
	"one long word":          {strings.Repeat("W", chat.MaxText), strings.Repeat("W", chat.MaxText)},
	"too long":               {strings.Repeat("é", chat.MaxText), strings.Repeat("é", chat.MaxText/2)},
	"grows when composed":    {strings.Repeat("\u0958", chat.MaxText/3), strings.Repeat("\u0915\u093c", chat.MaxText/6) + "\u0915"},
}

func TestClean(t *testing.T) {
	for name, tc := range corpus {
		if got := chat.Clean(tc.in); got != tc.want {
			t.Errorf("%s: %.80q, want %.80q", name, got, tc.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, tc := range corpus {
		f.Add(tc.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := chat.Clean(s)
		if again := chat.Clean(got); again != got {
			t.Fatalf("%q, cleaned again, is %q", got, again)
		}
		if !utf8.ValidString(got) || len(got) > chat.MaxText || strings.Count(got, "\n") >= 1000 {
			t.Fatalf("%d bytes, %d lines", len(got), strings.Count(got, "\n"))
		}
		if bad := strings.IndexFunc(got, harmful); bad >= 0 {
			t.Fatalf("%q has %+q", got, got[bad:min(len(got), bad+4)])
		}
	})
}

// harmful reports what may never be left, wherever it stands.
func harmful(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == 0x200c, r == 0x200d:
		return false
	case r >= 0x1f000 && r <= 0x1faff, r >= 0xe0061 && r <= 0xe007f: // emoji, and the tags of flags
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return !unicode.IsGraphic(r) || r != ' ' && unicode.IsSpace(r)
}
