package call

import (
	"cmp"

	"parley/call/session"
)

// describeMeeting puts the end of a meeting into words for the person.
func describeMeeting(v *conversation, reason session.Reason) End {
	end := End{Reason: reason, Meeting: true}
	end.Text, end.Hint = meetingWords(cmp.Or(v.meeting.Server, "The server"), reason)
	end.Retries = passes(reason)
	return end
}

// passes reports whether what ended a meeting for this side may be over soon.
func passes(reason session.Reason) bool {
	switch reason {
	case session.NoAnswer, session.Full, session.Locked, session.NoServer, session.Lost:
		return true
	case session.HungUp, session.Declined, session.Busy, session.Cancelled, session.Unreachable, session.Mismatch,
		session.KeyChanged, session.Incompatible, session.ProtocolFail, session.BadLink, session.Removed, session.NoRelay:
	}
	return false
}

// meetingWords returns what happened and what to do next.
func meetingWords(server string, reason session.Reason) (text, hint string) {
	switch reason {
	case session.HungUp:
		return "You left the meeting.", ""
	case session.Cancelled:
		return "You did not join the meeting.", ""
	case session.Declined:
		return "You were not let in.", "Ask whoever sent you the link."
	case session.NoAnswer:
		return "Nobody let you in.", "Ask whoever sent you the link, then try again."
	case session.Full:
		return "The meeting is full.", "Up to eight people can meet. Try again when somebody has left."
	case session.Locked:
		return "The meeting is locked.", "Ask somebody who is in it to open it."
	case session.Removed:
		return "You were taken out of the meeting.", "Ask whoever sent you the link."
	case session.BadLink:
		return "This link leads nowhere.", "Ask for it again, and copy all of it."
	case session.NoServer:
		return server + " cannot be reached.", "Check your network, then try again."
	case session.NoRelay:
		return server + " has no relay.",
			"You chose that others do not learn where this computer is. Take another server, or change that in Settings, Network."
	case session.Lost:
		return "The connection to the meeting was lost.", "Check the network, then join again."
	case session.Incompatible:
		return "The Parley at the other side speaks another version.", "Update Parley on both computers."
	case session.Busy, session.Unreachable, session.Mismatch, session.KeyChanged, session.ProtocolFail:
	}
	return "The meeting has ended.", ""
}
