package peer

import (
	"io"
	"sync"
	"time"

	"github.com/pion/datachannel"
)

const (
	filesLabel = "files"
	filesID    = uint16(channelCount)
	// filesMessage is how much one message of the byte stream carries, in
	// bytes: what pion and browsers take, and large for the sake of speed.
	filesMessage = 64_000
	// filesHigh is how much may be on its way, in bytes, before Write waits,
	// and filesLow is when it goes on.
	filesHigh = 1 << 20
	filesLow  = filesHigh / 4
)

// byteStream makes an ordered stream of bytes of a data channel. Write waits
// while the path is slower than the writer. Close ends it on both sides, and
// for good: the channel cannot be opened again.
type byteStream struct {
	channel *channel
	raw     datachannel.ReadWriteCloserDeadliner
	low     chan struct{} // there is room again
	done    chan struct{} // closed here
	closed  sync.Once
	gone    <-chan struct{} // the connection was closed

	reading sync.Mutex
	buffer  []byte
	rest    []byte // of buffer: what Read had no room for

	writing sync.Mutex
}

// openFiles makes the channel that carries files.
func (c *Conn) openFiles() error {
	return c.openChannel(&c.files, filesLabel, filesID, func(raw datachannel.ReadWriteCloserDeadliner) {
		s := &byteStream{
			channel: &c.files, raw: raw, low: make(chan struct{}, 1),
			done: make(chan struct{}), gone: c.done, buffer: make([]byte, maxMessage),
		}
		c.files.SetBufferedAmountLowThreshold(filesLow)
		c.files.OnBufferedAmountLow(s.hasRoom)
		c.config.Handler.FilesOpen(s)
	})
}

func (s *byteStream) hasRoom() {
	select {
	case s.low <- struct{}{}:
	default:
	}
}

// Read returns what came, and io.EOF once either side has closed the stream.
func (s *byteStream) Read(p []byte) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	for len(s.rest) == 0 {
		n, err := s.raw.Read(s.buffer)
		if err != nil {
			return 0, s.ended(err)
		}
		s.rest = s.buffer[:n]
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Write sends all of p, message by message.
func (s *byteStream) Write(p []byte) (written int, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	for len(p) > 0 {
		if err := s.waitForRoom(); err != nil {
			return written, err
		}
		n, err := s.raw.Write(p[:min(len(p), filesMessage)])
		written += n
		if err != nil {
			return written, s.ended(err)
		}
		p = p[n:]
	}
	return written, nil
}

func (s *byteStream) waitForRoom() error {
	for s.channel.BufferedAmount() > filesHigh {
		select {
		case <-s.low:
		case <-s.done:
			return io.ErrClosedPipe
		case <-s.gone:
			return ErrClosed
		}
	}
	return nil
}

// ended is what Read and Write return for an error of the channel.
func (s *byteStream) ended(err error) error {
	select {
	case <-s.done:
		return io.ErrClosedPipe
	case <-s.gone:
		return ErrClosed
	default:
		return err
	}
}

// Close ends the stream. It may be called any number of times.
func (s *byteStream) Close() error {
	s.closed.Do(func() {
		close(s.done)
		_ = s.raw.Close()                          // the far side is told if it is still there
		_ = s.raw.SetReadDeadline(time.Unix(1, 0)) // who reads does not wait for its answer
	})
	return nil
}
