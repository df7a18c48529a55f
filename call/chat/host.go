package chat

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// host is where a link goes.
type host struct {
	ascii string
	shown string // ascii, or letters that cannot pass for others
}

// parseHost reads a name of DNS, an IPv4 address, or an IPv6 address in
// brackets. It refuses the other forms of numbers that browsers take for an
// address, since nobody can read where they go.
func parseHost(s string) (host, bool) {
	if address, found := strings.CutPrefix(s, "["); found {
		address, closed := strings.CutSuffix(address, "]")
		ip, err := netip.ParseAddr(address)
		return host{s, s}, closed && err == nil && ip.Is6() && ip.Zone() == ""
	}
	if ip, err := netip.ParseAddr(s); err == nil {
		return host{s, s}, ip.Is4()
	}
	return parseName(s)
}

func parseName(s string) (host, bool) {
	// As in parse of UTS #46 for looking a name up, with the rules for
	// names of hosts: letters, digits and hyphens.
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckJoiners(true), idna.VerifyDNSLength(true))
	ascii, err := profile.ToASCII(s)
	if err != nil || strings.HasSuffix(ascii, ".") || isNumber(ascii[strings.LastIndexByte(ascii, '.')+1:]) {
		return host{}, false
	}
	if isASCII(s) {
		return host{ascii, ascii}, true
	}
	letters, err := profile.ToUnicode(ascii)
	if err != nil || !unmistakable(letters) {
		return host{ascii, ascii}, true
	}
	return host{ascii, letters}, true
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// isNumber reports whether a browser takes a name with this last label for an
// IPv4 address (URL standard, "ends in a number").
func isNumber(label string) bool {
	hex, found := strings.CutPrefix(label, "0x")
	return found && !strings.ContainsFunc(hex, func(r rune) bool { return r > unicode.MaxASCII || !isHex(byte(r)) }) ||
		label != "" && strings.Trim(label, "0123456789") == ""
}

// unmistakable reports whether a host's letters are of scripts that are
// written together and cannot be taken for one another (UTS #39, "highly
// restrictive"), over all of the name, so that no Cyrillic word stands before
// a Latin ".com".
func unmistakable(letters string) bool {
	for _, scripts := range together {
		if !strings.ContainsFunc(letters, func(r rune) bool { return !within(r, scripts) }) {
			return true
		}
	}
	return false
}

// within reports whether r is a common letter of scripts, or a digit, dot or
// hyphen. Of Latin only European alphabets count, without those letters that
// look like a plain one.
func within(r rune, scripts []*unicode.RangeTable) bool {
	switch {
	case r <= unicode.MaxASCII && !unicode.IsLetter(r):
		return true
	case unicode.Is(unicode.Latin, r):
		plain := r <= 0x17f || r >= 0x1ea0 && r <= 0x1ef9 // Latin-1, Extended-A, Vietnamese
		return plain && r != 'ı' && r != 'ĸ' && r != 'ſ' && slices.Contains(scripts, unicode.Latin)
	}
	return unicode.In(r, scripts...) && !strings.ContainsRune(strokes, r)
}

// strokes are letters of Chinese and Japanese that look like a slash or a dash.
const strokes = "ノンソゾ一丶丿乀乁〳〵"

// together are the scripts that are mixed in one language. Those written from
// right to left are left out: they would move the parts of an address.
var together = [][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
	{unicode.Latin, unicode.Han, unicode.Hangul},
	{unicode.Cyrillic},
	{unicode.Greek},
	{unicode.Devanagari},
	{unicode.Thai},
}
