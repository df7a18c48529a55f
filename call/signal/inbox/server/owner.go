package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"parley/call/signal/inbox"
	"parley/call/signal/rendezvous/server/tight"
)

// closing is why an owner's connection ends: a status of RFC 6455 section 7.4,
// or one of ../PROTOCOL.md.
type closing struct {
	code   websocket.StatusCode
	reason string
}

var (
	goingAway  = closing{websocket.StatusGoingAway, "the server stops"}
	serverFull = closing{4002, "the server is full"}
	tooFast    = closing{4003, "too much at once"}
	silent     = closing{4005, "silent for too long"}
	unproven   = closing{4010, "not the owner"}
	replaced   = closing{4011, "the inbox is opened again"}
	unexpected = closing{websocket.StatusUnsupportedData, "not a frame of this protocol"}
)

// owner is a connection that may have an inbox: a goroutine that reads and, while
// something waits in the queue, one that writes.
type owner struct {
	server *Server
	socket *tight.Conn
	at     inbox.Address
	host   string
	queue  *tight.Queue // of sealed messages
	frames *rate.Limiter
	tokens []inbox.Token // belongs to the server's lock
	pulse  *time.Timer   // sends a ping, once the inbox is open

	once    sync.Once
	helpers sync.WaitGroup // beside the one that reads
}

// own turns a request into an owner's connection. What comes after that has a
// goroutine of its own: that of the request holds the request, and a stack that
// has grown.
func (s *Server) own(w http.ResponseWriter, r *http.Request) {
	at, ok := inbox.ParseAddress(r.PathValue("inbox"))
	switch {
	case !ok:
		refuse(w, http.StatusNotFound)
		return
	case !s.config.FromHere(r):
		refuse(w, http.StatusForbidden)
		return
	case !s.begin():
		refuse(w, http.StatusServiceUnavailable)
		return
	}
	client := s.config.Client(r)
	if !s.visitors.Enter(client) {
		s.running.Done()
		refuse(w, http.StatusTooManyRequests)
		return
	}
	gone := func() {
		s.visitors.Leave(client)
		s.running.Done()
	}
	o := s.accept(w, r, at)
	if o == nil {
		gone()
		return
	}
	why, ok := o.enter()
	go func() {
		defer gone()
		o.serve(why, ok)
	}()
}

// accept opens the WebSocket, unless the client is told why not.
func (s *Server) accept(w http.ResponseWriter, r *http.Request, at inbox.Address) *owner {
	o := &owner{
		server: s, at: at, host: cmp.Or(s.config.Host, strings.Clone(r.Host)),
		frames: s.config.Limits.Frames.Limiter(),
	}
	o.queue = tight.NewQueue((1+2*s.config.Limits.Waiting)*(1+inbox.SealedSize), func() { o.helpers.Go(o.write) })
	socket, err := tight.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{inbox.Subprotocol}, InsecureSkipVerify: true, // FromHere has looked
		OnPingReceived: func(context.Context, []byte) bool { return o.frames.AllowN(s.config.Now(), 1) },
	})
	if err != nil {
		return nil
	}
	socket.SetReadLimit(1 + inbox.ProofSize)
	o.socket = socket
	return o
}

// begin counts one more connection that Close waits for, unless the server is
// closed or full.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.owners >= s.config.Limits.Owners {
		return false
	}
	s.running.Add(1)
	return true
}

// enter has the owner prove who they are, and opens the inbox, or says why not.
func (o *owner) enter() (closing, bool) {
	if why, ok := o.prove(); !ok {
		return why, false
	}
	before, why, ok := o.server.open(o)
	if before != nil {
		before.end(replaced)
	}
	return why, ok
}

// serve keeps the inbox open until the connection ends, or tells the client why
// it is not.
func (o *owner) serve(why closing, entered bool) {
	if !entered {
		_ = o.socket.Close(why.code, why.reason)
		return
	}
	o.read()
	o.end(unexpected)
	o.helpers.Wait()
}

// prove has the client prove that the inbox is its own.
func (o *owner) prove() (closing, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), o.server.config.Limits.Proof)
	defer cancel()
	challenge := make([]byte, inbox.ChallengeSize)
	_, _ = rand.Read(challenge) // never fails
	if o.socket.Write(ctx, websocket.MessageBinary, append([]byte{inbox.FrameChallenge}, challenge...)) != nil {
		return silent, false
	}
	kind, frame, err := o.socket.Read(ctx)
	if err != nil {
		return silent, false
	}
	if kind != websocket.MessageBinary || len(frame) < 1 || frame[0] != inbox.FrameProof || !inbox.Proven(frame[1:], o.at, o.host, challenge) {
		o.server.counters.unproven.Inc()
		return unproven, false
	}
	return closing{}, true
}

// open says that the inbox is open: what comes after that is not missed.
func (o *owner) open() {
	o.queue.Open(tight.Frame{Bytes: []byte{inbox.FrameOpen}})
	o.queue.WhileOpen(func() { o.pulse = time.AfterFunc(o.server.config.Limits.Ping, o.ping) })
}

// ping has one sent, and the next in a while.
func (o *owner) ping() {
	o.queue.Push(tight.Frame{Kind: tight.Ping})
	o.queue.WhileOpen(func() { o.pulse.Reset(o.server.config.Limits.Ping) })
}

// push queues a message and says whether it fitted.
func (o *owner) push(sealed []byte) bool {
	return o.queue.Push(tight.Frame{Bytes: append([]byte{inbox.FrameMessage}, sealed...)})
}

// read takes the tokens that the owner shows.
func (o *owner) read() {
	const size = len(inbox.Token{})
	for {
		kind, frame, err := o.socket.Read(context.Background())
		if err != nil {
			return
		}
		switch {
		case !o.frames.AllowN(o.server.config.Now(), 1):
			o.end(tooFast)
			return
		case kind != websocket.MessageBinary || len(frame) < 1 || frame[0] != inbox.FrameTokens || (len(frame)-1)%size != 0 || (len(frame)-1)/size > inbox.MaxTokens:
			o.end(unexpected)
			return
		}
		var tokens []inbox.Token
		for rest := frame[1:]; len(rest) > 0; rest = rest[size:] {
			tokens = append(tokens, inbox.Token(rest))
		}
		o.server.show(o, tokens)
	}
}

// write sends what waits, until nothing does.
func (o *owner) write() {
	for frames := o.queue.Take(); len(frames) > 0; frames = o.queue.Take() {
		for _, f := range frames {
			if o.send(f) != nil {
				o.end(silent)
				return
			}
			o.queue.Wrote(f)
		}
	}
}

// send writes a message, or looks whether the owner is there.
func (o *owner) send(f tight.Frame) error {
	ctx, cancel := context.WithTimeout(context.Background(), o.server.config.Limits.Ping)
	defer cancel()
	if f.Kind == tight.Ping {
		return o.socket.Ping(ctx)
	}
	return o.socket.Write(ctx, websocket.MessageBinary, f.Bytes)
}

// end takes the inbox from the owner at once, and tells the client why. Only the
// first call counts.
func (o *owner) end(why closing) {
	o.once.Do(func() {
		o.server.gone(o)
		o.queue.Close()
		o.pulse.Stop()
		o.helpers.Go(func() { _ = o.socket.Close(why.code, why.reason) })
	})
}
