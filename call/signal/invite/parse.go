package invite

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

const (
	maxLink = 512 // bytes
	maxHost = 253 // bytes (RFC 1035, section 2.3.4)
	path    = "/j/"
)

// encoding has one text for each value: unused bits are zero.
var encoding = base64.RawURLEncoding.Strict()

// Parse reads a link as it was pasted or as the desktop hands it over. Blanks
// around it are left out. No error repeats what stands in the link.
func Parse(text string) (Link, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxLink {
		return Link{}, fmt.Errorf("%w: %d bytes", ErrNoLink, len(text))
	}
	address, secret, _ := strings.Cut(text, "#")
	scheme, rest, ok := strings.Cut(address, "://")
	host, room, found := strings.Cut(rest, "/")
	if !ok || !found {
		return Link{}, ErrNoLink
	}
	plain, host, err := parseHost(scheme, host)
	if err != nil {
		return Link{}, err
	}
	k, err := parseKeys("/"+room, secret)
	if err != nil {
		return Link{}, err
	}
	return Link{plain: plain, host: host, keys: k.hidden}, nil
}

// Is reports whether a text means to be a link, good or damaged, so that it
// is not taken for a person's name or address.
func Is(text string) bool {
	scheme, _, ok := strings.Cut(strings.TrimSpace(text), "://")
	if !ok {
		return false
	}
	switch strings.ToLower(scheme) {
	case "https", "http", "parley":
		return true
	}
	return false
}

// parseKeys reads the two halves that must belong together.
func parseKeys(where, text string) (*keys, error) {
	room, ok := strings.CutPrefix(where, path)
	if !ok {
		return nil, ErrNoLink
	}
	if strings.ContainsAny(room, "/?") {
		return nil, fmt.Errorf("%w: more than a room", ErrNoLink)
	}
	secret, err := parseSecret(text)
	if err != nil {
		return nil, err
	}
	k := derive(secret)
	if subtle.ConstantTimeCompare([]byte(encoding.EncodeToString(k.room[:])), []byte(room)) == 0 {
		return nil, fmt.Errorf("%w: its halves do not belong together", ErrDamaged)
	}
	return k, nil
}

// parseSecret reads what stands behind #.
func parseSecret(text string) (secret [16]byte, err error) {
	if encoding.EncodedLen(len(secret)) != len(text) {
		return secret, fmt.Errorf("%w: %d characters after #", ErrDamaged, len(text))
	}
	// Decode skips line ends, so what it read is counted.
	if n, err := encoding.Decode(secret[:], []byte(text)); err != nil || n != len(secret) {
		return secret, fmt.Errorf("%w: after #", ErrDamaged)
	}
	return secret, nil
}

// parseServer reads a host with or without a scheme.
func parseServer(text string) (plain bool, host string, err error) {
	text = strings.TrimSuffix(strings.TrimSpace(text), "/")
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		scheme, rest = "parley", text
	}
	return parseHost(scheme, rest)
}

// parseHost reads what stands between the scheme and the path, in lower case
// and without the scheme's own port. Only this computer is spoken to without
// TLS, and is so where nothing is said of it.
func parseHost(scheme, text string) (plain bool, host string, err error) {
	text = strings.ToLower(text)
	name, port, err := splitPort(text)
	if err != nil {
		return false, "", err
	}
	local := isLoopback(name)
	switch strings.ToLower(scheme) {
	case "https":
	case "parley":
		plain = local
	case "http":
		if !local {
			return false, "", ErrInsecure
		}
		plain = true
	default:
		return false, "", fmt.Errorf("%w: another scheme", ErrNoLink)
	}
	if port == "" || port == "443" && !plain || port == "80" && plain {
		return plain, name, nil
	}
	return plain, name + ":" + port, nil
}

// splitPort takes a host apart; an IPv6 address keeps its brackets.
func splitPort(text string) (name, port string, err error) {
	if strings.Contains(text, "@") {
		return "", "", fmt.Errorf("%w: a user before the host", ErrNoLink)
	}
	name = text
	if i := strings.LastIndexByte(text, ':'); i > strings.LastIndexByte(text, ']') {
		name, port = text[:i], text[i+1:]
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil || number == 0 || strconv.FormatUint(number, 10) != port {
			return "", "", fmt.Errorf("%w: its port", ErrHost)
		}
	}
	if len(text) > maxHost || !isHost(name) {
		return "", "", ErrHost
	}
	return name, port, nil
}

// isHost reports whether name is a host name (RFC 1123, section 2.1) or an
// address, one of IPv6 in brackets and without a zone.
func isHost(name string) bool {
	if inside, ok := strings.CutPrefix(name, "["); ok {
		addr, err := netip.ParseAddr(strings.TrimSuffix(inside, "]"))
		return err == nil && addr.Is6() && addr.Zone() == "" && "["+addr.String()+"]" == name
	}
	for label := range strings.SplitSeq(name, ".") {
		odd := strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
		})
		if label == "" || len(label) > 63 || odd || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return !isNumeric(name) || net.ParseIP(name) != nil
}

// isNumeric reports whether a browser would take name for an address of IPv4
// (URL Standard, "ends in a number"), such as 127.1 or 0x7f000001.
func isNumeric(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if _, err := strconv.ParseUint(last, 10, 64); err == nil {
		return true
	}
	return strings.HasPrefix(last, "0x")
}

func isLoopback(name string) bool {
	addr, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return name == "localhost" || err == nil && addr.IsLoopback() && !addr.Is4In6()
}
