package transfer

import (
	"context"

	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// outgoing is a transfer of which this side is the sender. All of it belongs
// to run.
type outgoing struct {
	engine  *Engine
	id      ID
	peer    string
	wireID  wire.ID
	unknown bool // stands for one that is not there

	sending  string         // names the parcel
	parcel   *outbox.Parcel // nil while preparing
	feed     *outbox.Feed
	leftOut  []outbox.LeftOut
	leftOuts int
	stopPrep context.CancelFunc
	paths    []string // what the person chose, while preparing

	accepted    bool
	pausedHere  bool
	pausedThere bool
	trouble     Reason // why the other side paused
	ended       State  // 0 while it has not
	reason      Reason
	skipped     int  // that the receiver counted
	settled     bool // the other side knows that it ended
	hidden      bool // the person wants to see it no more
	feeding     *feeding
	next        *wish // what was asked for while something else was being sent
	meter       meter
}

// introduce offers the transfer on a new stream, or says how it ended.
func (t *outgoing) introduce(s *Stream) {
	switch {
	case t.ended == 0 && t.parcel != nil:
		offer := t.parcel.Offer
		offer.ID = t.wireID
		frame := offer.Append(nil)
		if t.pausedHere {
			frame = t.note(wire.Note{Type: wire.TypePause, On: true}).Append(frame)
		}
		s.send(frame)
	case t.ended == Cancelled && !t.settled, t.ended == Failed && !t.settled:
		s.send(t.note(wire.Note{Type: wire.TypeCancel, Reason: t.reason}).Append(nil))
	}
}

func (t *outgoing) note(m wire.Note) wire.Note {
	m.ID, m.Side = t.wireID, wire.Sender
	return m
}

func (t *outgoing) tell(m wire.Note) { t.engine.tell(t.peer, t.note(m).Append(nil)) }

// lost is called when a stream has ended.
func (t *outgoing) lost(s *Stream) {
	if t.feeding != nil && t.feeding.stream == s {
		t.feeding.cancel()
	}
	if t.next != nil && t.next.stream == s {
		t.next = nil
	}
	if !t.connected() {
		t.pausedThere = false
	}
}

func (t *outgoing) connected() bool {
	return t.engine.best(func(s *Stream) bool { return s.ready && s.peer == t.peer }) != nil
}

// answered ends the transfer as the receiver says.
func (t *outgoing) answered(s *Stream, m wire.Note) {
	closed := t.note(wire.Note{Type: wire.TypeClosed}).Append(nil)
	if t.unknown || t.ended != 0 {
		t.settled = true
		s.send(closed)
		return
	}
	t.settled = true
	switch m.Type { //nolint:exhaustive // the types that end a transfer
	case wire.TypeDone:
		t.skipped = int(m.Skipped)
		t.end(Done, wire.NoReason)
	case wire.TypeDecline:
		t.end(Declined, m.Reason)
	case wire.TypeCancel:
		t.end(Cancelled, m.Reason)
	}
	// Once the other side forgets, this one must not offer it again.
	t.engine.write(func() { s.send(closed) })
}

// closed is called when the other side knows that it ended.
func (t *outgoing) closed() {
	if t.ended != 0 && !t.settled {
		t.settled = true
		t.save()
	}
}

func (t *outgoing) pausedBy(m wire.Note) {
	t.pausedThere, t.trouble = m.On, m.Reason
}

// pause is what the person here wants. To go on while the other side has no
// room lets it look again.
func (t *outgoing) pause(on bool) {
	if t == nil || t.ended != 0 || t.pausedHere == on && (on || !t.pausedThere) {
		return
	}
	t.pausedHere = on
	t.save()
	if on && t.feeding != nil {
		t.feeding.cancel()
	}
	t.tell(wire.Note{Type: wire.TypePause, On: on})
}

func (t *outgoing) cancel() {
	if t == nil || t.ended != 0 {
		return
	}
	t.end(Cancelled, wire.ByPerson)
	t.tell(wire.Note{Type: wire.TypeCancel, Reason: wire.ByPerson})
}

// end ends the transfer. What was to be sent is let go when the feed has ended.
func (t *outgoing) end(as State, why Reason) {
	t.ended, t.reason = as, why
	t.halt()
	t.save()
	t.engine.letGo(t.parcel)
	t.engine.tidy()
}

// halt stops what goes on in the background.
func (t *outgoing) halt() {
	if t.feeding != nil {
		t.feeding.cancel()
	}
	if t.stopPrep != nil {
		t.stopPrep()
	}
}
