package mesh

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"parley/call/media/congestion"
	"parley/call/media/frame"
	"parley/call/peer"
)

// wires are connections in memory, that carry messages and no media, so that
// tests can stop the clock. Both ends find each other by their descriptions.
type wires struct {
	mu    sync.Mutex
	ends  map[string]*wire
	cut   map[[2]string]bool // pairs of people without a path, by name
	relay bool               // paths go through one
	clear bool               // but could do without
	// heard hears what is said on the control channels, and by whom.
	heard func(from, to string, message []byte)
}

func newWires() *wires {
	return &wires{ends: make(map[string]*wire), cut: make(map[[2]string]bool)}
}

// wire is one end. Its fields are guarded by wires.mu.
type wire struct {
	all     *wires
	owner   string
	name    string
	config  peer.Config
	calls   chan func(peer.Handler)
	done    chan struct{}
	serving sync.WaitGroup
	other   *wire // once its description came
	state   peer.State
	closed  bool
}

// connector makes the ends of one person.
func (w *wires) connector(owner string) func(peer.Config) (connection, error) {
	return func(config peer.Config) (connection, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		end := &wire{
			all: w, owner: owner, name: fmt.Sprintf("wire-%d", len(w.ends)), config: config,
			calls: make(chan func(peer.Handler), 4096), done: make(chan struct{}),
		}
		w.ends[end.name] = end
		end.serving.Go(end.serve)
		return end, nil
	}
}

func (e *wire) serve() {
	for {
		select {
		case call := <-e.calls:
			call(e.config.Handler)
		case <-e.done:
			return
		}
	}
}

// sever cuts the path between two people, or mends it.
func (w *wires) sever(a, b string, yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut[[2]string{a, b}], w.cut[[2]string{b, a}] = yes, yes
	for _, e := range w.ends {
		e.update()
	}
}

// offers checks that of each two ends one offers.
func (w *wires) offers(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.ends {
		if o := e.other; o != nil && e.config.Offerer == o.config.Offerer {
			t.Errorf("between %s and %s both offer: %v", e.owner, o.owner, e.config.Offerer)
		}
	}
}

// overhear lets a function hear what is said from now on; nil ends that.
func (w *wires) overhear(heard func(from, to string, message []byte)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = heard
}

// update says what became of the path; mu is held.
func (e *wire) update() {
	to := e.state
	switch o := e.other; {
	case e.closed || o == nil || o.other != e:
	case e.all.cut[[2]string{e.owner, o.owner}]:
		if e.state == peer.Connected {
			to = peer.Disconnected
		}
	case o.closed:
		to = peer.Closed
	default:
		to = peer.Connected
	}
	if to == e.state {
		return
	}
	first := e.state == peer.Idle && to == peer.Connected
	e.state = to
	e.calls <- func(h peer.Handler) { h.StateChanged(to) }
	if first {
		for _, c := range []peer.Channel{peer.Control, peer.Chat, peer.Annotations} {
			e.calls <- func(h peer.Handler) { h.ChannelOpen(c) }
		}
	}
}

const wirePrint = "a=fingerprint:sha-256 "

// describe hands out a description of this end.
func (e *wire) describe(kind string) {
	d := peer.Description{Kind: kind, SDP: "v=0\r\ns=" + e.name + "\r\n" + wirePrint + strings.Repeat("AB:", 31) + "AB\r\n"}
	e.calls <- func(h peer.Handler) { h.Describe(d) }
}

func (e *wire) Start() error { return e.Restart() }

func (e *wire) Restart() error {
	if e.config.Servers != nil {
		e.config.Servers()
	}
	if e.config.Offerer {
		e.all.improve()
		e.describe(peer.Offer)
	} else if e.State() != peer.Idle {
		e.calls <- func(h peer.Handler) { h.RenegotiationWanted() }
	}
	return nil
}

func (e *wire) State() peer.State {
	e.all.mu.Lock()
	defer e.all.mu.Unlock()
	return e.state
}

// set makes the connection be in a state, and says so.
func (e *wire) set(s peer.State) {
	e.all.mu.Lock()
	defer e.all.mu.Unlock()
	e.state = s
	e.calls <- func(h peer.Handler) { h.StateChanged(s) }
}

func (e *wire) Remote(d peer.Description) error {
	_, rest, _ := strings.Cut(d.SDP, "s=")
	name, _, _ := strings.Cut(rest, "\r\n")
	e.all.mu.Lock()
	defer e.all.mu.Unlock()
	if e.other = e.all.ends[name]; e.other == nil {
		return errors.New("no such wire")
	}
	if d.Kind == peer.Offer {
		e.describe(peer.Answer)
	}
	e.update()
	e.other.update()
	return nil
}

func (e *wire) Send(c peer.Channel, message []byte) error {
	e.all.mu.Lock()
	defer e.all.mu.Unlock()
	if e.state != peer.Connected {
		return peer.ErrNotOpen
	}
	if e.all.heard != nil && c == peer.Control {
		e.all.heard(e.owner, e.other.owner, message)
	}
	sent := append([]byte(nil), message...)
	e.other.calls <- func(h peer.Handler) { h.Message(c, sent) }
	return nil
}

func (e *wire) Close() error {
	e.all.mu.Lock()
	if !e.closed {
		e.closed = true
		close(e.done)
		if e.other != nil {
			e.other.update()
		}
	}
	e.all.mu.Unlock()
	e.serving.Wait()
	return nil
}

func (e *wire) Stats() peer.Stats {
	if e.State() == peer.Connected {
		return peer.Stats{Pair: e.all.pair()}
	}
	return peer.Stats{}
}

func (w *wires) pair() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.relay {
		return "relay"
	}
	return "host"
}

// through says whether paths go through a relay, and could do without.
func (w *wires) through(relay, clear bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.relay, w.clear = relay, clear
}

// improve leaves the relay where that can be.
func (w *wires) improve() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.relay = w.relay && !w.clear
}

// Scout finds a way when there is one; the next restart takes it.
func (e *wire) Scout(ctx context.Context, tell func(peer.Way), far <-chan peer.Way) error {
	tell(peer.Way{UsernameFragment: e.name, Password: "secret", Candidates: []string{"candidate:" + e.name}})
	select {
	case w := <-far:
		e.all.mu.Lock()
		defer e.all.mu.Unlock()
		if e.all.clear && w.UsernameFragment == e.other.name {
			return nil
		}
	case <-ctx.Done():
	}
	return peer.ErrNoWay
}

func (*wire) RemoteCandidate(peer.Candidate) error { return nil }
func (*wire) Write(peer.Slot, frame.Encoded) error { return nil }
func (*wire) Nack(peer.Slot, []uint16)             {}
func (*wire) RequestKeyFrame(peer.Slot)            {}
func (*wire) Sends(peer.Slot) bool                 { return true }
func (*wire) Redundant(peer.Slot) bool             { return true }
func (*wire) Path() congestion.Path                { return congestion.Path{} }
func (*wire) Want(int)                             {}
