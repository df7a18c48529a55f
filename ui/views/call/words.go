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
