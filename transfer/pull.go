package transfer

import (
	"time"

	"parley/transfer/wire"
)

// stopWithin is how long a stream may take to stop before its content is given
// up. It may have a deep queue that is on its way.
const stopWithin = 10 * time.Second

// step does what can be done next, if anything can.
func (t *incoming) step() {
	if t.engine.closing || t.unknown {
		return
	}
	wanted := t.wanted()
	switch {
	case t.flow != nil:
		if t.flow.stream != wanted {
			t.stopFlow()
		}
	case t.opening || t.creating || t.box == nil:
	case t.ended != 0:
		t.discard()
	case t.problem != 0:
		t.closeTree()
	case !t.complete:
		if wanted != nil {
			t.askManifest(wanted)
		}
	case t.tree == nil:
		t.openTree()
	case t.tree.Complete():
	case wanted != nil:
		t.askContent()
	}
}

// wanted returns the stream that content should come on now.
func (t *incoming) wanted() *Stream {
	if t.ended != 0 || t.pausedHere || t.pausedThere || t.problem != 0 {
		return nil
	}
	return t.engine.best(func(s *Stream) bool { return t.usable[s] })
}

// stopFlow asks the sender to stop, and gives the flow up if it does not.
func (t *incoming) stopFlow() {
	f := t.flow
	if f.stopping {
		return
	}
	f.stopping = true
	f.stream.send(wire.AppendHandle(nil, wire.TypeStop, f.handle))
	t.hung = time.AfterFunc(stopWithin, func() {
		t.engine.inbox.put(func() {
			f.stream.retire(f.handle)
			t.flowed(f, false)
		})
	})
}

// flowed is called when a flow is over.
func (t *incoming) flowed(f *flow, finished bool) {
	if t.flow != f {
		return
	}
	t.flow = nil
	if t.hung != nil {
		t.hung.Stop()
		t.hung = nil
	}
	if finished && t.tree != nil && !t.tree.Complete() {
		t.fail(wire.Mismatch) // nothing is left to send, and something is missing
		return
	}
	t.step()
}

// again is called when a file was not what its hash says.
func (t *incoming) again(f *flow) {
	f.stream.send(wire.AppendHandle(nil, wire.TypeStop, f.handle))
	t.flowed(f, false)
}

// askManifest asks for what is missing of the manifest.
func (t *incoming) askManifest(s *Stream) {
	f := &flow{transfer: t, box: t.box, offset: t.box.ManifestLength()}
	if f.offset >= t.offer.Manifest {
		f.offset = 0 // it was not what was offered, or the program ended just then
	}
	h := s.open(f)
	t.flow = f
	s.send(wire.Accept{ID: t.offer.ID, Handle: h, Offset: f.offset}.Append(nil))
}

// listed is called when the manifest is complete.
func (t *incoming) listed() {
	t.complete = true
	t.save()
	t.step()
}

// askContent asks for what is missing. The stream is chosen when it is known
// what that is.
func (t *incoming) askContent() {
	t.opening = true
	tree := t.tree
	t.engine.job(func() func() {
		sitting, at := tree.Begin()
		return func() {
			t.opening = false
			s := t.wanted()
			if s == nil || at.Complete || t.tree != tree {
				t.step()
				return
			}
			t.flow = &flow{transfer: t, sitting: sitting}
			h := s.open(t.flow)
			s.send(wire.Go{ID: t.offer.ID, Handle: h, Entry: at.Entry, Block: at.Block, Holes: at.Holes}.Append(nil))
		}
	})
}
