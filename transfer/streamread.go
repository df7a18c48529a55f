package transfer

import (
	"errors"
	"fmt"
	"time"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// reading is the reader's state: the block that comes in, of which there is one
// at most.
type reading struct {
	stream *Stream
	frames *wire.Reader
	about  wire.Block
	left   int           // bytes of the block that are still to come
	got    int           // bytes that came
	flow   *flow         // nil if the block is thrown away
	buffer *block.Buffer // nil likewise
}

// read reads until the stream ends.
func (s *Stream) read() error {
	r := &reading{stream: s, frames: wire.NewReader(s.conn)}
	defer r.drop()
	if err := r.hello(); err != nil {
		return err
	}
	for {
		f, err := r.frames.Next()
		if err != nil {
			return err
		}
		s.heard.Store(int64(time.Since(s.began)))
		s.busy.Store(true)
		err = r.frame(&f)
		s.busy.Store(false)
		if err != nil {
			return err
		}
	}
}

// hello wants the first frame to introduce the other side.
func (r *reading) hello() error {
	f, err := r.frames.Next()
	if err != nil {
		return err
	}
	if f.Type != wire.TypeHello {
		return fmt.Errorf("%w: no hello", wire.ErrBreach)
	}
	version, err := wire.DecodeHello(f.Payload)
	if err != nil {
		return err
	}
	s := r.stream
	if version == 0 {
		s.send(wire.AppendBye(nil, wire.NoVersion))
		return errVersion
	}
	s.greeted.Store(true)
	s.heard.Store(int64(time.Since(s.began)))
	return r.call(func() { s.engine.attached(s) })
}

// call runs f in the Engine's run.
func (r *reading) call(f func()) error {
	if !r.stream.engine.call(f) {
		return ErrClosed
	}
	return nil
}

// frame takes one frame. Those with content stay in this goroutine, the rest
// goes to run, one at a time: who floods waits.
func (r *reading) frame(f *wire.Frame) error {
	if r.left > 0 && content(f.Type) && f.Type != wire.TypeData {
		return fmt.Errorf("%w: a block was not complete", wire.ErrBreach)
	}
	switch f.Type {
	case wire.TypeBlock:
		return r.block(f)
	case wire.TypeData:
		return r.data(f.Content)
	case wire.TypeManifest:
		return r.manifest(f.Payload)
	case wire.TypeZeros:
		return r.zeros(f.Payload)
	case wire.TypeEnd:
		return r.end(f.Payload)
	case wire.TypeSkip:
		return r.skip(f.Payload)
	case wire.TypeFinished, wire.TypeStopped:
		return r.over(f.Type, f.Payload)
	case wire.TypePing:
		r.stream.send(wire.AppendEmpty(nil, wire.TypePong))
		return wire.DecodeEmpty(f.Payload)
	case wire.TypePong:
		return wire.DecodeEmpty(f.Payload)
	case wire.TypeBye:
		why, err := wire.DecodeBye(f.Payload)
		return errors.Join(err, ByeError{why})
	case wire.TypeHello:
		return fmt.Errorf("%w: another hello", wire.ErrBreach)
	case wire.TypeOffer, wire.TypeOffered, wire.TypeAccept, wire.TypeDecline, wire.TypeGo, wire.TypeStop,
		wire.TypePause, wire.TypeCancel, wire.TypeDone, wire.TypeClosed:
		return r.control(f)
	}
	return fmt.Errorf("%w: frame of type %d", wire.ErrBreach, f.Type)
}

// control hands a frame without content to run.
func (r *reading) control(f *wire.Frame) error {
	m, err := decodeControl(f)
	if err != nil {
		return err
	}
	s := r.stream
	return r.call(func() { s.engine.received(s, m) })
}

// decodeControl reads a frame that belongs to a transfer.
func decodeControl(f *wire.Frame) (any, error) {
	switch f.Type { //nolint:exhaustive // the types that frame hands on
	case wire.TypeOffer:
		return wire.DecodeOffer(f.Payload)
	case wire.TypeOffered:
		return wire.TypeOffered, wire.DecodeEmpty(f.Payload)
	case wire.TypeAccept:
		return wire.DecodeAccept(f.Payload)
	case wire.TypeGo:
		return wire.DecodeGo(f.Payload)
	case wire.TypeStop:
		return wire.DecodeHandle(f.Payload)
	}
	return wire.DecodeNote(f.Type, f.Payload)
}
