package signal

import (
	"net"
	"net/netip"
	"testing"
)

func TestPresent(t *testing.T) {
	for text, want := range map[string]bool{
		"127.0.0.1": true, "::ffff:127.0.0.1": true, "192.0.2.77": false, "2001:db8::77": false,
	} {
		if Present(netip.MustParseAddr(text)) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}

func TestStands(t *testing.T) {
	address := func(text string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(text)) }
	room := &net.UnixAddr{Name: "wss://meet.example.org/r/somewhere"}
	for _, c := range []struct {
		local, remote net.Addr
		want          bool
	}{
		{address("127.0.0.1:1000"), address("127.0.0.1:2000"), true},
		{address("[::ffff:127.0.0.1]:1000"), address("127.0.0.1:2000"), true},
		{address("192.0.2.77:1000"), address("127.0.0.1:2000"), false}, // it went away
		{address("192.0.2.77:1000"), address("203.0.113.9:2000"), false},
		{room, room, true}, // a room looks after itself
		{address("127.0.0.1:1000"), room, true},
	} {
		if got := Stands(c.local, c.remote); got != c.want {
			t.Errorf("from %v to %v: %v", c.local, c.remote, got)
		}
	}
}
