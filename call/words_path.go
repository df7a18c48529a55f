package call

import "parley/call/session"

// WhyAway says why nothing comes from somebody, and that the call goes on. online
// says whether this computer has a network.
func WhyAway(name string, cause session.Cause, online bool) string {
	if !online {
		return "This computer’s network is away. Parley keeps trying."
	}
	switch cause {
	case session.MovedHere:
		return "Your network changed. Parley looks for the new way."
	case session.MovedThere:
		return "The network of " + name + " changed. Parley looks for the new way."
	case session.Silent:
		return "Nothing comes from " + name + ", whose computer may be asleep. Parley keeps trying for two minutes."
	case session.Unheard:
	}
	return "The connection to " + name + " is away. Parley keeps trying."
}

// backAgain is what is said when somebody is there again.
func backAgain(name string, cause session.Cause) string {
	if cause == session.MovedHere {
		return "Your network changed. You are connected again."
	}
	return "Connected to " + name + " again."
}
