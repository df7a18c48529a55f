package mesh

import (
	"context"

	"parley/call/media/congestion"
	"parley/call/media/frame"
	"parley/call/peer"
)

// connection is what a leg needs of a peer.Conn.
type connection interface {
	Start() error
	Remote(peer.Description) error
	RemoteCandidate(peer.Candidate) error
	Restart() error
	Scout(ctx context.Context, tell func(peer.Way), far <-chan peer.Way) error
	Write(peer.Slot, frame.Encoded) error
	Nack(peer.Slot, []uint16)
	RequestKeyFrame(peer.Slot)
	Send(peer.Channel, []byte) error
	Sends(peer.Slot) bool
	Redundant(peer.Slot) bool
	Stats() peer.Stats
	State() peer.State
	Path() congestion.Path
	Want(bps int)
	Close() error
}
