package peer

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// fingerprintAttribute begins the lines of RFC 8122 section 5.
const fingerprintAttribute = "a=fingerprint:"

// digestSizes are the hash functions taken, with the size of their digests in
// bytes. SHA-1 and older ones can be forged.
var digestSizes = map[string]int{"sha-256": 32, "sha-384": 48, "sha-512": 64}

// Fingerprint returns the certificate's fingerprint in a session description,
// normalised as "sha-256 AA:BB:...". Since one connection has one certificate,
// lines that disagree, are malformed or are missing are an error that wraps
// ErrMalformed.
func Fingerprint(sdp string) (string, error) {
	var found string
	for line := range strings.SplitSeq(sdp, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if !strings.Contains(strings.ToLower(line), "fingerprint") {
			continue
		}
		fingerprint, err := parseFingerprint(line)
		if err != nil {
			return "", err
		}
		if found != "" && fingerprint != found {
			return "", fmt.Errorf("%w: two fingerprints", ErrMalformed)
		}
		found = fingerprint
	}
	if found == "" {
		return "", fmt.Errorf("%w: no fingerprint", ErrMalformed)
	}
	return found, nil
}

// parseFingerprint takes one whole line. A line that only resembles one is
// refused too: another parser might take it for one.
func parseFingerprint(line string) (string, error) {
	value, ok := strings.CutPrefix(line, fingerprintAttribute)
	hash, digest, two := strings.Cut(value, " ")
	hash = strings.ToLower(hash)
	size, known := digestSizes[hash]
	if !ok || !two || !known || len(digest) != 3*size-1 {
		return "", fmt.Errorf("%w: fingerprint line", ErrMalformed)
	}
	for octet := range strings.SplitSeq(digest, ":") {
		if _, err := hex.DecodeString(octet); err != nil || len(octet) != 2 {
			return "", fmt.Errorf("%w: fingerprint digits", ErrMalformed)
		}
	}
	return hash + " " + strings.ToUpper(digest), nil
}
