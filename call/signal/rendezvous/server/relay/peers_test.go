package relay

import (
	"errors"
	"net"
	"net/netip"
	"testing"
)

// house is a computer with one private and one public network, behind a router
// that passes 88.99.0.1 on to it.
func house() ([]net.Addr, error) {
	var out []net.Addr
	for _, n := range []string{"127.0.0.1/8", "::1/128", "10.1.2.3/24", "88.77.66.55/28", "88.77.66.99/31", "2a02:db8::7/64", "fe80::1/64"} {
		ip, network, err := net.ParseCIDR(n)
		if err != nil {
			return nil, err
		}
		out = append(out, &net.IPNet{IP: ip, Mask: network.Mask})
	}
	return out, nil
}

func TestPeers(t *testing.T) {
	const yes, no, inPrivate = "yes", "no", "with --allow-private"
	for _, test := range []struct{ ip, permitted string }{
		{"88.99.0.1", yes}, // the relay's own, of which ports are checked
		{"8.8.8.8", yes},
		{"88.77.66.54", yes}, // a neighbour
		{"172.15.255.255", yes},
		{"100.63.255.255", yes},
		{"::ffff:8.8.8.8", yes},
		{"2600::1", yes},

		{"0.0.0.0", no},
		{"0.1.2.3", no},
		{"127.0.0.1", no},
		{"127.255.255.254", no},
		{"::", no},
		{"::1", no},
		{"::ffff:127.0.0.1", no},
		{"::ffff:0.0.0.0", no},
		{"::127.0.0.1", no},
		{"169.254.169.254", no}, // clouds hand out keys there
		{"::ffff:169.254.169.254", no},
		{"64:ff9b::a9fe:a9fe", no},
		{"64:ff9b:1::a9fe:a9fe", no},
		{"2002:a9fe:a9fe::1", no},
		{"2001:0:4136:e378:8000:63bf:3fff:fdd2", no}, // Teredo
		{"fe80::1", no},
		{"fe80::2", no},
		{"fec0::1", no},
		{"192.0.0.170", no},
		{"192.0.2.1", no},
		{"192.88.99.1", no},
		{"198.18.0.1", no},
		{"198.51.100.1", no},
		{"203.0.113.1", no},
		{"224.0.0.251", no},
		{"239.255.255.250", no},
		{"240.0.0.1", no},
		{"255.255.255.255", no},
		{"ff02::fb", no},
		{"100::1", no},
		{"2001:db8::1", no},
		{"88.77.66.55", no}, // its own
		{"::ffff:88.77.66.55", no},
		{"88.77.66.63", no}, // everybody on its network
		{"88.77.66.99", no},
		{"2a02:db8::7", no},
		{"10.1.2.3", no},
		{"10.1.2.255", no},

		{"10.0.0.1", inPrivate},
		{"172.16.0.1", inPrivate},
		{"172.31.255.255", inPrivate},
		{"192.168.1.1", inPrivate},
		{"::ffff:192.168.1.1", inPrivate},
		{"100.64.0.1", inPrivate},
		{"100.127.255.255", inPrivate},
		{"fc00::1", inPrivate},
		{"fd00:ec2::254", inPrivate},
	} {
		for _, private := range []bool{false, true} {
			p := peers{relays: []netip.Addr{netip.MustParseAddr("88.99.0.1")}, allowPrivate: private, own: house}
			want := test.permitted == yes || private && test.permitted == inPrivate
			if got := p.permit(nil, net.ParseIP(test.ip)); got != want {
				t.Errorf("%s, private networks allowed %v: permitted %v", test.ip, private, got)
			}
		}
	}
}

func TestPeersWhenNothingIsKnown(t *testing.T) {
	p := peers{own: func() ([]net.Addr, error) { return nil, errors.New("no") }}
	if p.permit(nil, net.ParseIP("8.8.8.8")) {
		t.Error("permitted without knowing the own addresses")
	}
	p.own = house
	for _, ip := range []net.IP{nil, {}, {1, 2, 3}} {
		if p.permit(nil, ip) {
			t.Errorf("permitted %v", []byte(ip))
		}
	}
}
