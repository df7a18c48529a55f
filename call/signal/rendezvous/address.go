package rendezvous

import (
	"net"
	"strings"

	"parley/call/signal/invite"
	"parley/call/signal/rendezvous/seal"
)

// Address is where somebody is in a room. It can be dialled by who is in that
// room too. It tells rooms apart but does not lead there: addresses are shown
// and logged, and who has all of a room's name can take a place in it.
type Address struct {
	room string // the room's own
	peer seal.Peer
}

// Network names the kind of address.
func (a Address) Network() string { return "rendezvous" }

// shownRoom is how many characters of a room, 6 bits each, are in an address.
const shownRoom = 8

// String returns such as wss://meet.example.org:443/r/ROOM/PEER, with the
// beginning of ROOM. The port is
// always there, so that nobody takes the text for a host and a port.
func (a Address) String() string { return a.room + "/" + a.peer.String() }

// In reports whether an address is of the room of a link.
func In(address string, l invite.Link) bool {
	room, peer, ok := cutLast(address, "/")
	_, err := seal.ParsePeer(peer)
	return ok && err == nil && !l.IsZero() && room == roomAddress(l)
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

func roomAddress(l invite.Link) string {
	scheme, port, host := "wss://", "443", l.Host()
	if strings.HasPrefix(l.Server(), "http://") {
		scheme, port = "ws://", "80"
	}
	if _, _, err := net.SplitHostPort(host); err != nil {
		host += ":" + port
	}
	return scheme + host + "/r/" + l.Room()[:shownRoom]
}
