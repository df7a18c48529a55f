package main

import (
	"slices"
	"testing"
)

func TestStunServers(t *testing.T) {
	for origin, want := range map[string][]string{
		"":                              nil,
		"http://localhost:8080":         nil,
		"http://127.0.0.1:8080":         nil,
		"http://[::1]:8080":             nil,
		"https://meet.example.org":      {"stun:meet.example.org:3478"},
		"https://meet.example.org:8443": {"stun:meet.example.org:3478"},
		"https://192.0.2.7":             {"stun:192.0.2.7:3478"},
		"https://[2001:db8::7]:8443":    {"stun:[2001:db8::7]:3478"},
	} {
		if got := stunServers(origin); !slices.Equal(got, want) {
			t.Errorf("%q: %q", origin, got)
		}
	}
}
