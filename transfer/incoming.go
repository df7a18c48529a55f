package transfer

import (
	"time"

	"parley/transfer/inbox"
	"parley/transfer/wire"
)

// incoming is a transfer of which this side is the receiver. All of it belongs
// to run.
//
// Before accept there is the offer, in memory, and nothing else: no box, no
// tree, no flow.
type incoming struct {
	engine  *Engine
	id      ID
	peer    string
	offer   wire.Offer
	unknown bool // stands for one that is not there

	usable map[*Stream]bool // where it was offered

	box                *inbox.Box    // where it is kept; nil before it is accepted
	creating           bool          // the box is being made
	complete           bool          // the manifest is here
	tree               *inbox.Tree   // nil while it is not opened
	opening            bool          // the tree is being opened, closed or begun
	flow               *flow         // what content comes through
	hung               *time.Timer   // gives a flow up that does not stop
	outcome            inbox.Outcome // of the last tree
	downloads, treeDir string        // of the box, also when that is gone

	pausedHere   bool
	pausedThere  bool
	problem      Reason // why it waits for the person; 0 if it does not
	kept         int64  // bytes on the disk when the tree was closed
	looking      bool   // for room on a disk that was full
	problemThere Reason // why the other side paused
	meter        meter
	ending
}

// maxOffers is how many offers of one peer wait for the person.
const maxOffers = 16

// offered takes an offer, which may be an old one on a new stream.
func (e *Engine) offered(s *Stream, m wire.Offer) {
	id := makeID(Receiving, s.peer, m.ID)
	t := e.incoming[id]
	switch {
	case t != nil && t.ended != 0:
		s.send(t.note(t.farewell()).Append(nil))
		return
	case t != nil && m.Hash != t.offer.Hash:
		t.fail(wire.Mismatch)
		return
	case t == nil && e.waiting(s.peer) >= maxOffers:
		s.send(wire.Note{Type: wire.TypeDecline, ID: m.ID, Reason: wire.Busy}.Append(nil))
		return
	case t == nil:
		t = &incoming{engine: e, id: id, peer: s.peer, offer: m, usable: map[*Stream]bool{}}
		e.incoming[id], e.order = t, append(e.order, id)
	}
	t.usable[s], t.pausedThere = true, false
	if t.pausedHere || t.problem != 0 {
		s.send(t.pauseNote(true).Append(nil))
	}
	if t.box == nil && !t.creating && e.config.AutoAccept != nil && e.config.AutoAccept(t.snapshot(time.Now())) {
		t.accept(e.config.Downloads)
	}
	t.lookForRoom()
	t.step()
}

// waiting counts the offers of a peer that wait for the person.
func (e *Engine) waiting(peer string) int {
	n := 0
	for _, t := range e.incoming {
		if t.peer == peer && t.ended == 0 && t.box == nil {
			n++
		}
	}
	return n
}

// allOffered ends what the sender has offered on none of the streams there are,
// at least one of which has all offers. One stream alone says nothing: an offer may
// have been made on the others while this one's list was under way.
func (t *incoming) allOffered() {
	if t.ended == 0 && len(t.usable) == 0 {
		t.settled = true
		t.finish(Failed, wire.Unknown)
		t.save()
	}
}

// introduce says on a stream how the transfer ended, if the sender may not
// know.
func (t *incoming) introduce(s *Stream) {
	if t.owes() {
		s.send(t.note(t.farewell()).Append(nil))
	}
}

func (t *incoming) note(m wire.Note) wire.Note {
	m.ID, m.Side = t.offer.ID, wire.Receiver
	return m
}

func (t *incoming) tell(m wire.Note) { t.engine.tell(t.peer, t.note(m).Append(nil)) }

func (t *incoming) pauseNote(on bool) wire.Note {
	return t.note(wire.Note{Type: wire.TypePause, On: on, Reason: t.problem})
}

// lost is called when a stream has ended.
func (t *incoming) lost(s *Stream) {
	delete(t.usable, s)
	if len(t.usable) == 0 {
		t.pausedThere = false
		if t.engine.listed(t.peer) {
			t.allOffered()
		}
	}
	if t.flow != nil && t.flow.stream == s {
		t.flowed(t.flow, false)
	}
}

func (t *incoming) halt() {
	if t.hung != nil {
		t.hung.Stop()
	}
}
