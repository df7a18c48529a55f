package server

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/signal/bus"
)

// replicas is this server among those that it shares a bus with. One goroutine
// listens and beats.
type replicas struct {
	own      replicaID
	bus      bus.Bus
	server   *Server
	sequence atomic.Uint64
	queue    *bus.Queue
	ctx      context.Context
	cancel   context.CancelFunc
	hearing  sync.WaitGroup
}

func newReplicas(s *Server, b bus.Bus) *replicas {
	r := &replicas{bus: b, server: s, queue: bus.NewQueue(b, s.counters.strayed.Inc)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	_, _ = rand.Read(r.own[:]) // never fails
	r.hearing.Go(r.run)
	return r
}

// close ends listening, and sends what waits. Nobody is here any more.
func (r *replicas) close() {
	r.cancel()
	r.hearing.Wait()
	r.queue.Close()
}

// run hears what others say, and says in time who is here.
func (r *replicas) run() {
	beat := time.NewTicker(r.server.config.Limits.Beat)
	defer beat.Stop()
	for {
		select {
		case m := <-r.bus.Messages():
			r.hear(m)
		case <-r.bus.Restored():
			r.announceAll(true)
		case <-beat.C:
			r.expireAll()
			r.announceAll(false)
		case <-r.ctx.Done():
			return
		}
	}
}

func (r *replicas) hear(m bus.Message) {
	said, err := parseReplica(m.Data, r.server.config.Limits.Frame)
	room := r.server.find(m.Topic)
	if room == nil {
		return // everybody has just left
	}
	taken := false
	switch said := said.(type) {
	case people:
		taken = err == nil && said.from != r.own
		if taken {
			cutAll(room.learn(said))
		}
	case relayed:
		taken = err == nil && room.take(said)
	}
	if !taken {
		r.server.counters.strayed.Inc()
	}
}

// announceAll says of every room who is here. It waits for its turn: nobody is
// held up by that.
func (r *replicas) announceAll(asks bool) {
	for _, room := range r.server.allRooms() {
		room.mu.RLock()
		n := room.people(asks)
		room.mu.RUnlock()
		if r.queue.Put(r.ctx, n) != nil {
			return
		}
	}
}

// expireAll lets people go whose replica is silent.
func (r *replicas) expireAll() {
	since := time.Now().Add(-r.server.config.Limits.Lost)
	for _, room := range r.server.allRooms() {
		cutAll(room.expire(since))
	}
}
