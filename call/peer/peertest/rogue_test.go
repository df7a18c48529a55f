package peertest_test

import (
	"io"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/call/media/frame"
	"parley/call/peer"
	"parley/call/peer/peertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// victim is a connection that keeps what it is told.
type victim struct {
	answers chan peer.Description
	packets chan peer.Slot
}

func (v *victim) Describe(d peer.Description) { v.answers <- d }
func (v *victim) Packet(s peer.Slot, _ frame.Packet) {
	select {
	case v.packets <- s:
	default:
	}
}
func (*victim) Candidate(peer.Candidate)                  {}
func (*victim) StateChanged(peer.State)                   {}
func (*victim) SenderReport(peer.Slot, peer.SenderReport) {}
func (*victim) Message(peer.Channel, []byte)              {}
func (*victim) ChannelOpen(peer.Channel)                  {}
func (*victim) FilesOpen(io.ReadWriteCloser)              {}
func (*victim) KeyFrameWanted(peer.Slot)                  {}
func (*victim) TargetChanged(int)                         {}
func (*victim) RenegotiationWanted()                      {}

// A rogue reaches every slot of a peer.Conn: otherwise what it sends would
// test nothing.
func TestRogueIsHeardInEverySlot(t *testing.T) {
	v := &victim{make(chan peer.Description, 1), make(chan peer.Slot, 100)}
	conn, err := peer.New(peer.Config{Loopback: true, Handler: v})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := peertest.New(t)
	if err := conn.Remote(peer.Description{Kind: peer.Offer, SDP: r.Offer(t)}); err != nil {
		t.Fatal(err)
	}
	if err := r.Answer((<-v.answers).SDP); err != nil {
		t.Fatal(err)
	}
	r.Wait(t)
	heard := make(map[peer.Slot]bool)
	timeout := time.After(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for n := uint16(0); len(heard) < peertest.Slots; {
		select {
		case s := <-v.packets:
			heard[s] = true
		case <-tick.C:
			n++
			for slot := range peertest.Slots {
				_ = r.Send(slot, peertest.Packet{Sequence: n, Payload: []byte{0x10, 1, 2, 3}})
			}
		case <-timeout:
			t.Fatalf("heard in %v", heard)
		}
	}
}
