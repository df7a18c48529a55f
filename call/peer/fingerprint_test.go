package peer

import (
	"errors"
	"strings"
	"testing"
)

func TestFingerprint(t *testing.T) {
	digest := strings.Repeat("aB:", 31) + "0f"
	line := "a=fingerprint:sha-256 " + digest + "\r\n"
	want := "sha-256 " + strings.ToUpper(digest)
	tests := []struct {
		name, sdp string
		ok        bool
	}{
		{"one", line, true},
		{"among others", "v=0\r\n" + line + "m=audio\r\n", true},
		{"repeated", line + strings.ToUpper(line[22:22]) + line, true},
		{"in other case", line + strings.Replace(line, digest, strings.ToLower(digest), 1), true},
		{"hash in other case", strings.Replace(line, "sha", "SHA", 1), true},
		{"without carriage return", strings.TrimSuffix(line, "\r\n"), true},
		{"none", "v=0\r\n", false},
		{"disagreeing", line + strings.Replace(line, "0f", "0e", 1), false},
		{"sha-1", "a=fingerprint:sha-1 " + digest[:59] + "\r\n", false},
		{"short", strings.Replace(line, ":0f", "", 1), false},
		{"long", strings.Replace(line, "0f", "0f:00", 1), false},
		{"not hexadecimal", strings.Replace(line, "0f", "0g", 1), false},
		{"other separator", strings.Replace(line, "aB:aB:", "aB-aB:", 1), false},
		{"two blanks", strings.Replace(line, " ", "  ", 1), false},
		{"upper-case name", "A=FINGERPRINT" + line[13:], false},
		{"after a blank", " " + line, false},
		{"hidden by a lone return", "a=x:\r" + line, false},
		{"good and malformed", line + "a=fingerprint:\r\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Fingerprint(tt.sdp)
			if tt.ok && (err != nil || got != want) {
				t.Fatalf("got %q, %v", got, err)
			}
			if !tt.ok && !errors.Is(err, ErrMalformed) {
				t.Fatalf("got %q, %v", got, err)
			}
		})
	}
}

func TestOwnDescriptionHasOneFingerprint(t *testing.T) {
	offer, answer := offerAnswer(t)
	ours, err := Fingerprint(offer.SDP)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := Fingerprint(answer.SDP)
	if err != nil {
		t.Fatal(err)
	}
	if ours == theirs {
		t.Error("two connections share a certificate")
	}
}

func FuzzFingerprint(f *testing.F) {
	f.Add("a=fingerprint:sha-256 " + strings.Repeat("aB:", 31) + "0f\r\n")
	f.Add("a=fingerprint:sha-512 " + strings.Repeat("00:", 63) + "0f")
	f.Add("a=x:\ra=fingerprint:sha-256 00\n")
	f.Fuzz(func(t *testing.T, sdp string) {
		got, err := Fingerprint(sdp)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		again, err := Fingerprint("a=fingerprint:" + got)
		if err != nil || again != got {
			t.Fatalf("%q became %q, %v", got, again, err)
		}
	})
}

// FuzzRemote feeds whole signalling to a connection: strict errors, no panic.
func FuzzRemote(f *testing.F) {
	offer, answer := offerAnswer(f)
	const candidate = "candidate:1 1 udp 2130706431 10.1.0.1 4444 typ host ufrag abcd generation 0"
	f.Add(Offer, offer.SDP, candidate, "")
	f.Add(Answer, answer.SDP, candidate, "abcd")
	f.Add(Offer, strings.ReplaceAll(offer.SDP, "sendrecv", "inactive"), "candidate:", "")
	f.Add(Offer, strings.ReplaceAll(offer.SDP, "m=application", "m=text"), "", "")
	f.Fuzz(func(t *testing.T, kind, sdp, candidate, ufrag string) {
		e := alone(t, kind == Answer)
		_ = e.conn.RemoteCandidate(Candidate{Candidate: candidate, UsernameFragment: ufrag})
		_ = e.conn.Start()
		_ = e.conn.Remote(Description{Kind: kind, SDP: sdp})
		_ = e.conn.RemoteCandidate(Candidate{Candidate: candidate})
	})
}
