package invite

import (
	"strings"
	"unicode"
)

// Open reads what somebody pasted or typed to come into a call: a link, also
// without its scheme, or the name of a server and six words. Words take a
// moment, as FromWords does.
func Open(text string) (Link, error) {
	if host, words, ok := cutWords(text); ok {
		return FromWords(host, words)
	}
	return parseTyped(text)
}

// parseTyped reads a link that may have lost its scheme, as links do where they
// are shown to people.
func parseTyped(text string) (Link, error) {
	if !Is(text) && IsTyped(text) {
		text = "parley://" + strings.TrimSpace(text)
	}
	return Parse(text)
}

// IsTyped reports what Is does, also of a link without its scheme.
func IsTyped(text string) bool { return Is(text) || strings.Contains(text, path) }

// Check finds what is wrong with a text for Open, at once, and returns the
// server's origin, as Link.Server does.
func Check(text string) (server string, err error) {
	host, words, ok := cutWords(text)
	if !ok {
		l, err := parseTyped(text)
		if err != nil {
			return "", err
		}
		return l.Server(), nil
	}
	if server, err = Origin(host); err != nil {
		return "", err
	}
	if _, err = readWords(words); err != nil {
		return "", err
	}
	return server, nil
}

// AreWords reports whether a text means to be the name of a server and six
// words, right or wrong, so that it is not taken for a person's name. A name
// of a server without a dot or a port is one only where six words follow.
func AreWords(text string) bool {
	host, words, ok := cutWords(text)
	if !ok {
		return false
	}
	if _, err := Origin(host); err != nil {
		return false
	}
	if strings.ContainsAny(host, ".:") || strings.EqualFold(host, "localhost") {
		return true
	}
	_, err := readWords(words)
	return err == nil
}

// Origin reads the name of a server as somebody typed it, with or without
// https:// before it, and returns its origin, as Link.Server does.
func Origin(text string) (string, error) {
	plain, host, err := parseServer(text)
	if err != nil {
		return "", err
	}
	return Link{plain: plain, host: host}.Server(), nil
}

// HostOf is the name in an origin, for people: without https:// before it.
func HostOf(origin string) string {
	_, host, ok := strings.Cut(origin, "://")
	if !ok {
		return origin
	}
	return host
}

// cutWords parts the name of a server from the words after it. A link has no
// blanks inside.
func cutWords(text string) (host, words string, ok bool) {
	text = strings.TrimSpace(text)
	i := strings.IndexFunc(text, unicode.IsSpace)
	if i < 0 || len(text) > maxHost+maxWords || strings.Contains(text, path) {
		return "", "", false
	}
	return text[:i], text[i:], true
}
