package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"parley/transfer/wire"
)

const (
	// pingEvery and lostAfter find streams that are dead without saying so;
	// helloWithin is how long the other side has to introduce itself.
	pingEvery   = 5 * time.Second
	lostAfter   = 30 * time.Second
	helloWithin = 10 * time.Second
	// linger is how long the last frames may take.
	linger = time.Second
	// maxControl is how many bytes of frames without content may wait. One
	// more ends the stream: control is never dropped.
	maxControl = 8 << 20
)

// Stream is one stream to one peer, as Attach took it.
type Stream struct {
	engine *Engine
	peer   string
	rank   Rank
	conn   io.ReadWriteCloser

	units   chan unit     // content to be written
	wake    chan struct{} // control waits
	quit    chan struct{} // closed when the stream begins to end
	done    chan struct{} // closed when it has ended
	began   time.Time
	heard   atomic.Int64 // when something came last, as a Duration since began
	pace    *rate.Limiter
	greeted atomic.Bool // hello came
	busy    atomic.Bool // something that came is being worked on

	mu      sync.Mutex
	control []byte // frames that wait to be written
	err     error  // why the stream ends; nil while it does not
	flows   map[wire.Handle]*flow
	last    wire.Handle // the highest that was given
	cut     *time.Timer // ends the time for the last frames

	ready  bool // of run: offers may be made
	listed bool // all offers of the other side were made on it; of run
}

func newStream(e *Engine, peer string, conn io.ReadWriteCloser, rank Rank) *Stream {
	return &Stream{
		engine: e, peer: peer, rank: rank, conn: conn,
		units: make(chan unit), wake: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{}),
		began: time.Now(), pace: newPace(), flows: map[wire.Handle]*flow{},
	}
}

// Peer returns the peer's key, as Attach was given it.
func (s *Stream) Peer() string { return s.peer }

// Done is closed when the stream has ended.
func (s *Stream) Done() <-chan struct{} { return s.done }

// Err returns why the stream ended or ends; nil while it does not.
func (s *Stream) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Close ends the stream and waits for that. Transfers on it go on over others,
// or wait.
func (s *Stream) Close() error {
	s.end(ErrClosed)
	<-s.done
	return nil
}

// start runs the stream; the Engine waits for it.
func (e *Engine) start(s *Stream) {
	if e.closing {
		s.abandon()
		return
	}
	e.jobs.Go(func() {
		s.run()
		e.inbox.put(func() { e.detached(s) })
	})
}

// abandon closes a stream that was never started.
func (s *Stream) abandon() {
	s.end(ErrClosed)
	s.cut.Stop()
	s.conn.Close()
	close(s.done)
}

// run owns the stream's goroutines, one a direction and one that watches.
func (s *Stream) run() {
	defer close(s.done)
	s.send(wire.AppendHello(nil))
	var parts sync.WaitGroup
	parts.Go(func() { s.end(s.read()) })
	parts.Go(func() {
		s.end(s.write())
		s.conn.Close()
	})
	parts.Go(s.watch)
	parts.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut.Stop()
}

// end begins the end. A breach is told to the other side, for which there is
// a second; other ends have no last words but those that wait.
func (s *Stream) end(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return
	}
	s.err = why
	if errors.Is(why, wire.ErrBreach) {
		s.control = wire.AppendBye(s.control, wire.Breach)
	}
	close(s.quit)
	wait := linger
	if errors.Is(why, errSilence) {
		wait = 0
	}
	s.cut = time.AfterFunc(wait, func() { s.conn.Close() })
}

var (
	errSilence = errors.New("the other side was not heard of")
	errVersion = errors.New("no common version")
	errFlood   = errors.New("the other side does not read")
)

// ByeError says that the other side closed the stream for a reason.
type ByeError struct{ Reason Reason }

// Error returns the reason in words.
func (e ByeError) Error() string {
	return fmt.Sprintf("closed by the other side: %s", Sentence(e.Reason))
}

// watch asks for signs of life, and ends the stream without them.
func (s *Stream) watch() {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-ticker.C:
		}
		if s.busy.Load() {
			s.heard.Store(int64(time.Since(s.began))) // the disk is slow, not the other side
		}
		silent := time.Since(s.began) - time.Duration(s.heard.Load())
		if silent >= lostAfter || !s.greeted.Load() && time.Since(s.began) >= helloWithin {
			s.end(errSilence)
			return
		}
		s.send(wire.AppendEmpty(nil, wire.TypePing))
	}
}

// send queues a frame without content. It never waits.
func (s *Stream) send(frame []byte) {
	s.mu.Lock()
	full := len(s.control)+len(frame) > maxControl
	if s.err == nil && !full {
		s.control = append(s.control, frame...)
	}
	s.mu.Unlock()
	if full {
		s.end(errFlood)
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// put hands content to the writer. Of several that wait each has its turn, so
// transfers share the stream evenly, block by block.
func (s *Stream) put(ctx context.Context, u unit) error {
	select {
	case s.units <- u:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.quit:
		return ErrClosed
	}
}
