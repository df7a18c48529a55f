package transfer

import (
	"time"

	"parley/transfer/inbox"
	"parley/transfer/outbox"
)

// ID names a transfer on this device, also after a restart.
type ID string

// Rank orders streams to the same peer: content takes the highest.
type Rank int

// Ranks that callers use.
const (
	DataChannel Rank = 1 // of a call
	Direct      Rank = 2 // a connection of its own
)

// String returns the word that scripts read; "" for no stream.
func (r Rank) String() string {
	switch r {
	case DataChannel:
		return "data-channel"
	case Direct:
		return "direct"
	}
	return ""
}

// Direction is who sends.
type Direction uint8

// The directions.
const (
	Sending Direction = iota + 1
	Receiving
)

// State is how far a transfer is.
//
//	Sending:    Preparing ─► Offered ──────────► Running ⇄ Paused, Waiting ─► Done
//	Receiving:               Offered ─► Checking ─► Running ⇄ Paused, Waiting ─► Finishing ─► Done
//	                            └──────────┬──────────┘
//	any that has not ended ────────────────┴─► Declined, Cancelled, Failed
//
// States other than the last row are derived from facts (who paused, which
// streams there are), so each can follow each.
type State uint8

// The states.
const (
	Preparing State = iota + 1 // lists what is to be sent
	Offered                    // the receiving person is asked
	Checking                   // compares what is here already
	Waiting                    // for a connection, or for the other side
	Running                    // content flows
	Paused                     // by either person, or by trouble: see Transfer.Reason
	Finishing                  // moves what came into place
	Done                       // ended: everything arrived, but for Skipped
	Declined                   // ended: the person did not want it
	Cancelled                  // ended by either person
	Failed                     // ended: see Transfer.Reason
)

// String returns the word that scripts read.
func (s State) String() string {
	return [...]string{
		"", "preparing", "offered", "checking", "waiting", "running", "paused", "finishing", "done", "declined", "cancelled", "failed",
	}[min(int(s), int(Failed))]
}

// Ended reports whether nothing more will happen.
func (s State) Ended() bool { return s >= Done }

// Transfer is how one transfer stands. It is a value: nobody changes it.
type Transfer struct {
	ID        ID
	Peer      string
	Direction Direction
	State     State
	Reason    Reason // why it is Paused, Declined, Cancelled or Failed
	Parcel    string // Sending: names what is sent; the same for all that one Send offers it to

	Items   []Item   // the first ones of what is sent
	Roots   []string // Sending: the paths of all of them, absolute; empty while Preparing
	Files   int
	Folders int
	Bytes   int64 // of all files

	Sent    int64         // how many of them are through
	Speed   float64       // bytes a second, over the last seconds
	Left    time.Duration // until it is through; negative if nobody knows
	Current string        // the file under way
	Rank    Rank          // of the stream in use; 0 if none is

	PausedHere  bool
	PausedThere bool

	LeftOut      []LeftOut // Sending: the first things that cannot be sent
	LeftOutCount int
	Skipped      []Skipped // the first files that did not arrive
	SkippedCount int
	Placed       []string // Receiving: the first paths in the downloads folder
	PlacedCount  int
}

// Item is a file or folder that the sender chose.
type Item struct {
	Name   string // safe to show
	Folder bool
	Size   int64 // bytes; of a folder all in it
}

// Skipped is a file that did not arrive.
type Skipped struct {
	Path   string
	Reason Reason
}

func skippedIn(list []inbox.Skipped) []Skipped {
	out := make([]Skipped, len(list))
	for i, s := range list {
		out[i] = Skipped(s)
	}
	return out
}

func skippedOut(list []outbox.Skipped) []Skipped {
	out := make([]Skipped, len(list))
	for i, s := range list {
		out[i] = Skipped(s)
	}
	return out
}
