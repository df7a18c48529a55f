package peer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pion/sdp/v3"
)

// Limits of what a peer may signal.
const (
	maxSDP        = 64 << 10 // bytes
	maxMediaLines = 32
	maxCandidates = 100 // of one ICE generation
)

// description is what negotiation needs to know of a session description.
type description struct {
	ufrag   string // ICE generation (RFC 8839 section 5.4)
	session uint64 // identifies whom it comes from, with version
	version uint64 // counts that one's descriptions (RFC 8866 section 5.2)
	sdp     string // with those of its candidates that are used
}

// parseDescription checks all that pion would take in good faith.
func parseDescription(d Description, admitted admission) (description, error) {
	if len(d.SDP) > maxSDP {
		return description{}, fmt.Errorf("%w: description of %d bytes", ErrMalformed, len(d.SDP))
	}
	if _, err := Fingerprint(d.SDP); err != nil {
		return description{}, err
	}
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(d.SDP); err != nil {
		return description{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err := checkMedia(parsed.MediaDescriptions); err != nil {
		return description{}, err
	}
	ufrag, err := iceUfrag(&parsed)
	if err != nil {
		return description{}, err
	}
	kept, err := keepCandidates(d.SDP, &parsed, admitted.line)
	return description{
		ufrag: ufrag, session: parsed.Origin.SessionID, version: parsed.Origin.SessionVersion, sdp: kept,
	}, err
}

// keepCandidates returns a description without the candidates that keep does
// not want. What is left out is found in, and the rest written from, the parsed
// form: pion reads what is returned and must not find a line that was not seen.
func keepCandidates(text string, parsed *sdp.SessionDescription, keep func(line string) bool) (string, error) {
	unwanted := func(a sdp.Attribute) bool { return a.IsICECandidate() && !keep(a.Value) }
	before := len(parsed.Attributes)
	parsed.Attributes = slices.DeleteFunc(parsed.Attributes, unwanted)
	dropped := before - len(parsed.Attributes)
	for _, m := range parsed.MediaDescriptions {
		before = len(m.Attributes)
		m.Attributes = slices.DeleteFunc(m.Attributes, unwanted)
		dropped += before - len(m.Attributes)
	}
	if dropped == 0 {
		return text, nil
	}
	out, err := parsed.Marshal()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return string(out), nil
}

// checkMedia makes sure that sections map to slots by their order.
func checkMedia(sections []*sdp.MediaDescription) error {
	if len(sections) > maxMediaLines {
		return fmt.Errorf("%w: %d media sections", ErrMalformed, len(sections))
	}
	slot, candidates := Slot(0), 0
	for _, m := range sections {
		for _, a := range m.Attributes {
			switch a.Key {
			case "candidate":
				candidates++
			case "rid", "simulcast":
				return fmt.Errorf("%w: simulcast", ErrMalformed)
			}
		}
		if m.MediaName.Media == "application" {
			continue
		}
		if slot >= slotCount || m.MediaName.Media != mediaName(slot) {
			return fmt.Errorf("%w: %q as media section %d", ErrMalformed, m.MediaName.Media, slot)
		}
		slot++
	}
	if candidates > maxCandidates {
		return fmt.Errorf("%w: %d candidates", ErrMalformed, candidates)
	}
	return nil
}

func mediaName(s Slot) string {
	if s.video() {
		return "video"
	}
	return "audio"
}

// iceUfrag returns the one user name fragment of a bundled description.
func iceUfrag(parsed *sdp.SessionDescription) (ufrag string, err error) {
	attributes := slices.Clone(parsed.Attributes)
	for _, m := range parsed.MediaDescriptions {
		attributes = append(attributes, m.Attributes...)
	}
	for _, a := range attributes {
		switch {
		case a.Key != "ice-ufrag":
		case ufrag == "":
			ufrag = a.Value
		case ufrag != a.Value:
			return "", fmt.Errorf("%w: more than one ice-ufrag", ErrMalformed)
		}
	}
	if ufrag == "" {
		return "", fmt.Errorf("%w: no ice-ufrag", ErrMalformed)
	}
	return ufrag, nil
}

// generation returns the ICE generation a candidate names, "" when it names none.
func (c Candidate) generation() string {
	if c.UsernameFragment != "" {
		return c.UsernameFragment
	}
	fields := strings.Fields(c.Candidate)
	for i := 0; i+1 < len(fields); i++ {
		if fields[i] == "ufrag" {
			return fields[i+1]
		}
	}
	return ""
}
