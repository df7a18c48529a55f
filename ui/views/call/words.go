package call

import (
	"fmt"
	"strings"
	"time"

	core "parley/call"
	"parley/call/stats"
)

// length writes how long a call lasts, as in 12:48 or 1:02:03.
func length(d time.Duration) string {
	s := int(max(d, 0) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// firstName is what a narrow window shows of a name.
func firstName(name string) string {
	if first, _, ok := strings.Cut(strings.TrimSpace(name), " "); ok {
		return first
	}
	return name
}

// trust says how many of the others are verified, never more than is true.
func trust(c *core.Call) (words string, all bool) {
	verified := 0
	for _, p := range c.Participants {
		if p.Contact.Trust == core.Verified {
			verified++
		}
	}
	switch count := len(c.Participants); {
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

// pathInFull says it for the connection panel.
func pathInFull(p stats.Pair) string {
	switch p {
	case stats.Host:
		return "Direct, same network"
	case stats.Srflx:
		return "Direct, over the internet"
	case stats.Relay:
		return "Through a relay"
	}
	return "Not known yet"
}

// protection is the line of words beside the time, and whether a shield may
// stand before them.
func protection(c *core.Call, narrow bool) (words string, sure bool) {
	trusted, sure := trust(c)
	if narrow {
		return "Encrypted, " + trusted, sure
	}
	parts := []string{"end-to-end encrypted", trusted}
	if p := path(c.Pair); p != "" {
		parts = append([]string{p}, parts...)
	} else {
		parts[0] = "End-to-end encrypted"
	}
	return strings.Join(parts, " · "), sure
}

// explanation says what the words of protection mean here.
func explanation(c *core.Call) []explained {
	all := []explained{{"End-to-end encrypted", "Only the computers in this call can see and hear it. Nothing in between can."}}
	switch c.Pair {
	case stats.Host, stats.Srflx:
		all = append(all, explained{"Direct", "Picture and sound go straight from computer to computer."})
	case stats.Relay:
		all = append(all, explained{"Through a relay", "No straight way was found. A relay passes on what it cannot read."})
	}
	return append(all, explainedTrust(c))
}

// explained is a word of the status with its meaning.
type explained struct{ word, meaning string }

func explainedTrust(c *core.Call) explained {
	words, all := trust(c)
	words = strings.ToUpper(words[:1]) + words[1:]
	if all {
		return explained{words, "You compared words with everybody here, so it is really them."}
	}
	return explained{words, "Each computer proved that it is the same as before, or new to you. Who sits there you tell by face and voice."}
}

// waiting is what is said before the first picture: at once, and after a
// while why it takes so long.
func waiting(state core.State, peer core.Contact, online bool) (words, reason string) {
	switch state {
	case core.Dialing:
		return "Calling " + peer.Name, dialingReason(peer, online)
	case core.Ringing:
		return "Calling " + peer.Name, "It rings there. Nobody has picked up yet."
	case core.Connecting:
		return "Connecting to " + peer.Name, "The two computers look for a way to each other."
	case core.Ending:
		return "Leaving the call", "The other side has not confirmed it yet."
	case core.Idle, core.Incoming, core.Active, core.Reconnecting:
	}
	return "", ""
}

func dialingReason(peer core.Contact, online bool) string {
	if !online {
		return "This computer has no network. Check the cable or the Wi-Fi."
	}
	return "The computer of " + peer.Name + " has not answered yet. Is Parley open there?"
}

// away says who cannot be reached while a call is interrupted.
func away(name string, online bool) string {
	if !online {
		return "This computer’s network is away. Parley keeps trying."
	}
	return "The connection to " + name + " is away. Parley keeps trying."
}
