package screenshare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxTitle = 120     // runes shown
	maxMarks = 3       // combining marks in a row; living languages need no more
	maxText  = 4 << 10 // bytes looked at
)

// cleanText makes what a program calls itself or its window fit for display:
// one line of at most maxTitle runes without control, direction or invisible
// characters. It may be left with nothing.
func cleanText(s string) string {
	s = strings.Map(visible, strings.ToValidUTF8(s[:min(len(s), maxText)], ""))
	return shorten(strings.Join(strings.Fields(s), " "))
}

// visible maps what looks like a space to one, and drops what cannot be seen.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r), unicode.Is(unicode.Z, r), blank(r):
		return ' '
	case !unicode.IsGraphic(r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return -1
	}
	return r
}

// blank reports letters and signs that are drawn as nothing: the Hangul
// fillers and the empty Braille pattern.
func blank(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800:
		return true
	}
	return false
}

// shorten cuts after maxTitle runes, and thins out stacks of combining marks,
// which would be drawn over the lines above and below.
func shorten(s string) string {
	var out strings.Builder
	runes, marks := 0, 0
	for _, r := range s {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > maxMarks {
			continue
		}
		if runes++; runes > maxTitle {
			break
		}
		out.WriteRune(r)
	}
	return strings.TrimSpace(out.String())
}

// fromLatin1 reads the old encoding of X: each byte is a code point.
func fromLatin1(data []byte) string {
	out := make([]byte, 0, len(data))
	for _, b := range data[:min(len(data), maxText)] {
		out = utf8.AppendRune(out, rune(b))
	}
	return string(out)
}
