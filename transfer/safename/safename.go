// Package safename makes names that somebody else chose safe to create:
// PROTOCOL.md, section 8. A result is one component of a path on Linux, macOS
// and Windows alike, and looks like what it is.
package safename

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// MaxBytes is how long a safe name is at most. File systems take 255;
	// the rest is for a number in brackets.
	MaxBytes = 200
	// maxExtension is how long an extension is that a cut leaves whole.
	maxExtension = 20
	// unnamed stands for a name of which nothing is left.
	unnamed = "unnamed"
)

// Nested returns a safe name for something inside a folder that was sent.
// Names that begin with a dot stay: they belong to the folder.
func Nested(name string) string { return harmless(cut(clean(name))) }

// Item returns a safe name for what lands in the downloads folder itself. It
// does not begin with a dot, so that nothing is hidden there, and nothing that
// a shell or a desktop reads by its name.
func Item(name string) string {
	name = clean(name)
	if rest := strings.TrimLeft(name, "."); rest != name {
		name = "_" + rest
	}
	return harmless(cut(name))
}

// clean returns a name of which every character is safe.
func clean(name string) string {
	// Composing comes after mapping: what is dropped may keep a letter and
	// its accent apart.
	return orUnnamed(trim(norm.NFC.String(visible(name))))
}

// harmless changes a name that as a whole means something to a system. It comes
// last: what is cut off may be all that made a name another.
func harmless(name string) string {
	if reserved(name) || special(name) {
		return cut("_" + name)
	}
	return name
}

// cut shortens a name that is too long.
func cut(name string) string {
	if len(name) <= MaxBytes {
		return name
	}
	return orUnnamed(trim(shorten(name)))
}

func orUnnamed(name string) string {
	if name == "" {
		return unnamed
	}
	return name
}

// trim removes what Windows would: dots and blanks at the end, and blanks in
// front. It leaves nothing of "." and "..".
func trim(name string) string {
	return strings.TrimLeft(strings.TrimRight(name, ". "), " ")
}

// visible replaces what separates paths or means something to a system, and
// what is no character; it drops what cannot be seen. Scripts that need
// joiners, and emoji, keep one between two characters; Latin names do not.
func visible(name string) string {
	var out strings.Builder
	before, pending := rune(0), rune(0)
	for _, r := range name {
		if r = safe(r); r < 0 {
			continue
		}
		if joiner(r) {
			pending = r
			continue
		}
		if pending != 0 && before >= utf8.RuneSelf && r >= utf8.RuneSelf {
			out.WriteRune(pending)
		}
		out.WriteRune(r)
		before, pending = r, 0
	}
	return out.String()
}

// safe returns what a character becomes, negative for nothing.
func safe(r rune) rune {
	switch {
	case joiner(r):
		return r
	case r == utf8.RuneError, strings.ContainsRune(`/\:*?"<>|`, r), unicode.Is(unicode.Co, r):
		return '_'
	case unicode.IsSpace(r) && r != '\u0085', unicode.Is(unicode.Z, r), blank(r):
		return ' '
	case unicode.Is(unicode.Cc, r):
		return '_'
	case !unicode.IsGraphic(r):
		return -1
	}
	return r
}

// joiner reports U+200C and U+200D.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// blank reports letters and symbols that are drawn as nothing: the Hangul
// fillers and the empty Braille pattern.
func blank(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800:
		return true
	}
	return false
}

// shorten cuts the part before the extension, between characters and not
// within a letter and its accents.
func shorten(name string) string {
	base, extension := Split(name)
	if len(extension) > maxExtension {
		base, extension = name, ""
	}
	limit := MaxBytes - len(extension)
	end := 0
	for i := range base {
		if i > limit {
			break
		}
		if norm.NFC.PropertiesString(base[i:]).BoundaryBefore() {
			end = i
		}
	}
	if end == 0 { // nothing but accents
		end = limit
		for !utf8.RuneStart(base[end]) {
			end--
		}
	}
	return base[:end] + extension
}

// Split parts a name before its extension, which begins with a dot or is
// empty. A dot in front begins no extension. Two-part extensions of packed
// archives stay together.
func Split(name string) (base, extension string) {
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 {
		return name, ""
	}
	base, extension = name[:dot], name[dot:]
	if inner := strings.TrimSuffix(base, ".tar"); inner != base && inner != "" {
		return inner, name[len(inner):]
	}
	return base, extension
}

// special reports names that desktops read for how a folder looks, or what
// starts by itself.
func special(name string) bool {
	switch strings.ToLower(name) {
	case "desktop.ini", "autorun.inf", ".directory", ".ds_store":
		return true
	}
	return false
}

// reserved reports the names of devices on Windows, with any extension.
func reserved(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	number, found := strings.CutPrefix(base, "COM")
	if !found {
		number, found = strings.CutPrefix(base, "LPT")
	}
	return found && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}
