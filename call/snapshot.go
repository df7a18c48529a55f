package call

import (
	"cmp"
	"time"

	"parley/call/chat"
	"parley/call/session"
	"parley/call/settings"
	"parley/call/stats"
	"parley/transfer"
)

// Snapshot is everything the window shows, at one moment. It is immutable:
// the controller makes a new one for every change, and a reader may keep it.
// Only the feeds and gauges inside are live.
type Snapshot struct {
	State    State
	Self     Self
	Nearby   []Contact // on this network now, by name
	Known    []Contact // met before, last called first; those nearby too
	Call     *Call     // nil while idle
	Devices  Devices
	Settings settings.Settings
	Sharing  Sharing             // of this computer's screen
	Files    []transfer.Transfer // under way or ended, oldest first
	Notices  []Notice            // oldest first, two at most
	// Invitation is a text for somebody whom no server helps to reach.
	Invitation Invitation
	// Doubt is about a server that a contact uses and this person does not, until
	// they decide; nil for none.
	Doubt *Doubt
	// LastEnd is how the last call ended, until the next begins or it is
	// dismissed; nil before the first.
	LastEnd *End
}

// Self is the person at this computer.
type Self struct {
	Name, Device, Key string
	Addresses         []string // host:port where calls reach this computer
	Online            bool     // there is a network
	Media             session.Media
	Tracks            session.Tracks
}

// Doubt is about a server that the person has not used.
type Doubt struct {
	Peer   Contact
	Server string // an origin
	Rings  bool   // the peer rings by way of it; else it takes it to ring them
}

// Presence says whether a person can be called now.
type Presence int

// The presences.
const (
	Away   Presence = iota // not seen on the network
	Here                   // seen nearby
	Online                 // reached elsewhere, as a server has it
)

// Trust says what is known of a person's key.
type Trust int

// The degrees of trust.
const (
	Stranger Trust = iota // never met
	Met                   // the same key as before
	Verified              // the key was compared
	Changed               // a known name with a new key
)

// Contact is a person with what is known about them.
type Contact struct {
	session.Person
	Trust    Trust
	Presence Presence
	Last     LastCall
	Volume   float64 // how loud they are heard, 0 to 2
	// AcceptBytes is up to how many bytes their files are taken without
	// asking; 0 asks.
	AcceptBytes int64
	// Blocked says that they do not ring here.
	Blocked bool
	// Rings says that they can be rung across the internet.
	Rings bool
}

// Target is what Ring takes to call this person: their key, else the advert
// they were seen by, else their address.
func (c Contact) Target() string { return cmp.Or(c.Key, c.Instance, c.Address) }

// LastCall is the last call with a person; Time is zero when there was none.
type LastCall struct {
	Time     time.Time
	Length   time.Duration
	Outgoing bool
	Missed   bool
}

// Call is the one call that is going on.
type Call struct {
	ID           session.ID
	Peer         Contact // who was called or calls
	Outgoing     bool
	Video        bool      // the caller asked for video
	Begun        time.Time // when it was dialled or came in
	Connected    time.Time // when it was accepted and media could flow; zero before
	Lost         time.Time // since when the connection is gone; zero while it is there
	Participants []Participant
	Pair         stats.Pair // the kind of path; empty while unknown
	// Question is set while the call waits for the person's decision about
	// a changed key.
	Question      bool
	SpeakingMuted bool
	// Speaker is the key of who of the others has the floor: see
	// session.Speaker.
	Speaker string
	// Meeting is set when this is a call of several people, by a link; then
	// nobody is Peer. Waits says that somebody has to let this side in.
	Meeting *session.Meeting
	Waits   bool
	Stats   []stats.Track // of the last second
	Chat    Chat
}

// Participant is somebody else in the call.
type Participant struct {
	session.Participant
	Contact Contact
}

// Chat is what is written in a call.
type Chat struct {
	*chat.Snapshot
	Open  bool // somebody reads it: a channel is open
	Older bool // the history has more, which OlderChat loads
	// Query is what is searched, and Found what has it, newest first.
	Query string
	Found []*chat.Message
	// Refused is why the last text was not sent, a sentence; empty once one
	// was.
	Refused string
}

// Sharing is the share of this computer's screen.
type Sharing struct {
	session.ShareStatus
	Sources  []session.ShareSource // displays first; empty unless Browse is on
	Pointing bool                  // others may point at it and draw on it
	Asks     string                // the name of who would like to; empty for nobody
}

// Invitation is a text to give to somebody else, who gives one back. Both are as
// secret as what will be said.
type Invitation struct {
	Text    string // empty while Making, and where there is a Fault
	Answers bool   // it answers somebody's: they call when they have it
	Making  bool
	Fault   string // why there is no text, a sentence
}

// Devices is what is plugged in and how the chosen ones do.
type Devices struct {
	Cameras, Microphones, Speakers []session.Device
	Camera, Microphone, Speaker    session.DeviceStatus
	Test                           session.MicrophoneTest
}

// Severity says how much a notice matters.
type Severity int

// The severities.
const (
	Info Severity = iota
	Warning
	Problem
)

// Notice is a sentence for the person, shown as a toast or a strip.
type Notice struct {
	ID       int
	Severity Severity
	Text     string // what happened
	Hint     string // what to do next
	Stays    bool   // until it is solved or dismissed
}

// End is how a call ended, in words.
type End struct {
	Peer    Contact
	Meeting bool // of several people, so that nobody is Peer
	Reason  session.Reason
	Text    string // such as "Mara did not answer."
	Hint    string // what to do next; may be empty
	Length  time.Duration
	Missed  bool // it came in and was not answered
	Detail  string
	Retries bool // calling again makes sense
}
