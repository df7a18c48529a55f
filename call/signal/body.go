package signal

// Body is what an Envelope carries: one of the types below, each a row of
// PROTOCOL.md, section 3.
type Body interface {
	// kind returns the type's name on the wire.
	kind() string
	// check reports what breaks a limit; the error wraps ErrProtocol.
	check() error
}

// The bodies.
type (
	// Hello is the first message of both sides of a link.
	Hello struct {
		Name     string `json:"name"`     // as sent: clean it before showing it
		Device   string `json:"device"`   // likewise
		Versions []int  `json:"versions"` // of the protocol, that the sender speaks
		// Guest says that the sender's key is for this visit only.
		Guest bool `json:"guest,omitempty"`
	}
	// Ring calls the other side.
	Ring struct {
		Video bool `json:"video"` // the caller wants to send pictures
	}
	// Join asks to come into the meeting in whose room the link is.
	Join struct {
		Video bool `json:"video"`
	}
	// Ringing says that it rings.
	Ringing struct{}
	// Accept takes the call.
	Accept struct {
		Video bool `json:"video"`
	}
	// Decline refuses the call.
	Decline struct {
		Reason string `json:"reason"`
	}
	// Busy says that the called person is in another call.
	Busy struct{}
	// Cancel gives up a call that was not accepted yet.
	Cancel struct{}
	// End leaves an accepted call.
	End struct {
		Reason string `json:"reason"`
	}
	// Description is a session description with the signed fingerprint of
	// its DTLS certificate: see SignDescription.
	Description struct {
		Kind        string `json:"kind"` // Offer or Answer
		SDP         string `json:"sdp"`
		Fingerprint string `json:"fingerprint"` // such as "sha-256 AB:CD:…"
		Signature   []byte `json:"signature"`
	}
	// Candidate is an ICE candidate (RFC 8838). An empty Candidate says that
	// there are no more.
	Candidate struct {
		Candidate        string `json:"candidate"`
		Mid              string `json:"mid"`
		MLine            int    `json:"mline"`
		UsernameFragment string `json:"ufrag"`
	}
	// Renegotiate asks for an offer with new ICE credentials.
	Renegotiate struct{}
	// Resume says that this link carries on a call whose link was lost.
	Resume struct{}
	// Ping asks for a sign of life.
	Ping struct{}
	// Pong gives it.
	Pong struct{}
)

// The kinds of Description.
const (
	Offer  = "offer"
	Answer = "answer"
)

func (Hello) kind() string       { return "hello" }
func (Ring) kind() string        { return "ring" }
func (Join) kind() string        { return "join" }
func (Ringing) kind() string     { return "ringing" }
func (Accept) kind() string      { return "accept" }
func (Decline) kind() string     { return "decline" }
func (Busy) kind() string        { return "busy" }
func (Cancel) kind() string      { return "cancel" }
func (End) kind() string         { return "end" }
func (Description) kind() string { return "description" }
func (Candidate) kind() string   { return "candidate" }
func (Renegotiate) kind() string { return "renegotiate" }
func (Resume) kind() string      { return "resume" }
func (Ping) kind() string        { return "ping" }
func (Pong) kind() string        { return "pong" }

// OfLink reports whether a body belongs to the link rather than to a call, so
// that its envelope names none.
func OfLink(b Body) bool {
	switch b.(type) {
	case Hello, Ping, Pong:
		return true
	}
	return false
}
