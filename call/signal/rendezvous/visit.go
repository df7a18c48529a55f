package rendezvous

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous/seal"
)

// visit is one connection to the server, under one name. One goroutine reads,
// one writes, one looks whether the server is there, and each link has one.
type visit struct {
	room       *Room
	conn       *socket
	own        seal.Peer
	before     []seal.Peer // who was there before
	ctx        context.Context
	cancel     context.CancelFunc
	frames     chan []byte   // to be sent
	quiet      chan struct{} // closed when no more is sent
	wrote      chan struct{} // closed when write has ended
	handshakes *rate.Limiter // of all peers
	work       sync.WaitGroup

	mu     sync.Mutex
	others []*presence // the longest there first
	links  map[at]*link
	closed bool // to new links
}

// presence is somebody else in the room.
type presence struct {
	peer       seal.Peer
	handshakes *rate.Limiter
	key        identity.Key // that they proved on some link; zero before
}

// at is where a message goes: the links of two peers may have one number.
type at struct {
	peer seal.Peer
	link seal.ID
}

// run reads until the connection ends, and ends all that lives on it.
func (v *visit) run() error {
	v.work.Go(v.write)
	v.work.Go(v.watch)
	err := v.read()
	v.close()
	for _, l := range v.open() {
		l.end(fmt.Errorf("%w: the server is away", signal.ErrLost))
	}
	v.cancel()
	_ = v.conn.CloseNow() // there is nobody to tell
	v.work.Wait()
	return err
}

func (v *visit) read() error {
	for {
		kind, data, err := v.conn.Read(v.ctx)
		if err != nil {
			return err
		}
		if kind == websocket.MessageBinary {
			v.route(data)
			continue
		}
		if err := v.learn(data); err != nil {
			return err
		}
	}
}

// learn takes an event of the server.
func (v *visit) learn(data []byte) error {
	e, err := parseEvent(data)
	if err != nil {
		return err
	}
	if e.Type == iceType {
		v.room.refresh(e.ice())
	}
	if e.Type != joinedType && e.Type != leftType {
		return nil
	}
	p, err := seal.ParsePeer(e.Peer)
	if err != nil {
		return err
	}
	if e.Type == joinedType {
		v.come(p)
	} else {
		v.depart(p)
	}
	v.room.stirred()
	return nil
}

// come takes note of somebody. Oneself is nobody, whatever the server says: so
// nobody is talked into a link with themselves.
func (v *visit) come(p seal.Peer) {
	v.mu.Lock()
	defer v.mu.Unlock()
	known := slices.ContainsFunc(v.others, func(o *presence) bool { return o.peer == p })
	if known || p == v.own || len(v.others) >= maxPeople-1 {
		return
	}
	v.others = append(v.others, &presence{peer: p, handshakes: rate.NewLimiter(handshakesPeer, handshakesPeer)})
}

// depart forgets somebody and ends their links.
func (v *visit) depart(p seal.Peer) {
	v.mu.Lock()
	v.others = slices.DeleteFunc(v.others, func(o *presence) bool { return o.peer == p })
	v.mu.Unlock()
	for _, l := range v.open() {
		if l.peer == p {
			l.end(fmt.Errorf("%w: they left", signal.ErrLost))
		}
	}
}

func (v *visit) peers() []Peer {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := make([]Peer, 0, len(v.others))
	for _, o := range v.others {
		out = append(out, o.peer)
	}
	return out
}

// likely are the peers who may have a key, the one who has proven it first.
func (v *visit) likely(want identity.Key) []Peer {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []Peer
	for _, o := range v.others {
		switch {
		case want.IsZero() || o.key.IsZero():
			out = append(out, o.peer)
		case o.key == want:
			out = append([]Peer{o.peer}, out...)
		}
	}
	return out
}

// proven keeps which key a peer has.
func (v *visit) proven(p Peer, key identity.Key) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, o := range v.others {
		if o.peer == p {
			o.key = key
		}
	}
}

// write sends frames at a pace that the server takes.
func (v *visit) write() {
	defer close(v.wrote)
	frames, bytes := rate.NewLimiter(frameRate, frameBurst), rate.NewLimiter(byteRate, byteBurst)
	for {
		select {
		case frame := <-v.frames:
			if frames.Wait(v.ctx) != nil || bytes.WaitN(v.ctx, len(frame)) != nil || v.put(frame) != nil {
				v.cancel()
				return
			}
		case <-v.quiet:
			return
		case <-v.ctx.Done():
			return
		}
	}
}

func (v *visit) put(frame []byte) error {
	ctx, cancel := context.WithTimeout(v.ctx, writeTime)
	defer cancel()
	return v.conn.Write(ctx, websocket.MessageBinary, frame)
}

// send hands a message to write, and reports whether it did before ctx ended.
func (v *visit) send(ctx context.Context, to seal.Peer, message []byte) bool {
	frame := append(to[:], message...)
	select {
	case v.frames <- frame:
		return true
	case <-ctx.Done():
	case <-v.ctx.Done():
	}
	return false
}

// watch asks the server for signs of life (RFC 6455, section 5.5.2).
func (v *visit) watch() {
	tick := time.NewTicker(serverPing)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			v.ping(serverPing)
		case <-v.ctx.Done():
			return
		}
	}
}

func (v *visit) ping(within time.Duration) {
	ctx, cancel := context.WithTimeout(v.ctx, within)
	defer cancel()
	if v.conn.Ping(ctx) != nil {
		v.cancel()
	}
}

// checkTime is how long a server may take to answer when it is doubtful whether
// it is reached. One that is taken for lost too early costs a new connection.
const checkTime = time.Second

// check looks whether the server is still there, beside the caller. A connection
// whose end here is gone need not be asked.
func (v *visit) check() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return
	}
	if raw := v.conn.raw; raw != nil && !signal.Stands(raw.LocalAddr(), raw.RemoteAddr()) {
		v.cancel()
		return
	}
	v.work.Go(func() { v.ping(checkTime) })
}

// leave ends all links in good order, then the connection. It is called once.
func (v *visit) leave() {
	v.close()
	var ending sync.WaitGroup
	for _, l := range v.open() {
		ending.Go(func() { l.Close() })
	}
	ending.Wait()
	close(v.quiet)
	cut := time.AfterFunc(farewell, v.cancel)
	defer cut.Stop()
	<-v.wrote
	v.conn.leave(farewell)
}

// close refuses new links.
func (v *visit) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closed = true
}
