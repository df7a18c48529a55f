package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"parley/call/signal/rendezvous/server/tight"
)

// member is one connection: a goroutine that reads from it and, while something
// waits in the queue, one that writes.
type member struct {
	server  *Server
	socket  *tight.Conn
	network netip.Prefix // that the client comes from, as much as a log may know
	queue   *tight.Queue

	room  *room
	peer  peer
	late  []*member     // that were too slow to hear of this one's coming
	lasts time.Duration // of the credentials for ICE; 0 is for ever

	frames, bytes *rate.Limiter // what it may send
	silence       *time.Timer   // ends the connection
	pulse, fresh  *time.Timer   // send a ping, and fresh credentials
	pinging       atomic.Bool   // a ping is on its way

	once    sync.Once
	helpers sync.WaitGroup // beside the one that reads
}

func (s *Server) newMember() *member {
	m := &member{
		server: s,
		frames: s.config.Limits.Frames.Limiter(),
		bytes:  s.config.Limits.Bytes.Limiter(),
	}
	m.queue = tight.NewQueue(s.config.Limits.Waiting, func() { m.helpers.Go(m.write) })
	return m
}

// run serves the connection until it ends.
func (m *member) run() {
	defer m.setTimers()()
	cutAll(m.late)
	m.late = nil
	m.read()
	m.cut(left)
	m.helpers.Wait()
}

// cut ends the connection: at once for the room, and for the client with the
// reason. A client that does not take the reason is gone after some seconds.
// Only the first call counts, and every call returns after that. cut may be
// called in the first call of another member, but only of one that was still
// in the room when that other had left it, so no two wait for each other.
func (m *member) cut(why closing) {
	m.once.Do(func() {
		m.server.leave(m)
		m.queue.Close()
		m.server.counters.closed(why)
		m.debug("connection ends", "code", int(why.code))
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
		if m.queue.Closed() {
			return
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

// write sends what waits, until nothing does.
func (m *member) write() {
	for frames := m.queue.Take(); len(frames) > 0; frames = m.queue.Take() {
		for _, f := range frames {
			if !m.send(f) {
				return
			}
			m.queue.Wrote(f)
		}
	}
}

// send writes a frame. It has all the time that the client takes: a client that
// reads nothing answers no ping either.
func (m *member) send(f tight.Frame) bool {
	switch f.Kind {
	case tight.Ping:
		m.ping()
		return true
	case tight.Text:
		return m.socket.Write(context.Background(), websocket.MessageText, f.Bytes) == nil
	case tight.Binary:
	}
	return m.socket.Write(context.Background(), websocket.MessageBinary, f.Bytes) == nil
}

// hand queues a frame of somebody else, whose peer it begins with.
func (m *member) hand(frame []byte) {
	if !m.queue.Push(tight.Frame{Kind: tight.Binary, Bytes: frame}) {
		m.cut(tooSlow)
	}
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

// setTimers sets what comes by itself, and returns what stops it once the queue
// is closed.
func (m *member) setTimers() (stop func()) {
	const never = math.MaxInt64 // until all of them are there
	l := m.server.config.Limits
	m.silence = time.AfterFunc(l.Silence, func() { m.cut(silent) })
	m.pulse = time.AfterFunc(never, func() {
		m.queue.Push(tight.Frame{Kind: tight.Ping})
		m.queue.WhileOpen(func() { m.pulse.Reset(l.Ping) })
	})
	m.fresh = time.AfterFunc(never, m.offer)
	m.pulse.Reset(l.Ping)
	m.fresh.Reset(m.freshAfter())
	return func() {
		for _, t := range []*time.Timer{m.silence, m.pulse, m.fresh} {
			t.Stop()
		}
	}
}

// offer queues fresh credentials before the old ones end.
func (m *member) offer() {
	servers, lasts := m.server.config.ICE(m.room.id)
	if !m.queue.Push(text(iceFrame{"ice", newICE(servers, lasts)})) {
		m.cut(tooSlow)
	}
	m.queue.WhileOpen(func() {
		m.lasts = lasts
		m.fresh.Reset(m.freshAfter())
	})
}

// freshAfter leaves a quarter of the credentials' time to take the next ones.
func (m *member) freshAfter() time.Duration {
	if m.lasts <= 0 {
		return math.MaxInt64
	}
	return m.lasts * 3 / 4
}

// debug logs what the operator asked to see.
func (m *member) debug(what string, more ...any) {
	if log := m.server.config.Log; log.Enabled(context.Background(), slog.LevelDebug) {
		log.Debug(what, append(more, "network", m.network)...)
	}
}
