package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parley/transfer/inbox"
	"parley/transfer/outbox"
	"parley/transfer/wire"
)

// outRecord is what this side remembers of what it sends. Names are bytes:
// they need not be UTF-8, which JSON's strings must.
type outRecord struct {
	Peer       string
	WireID     wire.ID
	Parcel     string // the folder below parcels
	Roots      [][]byte
	Offer      []byte // as a frame's payload
	LeftOut    []outbox.LeftOut
	LeftOuts   int
	Accepted   bool
	PausedHere bool
	Ended      State
	Reason     Reason
	Since      time.Time
}

// inRecord is what this side remembers of what it accepted.
type inRecord struct {
	Peer       string
	Offer      []byte // as a frame's payload
	Downloads  string
	Tree       string
	Complete   bool // the manifest is
	PausedHere bool
	Ended      State
	Reason     Reason
	Outcome    inbox.Outcome
	Since      time.Time
}

// remember is how long the end of a transfer is kept for a peer that was not
// told.
const remember = 30 * 24 * time.Hour

// payload strips the head of a frame.
func payload(frame []byte) []byte { return frame[4:] }

// save writes what changed, unless both sides know that it ended.
func (t *outgoing) save() {
	path := t.engine.path("out", t.id)
	if t.parcel == nil || t.ended != 0 && t.settled {
		t.engine.disk.put(func() { t.engine.log("forget", remove(path)) })
		return
	}
	offer := t.parcel.Offer
	offer.ID = t.wireID
	r := outRecord{
		Peer: t.peer, WireID: t.wireID, Parcel: filepath.Base(t.parcel.Dir), Offer: payload(offer.Append(nil)),
		LeftOut: t.leftOut, LeftOuts: t.leftOuts, Accepted: t.accepted, PausedHere: t.pausedHere,
		Ended: t.ended, Reason: t.reason, Since: time.Now(),
	}
	for _, root := range t.parcel.Roots {
		r.Roots = append(r.Roots, []byte(root))
	}
	t.engine.disk.put(func() { t.engine.log("save", write(path, r)) })
}

// save writes what changed. Before acceptance there is nothing to write. The
// record outlives the box: it says where that is, should the program end now.
func (t *incoming) save() {
	path := t.engine.path("in", t.id)
	switch {
	case t.ended != 0 && t.settled && t.box == nil && !t.opening:
		t.engine.disk.put(func() { t.engine.log("forget", remove(path)) })
		return
	case t.box != nil:
		t.downloads, t.treeDir = t.box.Downloads, t.box.Tree
	case t.downloads == "":
		return
	}
	r := inRecord{
		Peer: t.peer, Offer: payload(t.offer.Append(nil)), Downloads: t.downloads, Tree: t.treeDir,
		Complete: t.complete, PausedHere: t.pausedHere, Ended: t.ended, Reason: t.reason, Outcome: t.outcome, Since: time.Now(),
	}
	t.engine.disk.put(func() { t.engine.log("save", write(path, r)) })
}

// write does something in run once all that was saved is on the disk.
func (e *Engine) write(then func()) { e.disk.put(func() { e.inbox.put(then) }) }

func (e *Engine) path(folder string, id ID) string {
	return filepath.Join(e.config.State, folder, string(id)+".json")
}

// load takes up what had not ended.
func (e *Engine) load() error {
	outs, err := records[outRecord](e, "out")
	if err != nil {
		return err
	}
	parcels, since := map[string]*outbox.Parcel{}, map[ID]time.Time{}
	for id, r := range outs {
		since[id] = r.Since
		if r.Ended != 0 && time.Since(r.Since) > remember {
			e.log("forget", remove(e.path("out", id)))
			continue
		}
		e.log("load", e.loadOut(id, r, parcels))
	}
	ins, err := records[inRecord](e, "in")
	if err != nil {
		return err
	}
	for id, r := range ins {
		since[id] = r.Since
		if r.Ended != 0 && time.Since(r.Since) > remember {
			e.log("forget", remove(e.path("in", id)))
			continue
		}
		e.log("load", e.loadIn(id, r))
	}
	slices.SortFunc(e.order, func(a, b ID) int { return since[a].Compare(since[b]) })
	e.tidy()
	return e.sweep(parcels)
}

func (e *Engine) loadOut(id ID, r outRecord, parcels map[string]*outbox.Parcel) error {
	offer, err := wire.DecodeOffer(r.Offer)
	if err != nil {
		return err
	}
	p := parcels[r.Parcel]
	if p == nil {
		var roots []string
		for _, root := range r.Roots {
			roots = append(roots, string(root))
		}
		p = outbox.Load(filepath.Join(e.config.State, "parcels", filepath.Base(r.Parcel)), roots, offer)
		parcels[r.Parcel] = p
	}
	t := &outgoing{
		engine: e, id: id, peer: r.Peer, wireID: r.WireID, sending: r.Parcel, parcel: p, feed: p.Feed(),
		leftOut: r.LeftOut, leftOuts: r.LeftOuts, accepted: r.Accepted, pausedHere: r.PausedHere,
		ending: ending{ended: r.Ended, reason: r.Reason},
	}
	if t.ended == 0 {
		e.parcels[p]++
	}
	e.outgoing[id], e.order = t, append(e.order, id)
	return nil
}

func (e *Engine) loadIn(id ID, r inRecord) error {
	offer, err := wire.DecodeOffer(r.Offer)
	if err != nil {
		return err
	}
	t := &incoming{
		engine: e, id: id, peer: r.Peer, offer: offer, usable: map[*Stream]bool{},
		downloads: r.Downloads, treeDir: r.Tree, complete: r.Complete, pausedHere: r.PausedHere,
		ending: ending{ended: r.Ended, reason: r.Reason}, outcome: r.Outcome,
	}
	t.box = &inbox.Box{Dir: t.dir(), Tree: r.Tree, Downloads: r.Downloads, Offer: offer}
	e.incoming[id], e.order = t, append(e.order, id)
	e.inbox.put(t.step)
	return nil
}

// sweep deletes private folders that no record names: the program ended before
// one was written, or after it was deleted.
func (e *Engine) sweep(parcels map[string]*outbox.Parcel) error {
	lists, err := os.ReadDir(filepath.Join(e.config.State, "parcels"))
	if err != nil {
		return err
	}
	for _, entry := range lists {
		if p := parcels[entry.Name()]; p == nil || e.parcels[p] == 0 {
			e.log("clean up", removeAll(filepath.Join(e.config.State, "parcels", entry.Name())))
		}
	}
	if err := e.sweepScratch(parcels); err != nil {
		return err
	}
	boxes, err := os.ReadDir(filepath.Join(e.config.State, "in"))
	if err != nil {
		return err
	}
	for _, entry := range boxes {
		if entry.IsDir() && e.incoming[ID(entry.Name())] == nil {
			e.log("clean up", removeAll(filepath.Join(e.config.State, "in", entry.Name())))
		}
	}
	return nil
}

// records reads all records of a folder. One that makes no sense is put aside:
// it must not keep the others from going on.
func records[R any](e *Engine, folder string) (map[ID]R, error) {
	files, err := os.ReadDir(filepath.Join(e.config.State, folder))
	if err != nil {
		return nil, err
	}
	found := map[ID]R{}
	for _, file := range files {
		if strings.HasSuffix(file.Name(), unfinished) {
			e.log("clean up", remove(filepath.Join(e.config.State, folder, file.Name())))
		}
		id, isRecord := strings.CutSuffix(file.Name(), ".json")
		if !isRecord {
			continue
		}
		path := e.path(folder, ID(id))
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		var r R
		if err := json.Unmarshal(data, &r); err != nil {
			e.log("load", fmt.Errorf("%s: %w", file.Name(), err))
			e.log("load", os.Rename(path, path+".bad"))
			continue
		}
		found[ID(id)] = r
	}
	return found, nil
}

// unfinished ends the names of files that are being written: the program ended
// before it was done if any is there at its start.
const unfinished = ".new"

// write replaces a file, so that either the old or the new one is there
// whatever happens.
func write(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path+unfinished, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+unfinished, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, syncFolder(filepath.Dir(path)))
}

func removeAll(folder string) error { return os.RemoveAll(folder) }

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
