package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxMarks = 4    // combining marks in a row; Hebrew with its accents needs as many
	maxLines = 1000 // of one message
	missing  = '□'  // for what has no picture
)

// Clean makes text that somebody wrote harmless, for the screen and for the
// history. What it returns
//
//   - reads in the order it is written: it has no direction marks, overrides
//     or isolates;
//   - hides nothing: no control characters but line ends and tabs, no invisible
//     characters but those that emoji and some scripts are spelled with, one at
//     a time;
//   - stays in its place: at most 4 combining marks stand on one letter;
//   - is at most MaxText long, with at most 1000 lines and no more than one
//     blank line in a row.
//
// Cleaning again changes nothing. A line without spaces may be as long as the
// text: a window must break it anywhere.
func Clean(s string) string { return clean(s, MaxText) }

func clean(s string, limit int) string {
	for {
		// What one step drops may have kept apart what another looks at.
		next := cut(once(s), limit)
		if next == s {
			return s
		}
		s = next
	}
}

// cut shortens s to limit bytes, at the start of a rune.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

func once(s string) string {
	s = thin(visible(strings.ReplaceAll(s, "\r\n", "\n")))
	// Composing takes some marks into their letters, and takes others apart.
	s = thin(norm.NFC.String(s))
	return lay(s)
}

// visible drops or replaces what cannot be seen.
func visible(s string) string {
	in := []rune(strings.ToValidUTF8(s, string(missing)))
	out := make([]rune, 0, len(in))
	for i := 0; i < len(in); i++ {
		switch r := in[i]; {
		case r >= ' ' && r <= '~':
			out = append(out, r) // most text is ASCII, and done with here
		case r == blackFlag && flagLength(in[i:]) > 0:
			n := flagLength(in[i:])
			out = append(out, in[i:i+n]...)
			i += n - 1
		case unicode.Is(unicode.Variation_Selector, r):
			if varies(last(out)) {
				out = append(out, r)
			}
		case r == joiner || r == nonJoiner:
			if i+1 < len(in) && joins(r, last(out), in[i+1]) {
				out = append(out, r)
			}
		default:
			if r = drawn(r); r >= 0 {
				out = append(out, r)
			}
		}
	}
	return string(out)
}

// drawn returns what is shown for a rune that needs no look at its
// neighbours; -1 for nothing.
func drawn(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
		return '\n'
	case unicode.Is(unicode.Zs, r), blank(r):
		return ' '
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return r // format characters of Arabic and Syriac that are drawn
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point):
		return -1
	case r != utf8.RuneError && unicode.IsGraphic(r), unicode.Is(pictographs, r):
		return r
	}
	return missing // private, or not assigned yet: it meant something to who wrote it
}

// blank reports letters and symbols that are drawn as nothing: the Hangul
// fillers and the empty Braille pattern.
func blank(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800:
		return true
	}
	return false
}

func last(runes []rune) rune {
	if len(runes) == 0 {
		return '\n'
	}
	return runes[len(runes)-1]
}

// varies reports whether a variation selector makes sense after r.
func varies(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Zs, r) && !unicode.Is(unicode.Variation_Selector, r)
}

// joins reports whether a joiner between two runes is part of how they are
// written: in an emoji, or in a script whose letters change by it.
func joins(r, before, after rune) bool {
	if r == joiner && unicode.Is(pictographs, after) {
		return unicode.Is(pictographs, before) || isSkinTone(before) || before == emojiStyle
	}
	return unicode.In(before, joining...) && unicode.In(after, joining...)
}

// joining are the scripts in whose spelling a joiner is seen (Unicode, section
// 23.2).
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
	unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// thin drops combining marks from stacks that would be drawn over the lines
// above and below.
func thin(s string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		switch {
		case r == joiner || r == nonJoiner:
			return r // the next mark stands on the same letter
		case r <= unicode.MaxASCII || !unicode.In(r, unicode.Mn, unicode.Me):
			marks = 0
			return r
		}
		if marks++; marks > maxMarks {
			return -1
		}
		return r
	}, s)
}

// lay drops space that nothing follows, and puts what has too many lines on
// the last of them.
func lay(s string) string {
	var out strings.Builder
	lines, blanks := 0, 0
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" {
			blanks++
			continue
		}
		if lines > 0 {
			out.WriteString(gap(lines, blanks))
		}
		out.WriteString(line)
		lines += 1 + min(blanks, 1)
		blanks = 0
	}
	return out.String()
}

// gap returns what stands before the next line that is not blank.
func gap(lines, blanks int) string {
	switch {
	case lines+min(blanks, 1) >= maxLines:
		return " "
	case blanks > 0:
		return "\n\n"
	}
	return "\n"
}
