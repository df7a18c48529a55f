package dnssd

import "fmt"

// escape writes a TXT string as the DNS library wants it, in the form of zone
// files (RFC 1035, section 5.1).
func escape(s string) string {
	out := make([]byte, 0, len(s))
	for _, b := range []byte(s) {
		switch {
		case b == '"' || b == '\\':
			out = append(out, '\\', b)
		case b < ' ' || b > '~':
			out = fmt.Appendf(out, "\\%03d", b)
		default:
			out = append(out, b)
		}
	}
	return string(out)
}

// unescape undoes escape.
func unescape(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		if i+2 < len(s) && isDigit(s[i]) && isDigit(s[i+1]) && isDigit(s[i+2]) {
			out = append(out, (s[i]-'0')*100+(s[i+1]-'0')*10+s[i+2]-'0')
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

func unescapeAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = unescape(s)
	}
	return out
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
