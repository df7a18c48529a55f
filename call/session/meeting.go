package session

// Place is where a meeting is held.
type Place struct {
	// Link leads to it: a link, or a server's host and six words. Empty makes a
	// new one at Server.
	Link string
	// Server is a host with or without a port, for a new link. With a link it is
	// the one that stands in it, for the words while nothing else is known.
	Server string
}

// Door says who comes into a meeting.
type Door string

// The doors.
const (
	DoorOpen   Door = "open"   // whoever has the link
	DoorAsks   Door = "ask"    // whom the host lets in
	DoorLocked Door = "locked" // nobody more
)

// Validity says how long a link leads somewhere. After it the meeting has a new
// one.
type Validity string

// The validities.
const (
	ForMeeting Validity = "meeting"    // as long as the meeting
	ForOne     Validity = "one-person" // until one more person came by it
	ForAnHour  Validity = "hour"
)

// MostPeople is how many people meet at most, oneself included: each sends to
// each.
const MostPeople = 8

// Meeting is how a meeting stands.
type Meeting struct {
	Link   string   // for others to come by; who has it may come, so it stands in no log
	Words  []string // the same, to be read aloud; nil where they are not known
	Server string   // the host that brings people together
	Room   string   // tells meetings apart, also after a move; no secret
	Host   string   // the key of who decides about the door
	Hosts  bool     // that is the person at this computer
	Door   Door
	// Validity is the host's choice; empty for who is not the host.
	Validity Validity
	// Waiting are the people who ask to be let in here, the first first.
	Waiting []Person
	// Away says that the server is not reached: nobody can come until it is.
	Away bool
}

// The events of a backend about meetings. In a meeting Answered says that this
// side is in it, and Connected follows at once, whoever else is there.
type (
	// Waits says that somebody has to let this side in.
	Waits struct{ ID ID }
	// Met says how a meeting stands, for the first time before Answered.
	Met struct {
		ID      ID
		Meeting Meeting
	}
	// MuteAsked says that the host would like this side's microphone off.
	MuteAsked struct {
		ID          ID
		Participant string
	}
)

func (Waits) event()     {}
func (Met) event()       {}
func (MuteAsked) event() {}

// Of names the call.
func (e Waits) Of() ID { return e.ID }

// Of names the call.
func (e Met) Of() ID { return e.ID }

// Of names the call.
func (e MuteAsked) Of() ID { return e.ID }
