package server

import (
	"sync"
	"testing"

	"parley/call/signal/bus"
)

// exchange is a bus in memory, with an end for each server.
type exchange struct {
	mu   sync.Mutex
	ends []*end
}

// end is a bus.Bus.
type end struct {
	exchange *exchange
	in       chan bus.Message
	restored chan struct{}
	watched  map[string]bool
	away     bool
}

func (x *exchange) end() *end {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := &end{exchange: x, in: make(chan bus.Message, 1000), restored: make(chan struct{}, 1), watched: make(map[string]bool)}
	x.ends = append(x.ends, e)
	return e
}

func (e *end) Publish(room string, message []byte) error {
	e.exchange.mu.Lock()
	defer e.exchange.mu.Unlock()
	for _, other := range e.exchange.ends {
		if other != e && !e.away && !other.away && other.watched[room] {
			other.in <- bus.Message{Topic: room, Data: append([]byte(nil), message...)}
		}
	}
	return nil
}

func (e *end) Watch(room string) error {
	e.exchange.mu.Lock()
	defer e.exchange.mu.Unlock()
	e.watched[room] = true
	return nil
}

func (e *end) Forget(room string) {
	e.exchange.mu.Lock()
	defer e.exchange.mu.Unlock()
	delete(e.watched, room)
}

func (e *end) Messages() <-chan bus.Message { return e.in }
func (e *end) Restored() <-chan struct{}    { return e.restored }

// cut takes the end off the bus, or puts it back.
func (e *end) cut(away bool) {
	e.exchange.mu.Lock()
	defer e.exchange.mu.Unlock()
	e.away = away
	if !away {
		e.restored <- struct{}{}
	}
}

func (e *end) watches() int {
	e.exchange.mu.Lock()
	defer e.exchange.mu.Unlock()
	return len(e.watched)
}

// replicate opens so many servers that share a bus.
func replicate(t testing.TB, n int, l Limits) (halls []*hall, ends []*end) {
	t.Helper()
	x := new(exchange)
	for range n {
		e := x.end()
		halls, ends = append(halls, open(t, Config{Limits: l, Bus: e})), append(ends, e)
	}
	return halls, ends
}
