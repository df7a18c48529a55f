package peer

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/pion/ice/v4"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// maxCandidate is the size of the longest candidate line taken, in bytes; real
// ones have about 120.
const maxCandidate = 512

// candidateName comes before what a candidate says (RFC 8839, section 5.1).
const candidateName = "candidate:"

// check parses a candidate strictly. last reports that it only says that there
// are no more (RFC 8838 section 14).
func (c Candidate) check() (last bool, err error) {
	if len(c.Candidate) > maxCandidate || len(c.UsernameFragment) > maxCandidate || len(c.Mid) > maxCandidate {
		return false, fmt.Errorf("%w: long candidate", ErrMalformed)
	}
	if c.MLine < 0 || c.MLine >= maxMediaLines {
		return false, fmt.Errorf("%w: candidate of media section %d", ErrMalformed, c.MLine)
	}
	if c.Candidate == "" {
		return true, nil
	}
	line, ok := strings.CutPrefix(c.Candidate, candidateName)
	if !ok {
		return false, fmt.Errorf("%w: candidate without its name", ErrMalformed)
	}
	_, err = ice.UnmarshalCandidate(line)
	if err != nil && !errors.Is(err, ice.ErrUnknownCandidateTyp) && !errors.Is(err, ice.ErrDetermineNetworkType) {
		return false, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return false, nil
}

// remoteCandidates holds candidates back until the description of their ICE
// generation is there, whichever way signalling reordered them. It belongs to
// the negotiation goroutine.
type remoteCandidates struct {
	ufrag   string // the current generation, "" before the first description
	taken   int    // of the current generation
	waiting []Candidate
}

// take returns the candidate when it may be used now. One of another
// generation waits: it is early, or too late and goes with the next switch.
func (r *remoteCandidates) take(c Candidate) (now bool, err error) {
	if r.taken+len(r.waiting) >= maxCandidates {
		return false, fmt.Errorf("%w: over %d candidates", ErrMalformed, maxCandidates)
	}
	if g := c.generation(); r.ufrag == "" || g != "" && g != r.ufrag {
		r.waiting = append(r.waiting, c)
		return false, nil
	}
	r.taken++
	return true, nil
}

// begin switches to the generation of ufrag and returns its candidates that
// have waited.
func (r *remoteCandidates) begin(ufrag string) []Candidate {
	if ufrag == r.ufrag {
		return nil
	}
	var usable []Candidate
	for _, c := range r.waiting {
		if g := c.generation(); g == "" || g == ufrag {
			usable = append(usable, c)
		}
	}
	*r = remoteCandidates{ufrag: ufrag, taken: len(usable)}
	return usable
}

// localCandidates hands our candidates out after the description they belong
// to. ICE begins to gather before that description is made.
type localCandidates struct {
	events    *events
	relayOnly bool // no other candidate leaves, in whatever form

	mu      sync.Mutex
	held    bool
	waiting []Candidate
}

// hold keeps candidates back from now on.
func (l *localCandidates) hold() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = true
}

// release hands out d and then what was held back. Without a description, when
// there was an error, it only lets go.
func (l *localCandidates) release(d *Description) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if d != nil {
		l.events.post(func(h Handler) { h.Describe(*d) })
	}
	for _, c := range l.waiting {
		l.events.post(func(h Handler) { h.Candidate(c) })
	}
	l.held, l.waiting = false, nil
}

// found takes a candidate from pion, nil at the end.
func (l *localCandidates) found(pc *webrtc.ICECandidate) {
	if pc == nil || l.relayOnly && pc.Typ != webrtc.ICECandidateTypeRelay {
		return
	}
	c := fromPion(withoutBase(*pc).ToJSON())
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held {
		l.waiting = append(l.waiting, c)
		return
	}
	l.events.post(func(h Handler) { h.Candidate(c) })
}

// describe makes a description of ours. The candidates that stand in it are
// handed out one by one too, so none is lost with them: they tell whence a relay
// was reached.
func (l *localCandidates) describe(kind, text string) (Description, error) {
	d := Description{Kind: kind, SDP: text}
	if !l.relayOnly {
		return d, nil
	}
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(text); err != nil {
		return d, fmt.Errorf("read our own description: %w", err)
	}
	var err error
	d.SDP, err = keepCandidates(text, &parsed, func(string) bool { return false })
	return d, err
}

// withoutBase keeps to ourselves from which of our addresses a relay was
// reached, in the way of RFC 8839, section 5.1.
func withoutBase(c webrtc.ICECandidate) webrtc.ICECandidate {
	if c.Typ == webrtc.ICECandidateTypeRelay {
		c.RelatedAddress, c.RelatedPort = "0.0.0.0", 9
	}
	return c
}

func fromPion(in webrtc.ICECandidateInit) Candidate {
	c := Candidate{Candidate: in.Candidate}
	if in.SDPMid != nil {
		c.Mid = *in.SDPMid
	}
	if in.SDPMLineIndex != nil {
		c.MLine = int(*in.SDPMLineIndex)
	}
	c.UsernameFragment = c.generation()
	return c
}
