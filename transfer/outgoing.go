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
	skipped     int    // that the receiver counted
	feeding     *feeding
	next        *wish // what was asked for while something else was being sent
	meter       meter
	ending
}

// introduce offers the transfer on a stream, or says how it ended.
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
	case t.owes():
		s.send(t.note(t.farewell()).Append(nil))
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
	if s.ready && s.peer == t.peer {
		t.pausedThere = false // it is said again, if it is still so
	}
}

func (t *outgoing) connected() bool {
	return t.engine.ready(t.peer) != nil
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

// halt stops what goes on in the background.
func (t *outgoing) halt() {
	if t.feeding != nil {
		t.feeding.cancel()
	}
	if t.stopPrep != nil {
		t.stopPrep()
	}
}
