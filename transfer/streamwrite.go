package transfer

import (
	"time"

	"golang.org/x/time/rate"

	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// unit is content on its way to the writer.
type unit struct {
	outbox.Unit // Type may also be TypeManifest, TypeFinished, TypeStopped
	handle      wire.Handle
	manifest    []byte // TypeManifest: at most maxManifestPart
}

// maxManifestPart is how much of a manifest goes into one frame.
const maxManifestPart = 32 << 10

const (
	// tick is how long a write may keep a paced stream busy, in which case
	// the least that is written at once is minWrite.
	tick     = 20 * time.Millisecond
	minWrite = 1200
	maxWrite = wire.MaxFrame
	// headRoom is enough for every frame of content without its bytes.
	headRoom = 128
)

func newPace() *rate.Limiter { return rate.NewLimiter(rate.Inf, maxWrite) }

// SetRate bounds what the stream carries to so many bytes a second, content and
// control together; 0 lifts the bound. Beside a call this keeps media flowing.
func (s *Stream) SetRate(bytesPerSecond int) {
	if bytesPerSecond <= 0 {
		s.pace.SetLimit(rate.Inf)
		s.pace.SetBurst(maxWrite)
		return
	}
	burst := int(float64(bytesPerSecond) * tick.Seconds())
	s.pace.SetBurst(min(max(burst, minWrite), maxWrite))
	s.pace.SetLimit(rate.Limit(bytesPerSecond))
}

// writer turns content into frames, as many in a write as fit.
type writer struct {
	stream *Stream
	room   [maxWrite]byte
	buf    []byte // in room: what is written next
	next   *unit  // content that did not fit yet
	unit   unit   // what next points to
	sent   int    // bytes of next's block that were put into frames
}

// write writes until the stream ends, and then what control still waits.
func (s *Stream) write() error {
	w := &writer{stream: s}
	defer w.drop()
	for {
		ending := w.wait()
		w.fill(s.pace.Burst(), ending)
		if len(w.buf) == 0 {
			if ending {
				return ErrClosed
			}
			continue
		}
		if !ending {
			w.slow()
		}
		if _, err := s.conn.Write(w.buf); err != nil {
			return err
		}
	}
}

// wait waits until there is something to write, and reports whether the
// stream is ending.
func (w *writer) wait() bool {
	s := w.stream
	if w.next != nil {
		select {
		case <-s.quit:
			return true
		default:
			return false
		}
	}
	select {
	case <-s.quit:
		return true
	case <-s.wake:
	case u := <-s.units:
		w.take(u)
	}
	return false
}

func (w *writer) take(u unit) { w.unit, w.next, w.sent = u, &w.unit, 0 }

// fill puts control first, which may wait least, and then content.
func (w *writer) fill(limit int, ending bool) {
	s := w.stream
	s.mu.Lock()
	n := copy(w.room[:limit], s.control)
	s.control = append(s.control[:0], s.control[n:]...)
	left := len(s.control)
	s.mu.Unlock()
	w.buf = w.room[:n]
	if left > 0 {
		select {
		case s.wake <- struct{}{}:
		default:
		}
		return
	}
	for !ending {
		if w.next == nil {
			select {
			case u := <-s.units:
				w.take(u)
			default:
				return
			}
		}
		if !w.encode(limit) {
			return
		}
	}
}

// encode appends what fits of the content that is next, and reports whether
// that was all of it.
func (w *writer) encode(limit int) bool {
	u := w.next
	room := limit - len(w.buf) - headRoom
	switch u.Type { //nolint:exhaustive // the types of content
	case wire.TypeBlock:
		if !w.block(room) {
			return false
		}
	case wire.TypeManifest:
		if room < len(u.manifest) && len(w.buf) > 0 {
			return false
		}
		w.buf = wire.AppendManifest(w.buf, u.handle, u.manifest)
	default:
		if room < 0 {
			return false
		}
		w.buf = w.small(u)
	}
	w.next, w.unit = nil, unit{}
	return true
}

// small appends a frame that has no bytes of content.
func (w *writer) small(u *unit) []byte {
	switch u.Type { //nolint:exhaustive // the types of content
	case wire.TypeZeros:
		return wire.Zeros{Handle: u.handle, Entry: u.Entry, Index: u.Index, Count: u.Count}.Append(w.buf)
	case wire.TypeEnd:
		return wire.End{Handle: u.handle, Entry: u.Entry, Hash: u.Hash}.Append(w.buf)
	case wire.TypeSkip:
		return wire.Skip{Handle: u.handle, Entry: u.Entry, Reason: u.Reason}.Append(w.buf)
	}
	return wire.AppendHandle(w.buf, u.Type, u.handle)
}

// block appends the next bytes of a block, and reports whether they were the
// last. Then the block is released.
func (w *writer) block(room int) bool {
	u := w.next
	data := u.Block.Data()
	if room < min(minWrite-headRoom, len(data)-w.sent) {
		return false
	}
	part := data[w.sent:min(len(data), w.sent+room)]
	if w.sent == 0 {
		head := wire.Block{Handle: u.handle, Entry: u.Entry, Index: u.Index, Length: len(data), Hash: u.Block.Hash}
		w.buf = head.Append(w.buf, part)
	} else {
		w.buf = wire.AppendData(w.buf, part)
	}
	if w.sent += len(part); w.sent < len(data) {
		return false
	}
	u.Block.Release()
	u.Block = nil
	return true
}

// slow waits until the pace allows what is to be written.
func (w *writer) slow() {
	s := w.stream
	if s.pace.Limit() == rate.Inf {
		return
	}
	for left := len(w.buf); left > 0; {
		n := min(left, s.pace.Burst())
		if !w.reserve(n) {
			return
		}
		left -= n
	}
}

// reserve waits for n bytes' turn; false if the stream ends before.
func (w *writer) reserve(n int) bool {
	s := w.stream
	r := s.pace.ReserveN(time.Now(), n)
	if !r.OK() {
		return true // the burst was made smaller meanwhile
	}
	timer := time.NewTimer(r.Delay())
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.quit:
		return false
	}
}

// drop releases what will never be written.
func (w *writer) drop() {
	if w.next != nil && w.next.Block != nil {
		w.next.Block.Release()
	}
}
