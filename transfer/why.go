package transfer

import (
	"fmt"

	"parley/transfer/wire"
)

// Why says in a sentence or two why a transfer waits or has ended, and what is
// missing of it; "" if there is nothing to say.
func (t Transfer) Why() string {
	if t.State == Done && t.SkippedCount > 0 {
		return t.missing()
	}
	if t.Direction == Sending && !t.State.Ended() {
		if there := sentenceThere(t.Reason); there != "" {
			return there
		}
	}
	return Sentence(t.Reason)
}

// missing says how many files did not arrive, and why the first did not.
func (t Transfer) missing() string {
	what := "1 file did not arrive."
	if t.SkippedCount > 1 {
		what = fmt.Sprintf("%d files did not arrive.", t.SkippedCount)
	}
	if len(t.Skipped) > 0 {
		if why := Sentence(t.Skipped[0].Reason); why != "" {
			return what + " " + why
		}
	}
	return what
}

// sentenceThere is Sentence for troubles of the receiver's disk, as the sender
// is told of them.
func sentenceThere(r Reason) string {
	switch r { //nolint:exhaustive // the troubles of disks
	case wire.NoRoom:
		return "There is not enough room on the other side's disk."
	case wire.DiskFull:
		return "The other side's disk is full."
	case wire.DiskFault:
		return "The other side's disk cannot be read or written."
	}
	return ""
}
