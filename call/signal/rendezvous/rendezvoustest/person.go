package rendezvoustest

import (
	"context"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"parley/call/signal/rendezvous/seal"
)

// Subprotocol is that of the WebSocket.
const Subprotocol = "parley.rendezvous.v1"

// Limits of PROTOCOL.md, section 3.
const (
	maxFrame   = 65704
	maxPeople  = 16
	frameRate  = 64
	frameBurst = 256
	byteRate   = 256 << 10
	byteBurst  = 2 << 20
	maxWaiting = 512 << 10
	iceSeconds = 600

	statusFull websocket.StatusCode = 4001
	statusFast websocket.StatusCode = 4003
	statusSlow websocket.StatusCode = 4004
)

// person is one connection. out and waiting are guarded by Server.mu, but for
// the receiving end of out.
type person struct {
	conn    *websocket.Conn
	room    string
	peer    seal.Peer
	out     chan outgoing
	queue   <-chan outgoing
	waiting chan int // sizes that were sent, to be taken off
	held    int
}

type outgoing struct {
	kind websocket.MessageType
	data []byte
}

func newPerson(conn *websocket.Conn, room string) *person {
	out := make(chan outgoing, 1<<12)
	return &person{conn: conn, room: room, peer: newPeer(), out: out, queue: out, waiting: make(chan int, 1<<12)}
}

func (p *person) tell(event any) { p.send(outgoing{websocket.MessageText, encode(event)}) }

// send queues for a person who may be gone or too slow.
func (p *person) send(o outgoing) {
	if p.out == nil {
		return
	}
	for len(p.waiting) > 0 {
		p.held -= <-p.waiting
	}
	if p.held += len(o.data); p.held > maxWaiting || len(p.out) == cap(p.out) {
		go p.conn.Close(statusSlow, "")
		return
	}
	p.out <- o
}

func (p *person) write() {
	for o := range p.queue {
		if p.conn.Write(context.Background(), o.kind, o.data) == nil {
			p.waiting <- len(o.data)
		}
	}
}

// read takes frames until the connection ends or the person is too fast.
func (p *person) read(pass func(*person, []byte)) {
	frames, bytes := rate.NewLimiter(frameRate, frameBurst), rate.NewLimiter(byteRate, byteBurst)
	for {
		_, data, err := p.conn.Read(context.Background())
		if err != nil {
			return
		}
		if !frames.Allow() || !bytes.AllowN(time.Now(), len(data)) {
			p.conn.Close(statusFast, "")
			return
		}
		pass(p, data)
	}
}
