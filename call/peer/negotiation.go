package peer

import (
	"fmt"

	"github.com/pion/webrtc/v4"
)

// negotiation exchanges descriptions, one at a time. Only one side offers, so
// that there is no glare, which pion could not roll back from.
//
// Its state belongs to the goroutine of run; all else goes through do.
type negotiation struct {
	pc       *webrtc.PeerConnection
	offerer  bool
	admitted admission
	servers  func() []Server
	events   *events
	locals   localCandidates
	requests chan func()
	done     <-chan struct{}

	pending bool        // our offer waits for its answer
	restart bool        // and another is due after it
	offer   Description // made last, to be repeated
	answer  Description // made last, to be repeated
	applied string      // the far side's last SDP
	latest  description // of it
	remotes remoteCandidates
}

func newNegotiation(pc *webrtc.PeerConnection, config Config, e *events, done <-chan struct{}) *negotiation {
	n := &negotiation{
		pc: pc, offerer: config.Offerer, admitted: newAdmission(config), servers: config.Servers, events: e, done: done,
		locals: localCandidates{events: e, relayOnly: config.RelayOnly}, requests: make(chan func()),
	}
	pc.OnICECandidate(n.locals.found)
	return n
}

// run serves requests one by one until done is closed.
func (n *negotiation) run() {
	for {
		select {
		case request := <-n.requests:
			request()
		case <-n.done:
			return
		}
	}
}

// do runs op on the negotiation goroutine and returns its error.
func (n *negotiation) do(op func() error) error {
	reply := make(chan error, 1)
	select {
	case n.requests <- func() { reply <- op() }:
	case <-n.done:
		return ErrClosed
	}
	select {
	case err := <-reply:
		return err
	case <-n.done:
		return ErrClosed
	}
}

// start makes the first offer, or does nothing on the side that waits for it.
func (n *negotiation) start() error {
	if !n.offerer || n.offer.SDP != "" {
		return nil
	}
	return n.makeOffer(nil)
}

// restartICE begins a new ICE generation. While an offer is on its way it is
// repeated, in case it got lost, and the restart follows its answer.
func (n *negotiation) restartICE() error {
	switch {
	case !n.offerer:
		n.events.once(eventKey{kind: renegotiationWanted}, func(h Handler) { h.RenegotiationWanted() })
		return nil
	case n.offer.SDP == "":
		return nil // Start is yet to come
	case n.pending:
		n.restart = true
		offer := n.offer
		n.events.post(func(h Handler) { h.Describe(offer) })
		return nil
	}
	return n.makeOffer(&webrtc.OfferOptions{ICERestart: true})
}

func (n *negotiation) makeOffer(options *webrtc.OfferOptions) error {
	n.locals.hold()
	var made webrtc.SessionDescription
	err := n.refreshServers()
	if err == nil {
		made, err = n.pc.CreateOffer(options)
	}
	if err == nil {
		err = n.pc.SetLocalDescription(made)
	}
	if err != nil {
		n.locals.release(nil)
		return fmt.Errorf("make an offer: %w", err)
	}
	n.pending, n.restart = true, false
	n.offer, err = n.locals.describe(Offer, made.SDP)
	if err != nil {
		n.locals.release(nil)
		return err
	}
	n.locals.release(&n.offer)
	return nil
}

// remote takes a description of the far side.
func (n *negotiation) remote(d Description) error {
	parsed, err := parseDescription(d, n.admitted)
	if err != nil {
		return err
	}
	switch {
	case d.Kind == Offer && !n.offerer:
		return n.remoteOffer(d, parsed)
	case d.Kind == Answer && n.offerer:
		return n.remoteAnswer(d, parsed)
	}
	return fmt.Errorf("%w: %.10q", ErrUnexpected, d.Kind)
}

// remoteOffer answers an offer. An old one, overtaken by a newer, is ignored;
// the last one again gets the same answer again, which may have been lost.
func (n *negotiation) remoteOffer(d Description, parsed description) error {
	if d.SDP == n.applied {
		answer := n.answer
		n.events.post(func(h Handler) { h.Describe(answer) })
		return nil
	}
	if n.stale(parsed) {
		return nil
	}
	n.locals.hold()
	made, err := n.makeAnswer(parsed)
	if err != nil {
		n.locals.release(nil)
		return fmt.Errorf("answer an offer: %w", err)
	}
	n.answer = made
	n.locals.release(&made)
	return n.accept(d, parsed)
}

func (n *negotiation) makeAnswer(offer description) (Description, error) {
	if err := n.refreshServers(); err != nil {
		return Description{}, err
	}
	if err := n.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.sdp}); err != nil {
		return Description{}, err
	}
	if err := adopt(n.pc.GetTransceivers()); err != nil {
		return Description{}, err
	}
	made, err := n.pc.CreateAnswer(nil)
	if err != nil {
		return Description{}, err
	}
	if err := n.pc.SetLocalDescription(made); err != nil {
		return Description{}, err
	}
	return n.locals.describe(Answer, made.SDP)
}

// remoteAnswer completes our offer. Repeated and old answers are ignored.
func (n *negotiation) remoteAnswer(d Description, parsed description) error {
	switch {
	case d.SDP == n.applied, n.stale(parsed):
		return nil
	case !n.pending:
		return fmt.Errorf("%w: answer without an offer", ErrUnexpected)
	}
	if err := n.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: parsed.sdp}); err != nil {
		return fmt.Errorf("take an answer: %w", err)
	}
	n.pending = false
	if err := n.accept(d, parsed); err != nil || !n.restart {
		return err
	}
	return n.makeOffer(&webrtc.OfferOptions{ICERestart: true})
}

// stale reports whether the far side has sent a newer description already.
func (n *negotiation) stale(d description) bool {
	return n.applied != "" && d.session == n.latest.session && d.version <= n.latest.version
}

// accept remembers an applied description and uses the candidates that have
// waited for it.
func (n *negotiation) accept(d Description, parsed description) error {
	n.applied, n.latest = d.SDP, parsed
	for _, c := range n.remotes.begin(parsed.ufrag) {
		if err := n.addCandidate(c); err != nil {
			return err
		}
	}
	return nil
}

// remoteCandidate takes a candidate of the far side, now or when its
// description comes.
func (n *negotiation) remoteCandidate(c Candidate) error {
	last, err := c.check()
	if err != nil || last {
		return err
	}
	now, err := n.remotes.take(c)
	if err != nil || !now {
		return err
	}
	return n.addCandidate(c)
}

// addCandidate uses a candidate, or ignores it if that could do harm.
func (n *negotiation) addCandidate(c Candidate) error {
	if !n.admitted.line(c.Candidate) {
		return nil
	}
	if err := n.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: c.Candidate}); err != nil {
		return fmt.Errorf("add a candidate: %w", err)
	}
	return nil
}
