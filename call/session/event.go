package session

import (
	"time"

	"parley/call/stats"
)

// Event is something that happened in a backend or the studio.
type Event interface{ event() }

// The events of a backend.
type (
	// Listening says where calls can reach this computer.
	Listening struct{ Addresses []string }
	// Nearby lists the people on this network now.
	Nearby struct{ People []Person }
	// Network says whether this computer has a network at all.
	Network struct{ Online bool }
	// Reached says that the called person's device proved its key. The call
	// waits for Proceed.
	Reached struct {
		ID     ID
		Person Person
	}
	// Ringing says that the called person's device rings.
	Ringing struct{ ID ID }
	// Incoming says that somebody calls.
	Incoming struct {
		ID     ID
		Person Person
		Intent Intent
	}
	// Answered says that the call was accepted, by either side.
	Answered struct{ ID ID }
	// Connected says that media can flow, for the first time or again.
	Connected struct {
		ID   ID
		Pair stats.Pair
	}
	// Interrupted says that the connection is gone for now.
	Interrupted struct {
		ID    ID
		Cause Cause
	}
	// Ended is the last event of a call.
	Ended struct {
		ID     ID
		Reason Reason
		Detail string // exact, for logs and reports
	}
	// Joined, Changed and Left follow the roster.
	Joined struct {
		ID          ID
		Participant Participant
	}
	Changed struct {
		ID          ID
		Participant Participant
	}
	Left struct {
		ID          ID
		Participant string
	}
	// FirstPicture and FirstSound come once a participant.
	FirstPicture struct {
		ID          ID
		Participant string
		At          time.Time
	}
	FirstSound struct {
		ID          ID
		Participant string
		At          time.Time
	}
	// Measured carries the statistics of the last second.
	Measured struct {
		ID     ID
		Tracks []stats.Track
	}
)

func (Listening) event() {}
func (Nearby) event()    {}
func (Network) event()   {}
func (Incoming) event()  {}
