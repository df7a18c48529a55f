package transfer

import (
	"fmt"

	"parley/transfer/inbox"
	"parley/transfer/wire"
)

// flow is what a handle stands for on the receiving side: where content of one
// transfer goes that comes on one stream. It is given before the other side is
// asked for content, and taken away when no more is wanted; then what is still
// on its way is thrown away.
type flow struct {
	transfer *incoming
	stream   *Stream
	handle   wire.Handle
	sitting  *inbox.Sitting // content; nil while the manifest comes
	box      *inbox.Box     // the manifest
	offset   int64          // of the manifest's next byte
	stopping bool           // of run: the sender was asked to stop
}

// open gives a flow a handle.
func (s *Stream) open(f *flow) wire.Handle {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	f.stream, f.handle = s, s.last
	s.flows[f.handle] = f
	return f.handle
}

// retire takes a handle away.
func (s *Stream) retire(h wire.Handle) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.flows, h)
}

// flow returns what a handle stands for, nil if that is over. One that was
// never given is a breach: nobody asked for its content.
func (s *Stream) flow(h wire.Handle) (*flow, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h > s.last {
		return nil, fmt.Errorf("%w: content that nobody asked for", wire.ErrBreach)
	}
	return s.flows[h], nil
}
