package mesh

import (
	"io"

	"parley/call/media/frame"
	"parley/call/peer"
)

// offerCatcher keeps a connection's first offer and ignores the rest.
type offerCatcher struct{ offers chan peer.Description }

func (h *offerCatcher) Describe(d peer.Description) {
	select {
	case h.offers <- d:
	default:
	}
}

func (*offerCatcher) Candidate(peer.Candidate)                  {}
func (*offerCatcher) StateChanged(peer.State)                   {}
func (*offerCatcher) Packet(peer.Slot, frame.Packet)            {}
func (*offerCatcher) SenderReport(peer.Slot, peer.SenderReport) {}
func (*offerCatcher) Message(peer.Channel, []byte)              {}
func (*offerCatcher) ChannelOpen(peer.Channel)                  {}
func (*offerCatcher) FilesOpen(io.ReadWriteCloser)              {}
func (*offerCatcher) KeyFrameWanted(peer.Slot)                  {}
func (*offerCatcher) TargetChanged(int)                         {}
func (*offerCatcher) RenegotiationWanted()                      {}
