package screenshare

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanText(t *testing.T) {
	for dirty, clean := range map[string]string{
		"Budget 2027":                      "Budget 2027",
		"  a\tb\r\nc  ":                    "a b c",
		"invoice\u202efdp.exe":             "invoicefdp.exe",
		"\u2066a\u2069\u200b\u200d\ufeffb": "ab",
		"\x1b[31mred\x07":                  "[31mred",
		"\xff\xfebad":                      "bad",
		"\u3164\u2800":                     "",
		"":                                 "",
		"e\u0301\u0301\u0301\u0301\u0301!": "e\u0301\u0301\u0301!",
		"日本語 – ü":                          "日本語 – ü",
		strings.Repeat("x", 1<<20):         strings.Repeat("x", maxTitle),
	} {
		if got := cleanText(dirty); got != clean {
			t.Errorf("%.40q becomes %q, not %q", dirty, got, clean)
		}
	}
}

func TestAppName(t *testing.T) {
	for class, name := range map[string]string{
		"xterm\x00XTerm\x00":  "XTerm",
		"xterm\x00XTerm":      "XTerm",
		"xterm\x00\x00":       "xterm",
		"xterm":               "xterm",
		"\x00\x00\x00":        "",
		"a\x00M\xfcller\x00x": "Müller",
	} {
		if got := appName([]byte(class)); got != name {
			t.Errorf("%q is of %q, not %q", class, got, name)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("xterm\x00XTerm\x00"))
	f.Add([]byte("a\u202eb\u0301\u0301\u0301\u0301"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, s := range []string{cleanText(string(data)), cleanText(fromLatin1(data)), appName(data)} {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxTitle || s != strings.TrimSpace(s) {
				t.Errorf("%q is no title", s)
			}
			for _, r := range s {
				if !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) {
					t.Errorf("%q has %U", s, r)
				}
			}
		}
	})
}

func FuzzID(f *testing.F) {
	for _, id := range []string{"display:1", "window:0x1c00007", "window:07", "display:00", "window:0b1_0", ""} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		got, err := parseID(id)
		if err != nil {
			if got.number != 0 {
				t.Errorf("%q is %v and an error", id, got)
			}
			return
		}
		again := displayID(int(got.number))
		if got.kind == Window {
			again = windowID(got.number)
		}
		if same, err := parseID(again); err != nil || same != got {
			t.Errorf("%q is %v, and %q %v", id, got, again, same)
		}
	})
}
