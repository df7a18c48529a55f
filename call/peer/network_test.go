package peer

import (
	"net"
	"strings"
	"testing"
)

func TestLiveNetKnowsTheInterfaces(t *testing.T) {
	live, err := newLiveNet()
	if err != nil {
		t.Fatal(err)
	}
	got, err := live.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	want, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Errorf("%d interfaces, want %d", len(got), len(want))
	}
}

func TestMulticastNamesHideAddresses(t *testing.T) {
	e := newEnd()
	conn, err := New(Config{Offerer: true, Loopback: true, MDNS: true, Handler: e})
	if err != nil {
		t.Fatal(err)
	}
	e.conn = conn
	defer e.close(t)
	if err := conn.Start(); err != nil {
		t.Fatal(err)
	}
	offer := (<-e.signals).(Description)
	if strings.Contains(offer.SDP, "a=candidate") {
		t.Error("the offer has candidates")
	}
	c := (<-e.signals).(Candidate)
	if address := strings.Fields(c.Candidate)[4]; !strings.HasSuffix(address, ".local") {
		t.Skipf("no multicast here, so that ICE says %s", address)
	}
}
