package mesh

import (
	"net"
	"strconv"
	"strings"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
)

// person describes who is at the other end of a link, by the key they proved.
func person(link signal.Link) session.Person {
	hello := link.RemoteHello()
	return session.Person{
		Key: link.Remote().String(), Name: hello.Name, Device: hello.Device,
		Address: link.RemoteAddr().String(), Guest: hello.Guest,
	}
}

// Persons turns adverts into people. Their keys are claims.
func Persons(adverts []signal.Person) []session.Person {
	out := make([]session.Person, 0, len(adverts))
	for _, a := range adverts {
		p := session.Person{Name: a.Name, Device: a.Device, Instance: a.Instance}
		if a.Key != (identity.Key{}) {
			p.Key = a.Key.String()
		}
		if len(a.Addresses) > 0 {
			p.Address = a.Addresses[0].String()
		}
		out = append(out, p)
	}
	return out
}

// keysOf returns the keys that adverts claim.
func keysOf(adverts []signal.Person) (out []identity.Key) {
	for _, a := range adverts {
		out = append(out, a.Key)
	}
	return out
}

func foldEqual(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// withPort replaces the port of a host:port; with an unknown port there is no
// address.
func withPort(address string, port uint16) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil || port == 0 {
		return ""
	}
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// isHostPort reports whether an address is one of a computer, rather than of a
// place in a room.
func isHostPort(address string) bool {
	_, _, err := net.SplitHostPort(address)
	return err == nil
}
