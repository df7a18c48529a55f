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
	Guest    bool   // Key is for one visit: nobody keeps it
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
	// Meet comes into a meeting.
	Meet(Place, Intent) ID
	// Admit lets somebody into the meeting who waits, by key, or refuses them.
	Admit(id ID, key string, yes bool)
	// SetDoor says who comes in from now on; for the host only.
	SetDoor(ID, Door)
	// SetValidity says how long links are good for; for the host only.
	SetValidity(ID, Validity)
	// AskMute asks a participant to turn their microphone off; for the host only.
	AskMute(id ID, participant string)
	// Remove ends a participant's visit and moves the meeting to where they do
	// not find it; for the host only.
	Remove(id ID, participant string)
	// Renew moves the meeting to a new link: the old one leads nowhere. For the
	// host only.
	Renew(ID)
	// Accept answers an incoming call. No media flows before it.
	Accept(ID, Intent)
	// Decline refuses an incoming call.
	Decline(ID, Reason)
	// End leaves a call in any state; reason is what Ended will say.
	End(ID, Reason)
	// Offer makes a text that invites somebody, and tells Offered. Their answer is
	// a Target's Text.
	Offer()
	// Answer answers a text that invites, and tells AnswerMade.
	Answer(offer string)
	// Withdraw gives up what was offered and answered, but for calls.
	Withdraw()
	// Announce tells everyone in the call which tracks are on.
	Announce(ID, Media)
	// View tells a participant how what they send is shown here, so that nothing
	// more comes. It may be called often.
	View(id ID, participant string, v View)
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
	// Settle heeds the person's server, and whether contacts elsewhere see them:
	// one of both has changed.
	Settle()
	// RenewCard makes worthless what contacts know of how this person is seen,
	// because one of them was blocked; the others are told anew.
	RenewCard()
	// Come takes a ring by way of a server that was Doubtful.
	Come(Doubtful)
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
	BadLink      Reason = "bad-link"     // what was given leads nowhere; Ended has a sentence in Detail
	NoServer     Reason = "no-server"    // the server of a link is not reached
	Full         Reason = "full"         // no more people fit into the meeting
	Locked       Reason = "locked"       // the meeting lets nobody more in
	NoRelay      Reason = "no-relay"     // calls go through relays only, and none is known for this one
	Removed      Reason = "removed"      // the host wants this side out of the meeting
)

// Participant is somebody in the call, seen from here. Feeds and gauges are
// live: they change without a new event.
type Participant struct {
	ID     string // unique within the call
	Person Person
	Media  Media
	Tracks Tracks
	// Pair is the kind of path to them; empty while there is none yet.
	Pair stats.Pair
	// Lost says that the path is gone for now, and Cause why.
	Lost  bool
	Cause Cause
}

// Cause says why a path is gone, as far as that is known.
type Cause string

// The causes.
const (
	Unheard    Cause = ""       // nothing comes: it may be either side's fault, or that of what is between
	MovedHere  Cause = "here"   // this computer's network changed
	MovedThere Cause = "there"  // the other side's did
	Silent     Cause = "silent" // nothing has come for long, by media or signalling: the computer may be asleep
)

// Kind is a track's kind, as in the stats.
type Kind = stats.Kind
