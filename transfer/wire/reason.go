package wire

// Reason says why something ended or waits. It is for the person's eyes: the
// program above puts it into words.
type Reason uint8

// The reasons: section 4.
const (
	NoReason    Reason = iota
	ByPerson           // the person decided so
	Busy               // too many offers wait
	NoRoom             // not enough room
	DiskFull           // the disk is full
	DiskFault          // a disk cannot be written or read
	Gone               // the file is gone
	Unreadable         // the file may not be read
	Changed            // the file changed while it was sent
	Mismatch           // what came is not what was offered
	TooMuch            // more than the limits allow
	Breach             // breach of the protocol
	NoVersion          // no common version
	Unknown            // the transfer is not known
	ProgramEnds        // the program ends
	Silence            // not heard of in time

	reasonCount
)

// reason reads one; one that a later version added means nothing here.
func (f *fields) reason() Reason {
	r := Reason(f.u8())
	if r >= reasonCount {
		return NoReason
	}
	return r
}
