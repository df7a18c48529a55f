package call

import (
	"fmt"
	"strings"

	core "parley/call"
	"parley/call/session"
	"parley/call/stats"
)

// meetingWords is what is said before one is in a meeting, and after a while
// why it takes so long.
func meetingWords(s *core.Snapshot) (words, reason string) {
	switch s.State {
	case core.Dialing, core.Ringing:
		if s.Call.Waits {
			return whoseMeeting(hostName(s)) + "somebody has to let you in.",
				"They see your name. Nothing else of you is seen or heard before."
		}
		return "Joining the meeting", joiningReason(s)
	case core.Connecting:
		return "Coming in", "The computers look for a way to each other."
	case core.Ending:
		return "Leaving the meeting", "The server has not confirmed it yet."
	case core.Idle, core.Incoming, core.Active, core.Reconnecting:
	}
	return "", ""
}

func whoseMeeting(host string) string {
	if host == "" {
		return "You are at the door: "
	}
	return firstName(host) + "’s meeting: "
}

func joiningReason(s *core.Snapshot) string {
	if !s.Self.Online {
		return "This computer has no network. Check the cable or the Wi-Fi."
	}
	return serverName(s.Call.Meeting) + " has not answered yet."
}

// serverName is what the server of a meeting is called, at the beginning of a
// sentence.
func serverName(m *session.Meeting) string {
	if m.Server == "" {
		return "The server"
	}
	return m.Server
}

// hostName is the name of who decides about the door, if that is known.
func hostName(s *core.Snapshot) string {
	key := s.Call.Meeting.Host
	for _, p := range s.Call.Participants {
		if p.Person.Key == key {
			return p.Person.Name
		}
	}
	for _, c := range s.Known {
		if c.Key == key && key != "" {
			return c.Name
		}
	}
	return ""
}

// serverAway says what it means that the server is not reached.
func serverAway(m *session.Meeting) string {
	return serverName(m) + " is not reached. Who is here stays; nobody else can come in until it is back. Parley keeps trying."
}

// comesIn says what the link is good for.
func comesIn(m *session.Meeting) string {
	if m.Away {
		return "Nobody can join before the server is back."
	}
	switch m.Door {
	case session.DoorAsks:
		return "Whoever has it can ask to join."
	case session.DoorLocked:
		return "The door is shut: nobody can join with it now."
	case session.DoorOpen:
	}
	switch m.Validity {
	case session.ForOne:
		return "One person can join with it. Then there is a new link."
	case session.ForAnHour:
		return "Whoever has it can join, for an hour. Then there is a new link."
	case session.ForMeeting:
	}
	return "Whoever has it can join."
}

// validityWords are the validities as the host chooses them.
var validityWords = map[session.Validity]string{
	session.ForMeeting: "Link good for the meeting",
	session.ForOne:     "Link good for one person",
	session.ForAnHour:  "Link good for an hour",
}

// doorWords are the doors as the host chooses them.
var doorWords = map[session.Door]string{
	session.DoorOpen:   "Whoever has the link",
	session.DoorAsks:   "Whom I let in",
	session.DoorLocked: "Nobody",
}

// doorOfHost says the same to the others.
func doorOfHost(d session.Door, host string) string {
	host = firstName(host)
	if host == "" {
		host = "the host"
	}
	switch d {
	case session.DoorAsks:
		return "Whom " + host + " lets in."
	case session.DoorLocked:
		return "Nobody. " + capital(host) + " shut the door."
	case session.DoorOpen:
	}
	return "Whoever has the link."
}

func capital(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// shownLink is a link without its secret, for where it stays to be seen.
func shownLink(link string) string {
	_, address, _ := strings.Cut(link, "://")
	address, _, _ = strings.Cut(address, "#")
	host, room, _ := strings.Cut(address, "/j/")
	return host + "/j/" + firstLetters(room, 6) + "…"
}

func firstLetters(text string, n int) string {
	letters := []rune(text)
	return string(letters[:min(n, len(letters))])
}

// wantsIn says who waits at the door, and what the button beside it does.
func wantsIn(waiting []session.Person) (words, verb string) {
	if len(waiting) == 1 {
		return callName(waiting[0].Name) + " wants to join.", "Let in"
	}
	return fmt.Sprintf("%d people want to join.", len(waiting)), "Show"
}

// pathWords says which way media takes; empty while that is not known of
// everybody. Of several it claims no more than is true of all.
func pathWords(c *core.Call) string {
	if c.Meeting == nil {
		return path(c.Pair)
	}
	if len(c.Participants) == 0 {
		return ""
	}
	relayed := 0
	for _, p := range c.Participants {
		switch p.Pair {
		case stats.Host, stats.Srflx:
		case stats.Relay:
			relayed++
		default:
			return ""
		}
	}
	switch relayed {
	case 0:
		return "Direct"
	case len(c.Participants):
		return "Through a relay"
	}
	return "Partly through a relay"
}

// pairWith is the kind of path to a person.
func pairWith(c *core.Call, p core.Participant) stats.Pair {
	if c.Meeting == nil {
		return c.Pair
	}
	return p.Pair
}
