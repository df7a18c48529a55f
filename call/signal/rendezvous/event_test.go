package rendezvous

import (
	"errors"
	"strings"
	"testing"

	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous/seal"
)

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"type":"welcome","peer":"00112233445566aa","peers":["00112233445566ab"],"ice":[{"urls":["turn:a"],"username":"u","credential":"c"}],"ice_seconds":600}`))
	f.Add([]byte(`{"type":"joined","peer":"x"}`))
	f.Add([]byte(`{"ice":[{"urls":["stun:a","http://a","stun:"]}],"ice_seconds":-1e308}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := parseEvent(data)
		if err != nil {
			if !errors.Is(err, signal.ErrProtocol) {
				t.Error(err)
			}
			return
		}
		if _, others, err := e.welcome(); err == nil && len(others) >= maxPeople {
			t.Errorf("%d people", len(others))
		}
		ice := e.ice()
		for _, s := range ice.Servers {
			if len(s.URLs) == 0 || len(s.URLs) > maxURLs {
				t.Errorf("%+v", s)
			}
		}
		if len(ice.Servers) > maxServers || len(ice.Servers) == 0 && !ice.Until.IsZero() {
			t.Errorf("%+v", ice)
		}
	})
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"https://meet.example.org":      "wss://meet.example.org:443/r/",
		"https://meet.example.org:8443": "wss://meet.example.org:8443/r/",
		"http://[::1]":                  "ws://[::1]:80/r/",
	} {
		l, err := invite.Parse(text + "/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q")
		if err != nil {
			t.Fatal(err)
		}
		a := Address{roomAddress(l), seal.Peer{1}}
		if a.String() != want+"eGsoVsmt/0100000000000000" || !In(a.String(), l) || a.Network() == "" {
			t.Errorf("%s", a)
		}
		for _, other := range []string{"", "192.0.2.1:7753", l.String(), a.String() + "/", a.String()[1:], strings.TrimSuffix(a.String(), "0")} {
			if In(other, l) {
				t.Errorf("%q is taken for an address", other)
			}
		}
	}
}
