package peer

import (
	"bytes"
	"fmt"
	"sync/atomic"

	"github.com/pion/datachannel"
	"github.com/pion/webrtc/v4"
)

// Channel names one of the data channels for messages that every connection
// has: reliable, ordered, and there from the start.
type Channel int

// The channels.
const (
	Control Channel = iota
	Chat
	Annotations
	channelCount
)

// String returns the channel's name, which is its label too.
func (c Channel) String() string {
	names := [...]string{"control", "chat", "annotations"}
	if c < 0 || int(c) >= len(names) {
		return fmt.Sprintf("channel %d", int(c))
	}
	return names[c]
}

// limit is the size of the channel's largest message in bytes.
func (c Channel) limit() int {
	switch c {
	case Chat:
		return MaxChat
	case Annotations:
		return MaxAnnotation
	case Control, channelCount:
	}
	return MaxControl
}

const (
	// MaxControl is the size of the largest message on Control in bytes: what
	// every data channel takes (RFC 8831 section 6.6).
	MaxControl = 16 << 10
	// MaxChat is the same for Chat: what both sides of SCTP announce.
	MaxChat = 64 << 10
	// MaxAnnotation is the same for Annotations: they are small and many.
	MaxAnnotation = 2 << 10
	// maxWaiting bounds what Send leaves in memory of one channel, in bytes.
	maxWaiting = 1 << 20
	// maxMessage is the largest message SCTP delivers, in bytes: pion's
	// default, which it announces as max-message-size.
	maxMessage = 64 << 10
)

// channel is one reliable, ordered data channel. Both sides agree on its
// number beforehand (RFC 8832 section 4 calls that external negotiation).
type channel struct {
	*webrtc.DataChannel
	stream atomic.Pointer[detached]
}

type detached struct {
	datachannel.ReadWriteCloserDeadliner
}

// openChannels makes all channels; nothing can be added to a call later.
func (c *Conn) openChannels() error {
	for name := range channelCount {
		err := c.openChannel(&c.channels[name], name.String(), uint16(name), func(s datachannel.ReadWriteCloserDeadliner) {
			c.readMessages(name, s)
		})
		if err != nil {
			return err
		}
	}
	return c.openFiles()
}

// openChannel makes a channel; read is called on a goroutine once it is open.
func (c *Conn) openChannel(ch *channel, label string, id uint16, read func(datachannel.ReadWriteCloserDeadliner)) error {
	negotiated := true
	made, err := c.pc.CreateDataChannel(label, &webrtc.DataChannelInit{ID: &id, Negotiated: &negotiated})
	if err != nil {
		return fmt.Errorf("%s channel: %w", label, err)
	}
	ch.DataChannel = made
	made.OnOpen(func() {
		stream, err := made.DetachWithDeadline()
		if err != nil {
			return // closed meanwhile
		}
		ch.stream.Store(&detached{stream})
		c.spawn(func() { read(stream) })
	})
	return nil
}

// readMessages hands messages on until the channel ends. It calls the handler
// itself: while that is busy, SCTP's window holds the far side back. Messages
// over the limit are dropped.
func (c *Conn) readMessages(name Channel, stream datachannel.ReadWriteCloserDeadliner) {
	c.config.Handler.ChannelOpen(name)
	buffer := make([]byte, maxMessage)
	c.readLoop(func() error {
		n, err := stream.Read(buffer)
		if err == nil && n <= name.limit() && !c.closing() {
			c.config.Handler.Message(name, bytes.Clone(buffer[:n]))
		}
		return err
	})
}

// Send sends a message of at most the channel's limit, reliably and in order.
// It does not wait: when a megabyte is on its way already it returns
// ErrChannelFull.
func (c *Conn) Send(name Channel, message []byte) error {
	if name < 0 || name >= channelCount {
		return fmt.Errorf("send on %v", name)
	}
	ch := &c.channels[name]
	stream := ch.stream.Load()
	switch {
	case c.closing():
		return ErrClosed
	case len(message) > name.limit():
		return ErrTooLarge
	case stream == nil:
		return ErrNotOpen
	case ch.BufferedAmount()+uint64(len(message)) > maxWaiting:
		return ErrChannelFull
	}
	if _, err := stream.Write(message); err != nil {
		return fmt.Errorf("send on %v: %w", name, err)
	}
	return nil
}
