package transfer

import (
	"errors"
	"fmt"

	"parley/transfer/block"
	"parley/transfer/inbox"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// content reports frames that carry a handle of the sender, or belong to one.
func content(t wire.Type) bool {
	switch t { //nolint:exhaustive // all others are not
	case wire.TypeBlock, wire.TypeData, wire.TypeManifest, wire.TypeZeros, wire.TypeEnd, wire.TypeSkip, wire.TypeFinished, wire.TypeStopped:
		return true
	}
	return false
}

// block begins a block. There is no room for it before the one who asked for
// it says that it is the next one.
func (r *reading) block(f *wire.Frame) error {
	flow, err := r.content(f.Block.Handle)
	if err != nil {
		return err
	}
	r.about, r.left, r.got = f.Block, f.Block.Length, 0
	if flow != nil {
		err := flow.sitting.Expect(&r.about)
		switch {
		case errors.Is(err, inbox.ErrOver):
		case err != nil:
			return err
		default:
			r.flow, r.buffer = flow, block.NewBuffer(f.Block.Length)
		}
	}
	if f.Content == 0 {
		return nil
	}
	return r.data(f.Content)
}

// content returns the flow of a handle that stands for content.
func (r *reading) content(h wire.Handle) (*flow, error) {
	flow, err := r.stream.flow(h)
	if err == nil && flow != nil && flow.sitting == nil {
		return nil, fmt.Errorf("%w: content in place of the manifest", wire.ErrBreach)
	}
	return flow, err
}

// data takes more of the block.
func (r *reading) data(length int) error {
	if length > r.left {
		return fmt.Errorf("%w: more data than a block holds", wire.ErrBreach)
	}
	r.left -= length
	if r.buffer == nil {
		return r.frames.Discard()
	}
	if err := r.frames.Content(r.buffer.Data[r.got : r.got+length]); err != nil {
		return err
	}
	if r.got += length; r.left > 0 {
		return nil
	}
	defer r.drop()
	return r.took(r.flow, r.flow.sitting.Block(&r.about, r.buffer.Data))
}

// drop forgets the block.
func (r *reading) drop() {
	if r.buffer != nil {
		r.buffer.Release()
	}
	r.flow, r.buffer = nil, nil
}

// took judges what became of content: a breach ends the stream; trouble of the
// transfer stops the transfer and nothing else.
func (r *reading) took(f *flow, err error) error {
	switch {
	case err == nil, errors.Is(err, inbox.ErrOver):
		return nil
	case errors.Is(err, wire.ErrBreach):
		return err
	}
	r.stream.retire(f.handle)
	return r.call(func() { f.transfer.trouble(f, err) })
}

func (r *reading) zeros(payload []byte) error {
	m, err := wire.DecodeZeros(payload)
	if err != nil {
		return err
	}
	f, err := r.content(m.Handle)
	if err != nil || f == nil {
		return err
	}
	return r.took(f, f.sitting.Zeros(m))
}

func (r *reading) end(payload []byte) error {
	m, err := wire.DecodeEnd(payload)
	if err != nil {
		return err
	}
	f, err := r.content(m.Handle)
	if err != nil || f == nil {
		return err
	}
	again, err := f.sitting.End(m)
	if again && err == nil {
		r.stream.retire(f.handle)
		return r.call(func() { f.transfer.again(f) })
	}
	return r.took(f, err)
}

func (r *reading) skip(payload []byte) error {
	m, err := wire.DecodeSkip(payload)
	if err != nil {
		return err
	}
	f, err := r.content(m.Handle)
	if err != nil || f == nil {
		return err
	}
	return r.took(f, f.sitting.Skip(m))
}

// manifest takes more of a manifest.
func (r *reading) manifest(payload []byte) error {
	h, data, err := wire.DecodeManifest(payload)
	if err != nil {
		return err
	}
	f, err := r.stream.flow(h)
	if err != nil || f == nil {
		return err
	}
	if f.sitting != nil {
		return fmt.Errorf("%w: a manifest in place of content", wire.ErrBreach)
	}
	complete, err := f.box.AddManifest(f.offset, data)
	f.offset += int64(len(data))
	switch {
	case errors.Is(err, manifest.ErrInvalid):
		r.stream.retire(h)
		return r.call(func() { f.transfer.fail(wire.Mismatch) })
	case err != nil:
		return r.took(f, err)
	case complete:
		return r.call(f.transfer.listed)
	}
	return nil
}

// over ends a flow.
func (r *reading) over(t wire.Type, payload []byte) error {
	h, err := wire.DecodeHandle(payload)
	if err != nil {
		return err
	}
	f, err := r.stream.flow(h)
	if err != nil || f == nil {
		return err
	}
	r.stream.retire(h)
	return r.call(func() { f.transfer.flowed(f, t == wire.TypeFinished) })
}
