// Package session is the seam between the call controller and whatever
// carries a call: two desktops side by side, a conference server, a phone.
// The controller knows these types only; main.go chooses what stands behind.
package session

import (
	"parley/call/annotation"
	"parley/call/stats"
)

// ID names one call, unique for both sides.
type ID string

// Person is somebody who can be called or calls.
type Person struct {
	Key      string // the text form of the identity's public key
	Name     string // cleaned for display, never empty
	Device   string // the computer's name, may be empty
	Address  string // host:port last seen, a hint
	Instance string // tells adverts apart while Key is only claimed
}

// Target is whom to call. Text is what the person chose or typed: a key, a
// name nearby, or host:port. Key and Address come from the contacts when Text
// names one of them; whoever answers must then prove that key.
type Target struct{ Text, Key, Address string }

// Intent is what a person wants to send when the call starts.
type Intent struct{ Video bool }

// Media says which of one's tracks are on.
type Media struct {
	Microphone bool
	Camera     bool
	Screen     bool
	Share      ShareFacts
}

// Backend makes calls. No method blocks or fails: what comes of it is told by
// events. Methods may be called from one goroutine at a time.
type Backend interface {
	// Ring calls somebody. The far side is told only after Proceed.
	Ring(Target, Intent) ID
	// Proceed lets a call that was Reached ring.
	Proceed(ID)
	// Accept answers an incoming call. No media flows before it.
	Accept(ID, Intent)
	// Decline refuses an incoming call.
	Decline(ID, Reason)
	// End leaves a call in any state; reason is what Ended will say.
	End(ID, Reason)
	// Announce tells everyone in the call which tracks are on.
	Announce(ID, Media)
	// Chat sends one message of call/chat to a participant. One that cannot be
	// sent closes their channel: ChatClosed.
	Chat(id ID, participant string, message []byte)
	// Annotate sends what was pointed at or drawn to everybody in the call. What
	// cannot be sent at once is dropped: it would be old.
	Annotate(ID, annotation.Message)
	// Rename changes the name that others see, in adverts and new calls.
	Rename(name string)
	// Appear announces this person to the network, or stops doing so.
	Appear(visible bool)
	// Events delivers what happens, in order. It is closed after Close.
	Events() <-chan Event
	// Close ends everything and waits for it. It is idempotent.
	Close() error
}

// Reason says why a call ended.
type Reason string

// The reasons a call ends for.
const (
	HungUp       Reason = "hung-up"      // by either side, after it was accepted
	Declined     Reason = "declined"     // the called person refused
	Busy         Reason = "busy"         // the called person is in another call
	NoAnswer     Reason = "no-answer"    // nobody accepted within RingTimeout
	Cancelled    Reason = "cancelled"    // the caller gave up
	Unreachable  Reason = "unreachable"  // nobody there under that name or address
	Lost         Reason = "lost"         // the connection went and did not return
	Mismatch     Reason = "mismatch"     // the media's fingerprint is not the one signed
	KeyChanged   Reason = "key-changed"  // a known name with a new key, not trusted
	Incompatible Reason = "incompatible" // the versions have nothing in common
	ProtocolFail Reason = "protocol"     // the far side broke the protocol
)

// Participant is somebody in the call, seen from here. Feeds and gauges are
// live: they change without a new event.
type Participant struct {
	ID     string // unique within the call
	Person Person
	Media  Media
	Tracks Tracks
}

// Kind is a track's kind, as in the stats.
type Kind = stats.Kind
