package mesh

import (
	"io"
	"slices"
	"sync/atomic"
	"time"

	"parley/call/media/congestion"
	"parley/call/session"
	"parley/call/signal"
	"parley/transfer"
)

// Files takes the streams of the calls; a transfer.Engine does.
type Files interface {
	// Attach takes a stream to a person, by key, and closes it.
	Attach(peer string, stream io.ReadWriteCloser, rank transfer.Rank) *transfer.Stream
}

const (
	// callerDials and calledDials are how long after the answer a side opens a
	// direct stream: the caller has reached the other already; the called
	// person's side tries in case that was a one-way street.
	callerDials = 0
	calledDials = 3 * time.Second
	// redialFirst and redialMost bound the wait before the next attempt.
	redialFirst = 5 * time.Second
	redialMost  = time.Minute
)

// exchange is the part of a leg that carries files. Its fields belong to run.
type exchange struct {
	streams []*metered
	dialing bool
	next    time.Time // when a direct stream is tried, if there is none
	wait    time.Duration
	pace    congestion.Scavenger
	paced   time.Time
}

// metered counts what is written to a stream.
type metered struct {
	io.ReadWriteCloser
	rank     transfer.Rank
	attached *transfer.Stream
	written  atomic.Int64
	seen     int64
}

func (m *metered) Write(p []byte) (int, error) {
	n, err := m.ReadWriteCloser.Write(p)
	m.written.Add(int64(n))
	return n, err
}

// carry hands a stream to the files. It is closed when the call is over.
func (l *leg) carry(stream io.ReadWriteCloser, rank transfer.Rank) {
	if l.phase != answered || l.relayOnly && rank == transfer.Direct {
		l.b.wg.Go(func() { stream.Close() })
		return
	}
	m := &metered{ReadWriteCloser: stream, rank: rank}
	m.attached = l.b.cfg.Files.Attach(l.person.Key, m, rank)
	m.attached.SetRate(congestion.FirstScavenge)
	l.files.streams = append(l.files.streams, m)
}

// dropStreams ends the call's streams; transfers wait for others.
func (l *leg) dropStreams() {
	for _, m := range l.files.streams {
		l.b.wg.Go(func() { m.attached.Close() })
	}
	l.files.streams = nil
}

// paceFiles gives the files what media leaves of the path.
func (l *leg) paceFiles(now time.Time) {
	if l.phase != answered || len(l.files.streams) == 0 {
		return
	}
	f, used := &l.files, int64(0)
	for _, m := range f.streams {
		written := m.written.Load()
		used += written - m.seen
		m.seen = written
	}
	step := max(now.Sub(f.paced), congestion.ScavengeEvery)
	f.paced = now
	rate := f.pace.Next(now, l.conn.Path(), int(float64(used)/step.Seconds()))
	for _, m := range f.streams {
		m.attached.SetRate(rate)
	}
}

// keepDirect opens a direct stream when there is none.
func (l *leg) keepDirect(now time.Time) {
	if l.relayOnly {
		return // such a stream goes from one computer to the other
	}
	f := &l.files
	if f.direct() || f.dialing || now.Before(f.next) {
		return
	}
	target := l.b.people.resolve(session.Target{Text: l.person.Key, Key: l.person.Key, Address: l.person.Address})
	if !isHostPort(target.Host) {
		target.Host = "" // a place in a room, where no stream goes
	}
	if target.Host == "" && len(target.Addresses) == 0 {
		return
	}
	f.dialing = true
	l.dialDirect(target)
}

// direct forgets the streams that are over, and reports whether one of the rest
// is direct.
func (x *exchange) direct() bool {
	x.streams = slices.DeleteFunc(x.streams, func(m *metered) bool {
		select {
		case <-m.attached.Done():
			return true
		default:
			return false
		}
	})
	return slices.ContainsFunc(x.streams, func(m *metered) bool { return m.rank == transfer.Direct })
}

// dialDirect opens a direct stream, beside the leg's goroutine.
func (l *leg) dialDirect(target signal.Target) {
	l.b.wg.Go(func() {
		stream, err := l.b.cfg.Transport.DialStream(l.ctx, target)
		taken := l.do(func() { l.directDialled(stream, err) })
		if err == nil && !taken {
			stream.Close()
		}
	})
}

func (l *leg) directDialled(stream signal.Stream, err error) {
	f := &l.files
	f.dialing = false
	if err != nil {
		l.b.cfg.Logger.Debug("no direct stream", "call", l.id, "error", err)
		f.wait = max(redialFirst, min(2*f.wait, redialMost))
		f.next = time.Now().Add(f.wait)
		return
	}
	f.wait, f.next = 0, time.Now().Add(redialFirst)
	l.carry(stream, transfer.Direct)
}

// takeStreams receives the streams that others open. Who is in no call with us
// is not let in.
func (b *Backend) takeStreams() {
	for stream := range b.cfg.Transport.Streams() {
		l := b.legOf(stream.Remote())
		if l == nil || !l.do(func() { l.carry(stream, transfer.Direct) }) {
			b.wg.Go(func() { stream.Close() })
		}
	}
}
