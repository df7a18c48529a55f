package transfer_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/transfer"
	"parley/transfer/wire"
)

// deliver offers a small file and sends it, to an end that accepts all.
func (h *hand) deliver() wire.Offer {
	h.t.Helper()
	data, offer := list(h.t, file("x", 3))
	m := h.give(data, offer)
	h.send(whole(offer, m.Handle, 0, []byte("abc")), wire.AppendHandle(nil, wire.TypeFinished, m.Handle))
	return offer
}

// leave ends the hand's stream.
func (h *hand) leave() {
	h.conn.Close()
	<-h.stream.Done()
}

func closed(id wire.ID, side wire.Side) []byte {
	return wire.Note{Type: wire.TypeClosed, ID: id, Side: side}.Append(nil)
}

// TestEndIsSaidAgain loses the answer to done: the receiver says it again,
// though the sender, which has forgotten all about it, offers nothing.
func TestEndIsSaidAgain(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(*end){
		"on the next stream": func(*end) {},
		"after a restart":    (*end).reopen,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newEnd(t, "b", acceptAll)
			h := byHand(t, b)
			offer := h.deliver()
			h.want(wire.TypeDone)
			h.leave()
			between(b)
			h = byHand(t, b)
			h.send(wire.AppendEmpty(nil, wire.TypeOffered))
			h.want(wire.TypeDone)
			h.send(closed(offer.ID, wire.Sender))
			b.nothingLeft()
		})
	}
}

// TestEndIsSaidOnAnotherStream loses done with one of two streams.
func TestEndIsSaidOnAnotherStream(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b", acceptAll)
	other := byHand(t, b)
	other.send(wire.AppendEmpty(nil, wire.TypeOffered), wire.AppendEmpty(nil, wire.TypePing))
	other.want(wire.TypePong)
	h := byHand(t, b)
	offer := h.deliver()
	h.want(wire.TypeDone)
	h.leave()
	other.want(wire.TypeDone)
	other.send(closed(offer.ID, wire.Sender))
	b.nothingLeft()
}

// TestPauseIsSaidOnAnotherStream loses, with one of two streams, that the sender
// goes on.
func TestPauseIsSaidOnAnotherStream(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	other := byHand(t, a)
	other.want(wire.TypeOffered)
	h := byHand(t, a)
	h.want(wire.TypeOffered)
	id := a.Send([]string{write(t, filepath.Join(t.TempDir(), "x"), 3, 1)}, "hand")[0]
	other.want(wire.TypeOffer)
	a.Pause(id)
	h.want(wire.TypePause)
	a.Resume(id)
	h.want(wire.TypePause)
	h.leave()
	other.want(wire.TypeOffer) // which is not paused, if nothing says so
	a.Pause(id)
	other.want(wire.TypePause)
}

// TestEndsThatCross has the receiver done and the sender cancelling at the same
// time.
func TestEndsThatCross(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	h := byHand(t, a)
	id := a.Send([]string{write(t, filepath.Join(t.TempDir(), "x"), 3, 1)}, "hand")[0]
	offer, err := wire.DecodeOffer(h.want(wire.TypeOffer))
	if err != nil {
		t.Fatal(err)
	}
	a.Cancel(id)
	h.want(wire.TypeCancel)
	h.send(wire.Note{Type: wire.TypeDone, ID: offer.ID}.Append(nil))
	h.want(wire.TypeClosed)
	if left := a.left(); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	a.awaitState(id, transfer.Cancelled)
}

// TestEndIsWrittenBeforeItIsSaid looks at the disk when the other side hears of
// an end, or of its answer.
func TestEndIsWrittenBeforeItIsSaid(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	h := byHand(t, a)
	path := write(t, filepath.Join(t.TempDir(), "x"), 3, 1)
	id := a.Send([]string{path}, "hand")[0]
	h.want(wire.TypeOffer)
	a.Cancel(id)
	h.want(wire.TypeCancel)
	data, err := os.ReadFile(filepath.Join(a.state, "out", string(id)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var record struct{ Ended transfer.State }
	if err := json.Unmarshal(data, &record); err != nil || record.Ended != transfer.Cancelled {
		t.Errorf("the disk says %v: %v", record.Ended, err)
	}

	id = a.Send([]string{path}, "hand")[0]
	offer, err := wire.DecodeOffer(h.want(wire.TypeOffer))
	if err != nil {
		t.Fatal(err)
	}
	done := wire.Note{Type: wire.TypeDone, ID: offer.ID}.Append(nil)
	h.send(done, done)
	h.want(wire.TypeClosed)
	if there(filepath.Join(a.state, "out", string(id)+".json")) {
		t.Error("the end is answered before it is on the disk")
	}
}

// TestRecordOutlivesTheBox cancels what was begun: where the content is stays
// on the disk until that is deleted.
func TestRecordOutlivesTheBox(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b", acceptAll)
	h := byHand(t, b)
	data, offer := list(t, file("x", 3), file("y", 3))
	m := h.give(data, offer)
	h.send(whole(offer, m.Handle, 0, []byte("abc")))
	in := b.awaitAny("so far", func(t transfer.Transfer) bool { return t.Sent == 3 }).ID
	box := filepath.Join(b.state, "in", string(in))
	h.send(wire.Note{Type: wire.TypeCancel, ID: offer.ID, Side: wire.Sender, Reason: wire.ByPerson}.Append(nil))
	h.want(wire.TypeClosed)
	for late := time.Now().Add(patience); there(box + ".json"); {
		if time.Now().After(late) {
			t.Fatal("the record is left")
		}
	}
	if there(box) {
		t.Error("the record is gone, and the content is not")
	}
}

// TestLastWords closes the program right after a transfer was cancelled.
func TestLastWords(t *testing.T) {
	t.Parallel()
	a := newEnd(t, "a")
	h := byHand(t, a)
	id := a.Send([]string{write(t, filepath.Join(t.TempDir(), "x"), 3, 1)}, "hand")[0]
	h.want(wire.TypeOffer)
	a.Cancel(id)
	a.Close()
	h.want(wire.TypeCancel)
}

// TestEndsThatNobodyHears finds more ends that nobody was told of than are
// remembered: the oldest are forgotten, and the newest is told.
func TestEndsThatNobodyHears(t *testing.T) {
	t.Parallel()
	const more, remembered, listed = 20, 256, 64
	a := newEnd(t, "a")
	id := a.Send([]string{write(t, filepath.Join(t.TempDir(), "x"), 3, 1)}, "hand")[0]
	a.awaitState(id, transfer.Offered)
	a.Cancel(id)
	a.awaitState(id, transfer.Cancelled)
	a.Close()
	record := func(i int) string { return filepath.Join(a.state, "out", fmt.Sprint("older ", i)+".json") }
	data, err := os.ReadFile(filepath.Join(a.state, "out", string(id)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var older map[string]any
	if err := json.Unmarshal(data, &older); err != nil {
		t.Fatal(err)
	}
	older["Peer"] = "somebody"
	for i := range remembered - 1 + more {
		older["Since"] = time.Now().Add(-time.Hour + time.Duration(i)*time.Second)
		data, _ := json.Marshal(older)
		if err := os.WriteFile(record(i), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a.open()
	if n := len(a.Transfers()); n != listed {
		t.Errorf("%d are listed", n)
	}
	byHand(t, a).want(wire.TypeCancel)
	a.Close()
	if !there(record(more)) || there(record(more-1)) {
		t.Errorf("the oldest that is remembered is another: %v, %v", there(record(more)), there(record(more-1)))
	}
}
