package server

import (
	"context"
	"crypto/rand"
	"sync"

	"parley/call/signal/bus"
	"parley/call/signal/inbox"
)

// presenceTopic has all replicas; other topics are inboxes.
const presenceTopic = "presence"

const (
	maxQuestions = bus.MaxWaiting // that wait for answers
	maxAnswers   = 16             // of one question, that wait to be read
)

// replicas is this server among those that it shares a bus with: REPLICAS.md.
// One goroutine listens.
type replicas struct {
	bus    bus.Bus
	server *Server
	queue  *bus.Queue
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu        sync.Mutex
	questions map[question]chan []byte
}

// question tells which answers are to which.
type question [16]byte

func newReplicas(s *Server, b bus.Bus) *replicas {
	r := &replicas{bus: b, server: s, queue: bus.NewQueue(b, s.counters.dropped.Inc), questions: make(map[question]chan []byte)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.work.Go(r.listen)
	r.queue.Offer(bus.Note{Topic: presenceTopic, Watch: true})
	return r
}

func (r *replicas) close() {
	r.cancel()
	r.work.Wait()
	r.queue.Close()
}

func (r *replicas) listen() {
	for {
		select {
		case m := <-r.bus.Messages():
			if !r.hear(m.Topic, m.Data) {
				r.server.counters.dropped.Inc()
			}
		case <-r.bus.Restored(): // the bus watches again by itself
		case <-r.ctx.Done():
			return
		}
	}
}

// hear does what another replica wants, and says whether it makes sense.
func (r *replicas) hear(topic string, message []byte) bool {
	kind, rest, ok := parseShared(message)
	if !ok {
		return false
	}
	if topic == presenceTopic {
		return kind == asksKind && r.reply(rest) || kind == answersKind && r.answered(rest)
	}
	at, ok := inbox.ParseAddress(topic)
	switch {
	case ok && kind == leftKind:
		_, taken := r.server.deliver(at, rest)
		return taken
	case ok && kind == openedKind:
		r.server.openedElsewhere(at)
		return true
	}
	return false
}

func (r *replicas) left(at inbox.Address, sealed []byte) bool {
	r.queue.Offer(bus.Note{Topic: at.String(), Message: share(leftKind, sealed)})
	return true
}

func (r *replicas) opened(at inbox.Address) {
	r.queue.Offer(bus.Note{Topic: at.String(), Watch: true, Message: share(openedKind)})
}

func (r *replicas) forget(at inbox.Address) {
	r.queue.Offer(bus.Note{Topic: at.String(), Forget: true})
}

// reply answers which owners of some tokens are here, if one is.
func (r *replicas) reply(asked []byte) bool {
	tokens := asked[len(question{}):]
	if present := r.server.present(tokens); anyOf(present) {
		r.queue.Offer(bus.Note{Topic: presenceTopic, Message: share(answersKind, asked[:len(question{})], present)})
	}
	return true
}

// answered hands an answer to who asked, if it was here.
func (r *replicas) answered(said []byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if answers := r.questions[question(said)]; answers != nil {
		select {
		case answers <- said[len(question{}):]:
		default: // more than there can be replicas
		}
	}
	return true
}

func (r *replicas) ask(ctx context.Context, tokens, present []byte) {
	if allOf(present) {
		return
	}
	q, answers, ok := r.wonder()
	if !ok {
		return
	}
	defer r.settle(q)
	r.queue.Offer(bus.Note{Topic: presenceTopic, Message: share(asksKind, q[:], tokens)})
	ctx, cancel := context.WithTimeout(ctx, r.server.config.Limits.Gather)
	defer cancel()
	for !allOf(present) {
		select {
		case said := <-answers:
			join(present, said)
		case <-ctx.Done():
			return
		case <-r.ctx.Done():
			return
		}
	}
}

// wonder draws a question, unless too many wait for answers, and returns where
// its answers come.
func (r *replicas) wonder() (q question, answers <-chan []byte, ok bool) {
	_, _ = rand.Read(q[:]) // never fails
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.questions) >= maxQuestions {
		return q, nil, false
	}
	said := make(chan []byte, maxAnswers)
	r.questions[q] = said
	return q, said, true
}

// settle takes no more answers to a question.
func (r *replicas) settle(q question) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.questions, q)
}
