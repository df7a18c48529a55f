package signal

import (
	"encoding/hex"
	"fmt"
	"strings"

	"parley/call/identity"
)

// fingerprintContext is the purpose of the signatures of PROTOCOL.md,
// section 5.
const fingerprintContext = "parley dtls fingerprint v1"

// digestSizes are the hash functions taken (RFC 8122, section 5), with the
// sizes of their digests in bytes. Older ones can be forged.
var digestSizes = map[string]int{"sha-256": 32, "sha-384": 48, "sha-512": 64}

// SignDescription returns the description with id's signature for to: that in
// this call, and this kind, id uses the DTLS certificate of its fingerprint.
func SignDescription(id *identity.Identity, to identity.Key, call CallID, d Description) Description {
	d.Signature = id.Sign(fingerprintContext, signed(id.Key(), to, call, d.Kind, d.Fingerprint)...)
	return d
}

// VerifyDescription checks that from signed the description's fingerprint for
// to, this call and this kind, and that the session description names no
// other. The error wraps ErrSignature.
func VerifyDescription(from, to identity.Key, call CallID, d Description) error {
	if !isFingerprint(d.Fingerprint) {
		return fmt.Errorf("%w: it is not written as fingerprints are", ErrSignature)
	}
	if !from.Verify(d.Signature, fingerprintContext, signed(from, to, call, d.Kind, d.Fingerprint)...) {
		return fmt.Errorf("%w: the signature does not verify", ErrSignature)
	}
	return namesOnly(d.SDP, d.Fingerprint)
}

func signed(from, to identity.Key, call CallID, kind, fingerprint string) [][]byte {
	return [][]byte{call[:], []byte(kind), from[:], to[:], []byte(fingerprint)}
}

// namesOnly checks that an SDP has fingerprint lines and that all name the one
// given. Any line that resembles one counts: another parser might take it.
func namesOnly(sdp, fingerprint string) error {
	found := false
	for line := range strings.FieldsFuncSeq(sdp, func(r rune) bool { return r == '\r' || r == '\n' }) {
		if !strings.Contains(strings.ToLower(line), "fingerprint") {
			continue
		}
		hash, digest, _ := strings.Cut(strings.TrimPrefix(line, "a=fingerprint:"), " ")
		if strings.ToLower(hash)+" "+strings.ToUpper(digest) != fingerprint {
			return fmt.Errorf("%w: the description names another", ErrSignature)
		}
		found = true
	}
	if !found {
		return fmt.Errorf("%w: the description names none", ErrSignature)
	}
	return nil
}

// isFingerprint reports whether s is such as "sha-256 AB:CD:…", in the one
// spelling that is signed.
func isFingerprint(s string) bool {
	hash, digest, _ := strings.Cut(s, " ")
	size, known := digestSizes[hash]
	if !known || len(digest) != 3*size-1 || digest != strings.ToUpper(digest) {
		return false
	}
	for octet := range strings.SplitSeq(digest, ":") {
		if _, err := hex.DecodeString(octet); err != nil || len(octet) != 2 {
			return false
		}
	}
	return true
}
