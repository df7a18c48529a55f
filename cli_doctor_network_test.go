package main

import (
	"errors"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/peer/trial"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/stats/radio"
)

func TestWireless(t *testing.T) {
	for _, c := range []struct {
		level int
		ok    bool
		words string
	}{
		{-56, true, "wlan0 is received well, at -56 dBm"}, {-81, false, "wlan0 is received poorly, at -81 dBm"},
	} {
		got := ofWiFi(radio.Link{Interface: "wlan0", Level: c.level})
		if got.OK != c.ok || got.OK != (got.Hint == "") || !strings.Contains(got.Text, c.words) {
			t.Errorf("%d dBm: %+v", c.level, got)
		}
	}
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		v4, v6 string
		ok     bool
		words  string
	}{
		{"", "", false, "No way"},
		{"192.0.2.7", "", true, "IPv4, from 192.0.2.7."},
		{"", "2001:db8::7", true, "IPv6, from 2001:db8::7."},
		{"192.0.2.7", "2001:db8::7", true, "and by IPv6, from 2001:db8::7."},
	} {
		got := checkRoutes(func(network, _ string) string {
			if network == "udp4" {
				return c.v4
			}
			return c.v6
		})
		if got.OK != c.ok || !strings.Contains(got.Text, c.words) {
			t.Errorf("%q and %q: %+v", c.v4, c.v6, got)
		}
	}
}

func TestAddressFinding(t *testing.T) {
	at := func(all ...string) (out []trial.Mapping) {
		for _, a := range all {
			out = append(out, trial.Mapping{Address: netip.MustParseAddrPort(a)})
		}
		return out
	}
	servers := []string{"meet.example.org:3478", "other.example.org:3478"}
	for _, c := range []struct {
		seen  []trial.Mapping
		ok    bool
		words string
	}{
		{nil, false, "No answer comes by UDP from meet.example.org:3478 or other.example.org:3478."},
		{at("192.0.2.7:4000"), true, "at its own address, 192.0.2.7."},
		{at("203.0.113.9:4000"), true, "at 203.0.113.9: a router translates addresses."},
		{at("203.0.113.9:4000", "203.0.113.9:4000"), true, "one address for all"},
		{at("203.0.113.9:4000", "203.0.113.9:4001"), true, "another address for each server"},
	} {
		got := addressFinding(servers, servers, c.seen, []string{"192.0.2.7"})
		if got.OK != c.ok || !strings.Contains(got.Text, c.words) {
			t.Errorf("%v: %+v", c.seen, got)
		}
	}
}

func TestStunTargets(t *testing.T) {
	got := stunTargets("https://meet.example.org", []signal.ICEServer{
		{URLs: []string{"stun:meet.example.org:3478", "stun:other.example.org", "turn:meet.example.org:3478"}},
		{URLs: []string{"stun:[2001:db8::7]"}},
	})
	want := []string{"meet.example.org:3478", "other.example.org:3478", "[2001:db8::7]:3478"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestRelayFinding(t *testing.T) {
	good := trial.Passage{RTT: 42 * time.Millisecond, Rate: 800_000, Lost: 0.004}
	for _, c := range []struct {
		url   string
		p     trial.Passage
		err   error
		ok    bool
		words string
	}{
		{"turn:meet.example.org:3478?transport=udp", good, nil, true, "by UDP (meet.example.org:3478): 21 ms there and back, 0.8 Mbit/s came through with 0.4 % lost."},
		{"turn:meet.example.org:3478?transport=tcp", good, nil, true, "by TCP ("},
		{"turns:meet.example.org:443?transport=tcp", good, nil, true, "by TLS (meet.example.org:443)"},
		{"turn:meet.example.org", trial.Passage{Lost: 0.2}, nil, false, "20.0 % lost"},
		{"turn:meet.example.org", trial.Passage{}, errors.New("no"), false, "is not reached by UDP"},
	} {
		got := relayFinding(c.url, c.p, c.err)
		if got.OK != c.ok || !strings.Contains(got.Text, c.words) || got.OK != (got.Hint == "") {
			t.Errorf("%s: %+v", c.url, got)
		}
	}
}

// The network is checked alone, at the server that is named.
func TestDoctorNetwork(t *testing.T) {
	h := &furnished{people: []session.Person{{Name: "Bo"}, {Name: "Cleo"}}, findings: []finding{{"relay", false, "The relay is not reached by UDP.", "Other ways may do."}}}
	folder := filepath.Join(t.TempDir(), "not", "yet")
	status, out, said := typed(t, h, "doctor", "--network", "--server", "meet.example.org", "--profile", folder, "--json")
	if status != exitCall || !strings.Contains(said, "not work") {
		t.Errorf("status %d, said %q", status, said)
	}
	for _, w := range []string{`"route"`, "2 people nearby", "tried https://meet.example.org", "The relay is not reached"} {
		if !strings.Contains(out, w) {
			t.Errorf("%q is missing in\n%s", w, out)
		}
	}
	if strings.Contains(out, `"profile"`) {
		t.Errorf("printed\n%s", out)
	}
}
