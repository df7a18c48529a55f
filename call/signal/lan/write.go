package lan

import (
	"errors"
	"fmt"
	"net"
	"time"

	"parley/call/signal"
)

// write sends what is queued, asks for signs of life, and notices when there
// are none.
func (l *link) write() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case message := <-l.out:
			if err := l.put(message); err != nil {
				l.end(err)
			}
		case <-tick.C:
			l.pulse()
		case <-l.quit:
			l.farewell()
			return
		}
	}
}

// pulse asks when nothing came for a while and gives up after a long one. It
// counts its own ping as nothing: what was sent says nothing of the far side.
func (l *link) pulse() {
	switch silence := l.hearing.Silence(); {
	case silence >= lostAfter:
		l.end(signal.ErrLost)
	case silence >= pingEvery/2:
		_ = l.Send(signal.Envelope{Body: signal.Ping{}}) // the link ends when it fails
	}
}

func (l *link) put(message []byte) error {
	err := l.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	if err == nil {
		err = writeFrame(l.conn, message)
	}
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// farewell sends what is queued when the link closes in good order, and says
// that nothing more comes. read goes on until the other side has closed too:
// to close with messages unread would make TCP discard what was just sent.
func (l *link) farewell() {
	if !errors.Is(l.reason(), signal.ErrClosed) {
		return
	}
	for {
		select {
		case message := <-l.out:
			if l.put(message) != nil {
				return
			}
		default:
			l.closeWrite()
			return
		}
	}
}

// closeWrite sends TLS's close_notify and TCP's FIN. A failure means that the
// other side is gone, which read finds out.
func (l *link) closeWrite() {
	if l.conn.CloseWrite() != nil {
		return
	}
	if tcp, ok := l.conn.NetConn().(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
}
