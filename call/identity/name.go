package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Anonymous is shown for a person who gives no name.
const Anonymous = "Someone"

const (
	maxName  = 64      // runes
	maxMarks = 3       // combining marks in a row; living languages need no more
	maxInput = 4 << 10 // bytes looked at
)

// CleanName makes a name that somebody else chose fit for display: one line of
// at most 64 runes without control, direction or invisible characters, and
// never empty.
func CleanName(s string) string {
	if s = CleanLabel(s); s != "" {
		return s
	}
	return Anonymous
}

// CleanLabel does what CleanName does, for what may stay empty, such as the
// name of a computer.
func CleanLabel(s string) string {
	s = s[:min(len(s), maxInput)]
	// Composing comes after dropping: what is dropped may keep a letter and
	// its accent apart.
	s = norm.NFC.String(strings.Map(visible, strings.ToValidUTF8(s, "")))
	s = strings.Join(strings.Fields(s), " ")
	return strings.TrimSpace(shorten(s))
}

// visible maps what looks like a space to one, and drops what cannot be seen:
// control and format characters (direction marks and overrides among them),
// private and unassigned code points.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r), unicode.Is(unicode.Z, r), blank(r):
		return ' '
	case !unicode.IsGraphic(r):
		return -1
	}
	return r
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

// shorten cuts after maxName runes and thins out stacks of combining marks,
// which would be drawn over the lines above and below.
func shorten(s string) string {
	var out strings.Builder
	runes, marks := 0, 0
	for _, r := range s {
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > maxMarks {
			continue
		}
		if runes++; runes > maxName {
			break
		}
		out.WriteRune(r)
	}
	return out.String()
}

// fold returns what two names have in common that a person would take for the
// same: compatibility forms, case, spaces and invisible characters make no
// difference. An anonymous name folds to nothing.
func fold(name string) string {
	name = CleanName(name)
	if name == Anonymous {
		return ""
	}
	name = cases.Fold().String(norm.NFKC.String(name))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(name))
}
