package mesh

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"

	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/invite"
)

// errNoRelay says that somebody cannot be reached without telling them where
// this computer is.
var errNoRelay = errors.New("no relay leads there")

// relayOnly reports whether others are to learn nothing of where this computer
// is, which takes a relay between it and them.
func (b *Backend) relayOnly() bool { return b.cfg.RelayOnly != nil && b.cfg.RelayOnly() }

// concealed leaves of a target what can be dialled by way of a server. Who is
// rung at their inbox is: the ring shows this computer's address to the server
// only, as entering a room does, and what they read in it is a link. That is a
// server to which the person agreed. Nor does the card that they got tell an
// address, but the server's own.
func concealed(t signal.Target, rings bool) (signal.Target, error) {
	t.Addresses = nil
	switch {
	case invite.Is(t.Host), strings.Contains(t.Host, "://"): // as a place in a room has it
	case rings:
		t.Host = ""
	default:
		return t, errNoRelay
	}
	return t, nil
}

// relays reports whether one of the servers is a relay that can be used.
func relays(servers []signal.ICEServer) bool {
	return slices.ContainsFunc(servers, func(s signal.ICEServer) bool { return peer.Server(s).Relays() })
}

// veil decides at the beginning of a call whether its other side learns where
// this computer is. It reports whether the call can be made so; if not it has
// ended.
func (l *leg) veil() bool {
	l.relayOnly = l.b.relayOnly()
	if !l.relayOnly || slices.ContainsFunc(l.servers(), peer.Server.Relays) {
		return true
	}
	if l.phase == calling { // the other side has accepted
		l.send(signal.End{Reason: string(session.NoRelay)})
		l.finish(session.NoRelay, "")
		return false
	}
	l.end(session.NoRelay, "")
	return false
}

// nearby reports whether the other side was reached over this network, rather
// than through a server or over the internet.
func nearby(address net.Addr) bool {
	at, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return false
	}
	ip := at.Addr().Unmap()
	return ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsLoopback()
}
