package chat

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

const maxLink = 2048 // bytes, from which on an address makes no link

// findLink reads a link that text begins with. It returns how many bytes were
// looked at, even when they make no link.
func findLink(text string) (n int, link Span, ok bool) {
	for _, scheme := range [...]string{"https://", "http://", "mailto:"} {
		if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
			continue
		}
		n = len(scheme) + addressLength(text[len(scheme):])
		rest := text[len(scheme):n]
		if n >= maxLink {
			return n, Span{}, false // cut off, and so not what was meant
		}
		if scheme == "mailto:" {
			link, ok = mailLink(rest)
		} else {
			link, ok = webLink(scheme, rest)
		}
		return n, link, ok
	}
	return 0, Span{}, false
}

// addressLength returns how much of text can belong to an address, without
// the punctuation of the sentence around it.
func addressLength(text string) int {
	text = cut(text, maxLink)
	end := strings.IndexFunc(text, func(r rune) bool { return !inAddress(r) })
	if end < 0 {
		end = len(text)
	}
	for end > 0 && trailing(text[:end]) {
		end--
	}
	return end
}

// inAddress reports the characters of RFC 3986 but for brackets around what
// is not a host, and the letters of RFC 3987.
func inAddress(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '[' || r == ']' || inTail(byte(r))
	}
	return isWord(r)
}

func inTail(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' ||
		strings.IndexByte("-._~:/?#@!$&'()*+,;=%", b) >= 0
}

// trailing reports whether an address does not include its last character: a
// sentence's punctuation, or a bracket that was opened before the address.
func trailing(text string) bool {
	switch c := text[len(text)-1]; c {
	case '.', ',', ';', ':', '!', '?', '\'', '*', '_', '~':
		return true
	case ')':
		return strings.Count(text, ")") > strings.Count(text, "(")
	case ']':
		return strings.Count(text, "]") > strings.Count(text, "[")
	}
	return false
}

// webLink reads what follows http:// or https://. User names in an address
// serve to pass off one host as another, so there is no link with one.
func webLink(scheme, rest string) (Span, bool) {
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	name, port, ok := splitPort(authority)
	if !ok || strings.ContainsRune(authority, '@') {
		return Span{}, false
	}
	h, ok := parseHost(name)
	if !ok {
		return Span{}, false
	}
	target, ok := escape(tail)
	if !ok {
		return Span{}, false
	}
	if turns(tail) {
		tail = target
	}
	return Span{Kind: Link, Text: scheme + h.shown + port + tail, Target: scheme + h.ascii + port + target}, true
}

// splitPort takes the port, with its colon, off an authority.
func splitPort(authority string) (host, port string, ok bool) {
	i := strings.LastIndexByte(authority, ':')
	if i < 0 || strings.HasSuffix(authority, "]") {
		return authority, "", true
	}
	digits := authority[i+1:]
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != digits {
		return "", "", false
	}
	return authority[:i], authority[i:], true
}

// escape writes path, query and fragment in ASCII. It takes no percent sign
// that is not an escape, and no bracket.
func escape(tail string) (string, bool) {
	var out strings.Builder
	for i := range len(tail) {
		switch c := tail[i]; {
		case c >= utf8.RuneSelf:
			out.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c), 16)))
		case !inTail(c), c == '%' && !isEscape(tail[i+1:]):
			return "", false
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), true
}

func isEscape(digits string) bool {
	return len(digits) >= 2 && isHex(digits[0]) && isHex(digits[1])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

// turns reports whether some of s is written from right to left, which would
// move the parts of an address on the screen.
func turns(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		properties, _ := bidi.LookupRune(r)
		class := properties.Class()
		return class == bidi.R || class == bidi.AL || class == bidi.AN
	})
}

// mailLink reads what follows mailto:. It takes one address and nothing more:
// headers could add recipients and attachments that nobody reads.
func mailLink(rest string) (Span, bool) {
	local, domain, ok := strings.Cut(rest, "@")
	if !ok || local == "" || len(local) > 64 || strings.ContainsFunc(local, notLocal) || strings.Contains(local, "..") {
		return Span{}, false
	}
	h, ok := parseHost(domain)
	if _, err := netip.ParseAddr(strings.Trim(domain, "[]")); !ok || err == nil {
		return Span{}, false
	}
	return Span{Kind: Link, Text: "mailto:" + local + "@" + h.shown, Target: "mailto:" + local + "@" + h.ascii}, true
}

// notLocal reports what RFC 5322's dot-atom has not, and of what it has, the
// characters that mean something in a URL.
func notLocal(r rune) bool {
	return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_+!$'*=~", r)
}
