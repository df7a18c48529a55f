// Package trial tries what calls over the internet need, without a call: a
// server that tells this computer's address, and a relay.
package trial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/frame"
	"parley/call/peer"
)

// ErrNoWay says that a relay was not reached, or passed nothing on.
var ErrNoWay = errors.New("nothing came through")

// The stream that is sent through a relay: about what a call of two sends at
// first, long enough to tell a loss of one per cent.
const (
	streamEvery  = 10 * time.Millisecond
	streamPacket = 1000 // bytes
	streamTime   = 2 * time.Second
	// lastWait is how long the last packets may be under way.
	lastWait = 300 * time.Millisecond
)

// Passage is how it goes through a relay, there and back to this computer.
type Passage struct {
	RTT  time.Duration // twice to the relay and back
	Rate int           // bits a second that came through
	Lost float64       // share of the packets, from 0 to 1
}

// Relay connects this computer with itself through a relay, of which each end
// takes a place, and sends a stream for two seconds. The error wraps ErrNoWay when
// ctx is done before the way is there.
func Relay(ctx context.Context, server peer.Server, loopback bool) (Passage, error) {
	a, b := newEnd(), newEnd()
	for _, e := range []*end{a, b} {
		conn, err := peer.New(peer.Config{
			Offerer: e == a, RelayOnly: true, Nearby: true, Loopback: loopback, Handler: e,
			Servers: func() []peer.Server { return []peer.Server{server} },
		})
		if err != nil {
			return Passage{}, err
		}
		defer conn.Close()
		e.conn = conn
	}
	ctx, cancel := context.WithCancel(ctx)
	var signalling sync.WaitGroup
	signalling.Go(func() { a.signal(ctx, b.conn) })
	signalling.Go(func() { b.signal(ctx, a.conn) })
	defer signalling.Wait()
	defer cancel()
	if err := a.conn.Start(); err != nil {
		return Passage{}, err
	}
	for _, e := range []*end{a, b} {
		if err := e.connected(ctx); err != nil {
			return Passage{}, err
		}
	}
	return a.pass(ctx, b)
}

// pass sends the stream to b.
func (e *end) pass(ctx context.Context, b *end) (Passage, error) {
	var f frame.Encoded
	f.Data = make([]byte, streamPacket)
	tick := time.NewTicker(streamEvery)
	defer tick.Stop()
	sent, begun := 0, time.Now()
	for ; time.Since(begun) < streamTime; sent++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return Passage{}, ctx.Err()
		}
		f.Captured, f.Duration = time.Now(), streamEvery
		if err := e.conn.Write(peer.Microphone, f); err != nil {
			return Passage{}, fmt.Errorf("send through the relay: %w", err)
		}
	}
	took := time.Since(begun)
	time.Sleep(lastWait)
	came := int(b.packets.Load())
	if came == 0 {
		return Passage{}, ErrNoWay
	}
	return Passage{
		RTT:  e.conn.Stats().RTT,
		Rate: int(float64(8*b.bytes.Load()) / took.Seconds()),
		Lost: max(0, 1-float64(came)/float64(sent)),
	}, nil
}

// end is one side of a connection of this computer with itself.
type end struct {
	conn           *peer.Conn
	signals        chan any // peer.Description or peer.Candidate
	up             chan struct{}
	once           sync.Once
	packets, bytes atomic.Int64
}

func newEnd() *end { return &end{signals: make(chan any, 256), up: make(chan struct{})} }

// connected waits until there is a way.
func (e *end) connected(ctx context.Context) error {
	select {
	case <-e.up:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNoWay, ctx.Err())
	}
}

// signal carries what this end says to the other until ctx is done. What the
// other makes of it shows in whether they connect.
func (e *end) signal(ctx context.Context, to *peer.Conn) {
	for {
		select {
		case s := <-e.signals:
			switch s := s.(type) {
			case peer.Description:
				_ = to.Remote(s)
			case peer.Candidate:
				_ = to.RemoteCandidate(s)
			}
		case <-ctx.Done():
			return
		}
	}
}

// say queues what is signalled; a side says far less than there is room for.
func (e *end) say(s any) {
	select {
	case e.signals <- s:
	default:
	}
}

// Describe implements peer.Handler.
func (e *end) Describe(d peer.Description) { e.say(d) }

// Candidate implements peer.Handler.
func (e *end) Candidate(c peer.Candidate) { e.say(c) }

// StateChanged implements peer.Handler.
func (e *end) StateChanged(s peer.State) {
	if s == peer.Connected {
		e.once.Do(func() { close(e.up) })
	}
}

// Packet implements peer.Handler.
func (e *end) Packet(_ peer.Slot, p frame.Packet) {
	e.packets.Add(1)
	e.bytes.Add(int64(len(p.Payload)))
}

// SenderReport implements peer.Handler.
func (*end) SenderReport(peer.Slot, peer.SenderReport) {}

// Message implements peer.Handler.
func (*end) Message(peer.Channel, []byte) {}

// ChannelOpen implements peer.Handler.
func (*end) ChannelOpen(peer.Channel) {}

// FilesOpen implements peer.Handler.
func (*end) FilesOpen(s io.ReadWriteCloser) { s.Close() }

// KeyFrameWanted implements peer.Handler.
func (*end) KeyFrameWanted(peer.Slot) {}

// TargetChanged implements peer.Handler.
func (*end) TargetChanged(int) {}

// RenegotiationWanted implements peer.Handler.
func (*end) RenegotiationWanted() {}
