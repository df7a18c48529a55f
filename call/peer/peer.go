// Package peer is one connection to one other person: pion's PeerConnection
// wrapped so that negotiation is serial, media goes through fixed slots, and
// nothing else in Parley sees pion.
//
// Signalling is the caller's: what Handler.Describe and Handler.Candidate hand
// out goes to the far side's Remote and RemoteCandidate, in any order and any
// number of times.
package peer

import (
	"errors"
	"fmt"
	"io"
	"time"

	"parley/call/media/frame"
)

// Slot names one of the tracks every connection has in each direction. They
// are the first five media sections of the session description, in this order.
// Each has one codec, so that a screen can change its own without negotiation.
type Slot int

// The slots.
const (
	Microphone Slot = iota
	Camera
	Screen
	ScreenSound
	SharpScreen // the screen, in AV1
	slotCount
)

// String returns the slot's name in lower case.
func (s Slot) String() string {
	switch s {
	case Microphone:
		return "microphone"
	case Camera:
		return "camera"
	case Screen:
		return "screen"
	case ScreenSound:
		return "screen sound"
	case SharpScreen:
		return "sharp screen"
	default:
		return fmt.Sprintf("slot %d", int(s))
	}
}

// video reports whether the slot carries pictures.
func (s Slot) video() bool { return s == Camera || s == Screen || s == SharpScreen }

// Description is a session description (RFC 8866) to be signalled.
type Description struct {
	Kind string // Offer or Answer
	SDP  string
}

// The kinds of a Description (RFC 3264).
const (
	Offer  = "offer"
	Answer = "answer"
)

// Candidate is an ICE candidate to be signalled, in the terms of
// RTCIceCandidateInit.
type Candidate struct {
	Candidate        string // "candidate:..." (RFC 8839 section 5.1)
	Mid              string
	MLine            int
	UsernameFragment string // of the description it belongs to
}

// State is what became of the connection, as in RTCPeerConnectionState.
type State int

// The states. Idle is what the standard calls new. Disconnected heals by itself when the path comes back; Failed
// needs Restart; Closed is final, and also comes when the far side closes.
const (
	Idle State = iota
	Connecting
	Connected
	Disconnected
	Failed
	Closed
)

// String returns the state's name in lower case.
func (s State) String() string {
	names := [...]string{"idle", "connecting", "connected", "disconnected", "failed", "closed"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("state %d", int(s))
	}
	return names[s]
}

// SenderReport says that at NTP, by the sender's wall clock, the slot's RTP
// clock read RTP (RFC 3550 section 6.4.1).
type SenderReport struct {
	NTP     time.Time
	RTP     uint32
	Arrived time.Time
}

// Handler hears what happens. Its methods are called from the connection's
// goroutines, in order for each method, for Packet and SenderReport in order
// for each slot. They must not block, must not call Close, and are never
// called after Close has returned.
type Handler interface {
	// Describe and Candidate hand out what is to be signalled.
	Describe(Description)
	Candidate(Candidate)
	StateChanged(State)
	Packet(Slot, frame.Packet)
	SenderReport(Slot, SenderReport)
	// Message is one message from a channel; it belongs to the callee.
	// ChannelOpen comes before the first.
	Message(c Channel, message []byte)
	ChannelOpen(Channel)
	// FilesOpen hands out the byte stream for files. It may be read and written
	// from then on; who is handed it closes it.
	FilesOpen(io.ReadWriteCloser)
	// KeyFrameWanted asks for a key frame: the far side did, or frames were
	// dropped here. It is not throttled.
	KeyFrameWanted(Slot)
	// TargetChanged gives the estimate of what the path takes beside what is
	// sent again, in bits a second with RTP headers: on connecting, whenever it
	// changes, and each second.
	TargetChanged(bps int)
	// RenegotiationWanted is for the side that never offers: the other one's
	// Restart should be called.
	RenegotiationWanted()
}

var (
	// ErrClosed is returned by every call after Close.
	ErrClosed = errors.New("connection is closed")
	// ErrUnexpected is wrapped when a description comes from the wrong side or
	// at the wrong time.
	ErrUnexpected = errors.New("unexpected description")
	// ErrMalformed is wrapped when signalling breaks its format or its limits.
	ErrMalformed = errors.New("malformed signalling")
	// ErrNotOpen is returned by Send before the channel is open.
	ErrNotOpen = errors.New("channel is not open")
	// ErrChannelFull is returned by Send when too much waits already.
	ErrChannelFull = errors.New("channel is full")
	// ErrTooLarge is returned by Send for a message over the channel's limit.
	ErrTooLarge = errors.New("message is too large")
)
