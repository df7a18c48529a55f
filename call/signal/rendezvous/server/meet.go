package server

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/coder/websocket"

	"parley/call/signal/rendezvous/server/site"
	"parley/call/signal/rendezvous/server/tight"
)

// meet turns a request for a room into a connection. What comes after that has
// a goroutine of its own: that of the request holds the request, and a stack
// that has grown.
func (s *Server) meet(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		http.Error(w, errClosed.Error(), http.StatusServiceUnavailable)
		return
	}
	client := s.ClientAddress(r)
	if !s.arrive(client) {
		s.running.Done()
		s.refuse(w, http.StatusTooManyRequests)
		return
	}
	gone := func() {
		s.visitors.Leave(client)
		s.running.Done()
	}
	m := s.accept(w, r)
	if m == nil {
		gone()
		return
	}
	m.network = site.Network(client)
	room := strings.Clone(r.PathValue("room")) // not the whole request
	why, ok := s.enter(room, m)
	go func() {
		defer gone()
		m.serve(why, ok)
	}()
}

// accept opens the WebSocket, unless the client is told why not.
func (s *Server) accept(w http.ResponseWriter, r *http.Request) *member {
	if status := s.check(r); status != 0 {
		s.refuse(w, status)
		return nil
	}
	m := s.newMember()
	socket, err := tight.Accept(w, r, m.options())
	if err != nil {
		return nil
	}
	socket.SetReadLimit(-1) // next has one of its own, that closes in our words
	m.socket = socket
	return m
}

// serve keeps a member in their room until the connection ends, or tells them
// why they are in none.
func (m *member) serve(why closing, entered bool) {
	if !entered {
		m.server.counters.closed(why)
		_ = m.socket.Close(why.code, why.reason)
		return
	}
	m.debug("connection")
	m.run()
}

func (s *Server) refuse(w http.ResponseWriter, status int) {
	s.counters.refused(status)
	http.Error(w, http.StatusText(status), status)
}

// check returns the HTTP status that refuses a request, or 0.
func (s *Server) check(r *http.Request) int {
	switch {
	case !validRoom(r.PathValue("room")):
		return http.StatusNotFound
	case !s.FromHere(r):
		return http.StatusForbidden
	case !speaks(r):
		return http.StatusBadRequest
	}
	return 0
}

// validRoom says whether id is 16 bytes in base 64 for URLs, in the one way
// that there is to write them.
func validRoom(id string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(id)
	return err == nil && len(raw) == 16 && !strings.ContainsAny(id, "\r\n") // which the decoder skips
}

// FromHere says whether a browser's page is the server's own (RFC 6455 section
// 10.2). What is no browser sends no origin.
func (s *Server) FromHere(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	if len(origins) > 1 {
		return false
	}
	if s.config.Origin != "" {
		return strings.EqualFold(origins[0], s.config.Origin)
	}
	u, err := url.Parse(origins[0])
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// speaks says whether the client offers the subprotocol.
func speaks(r *http.Request) bool {
	var offered []string
	for _, line := range r.Header.Values("Sec-WebSocket-Protocol") {
		for name := range strings.SplitSeq(line, ",") {
			offered = append(offered, strings.TrimSpace(name))
		}
	}
	return slices.Contains(offered, Subprotocol)
}

// options are how a WebSocket is accepted. The origin has been checked.
func (m *member) options() *websocket.AcceptOptions {
	return &websocket.AcceptOptions{
		Subprotocols:       []string{Subprotocol},
		InsecureSkipVerify: true,
		OnPingReceived:     m.control,
		OnPongReceived:     func(_ context.Context, payload []byte) { m.control(context.Background(), payload) },
	}
}
