// Package rendezvoustest is a server to meet through that exists in memory
// only, and can be made hostile: it may do whatever a real one could.
package rendezvoustest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/coder/websocket"

	"parley/call/signal/rendezvous/seal"
)

// Link is a link to the server, whatever Server it is: each is dialled by its
// own Client.
const Link = "http://localhost/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"

// Frame is a message between two people.
type Frame struct {
	From, To seal.Peer
	Data     []byte
}

// Server routes as PROTOCOL.md, section 3, says, with its limits on frames,
// bytes and people.
type Server struct {
	listener *listener
	server   http.Server

	mu      sync.Mutex
	people  []*person
	tamper  func(Frame) []Frame
	refused bool
	ice     any
}

// New returns a server that runs until Close.
func New() *Server {
	s := &Server{listener: newListener()}
	s.server.Handler = http.HandlerFunc(s.serve)
	go func() { _ = s.server.Serve(s.listener) }() // until Close
	return s
}

// Close sends everybody away and ends.
func (s *Server) Close() {
	s.server.Close()
	s.SendAway(websocket.StatusGoingAway)
}

// Client reaches this server under any name.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return s.listener.dial(ctx)
		},
	}}
}

// Tamper lets change decide what becomes of each message: which are delivered
// in its place. Nil makes the server honest again.
func (s *Server) Tamper(change func(Frame) []Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tamper = change
}

// Refuse lets nobody in any more, or again.
func (s *Server) Refuse(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = yes
}

// OfferICE sets the servers that newcomers are told of.
func (s *Server) OfferICE(servers any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ice = servers
}

// Peers lists who is there, in all rooms, in the order in which they came.
func (s *Server) Peers() []seal.Peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []seal.Peer
	for _, p := range s.people {
		out = append(out, p.peer)
	}
	return out
}

// Deliver sends a message, whoever it claims to be from.
func (s *Server) Deliver(f Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliver(f)
}

// Tell sends somebody an event, true or not.
func (s *Server) Tell(to seal.Peer, event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.people {
		if p.peer == to {
			p.tell(event)
		}
	}
}

// SendAway closes all connections with a status.
func (s *Server) SendAway(status websocket.StatusCode) {
	s.mu.Lock()
	people := append([]*person(nil), s.people...)
	s.mu.Unlock()
	var leaving sync.WaitGroup
	for _, p := range people {
		leaving.Go(func() { p.conn.Close(status, "") })
	}
	leaving.Wait()
}

// Cut closes all connections without a word, as a broken network does.
func (s *Server) Cut() {
	s.mu.Lock()
	people := append([]*person(nil), s.people...)
	s.mu.Unlock()
	for _, p := range people {
		_ = p.conn.CloseNow() // the far end is cut either way
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	room, ok := strings.CutPrefix(r.URL.Path, "/r/")
	s.mu.Lock()
	refused := s.refused
	s.mu.Unlock()
	if !ok || refused {
		http.Error(w, "away", http.StatusServiceUnavailable)
		return
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{Subprotocol}})
	if err != nil {
		return
	}
	conn.SetReadLimit(maxFrame)
	p := newPerson(conn, room)
	if !s.enter(p) {
		conn.Close(statusFull, "")
		return
	}
	go p.write()
	p.read(s.pass)
	s.leave(p)
}

// enter welcomes a newcomer and tells the others.
func (s *Server) enter(p *person) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	others := s.others(p)
	if len(others) >= maxPeople {
		return false
	}
	peers := make([]string, 0, len(others))
	for _, o := range others {
		peers = append(peers, o.peer.String())
		o.tell(event{"type": "joined", "peer": p.peer.String()})
	}
	p.tell(event{"type": "welcome", "peer": p.peer.String(), "peers": peers, "ice": s.ice, "ice_seconds": iceSeconds})
	s.people = append(s.people, p)
	return true
}

func (s *Server) leave(p *person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, o := range s.people {
		if o == p {
			s.people = append(s.people[:i], s.people[i+1:]...)
			break
		}
	}
	for _, o := range s.others(p) {
		o.tell(event{"type": "left", "peer": p.peer.String()})
	}
	close(p.out)
	p.out = nil
}

// others are those in the same room; mu is held.
func (s *Server) others(p *person) []*person {
	var out []*person
	for _, o := range s.people {
		if o.room == p.room && o != p {
			out = append(out, o)
		}
	}
	return out
}

// pass delivers what came from somebody, or what a hostile server makes of it.
func (s *Server) pass(from *person, frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(frame) < len(seal.Peer{}) {
		return
	}
	f := Frame{From: from.peer, To: seal.Peer(frame), Data: frame[len(seal.Peer{}):]}
	frames := []Frame{f}
	if s.tamper != nil {
		frames = s.tamper(f)
	}
	for _, f := range frames {
		s.deliver(f)
	}
}

// deliver sends a message; mu is held.
func (s *Server) deliver(f Frame) {
	for _, p := range s.people {
		if p.peer == f.To {
			p.send(outgoing{websocket.MessageBinary, append(f.From[:], f.Data...)})
		}
	}
}

type event map[string]any

func newPeer() seal.Peer {
	var p seal.Peer
	_, _ = rand.Read(p[:]) // never fails
	return p
}

func encode(event any) []byte {
	data, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	return data
}
