package parcel

import (
	"io"

	"parley/call/media/frame"
	"parley/call/peer"
	"parley/call/signal"
	"parley/transfer"
)

// handler is a parcel as its connection sees it. Of all that comes it hears the
// files alone.
type handler parcel

func (h *handler) Describe(d peer.Description) {
	c := (*parcel)(h)
	signed, err := c.sign(d)
	if err != nil {
		c.finish(err)
		return
	}
	c.say(signed)
}

func (h *handler) Candidate(found peer.Candidate) {
	(*parcel)(h).say(signal.Candidate{
		Candidate: found.Candidate, Mid: found.Mid, MLine: found.MLine, UsernameFragment: found.UsernameFragment,
	})
}

func (h *handler) RenegotiationWanted() { (*parcel)(h).say(signal.Renegotiate{}) }

func (h *handler) StateChanged(s peer.State) {
	switch s {
	case peer.Failed, peer.Closed:
		(*parcel)(h).finish(ErrLost)
	case peer.Idle, peer.Connecting, peer.Connected, peer.Disconnected:
	}
}

// FilesOpen hands the stream to the files. Its end is the parcel's.
func (h *handler) FilesOpen(s io.ReadWriteCloser) {
	c := (*parcel)(h)
	c.opening.Do(func() { close(c.opened) })
	c.work.Go(func() {
		attached := c.post.cfg.Files.Attach(c.key.String(), s, transfer.DataChannel)
		<-attached.Done()
		c.finish(ErrLost)
	})
}

func (*handler) Packet(peer.Slot, frame.Packet)            {}
func (*handler) SenderReport(peer.Slot, peer.SenderReport) {}
func (*handler) Message(peer.Channel, []byte)              {}
func (*handler) ChannelOpen(peer.Channel)                  {}
func (*handler) KeyFrameWanted(peer.Slot)                  {}
func (*handler) TargetChanged(int)                         {}
