package call

import (
	core "parley/call"
)

// everyone says to whom one writes.
func everyone(c *core.Call) string {
	switch len(c.Participants) {
	case 0:
		if c.Meeting != nil {
			return "everyone"
		}
		return firstName(c.Peer.Name)
	case 1:
		return firstName(c.Participants[0].Person.Name)
	}
	return "everyone"
}

// typingWords says who is writing; empty when nobody is.
func typingWords(c *core.Call) string {
	if c.Chat.Snapshot == nil {
		return ""
	}
	switch people := c.Chat.Typing; len(people) {
	case 0:
		return ""
	case 1:
		return callName(people[0].Name) + " is typing"
	case 2:
		return callName(people[0].Name) + " and " + callName(people[1].Name) + " are typing"
	default:
		return "Several people are typing"
	}
}

// longestName is how many letters of a name stand in a sentence.
const longestName = 16

// callName is a first name, cut so that the sentence around it has room.
func callName(name string) string {
	first := []rune(firstName(name))
	if len(first) > longestName {
		return string(first[:longestName-1]) + "…"
	}
	return string(first)
}

// chatCount is how much is unread for the bar.
func chatCount(c *core.Call) int {
	if c == nil || c.Chat.Snapshot == nil {
		return 0
	}
	return c.Chat.Unread
}
