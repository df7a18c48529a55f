package signal

import (
	"fmt"
	"strings"
)

// Limits of PROTOCOL.md, section 2, in bytes where nothing else is said.
const (
	MaxMessage    = 64 << 10
	MaxSDP        = 60 << 10
	MaxCandidate  = 512
	MaxCandidates = 100 // messages after each description, and lines within one
	MaxName       = 255
	MaxSequence   = 1<<53 - 1 // what a double, and so every JSON parser, counts exactly

	maxMediaLines = 32
	maxMid        = 64
	maxFragment   = 256 // RFC 8839, section 5.4
	maxReason     = 32
	maxVersions   = 16
	maxVersion    = 255
	signatureSize = 64 // Ed25519, RFC 8032
)

func (h Hello) check() error {
	if err := atMost("name", h.Name, MaxName); err != nil {
		return err
	}
	if err := atMost("device", h.Device, MaxName); err != nil {
		return err
	}
	if len(h.Versions) == 0 || len(h.Versions) > maxVersions {
		return fmt.Errorf("%w: %d versions", ErrProtocol, len(h.Versions))
	}
	for _, v := range h.Versions {
		if v < 1 || v > maxVersion {
			return fmt.Errorf("%w: version %d", ErrProtocol, v)
		}
	}
	return nil
}

func (d Decline) check() error { return checkReason(d.Reason) }
func (e End) check() error     { return checkReason(e.Reason) }

func checkReason(s string) error {
	odd := strings.ContainsFunc(s, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') })
	if s == "" || odd || len(s) > maxReason {
		return fmt.Errorf("%w: reason", ErrProtocol)
	}
	return nil
}

func (d Description) check() error {
	if d.Kind != Offer && d.Kind != Answer {
		return fmt.Errorf("%w: description of an unknown kind", ErrProtocol)
	}
	if len(d.Signature) != signatureSize {
		return fmt.Errorf("%w: signature of %d bytes", ErrProtocol, len(d.Signature))
	}
	if !isFingerprint(d.Fingerprint) {
		return fmt.Errorf("%w: fingerprint", ErrProtocol)
	}
	return checkSDP(d.SDP)
}

func checkSDP(sdp string) error {
	if err := atMost("sdp", sdp, MaxSDP); err != nil {
		return err
	}
	media, candidates := 0, 0
	for line := range strings.Lines(sdp) {
		switch {
		case strings.HasPrefix(line, "m="):
			media++
		case strings.HasPrefix(line, "a=candidate"):
			candidates++
		}
	}
	if sdp == "" || media > maxMediaLines || candidates > MaxCandidates {
		return fmt.Errorf("%w: sdp with %d media and %d candidate lines", ErrProtocol, media, candidates)
	}
	return nil
}

func (c Candidate) check() error {
	if err := atMost("candidate", c.Candidate, MaxCandidate); err != nil {
		return err
	}
	if err := atMost("mid", c.Mid, maxMid); err != nil {
		return err
	}
	if err := atMost("ufrag", c.UsernameFragment, maxFragment); err != nil {
		return err
	}
	if c.MLine < 0 || c.MLine >= maxMediaLines {
		return fmt.Errorf("%w: media line %d", ErrProtocol, c.MLine)
	}
	if strings.ContainsAny(c.Candidate, "\r\n") {
		return fmt.Errorf("%w: candidate of several lines", ErrProtocol)
	}
	return nil
}

func atMost(what, s string, limit int) error {
	if len(s) > limit {
		return fmt.Errorf("%w: %s of %d bytes, at most %d", ErrProtocol, what, len(s), limit)
	}
	return nil
}

func (Ring) check() error        { return nil }
func (Join) check() error        { return nil }
func (Ringing) check() error     { return nil }
func (Accept) check() error      { return nil }
func (Busy) check() error        { return nil }
func (Cancel) check() error      { return nil }
func (Renegotiate) check() error { return nil }
func (Resume) check() error      { return nil }
func (Ping) check() error        { return nil }
func (Pong) check() error        { return nil }
