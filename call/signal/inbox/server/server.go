// Package server keeps inboxes, as ../PROTOCOL.md has them: it hands sealed
// messages of strangers to owners who have proven their key, and can read none.
// All is in memory, and little of that.
package server

import (
	"io"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"parley/call/signal/bus"
	"parley/call/signal/inbox"
	"parley/call/signal/rendezvous/server/site"
)

// Config is what a server is made of.
type Config struct {
	// Host is the server's name as owners dial it, with its port where URLs have
	// one. When empty it is the host that the request was sent to: then who runs
	// another server may open the inboxes of those who come to that.
	Host string
	// Limits hold strangers back; DefaultLimits where they are all zero.
	Limits Limits
	// Client is the address that a request comes from.
	Client func(*http.Request) netip.Addr
	// FromHere says whether a browser's page is the server's own.
	FromHere func(*http.Request) bool
	// Registerer takes the counters; nil stands for none.
	Registerer prometheus.Registerer
	// Bus joins the server with others into one; nil stands for none. It is the
	// caller's to close, after the server.
	Bus bus.Bus
	// Now is the clock of the rates; nil stands for time.Now.
	Now func() time.Time
}

// Server is an http.Handler for /i/INBOX and /p.
type Server struct {
	config   Config
	mux      http.ServeMux
	visitors *site.Visitors
	counters counters
	others   others

	mu      sync.Mutex
	boxes   map[inbox.Address]*box
	shown   map[inbox.Token]*owner // who is there
	owners  int
	closed  bool
	running sync.WaitGroup // owners
}

// New returns a server. The caller closes it.
func New(c Config) (*Server, error) {
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{
		config: c, visitors: site.NewVisitors(c.Limits.PerAddress, c.Now, c.Limits.Sends, c.Limits.Sends), counters: newCounters(), others: nobody{},
		boxes: make(map[inbox.Address]*box), shown: make(map[inbox.Token]*owner),
	}
	if err := s.counters.register(c.Registerer, s); err != nil {
		return nil, err
	}
	if c.Bus != nil {
		s.others = newReplicas(s, c.Bus)
	}
	s.mux.HandleFunc("GET /i/{inbox}", s.own)
	s.mux.HandleFunc("POST /i/{inbox}", s.leave)
	s.mux.HandleFunc("POST /p", s.peek)
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s.mux.ServeHTTP(w, r)
}

// leave takes a message for somebody. What becomes of it is nobody's business
// but the owner's: the answer is always the same.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	at, ok := inbox.ParseAddress(r.PathValue("inbox"))
	if !ok {
		refuse(w, http.StatusNotFound)
		return
	}
	if !s.visitors.Allow(s.config.Client(r), sends) {
		refuse(w, http.StatusTooManyRequests)
		return
	}
	sealed, err := io.ReadAll(io.LimitReader(r.Body, inbox.SealedSize+1))
	if err != nil || len(sealed) != inbox.SealedSize {
		refuse(w, http.StatusBadRequest)
		return
	}
	s.counters.messages.Inc()
	s.take(at, sealed)
	w.WriteHeader(http.StatusAccepted)
}

// peek answers who of some tokens' owners is there.
func (s *Server) peek(w http.ResponseWriter, r *http.Request) {
	if !s.visitors.Allow(s.config.Client(r), peeks) {
		refuse(w, http.StatusTooManyRequests)
		return
	}
	const size = len(inbox.Token{})
	asked, err := io.ReadAll(io.LimitReader(r.Body, inbox.MaxAsked*int64(size)+1))
	if err != nil || len(asked) == 0 || len(asked)%size != 0 || len(asked) > inbox.MaxAsked*size {
		refuse(w, http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	present := s.present(asked)
	s.others.ask(r.Context(), asked, present)
	_, _ = w.Write(present)
}

func (s *Server) present(asked []byte) (answer []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ; len(asked) > 0; asked = asked[len(inbox.Token{}):] {
		var there byte
		if s.shown[inbox.Token(asked)] != nil {
			there = 1
		}
		answer = append(answer, there)
	}
	return answer
}

func refuse(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }

// Close lets every owner go, with 1001, and waits until they are gone, at most
// some ten seconds for one that does not answer.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	var owners []*owner
	for _, b := range s.boxes {
		if b.timer != nil {
			b.timer.Stop()
		}
		if b.owner != nil {
			owners = append(owners, b.owner)
		}
	}
	s.mu.Unlock()
	for _, o := range owners {
		o.end(goingAway)
	}
	s.running.Wait()
	s.others.close()
	return nil
}
