package call

import "parley/call/session"

// describe puts the end of a call into words for the person.
func describe(v *conversation, reason session.Reason) End {
	if v.meeting != nil {
		return describeMeeting(v, reason)
	}
	name := v.peer.Name
	if name == "" {
		name = v.target
	}
	end := End{Peer: v.peer, Reason: reason, Missed: !v.outgoing && !v.answered() && reason != session.Declined}
	end.Text, end.Hint = words(name, reason, v)
	end.Retries = v.outgoing && !v.answered() && reason != session.Cancelled
	return end
}

// words returns what happened and what to do next.
func words(name string, reason session.Reason, v *conversation) (text, hint string) {
	switch reason {
	case session.HungUp:
		return "The call with " + name + " has ended.", ""
	case session.Declined:
		if v.outgoing {
			return name + " declined the call.", ""
		}
		return "You declined the call from " + name + ".", ""
	case session.Busy:
		if v.outgoing {
			return name + " is in another call.", "Try again later."
		}
		return name + " called while you were in another call.", "Call back when you like."
	case session.NoAnswer:
		if v.outgoing {
			return name + " did not answer.", "Try again later."
		}
		return "You missed a call from " + name + ".", "Call back when you like."
	case session.Cancelled:
		if v.outgoing {
			return "You cancelled the call to " + name + ".", ""
		}
		return "You missed a call from " + name + ".", "Call back when you like."
	case session.Unreachable:
		if v.peer.Rings {
			return name + " cannot be reached.", "Parley is not open there, or has no network. Try again later."
		}
		return name + " cannot be reached.", "Check that Parley is open there, and that both computers are on one network."
	case session.Lost:
		return "The connection to " + name + " was lost.", "Check the network, then call again."
	case session.Mismatch:
		return "The call was stopped: what came was not signed by " + name + ".",
			"Somebody may be standing between you. Call again over another network."
	case session.KeyChanged:
		return "The call was stopped: this is not the " + name + " you know.",
			"Ask " + name + " whether Parley was set up anew there."
	case session.Incompatible:
		return "The Parley at the other side speaks another version.", "Update Parley on both computers."
	case session.ProtocolFail:
		return "The call was stopped: the other side sent something that makes no sense.", "Update Parley on both computers."
	case session.NoRelay:
		return "There is no relay for a call with " + name + ".",
			"You chose that others do not learn where this computer is. Meet by a link, or change that in Settings, Network."
	case session.BadLink:
		return "This text leads to nobody.", "Ask for a new one, and copy all of it."
	case session.NoServer, session.Full, session.Locked, session.Removed: // of meetings
	}
	return "The call has ended.", ""
}
