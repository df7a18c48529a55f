package transfer

import (
	"errors"

	"parley/transfer/inbox"
	"parley/transfer/wire"
)

// errRoom says that the disk has not enough room for an offer.
var errRoom = errors.New("not enough room")

// entryRoom is what an entry takes on the disk besides its content.
const entryRoom = 4 << 10

// accept makes room for the transfer and asks for it.
func (t *incoming) accept(downloads string) {
	if t == nil || t.ended != 0 || t.box != nil || t.creating || t.engine.closing {
		return
	}
	refused := t.problem != 0
	t.creating, t.problem = true, 0
	need, others, dir, offer := t.need(), t.engine.promised(), t.dir(), t.offer
	t.engine.job(func() func() {
		box, err := createBox(dir, downloads, offer, need, others)
		return func() { t.created(box, err, refused) }
	})
}

// createBox makes the private folder if there is room for what will be in it,
// and for what other transfers were promised.
func createBox(dir, downloads string, offer wire.Offer, need, others int64) (*inbox.Box, error) {
	if err := enough(downloads, need, others); err != nil {
		return nil, err
	}
	return inbox.Create(dir, downloads, offer)
}

// created is called when the private folder is there, or why it is not. What
// was refused before for want of room is no longer.
func (t *incoming) created(box *inbox.Box, err error, refused bool) {
	t.creating = false
	if err != nil {
		t.problem = problem(err)
		t.engine.log("accept", err)
		t.tell(t.pauseNote(true))
		return
	}
	if refused {
		t.tell(t.pauseNote(false))
	}
	t.box = box
	t.save()
	t.step()
}

// need returns how many bytes on the disk the transfer still takes.
func (t *incoming) need() int64 {
	here := t.kept
	if t.tree != nil {
		here = t.tree.Bytes()
	}
	return t.offer.Bytes - here + t.offer.Manifest + int64(t.offer.Entries())*entryRoom
}

// promised returns how many bytes transfers that were accepted still take.
func (e *Engine) promised() int64 {
	var sum int64
	for _, t := range e.incoming {
		if t.ended == 0 && t.box != nil {
			sum += t.need()
		}
	}
	return sum
}

// decline refuses an offer; cancel ends what was accepted.
func (t *incoming) decline() {
	if t == nil || t.ended != 0 || t.box != nil || t.creating {
		return
	}
	t.conclude(Declined, wire.ByPerson)
}

func (t *incoming) cancel() {
	switch {
	case t == nil || t.ended != 0:
	case t.box == nil && !t.creating:
		t.decline()
	default:
		t.conclude(Cancelled, wire.ByPerson)
	}
}

func (t *incoming) pausedBy(m wire.Note) {
	t.pausedThere, t.problemThere = m.On, m.Reason
	if !m.On {
		t.lookForRoom()
	}
	t.step()
}

// lookForRoom goes on after the disk was full, if it has room by now.
func (t *incoming) lookForRoom() {
	if t.problem != wire.DiskFull || t.box == nil || t.looking {
		return
	}
	t.looking = true
	need, others, folder := t.need(), t.engine.promised()-t.need(), t.box.Downloads
	t.engine.job(func() func() {
		err := enough(folder, need, others)
		return func() { t.looked(err) }
	})
}

func (t *incoming) looked(err error) {
	t.looking = false
	if err != nil || t.ended != 0 || t.problem != wire.DiskFull {
		return
	}
	t.problem = 0
	if !t.pausedHere {
		t.tell(t.pauseNote(false))
	}
	t.step()
}

// pause is what the person here wants. Going on forgives trouble.
func (t *incoming) pause(on bool) {
	if t == nil || t.ended != 0 {
		return
	}
	if t.box == nil {
		return // nothing flows yet
	}
	was := t.pausedHere || t.problem != 0
	t.pausedHere, t.problem = on, 0
	t.save()
	if was != on {
		t.tell(t.pauseNote(on))
	}
	t.step()
}
