// Package inboxtest has what tests with inboxes begin with: a server, keys and
// cards.
package inboxtest

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/inbox/server"
)

// Serve runs a server of inboxes until the test ends. A test does not meet its
// limits by chance. Requests come through around, if there is one.
func Serve(t testing.TB, around func(http.Handler) http.Handler) *httptest.Server {
	t.Helper()
	limits := server.DefaultLimits()
	limits.Sends = server.Rate{Burst: 1000, PerSecond: 1000}
	s, err := server.New(server.Config{
		Limits: limits, FromHere: func(*http.Request) bool { return true },
		Client: func(*http.Request) netip.Addr { return netip.MustParseAddr("127.0.0.1") },
	})
	if err != nil {
		t.Fatal(err)
	}
	handler := http.Handler(s)
	if around != nil {
		handler = around(s)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(func() {
		_ = s.Close()
		web.Close()
	})
	return web
}

// NewKeys returns new keys of an inbox.
func NewKeys(t testing.TB) *inbox.Keys {
	t.Helper()
	keys, err := inbox.NewKeys(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// Card returns the newest card of somebody with an inbox at a server.
func Card(t testing.TB, keys *inbox.Keys, id *identity.Identity, at string) inbox.Card {
	t.Helper()
	c, err := inbox.ParseCard(keys.Card(id, at), id.Key(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}
