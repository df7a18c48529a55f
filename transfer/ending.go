package transfer

import "parley/transfer/wire"

// ending is how a transfer has ended: PROTOCOL.md, section 6.1. Who ends it
// owes the other side the news, and repeats it until that has answered. Who
// hears the news answers once it will not forget it, and owes nothing.
type ending struct {
	ended   State // 0 while it has not
	reason  Reason
	settled bool // the other side knows, or has said so itself
	hidden  bool // the person wants to see it no more
}

// owes reports whether the other side may not know that it ended.
func (e *ending) owes() bool { return e.ended != 0 && !e.settled }

// conclude ends the transfer, and says so once it is on the disk.
func (t *incoming) conclude(as State, why Reason) {
	t.finish(as, why)
	t.save()
	t.engine.write(func() {
		if t.owes() {
			t.tell(t.farewell())
		}
	})
}

// fail ends a transfer that cannot go on.
func (t *incoming) fail(why Reason) {
	if t.ended == 0 {
		t.conclude(Failed, why)
	}
}

// finish ends the transfer; what is here of it goes when nobody writes to it.
func (t *incoming) finish(as State, why Reason) {
	t.ended, t.reason, t.problem = as, why, 0
	if f := t.flow; f != nil {
		f.stream.retire(f.handle)
		f.stream.send(wire.AppendHandle(nil, wire.TypeStop, f.handle))
		t.flow = nil
	}
	if t.tree != nil && as != Done {
		t.outcome, _ = t.tree.Outcome()
	}
	t.step()
	t.engine.tidy()
}

// farewell says how the transfer ended.
func (t *incoming) farewell() wire.Note {
	switch t.ended { //nolint:exhaustive // the states that have ended
	case Done:
		return wire.Note{Type: wire.TypeDone, Skipped: uint32(t.outcome.SkippedCount)}
	case Declined:
		return wire.Note{Type: wire.TypeDecline, Reason: t.reason}
	}
	return wire.Note{Type: wire.TypeCancel, Reason: t.reason}
}

// cancelledBy ends the transfer as the sender says.
func (t *incoming) cancelledBy(s *Stream, m wire.Note) {
	closed := t.note(wire.Note{Type: wire.TypeClosed}).Append(nil)
	if t.unknown {
		s.send(closed)
		return
	}
	t.settled = true
	if t.ended == 0 {
		t.finish(told(m.Reason), m.Reason)
	}
	t.save()
	t.engine.write(func() { s.send(closed) })
}

// closed is called when the sender knows that it ended.
func (t *incoming) closed() {
	if t.owes() {
		t.settled = true
		t.save()
	}
}

// conclude ends the transfer, and says so once it is on the disk.
func (t *outgoing) conclude(as State, why Reason) {
	t.end(as, why)
	t.engine.write(func() {
		if t.owes() {
			t.tell(t.farewell())
		}
	})
}

func (t *outgoing) cancel() {
	if t == nil || t.ended != 0 {
		return
	}
	t.settled = t.parcel == nil // nobody was offered it yet
	t.conclude(Cancelled, wire.ByPerson)
}

// end ends the transfer. What was to be sent is let go when the feed has ended.
func (t *outgoing) end(as State, why Reason) {
	t.ended, t.reason = as, why
	t.halt()
	t.save()
	t.engine.letGo(t.parcel)
	t.engine.tidy()
}

// farewell says that the transfer ended on this side.
func (t *outgoing) farewell() wire.Note { return wire.Note{Type: wire.TypeCancel, Reason: t.reason} }

// answered ends the transfer as the receiver says. Once that forgets it, this
// side must not offer it again: the end is on the disk before it is answered.
func (t *outgoing) answered(s *Stream, m wire.Note) {
	closed := t.note(wire.Note{Type: wire.TypeClosed}).Append(nil)
	if t.unknown {
		s.send(closed)
		return
	}
	t.settled = true
	t.hear(m)
	t.engine.write(func() { s.send(closed) })
}

// hear takes the receiver's word for how it ended, unless it had ended here.
func (t *outgoing) hear(m wire.Note) {
	switch {
	case t.ended != 0:
		t.save()
	case m.Type == wire.TypeDone:
		t.skipped = int(m.Skipped)
		t.end(Done, wire.NoReason)
	case m.Type == wire.TypeDecline:
		t.end(Declined, m.Reason)
	default:
		t.end(told(m.Reason), m.Reason)
	}
}

// closed is called when the receiver knows that it ended.
func (t *outgoing) closed() {
	if t.owes() {
		t.settled = true
		t.save()
	}
}

// told returns what became of a transfer that the other side cancelled.
func told(why Reason) State {
	if why == wire.ByPerson {
		return Cancelled
	}
	return Failed
}

// owes reports whether the other side of a transfer may not know that it ended.
func (e *Engine) owes(id ID) bool {
	out, in := e.outgoing[id], e.incoming[id]
	return out != nil && out.owes() || in != nil && in.owes()
}

// settle takes the other side for told.
func (e *Engine) settle(id ID) {
	if t := e.outgoing[id]; t != nil {
		t.closed()
	}
	if t := e.incoming[id]; t != nil {
		t.closed()
	}
}
