// Package server passes sealed messages on between the people of a room, over
// WebSockets, as ../PROTOCOL.md section 3 has it. It reads the first 8 bytes of
// a message and nothing else. Rooms are in memory and end with their last
// person.
package server

import (
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"parley/call/signal/bus"
	"parley/call/signal/rendezvous/server/relay"
	"parley/call/signal/rendezvous/server/site"
)

// Subprotocol names the protocol and its version when a WebSocket is opened
// (RFC 6455 section 1.9).
const Subprotocol = "parley.rendezvous.v1"

// Config is what a server is made of. The zero value serves.
type Config struct {
	// Limits hold strangers back; DefaultLimits where they are all zero.
	Limits Limits
	// ICE names the servers that people of a room use to reach one another, and
	// how long the credentials last; 0 is for ever. It is asked again before
	// that. Nil stands for none.
	ICE func(room string) ([]relay.ICEServer, time.Duration)
	// Origin is what browsers must come from, such as https://example.org. When
	// empty, it is the host that the request was sent to.
	Origin string
	// TrustProxy says that every request comes through a proxy that appends the
	// client's address to X-Forwarded-For.
	TrustProxy bool
	// Log takes what happens, without rooms, peers or whole addresses; nil
	// stands for slog.Default.
	Log *slog.Logger
	// Registerer takes the counters; nil stands for none.
	Registerer prometheus.Registerer
	// Bus joins the server with others into one; nil stands for none. It is
	// used until the server is closed, and closed by who made it.
	Bus bus.Bus
	// Now is the clock of the rates; nil stands for time.Now.
	Now func() time.Time
}

// Server is an http.Handler for /r/ROOM and /healthz.
type Server struct {
	config   Config
	mux      http.ServeMux
	visitors *site.Visitors
	counters counters
	replicas *replicas // nil without a bus

	mu      sync.Mutex // before a room's own
	rooms   map[string]*room
	members map[*member]struct{} // of every room
	closed  bool
	running sync.WaitGroup // connections
}

// New returns a server. The caller closes it.
func New(c Config) (*Server, error) {
	c.setDefaults()
	s := &Server{
		config:   c,
		visitors: site.NewVisitors(c.Limits.PerAddress, c.Now, c.Limits.Arrivals),
		counters: newCounters(),
		rooms:    make(map[string]*room),
		members:  make(map[*member]struct{}),
	}
	if err := s.counters.register(c.Registerer, s); err != nil {
		return nil, err
	}
	if c.Bus != nil {
		s.replicas = newReplicas(s, c.Bus)
	}
	s.mux.HandleFunc("GET /r/{room}", s.meet)
	s.mux.HandleFunc("GET /healthz", s.health)
	return s, nil
}

func (c *Config) setDefaults() {
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits()
	}
	if c.ICE == nil {
		c.ICE = func(string) ([]relay.ICEServer, time.Duration) { return nil, 0 }
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mux.ServeHTTP(w, r)
}

// health answers whoever asks whether the server takes people.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !s.begin() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	defer s.running.Done()
	_, _ = w.Write([]byte("ok\n"))
}

// begin counts one more thing that Close waits for, unless the server is
// closed already.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// Close closes every connection with 1001 and waits until they are gone, at
// most some ten seconds for one that does not answer.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		s.running.Wait()
		return nil
	}
	s.closed = true
	members := make([]*member, 0, len(s.members))
	for m := range s.members {
		members = append(members, m)
	}
	s.mu.Unlock()
	for _, m := range members {
		m.cut(goingAway)
	}
	s.running.Wait()
	if s.replicas != nil {
		s.replicas.close()
	}
	return nil
}

// find returns the room of that id, or nil.
func (s *Server) find(id string) *room {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms[id]
}

func (s *Server) allRooms() []*room {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.rooms))
}

// errClosed is what a person meets who comes while the server stops.
var errClosed = errors.New("the server stops")
