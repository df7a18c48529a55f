package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"parley/call/signal/rendezvous/server/relay"
)

// member is one connection: a goroutine that reads from it, one that writes to
// it what waits in the queue.
type member struct {
	server *Server
	socket *websocket.Conn
	queue  *queue
	log    *slog.Logger // knows the network that the client comes from

	room  *room
	peer  peer
	late  []*member     // that were too slow to hear of this one's coming
	lasts time.Duration // of the credentials for ICE; 0 is for ever

	frames, bytes *rate.Limiter // what it may send
	silence       *time.Timer   // ends the connection
	pinging       atomic.Bool   // a ping is on its way

	once    sync.Once
	cutting chan struct{}  // closed when the connection is to end
	helpers sync.WaitGroup // beside the two
}

func (s *Server) newMember(log *slog.Logger) *member {
	return &member{
		server:  s,
		log:     log,
		queue:   newQueue(s.config.Limits.Waiting),
		frames:  s.config.Limits.Frames.limiter(),
		bytes:   s.config.Limits.Bytes.limiter(),
		cutting: make(chan struct{}),
	}
}

// run serves the connection until it ends.
func (m *member) run() {
	m.silence = time.AfterFunc(m.server.config.Limits.Silence, func() { m.cut(silent) })
	cutAll(m.late)
	m.helpers.Go(m.write)
	m.read()
	m.cut(left)
	m.helpers.Wait()
	m.silence.Stop()
}

// cut ends the connection: at once for the room, and for the client with the
// reason. A client that does not take the reason is gone after some seconds.
// Only the first call counts, and every call returns after that. cut may be
// called in the first call of another member, but only of one that was still
// in the room when that other had left it, so no two wait for each other.
func (m *member) cut(why closing) {
	m.once.Do(func() {
		m.server.leave(m)
		m.queue.close()
		close(m.cutting)
		m.server.counters.closed(why)
		m.log.Debug("connection ends", "code", int(why.code))
		m.helpers.Go(func() { _ = m.socket.Close(why.code, why.reason) })
	})
}

// read passes on what comes.
func (m *member) read() {
	for {
		kind, frame, err := m.next()
		if err != nil {
			return
		}
		select {
		case <-m.cutting:
			return
		default:
		}
		to, ok := addressed(frame)
		switch {
		case len(frame) > m.server.config.Limits.Frame:
			m.cut(tooLarge)
		case !m.within(len(frame)):
			m.cut(tooFast)
		case kind != websocket.MessageBinary || !ok:
			m.cut(unexpected)
		default:
			m.server.counters.passed(len(frame), m.room.pass(m, to, frame))
		}
	}
}

// next reads a frame, in memory of its own size, or one byte of one that is
// too large.
func (m *member) next() (websocket.MessageType, []byte, error) {
	kind, reader, err := m.socket.Reader(context.Background())
	if err != nil {
		return 0, nil, err
	}
	frame, err := io.ReadAll(io.LimitReader(reader, int64(m.server.config.Limits.Frame)+1))
	m.heard()
	return kind, bytes.Clone(frame), err
}

// heard is called for all that the client sends, pings and pongs too.
func (m *member) heard() {
	m.silence.Reset(m.server.config.Limits.Silence)
}

// within says whether the client keeps to its rates.
func (m *member) within(bytes int) bool {
	now := m.server.config.Now()
	return m.frames.AllowN(now, 1) && m.bytes.AllowN(now, bytes)
}

// control counts pings and pongs like frames.
func (m *member) control(_ context.Context, payload []byte) bool {
	m.heard()
	if !m.within(len(payload)) {
		m.cut(tooFast)
		return false
	}
	return true
}

// write sends what waits, a ping now and then, and fresh credentials before
// the old ones end.
func (m *member) write() {
	ping := time.NewTicker(m.server.config.Limits.Ping)
	defer ping.Stop()
	fresh := time.NewTimer(m.freshAfter())
	defer fresh.Stop()
	for {
		select {
		case <-m.queue.ready:
			if !m.send(m.queue.take()) {
				return
			}
		case <-ping.C:
			m.ping()
		case <-fresh.C:
			m.offer()
			fresh.Reset(m.freshAfter())
		case <-m.cutting:
			return
		}
	}
}

// send writes frames. It has all the time that the client takes: a client that
// reads nothing answers no ping either.
func (m *member) send(frames []outgoing) bool {
	for _, f := range frames {
		kind := websocket.MessageBinary
		if f.text {
			kind = websocket.MessageText
		}
		if m.socket.Write(context.Background(), kind, f.bytes) != nil {
			return false
		}
		m.queue.wrote(f)
	}
	return true
}

// ping sends one, unless the last is still unanswered.
func (m *member) ping() {
	if !m.pinging.CompareAndSwap(false, true) {
		return
	}
	m.helpers.Go(func() {
		defer m.pinging.Store(false)
		_ = m.socket.Ping(context.Background())
	})
}

// offer queues fresh credentials.
func (m *member) offer() {
	var servers []relay.ICEServer
	servers, m.lasts = m.server.config.ICE(m.room.id)
	if !m.queue.push(text(iceFrame{"ice", newICE(servers, m.lasts)})) {
		m.cut(tooSlow)
	}
}

// freshAfter leaves a quarter of the credentials' time to take the next ones.
func (m *member) freshAfter() time.Duration {
	if m.lasts <= 0 {
		return math.MaxInt64
	}
	return m.lasts * 3 / 4
}
