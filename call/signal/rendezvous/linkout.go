package rendezvous

import (
	"errors"
	"io"
	"time"

	"parley/call/signal"
)

// run sends what is queued, until the link ends and after.
func (l *link) run() {
	l.write()
	l.timer.Stop()
	l.cut.Stop() // write ends after end only
	l.cancel()
	l.visit.forget(l)
	close(l.done)
}

func (l *link) write() {
	tick := time.NewTicker(pingAfter / 2)
	defer tick.Stop()
	for {
		select {
		case next := <-l.out:
			l.put(next)
		case <-tick.C:
			l.pulse()
		case <-l.quit:
			l.farewell()
			return
		}
	}
}

// put seals and sends one message. It fails once the link is cut.
func (l *link) put(next outgoing) bool {
	message := next.message
	if !next.sealed {
		message = l.session.Carry(message)
	}
	return l.visit.send(l.ctx, l.peer, message)
}

// pulse asks for a sign of life when nothing came for a while, and gives up
// after a long one.
func (l *link) pulse() {
	switch silence := l.hearing.Silence(); {
	case !l.isReady():
	case silence >= lostAfter:
		l.end(signal.ErrLost)
	case silence >= pingAfter:
		_ = l.Send(signal.Envelope{Body: signal.Ping{}}) // the link ends when it fails
	}
}

// farewell says that the link ends here, after what is queued when it was
// closed in good order.
func (l *link) farewell() {
	l.mu.Lock()
	why, keyed := l.err, l.keyed
	l.mu.Unlock()
	if !keyed || errors.Is(why, signal.ErrLost) || errors.Is(why, io.EOF) {
		return
	}
	for errors.Is(why, signal.ErrClosed) {
		select {
		case next := <-l.out:
			if !l.put(next) {
				return
			}
			continue
		default:
		}
		break
	}
	// A side that is lost does not hear it and finds out by itself.
	l.visit.send(l.ctx, l.peer, l.session.End())
}
