package lan

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// Caps on those who have not introduced themselves yet (PROTOCOL.md, section
// 6).
const (
	maxGuests        = 16
	maxGuestsAddress = 4
)

// lobby holds the connections with an unfinished handshake, the oldest first.
// When it is full the oldest gives way, because who means well is through in a
// moment. So neither silence nor a flood keeps anybody out for long.
type lobby struct {
	mu     sync.Mutex
	guests []net.Conn
}

// enter adds a connection and closes the one that has to give way.
func (l *lobby) enter(conn net.Conn) {
	l.mu.Lock()
	out := l.crowded(addressOf(conn.RemoteAddr()))
	l.guests = append(l.guests, conn)
	l.mu.Unlock()
	if out != nil {
		out.Close()
		l.leave(out)
	}
}

// crowded returns who gives way to one more from an address; nil for nobody.
func (l *lobby) crowded(from netip.Addr) net.Conn {
	var alike []net.Conn
	for _, g := range l.guests {
		if addressOf(g.RemoteAddr()) == from {
			alike = append(alike, g)
		}
	}
	switch {
	case len(alike) >= maxGuestsAddress:
		return alike[0]
	case len(l.guests) >= maxGuests:
		return l.guests[0]
	}
	return nil
}

func (l *lobby) leave(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.guests = slices.DeleteFunc(l.guests, func(g net.Conn) bool { return g == conn })
}

// addressOf returns the address without the port; zero when it is none of IP.
func addressOf(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}
