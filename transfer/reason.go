package transfer

import (
	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// Reason says why a transfer ended or waits, or a file was left out. Sentence
// puts it into words.
type Reason = wire.Reason

// The reasons.
const (
	NoReason    = wire.NoReason
	ByPerson    = wire.ByPerson    // the person decided so
	Busy        = wire.Busy        // too many offers wait
	NoRoom      = wire.NoRoom      // not enough room
	DiskFull    = wire.DiskFull    // the disk is full
	DiskFault   = wire.DiskFault   // a disk cannot be written or read
	Gone        = wire.Gone        // the file is gone
	Unreadable  = wire.Unreadable  // the file may not be read
	Changed     = wire.Changed     // the file changed while it was sent
	Mismatch    = wire.Mismatch    // what came is not what was offered
	TooMuch     = wire.TooMuch     // more than the limits allow
	Breach      = wire.Breach      // breach of the protocol
	NoVersion   = wire.NoVersion   // no common version
	Unknown     = wire.Unknown     // the other side does not know of it
	ProgramEnds = wire.ProgramEnds // the program ends
	Silence     = wire.Silence     // not heard of in time
)

// LeftOut is something that cannot be sent, noticed when the offer was made.
type LeftOut = outbox.LeftOut

// Sentence puts a reason into words for the person, "" if there is none to
// give.
func Sentence(r Reason) string {
	switch r {
	case wire.Busy:
		return "Too many offers are waiting there."
	case wire.NoRoom:
		return "There is not enough room on the disk."
	case wire.DiskFull:
		return "The disk is full. Make room, then resume."
	case wire.DiskFault:
		return "The disk cannot be read or written."
	case wire.Gone:
		return "The file is gone."
	case wire.Unreadable:
		return "The file may not be read."
	case wire.Changed:
		return "The file changed while it was sent. Send it again."
	case wire.Mismatch:
		return "What arrived is not what was offered."
	case wire.TooMuch:
		return "That is more than can be sent at once."
	case wire.Breach:
		return "The other side does not keep to the protocol."
	case wire.NoVersion:
		return "The other side has another version that this one does not understand."
	case wire.Unknown:
		return "The other side no longer knows of this."
	case wire.ProgramEnds:
		return "The program was closed."
	case wire.Silence:
		return "The other side was not heard of."
	case wire.NoReason, wire.ByPerson:
	}
	return ""
}
