package call

import (
	"fmt"
	"strings"

	core "parley/call"
	"parley/call/stats"
)

// trust says how many of the others are verified, never more than is true. It
// is empty while nobody is there.
func trust(c *core.Call) (words string, all bool) {
	verified := 0
	for _, p := range c.Participants {
		if p.Contact.Trust == core.Verified {
			verified++
		}
	}
	switch count := len(c.Participants); {
	case count == 0:
		return "", false
	case verified == 0:
		return "not verified", false
	case verified == count:
		return "verified", true
	default:
		return fmt.Sprintf("%d of %d verified", verified, count), false
	}
}

// path says which way media takes; empty while that is unknown.
func path(p stats.Pair) string {
	switch p {
	case stats.Host, stats.Srflx:
		return "Direct"
	case stats.Relay:
		return "Through a relay"
	}
	return ""
}

// protection is the line of words beside the time, and whether a shield may
// stand before them.
func protection(c *core.Call, narrow bool) (words string, sure bool) {
	trusted, sure := trust(c)
	parts := []string{strings.ToLower(pathWords(c)), "end-to-end encrypted", trusted}
	if narrow {
		parts = []string{"Encrypted", trusted}
	}
	said := parts[:0]
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	between := " · "
	if narrow {
		between = ", "
	}
	return capital(strings.Join(said, between)), sure
}

// explained is a word of the status with its meaning.
type explained struct{ word, meaning string }

// explanation says what the words of protection mean here.
func explanation(c *core.Call) []explained {
	all := []explained{{"End-to-end encrypted", "Only the computers in this call can see and hear it. Nothing in between can."}}
	switch pathWords(c) {
	case "Direct":
		all = append(all, explained{"Direct", "Picture and sound go straight from computer to computer."})
	case "Through a relay":
		all = append(all, explained{"Through a relay", "A relay passes on what it cannot read. The others do not learn where this computer is."})
	case "Partly through a relay":
		all = append(all, explained{"Partly through a relay", "To some there is no straight way. A relay passes on what it cannot read."})
	}
	if words, _ := trust(c); words != "" {
		all = append(all, explainedTrust(c))
	}
	return append(all, explainedGuests(c)...)
}

func explainedTrust(c *core.Call) explained {
	words, all := trust(c)
	if all {
		return explained{capital(words), "You compared words with everybody here, so it is really them."}
	}
	return explained{capital(words), "Each computer proved that it is the same as before, or new to you. Who sits there you tell by face and voice, or by comparing words."}
}

// explainedGuests says whom a call with browsers in it has to trust besides.
func explainedGuests(c *core.Call) []explained {
	if c.Meeting == nil {
		return nil
	}
	var names []string
	for _, p := range c.Participants {
		if p.Person.Guest {
			names = append(names, firstName(p.Person.Name))
		}
	}
	switch len(names) {
	case 0:
		return nil
	case 1:
		return []explained{{"In a browser", names[0] + " is here by a web page of " + c.Meeting.Server + ". Whoever runs that server decides what the page does."}}
	}
	return []explained{{"In browsers", "Some are here by a web page of " + c.Meeting.Server + ". Whoever runs that server decides what the page does."}}
}
