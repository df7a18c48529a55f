package transfer

import (
	"context"
	"errors"
	"io"

	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// feeding is a feed that runs.
type feeding struct {
	stream *Stream
	handle wire.Handle
	cancel context.CancelFunc
}

// wish is what the receiver asked for.
type wish struct {
	stream *Stream
	handle wire.Handle
	work   func(context.Context) error
}

// start starts to send what the receiver asked for. While something is still
// being sent that waits for its end; only the newest wish counts.
func (t *outgoing) start(w wish) {
	if t.feeding != nil {
		t.next = &w
		t.feeding.cancel()
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	running := &feeding{w.stream, w.handle, cancel}
	t.feeding = running
	t.engine.jobs.Go(func() {
		err := w.work(ctx)
		t.engine.inbox.put(func() { t.fed(running, err) })
		last := wire.TypeFinished
		if err != nil {
			last = wire.TypeStopped
		}
		// The end comes after all content: it goes the same way.
		_ = w.stream.put(context.Background(), unit{Unit: outbox.Unit{Type: last}, handle: w.handle})
	})
}

// ready reports whether content may flow, and answers for what may not.
func (t *outgoing) ready(s *Stream, h wire.Handle) bool {
	switch {
	case t.unknown:
		s.send(wire.Note{Type: wire.TypeCancel, ID: t.wireID, Side: wire.Sender, Reason: wire.Unknown}.Append(nil))
		return false
	case t.engine.closing || t.parcel == nil:
		return false
	case t.ended != 0:
		t.introduce(s)
		return false
	}
	if !t.accepted {
		t.accepted = true
		t.save()
	}
	if t.pausedHere {
		s.send(wire.AppendHandle(nil, wire.TypeStopped, h))
		t.tell(wire.Note{Type: wire.TypePause, On: true})
		return false
	}
	return true
}

// manifest sends the manifest.
func (t *outgoing) manifest(s *Stream, m wire.Accept) {
	if !t.ready(s, m.Handle) {
		return
	}
	t.start(wish{s, m.Handle, func(ctx context.Context) error {
		if err := t.list(ctx, s, m); err != nil {
			return err
		}
		return errListed
	}})
}

// errListed ends the sending of a manifest, which is stopped and not finished.
var errListed = errors.New("the manifest is sent")

func (t *outgoing) list(ctx context.Context, s *Stream, m wire.Accept) error {
	file, err := t.parcel.Manifest()
	if err != nil {
		return err
	}
	defer file.Close()
	for offset := m.Offset; ; {
		part := make([]byte, maxManifestPart)
		n, err := file.ReadAt(part, offset)
		if n > 0 {
			u := unit{Unit: outbox.Unit{Type: wire.TypeManifest}, handle: m.Handle, manifest: part[:n]}
			if err := s.put(ctx, u); err != nil {
				return err
			}
			offset += int64(n)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// run sends content.
func (t *outgoing) run(s *Stream, m wire.Go) {
	if !t.ready(s, m.Handle) {
		return
	}
	t.start(wish{s, m.Handle, func(ctx context.Context) error {
		return t.feed.Run(ctx, m, func(u outbox.Unit) error { return s.put(ctx, unit{Unit: u, handle: m.Handle}) })
	}})
}

// fed is called when a feed has ended.
func (t *outgoing) fed(f *feeding, err error) {
	if t.feeding == f {
		t.feeding = nil
	}
	f.cancel()
	next := t.next
	t.next = nil
	switch {
	case t.ended != 0 || t.engine.closing:
	case err != nil && !errors.Is(err, errListed) && !errors.Is(err, ErrClosed) && !errors.Is(err, context.Canceled):
		t.conclude(Failed, wire.DiskFault)
	case next != nil && t.feeding == nil:
		t.start(*next)
	}
}

// stop ends what a handle stands for.
func (t *outgoing) stop(s *Stream, h wire.Handle) {
	if t.feeding != nil && t.feeding.stream == s && t.feeding.handle == h {
		t.feeding.cancel()
	}
	if t.next != nil && t.next.stream == s && t.next.handle == h {
		t.next = nil
		s.send(wire.AppendHandle(nil, wire.TypeStopped, h))
	}
}
