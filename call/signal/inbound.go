package signal

import "fmt"

// Inbound checks one direction of a link, message after message. The zero
// value is ready once Version is set.
type Inbound struct {
	Version    int // that was agreed on
	last       uint64
	candidates int
}

// Check refuses a message that is out of order, of another version, or one
// candidate too many. The error wraps ErrProtocol.
func (in *Inbound) Check(e Envelope) error {
	if e.Sequence <= in.last {
		return fmt.Errorf("%w: sequence number %d after %d", ErrProtocol, e.Sequence, in.last)
	}
	in.last = e.Sequence
	want := in.Version
	if OfLink(e.Body) {
		want = 1
	}
	if e.Version != want {
		return fmt.Errorf("%w: version %d, agreed on %d", ErrProtocol, e.Version, want)
	}
	return in.count(e.Body)
}

func (in *Inbound) count(b Body) error {
	switch b.(type) {
	case Description:
		in.candidates = 0
	case Candidate:
		if in.candidates++; in.candidates > MaxCandidates {
			return fmt.Errorf("%w: more than %d candidates", ErrProtocol, MaxCandidates)
		}
	}
	return nil
}

// Agree returns the newest version that both sides speak. The error wraps
// ErrVersion.
func Agree(ours, theirs []int) (int, error) {
	best := 0
	for _, v := range ours {
		for _, w := range theirs {
			if v == w {
				best = max(best, v)
			}
		}
	}
	if best == 0 {
		return 0, fmt.Errorf("%w: %v here, %v there", ErrVersion, ours, theirs)
	}
	return best, nil
}
