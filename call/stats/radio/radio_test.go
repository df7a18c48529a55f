package radio

import (
	"net/netip"
	"testing"

	"github.com/mdlayher/wifi"
)

func TestStrongest(t *testing.T) {
	for name, c := range map[string]struct {
		stations []*wifi.StationInfo
		level    int
		ok       bool
	}{
		"alone":            {nil, 0, false},
		"an access point":  {[]*wifi.StationInfo{{Signal: -60, SignalAverage: -64}}, -64, true},
		"without averages": {[]*wifi.StationInfo{{Signal: -60}}, -60, true},
		"not told":         {[]*wifi.StationInfo{{}}, 0, false},
		"another unit":     {[]*wifi.StationInfo{{Signal: 70}, {Signal: -200}}, 0, false},
		"several":          {[]*wifi.StationInfo{{Signal: -80}, {Signal: -51}, {Signal: -70}}, -51, true},
	} {
		if level, ok := strongest(c.stations); level != c.level || ok != c.ok {
			t.Errorf("%s: %d, %v", name, level, ok)
		}
	}
}

// What goes over a cable, or stays here, is received by no radio.
func TestLevelOfNoRadio(t *testing.T) {
	for _, from := range []string{"127.0.0.1", "::1", "192.0.2.7"} {
		if level := Level(netip.MustParseAddr(from)); level != 0 {
			t.Errorf("%s: %d dBm", from, level)
		}
	}
}

func TestInterfaceHasAddress(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1": true, "127.0.0.2": false} {
		if got := has("lo", netip.MustParseAddr(address)); got != want {
			t.Errorf("lo has %s: %v", address, got)
		}
	}
	if has("none", netip.MustParseAddr("127.0.0.1")) {
		t.Error("an interface that is not there has an address")
	}
}
