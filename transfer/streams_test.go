package transfer_test

import (
	"testing"
	"time"

	"parley/transfer"
	"parley/transfer/wire"
)

// An offer that is made on one stream while another's list of offers is under
// way is not taken back by that list; once the first stream is gone, it is.
func TestOfferBetweenTwoStreams(t *testing.T) {
	t.Parallel()
	b := newEnd(t, "b")
	first := byHand(t, b)
	_, offer := list(t, file("x", 3))
	first.send(offer.Append(nil), wire.AppendEmpty(nil, wire.TypeOffered))
	id := b.offer().ID
	second := byHand(t, b)
	second.send(wire.AppendEmpty(nil, wire.TypeOffered), wire.AppendEmpty(nil, wire.TypePing))
	second.want(wire.TypePong) // the list was read
	time.Sleep(50 * time.Millisecond)
	b.awaitState(id, transfer.Offered)
	first.conn.Close()
	b.awaitState(id, transfer.Failed)
}
