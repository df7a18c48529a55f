package transfer

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"time"

	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// makeID makes the name that a transfer has on this device. The other side
// chose the wire's id: it cannot name somebody else's transfer with it.
func makeID(d Direction, peer string, wireID wire.ID) ID {
	sum := sha256.New()
	sum.Write([]byte{byte(d)})
	sum.Write(wireID[:])
	sum.Write([]byte(peer))
	return ID(hex.EncodeToString(sum.Sum(nil)[:8]))
}

func (e *Engine) newIDs(peers []string) ([]wire.ID, []ID) {
	wires, ids := make([]wire.ID, len(peers)), make([]ID, len(peers))
	for i, peer := range peers {
		_, _ = rand.Read(wires[i][:]) // never fails
		ids[i] = makeID(Sending, peer, wires[i])
	}
	return wires, ids
}

// send lists what is to be sent, in the background, and then offers it.
func (e *Engine) send(paths, peers []string, wires []wire.ID, ids []ID) {
	if e.closing || len(peers) == 0 {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	name := hex.EncodeToString(wires[0][:])
	transfers := make([]*outgoing, len(peers))
	for i, peer := range peers {
		t := &outgoing{engine: e, id: ids[i], peer: peer, wireID: wires[i], sending: name, stopPrep: stop, paths: paths}
		transfers[i], e.outgoing[t.id], e.order = t, t, append(e.order, t.id)
	}
	dir := filepath.Join(e.config.State, "parcels", name)
	e.job(func() func() {
		parcel, leftOut, count, err := outbox.Prepare(ctx, dir, paths)
		return func() {
			stop()
			for _, t := range transfers {
				t.prepared(parcel, leftOut, count, err)
			}
			if err != nil || e.parcels[parcel] == 0 {
				e.disk.put(func() {
					e.log("clean up", removeAll(dir))
					e.discard(paths)
				})
			}
		}
	})
}

// prepared offers what was listed.
func (t *outgoing) prepared(parcel *outbox.Parcel, leftOut []outbox.LeftOut, count int, err error) {
	t.stopPrep = nil
	if t.ended != 0 {
		return
	}
	if err != nil {
		t.engine.log("send", err)
		t.settled = true
		t.end(Failed, outbox.Reason(err))
		return
	}
	t.parcel, t.feed, t.leftOut, t.leftOuts = parcel, parcel.Feed(), leftOut, count
	t.engine.parcels[parcel]++
	t.save()
	for _, s := range t.engine.streams {
		if s.ready && s.peer == t.peer {
			t.introduce(s)
		}
	}
}

// letGo deletes the list of a parcel that nobody is sent any more, and what
// was made only to be sent.
func (e *Engine) letGo(p *outbox.Parcel) {
	if p == nil {
		return
	}
	if e.parcels[p]--; e.parcels[p] <= 0 {
		delete(e.parcels, p)
		e.disk.put(func() {
			e.log("clean up", p.Remove())
			e.discard(p.Roots)
		})
	}
}

const (
	// keep is how many transfers that ended are listed.
	keep = 64
	// keepOwed is how many are known for the sake of a peer that was not told
	// yet.
	keepOwed = 256
)

// tidy forgets the oldest transfers that ended.
func (e *Engine) tidy() {
	ended := 0
	for i := len(e.order) - 1; i >= 0; i-- {
		id := e.order[i]
		if !e.over(id) {
			continue
		}
		ended++
		switch {
		case ended > keepOwed || ended > keep && !e.owes(id):
			e.drop(id)
		case ended > keep:
			e.forget(id)
		}
	}
}

// over reports whether a transfer has ended and nothing goes on for it.
func (e *Engine) over(id ID) bool {
	if t := e.outgoing[id]; t != nil {
		return t.ended != 0 && t.feeding == nil
	}
	t := e.incoming[id]
	return t != nil && t.ended != 0 && t.box == nil && !t.opening && !t.creating
}

// drop forgets a transfer, also on the disk.
func (e *Engine) drop(id ID) {
	e.settle(id)
	delete(e.outgoing, id)
	delete(e.incoming, id)
	for i := range e.order {
		if e.order[i] == id {
			e.order = append(e.order[:i], e.order[i+1:]...)
			return
		}
	}
}

// forget hides a transfer that ended. It is dropped once the other side knows.
func (e *Engine) forget(id ID) {
	if t := e.outgoing[id]; t != nil && t.ended != 0 {
		t.hidden = true
	}
	if t := e.incoming[id]; t != nil && t.ended != 0 {
		t.hidden = true
	}
}

func (e *Engine) pause(id ID, on bool) {
	e.outgoing[id].pause(on)
	e.incoming[id].pause(on)
}

func (e *Engine) log(what string, err error) {
	if err != nil && e.config.Log != nil {
		e.config.Log(what, err)
	}
}

// snapshot lists the transfers.
func (e *Engine) snapshot(now time.Time) []Transfer {
	list := make([]Transfer, 0, len(e.order))
	for _, id := range e.order {
		if t := e.outgoing[id]; t != nil && !t.hidden {
			list = append(list, t.snapshot(now))
		}
		if t := e.incoming[id]; t != nil && !t.hidden {
			list = append(list, t.snapshot(now))
		}
	}
	return list
}
