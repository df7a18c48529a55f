package peer

import (
	"bytes"
	"fmt"
	"sync/atomic"

	"github.com/pion/datachannel"
	"github.com/pion/webrtc/v4"
)

const (
	controlLabel = "control"
	// controlID is the stream both sides agree on beforehand (RFC 8832
	// section 4 calls that external negotiation).
	controlID = 0
	// maxControlWaiting bounds what SendControl leaves in memory, in bytes.
	maxControlWaiting = 1 << 20
	// maxMessage is the largest message SCTP delivers, in bytes: pion's
	// default, which it announces as max-message-size.
	maxMessage = 64 << 10
)

// control is the reliable, ordered channel for small messages.
type control struct {
	channel *webrtc.DataChannel
	stream  atomic.Pointer[detached]
}

type detached struct{ datachannel.ReadWriteCloser }

func (c *Conn) openControl() error {
	id, negotiated := uint16(controlID), true
	channel, err := c.pc.CreateDataChannel(controlLabel, &webrtc.DataChannelInit{ID: &id, Negotiated: &negotiated})
	if err != nil {
		return fmt.Errorf("control channel: %w", err)
	}
	c.control.channel = channel
	channel.OnOpen(func() {
		stream, err := channel.Detach()
		if err != nil {
			return // closed meanwhile
		}
		c.control.stream.Store(&detached{stream})
		c.spawn(func() { c.readControl(stream) })
	})
	return nil
}

// readControl hands messages on until the channel ends. It calls the handler
// itself: while that is busy, SCTP's window holds the far side back. Messages
// over MaxControl are dropped.
func (c *Conn) readControl(stream datachannel.ReadWriteCloser) {
	c.config.Handler.ControlOpen()
	buffer := make([]byte, maxMessage)
	c.readLoop(func() error {
		n, err := stream.Read(buffer)
		if err == nil && n <= MaxControl && !c.closing() {
			c.config.Handler.Control(bytes.Clone(buffer[:n]))
		}
		return err
	})
}

// SendControl sends a message of at most MaxControl bytes, reliably and in
// order. It does not wait: when a megabyte is on its way already it returns
// ErrControlFull.
func (c *Conn) SendControl(message []byte) error {
	stream := c.control.stream.Load()
	switch {
	case c.closing():
		return ErrClosed
	case len(message) > MaxControl:
		return ErrTooLarge
	case stream == nil:
		return ErrNotOpen
	case c.control.channel.BufferedAmount()+uint64(len(message)) > maxControlWaiting:
		return ErrControlFull
	}
	if _, err := stream.Write(message); err != nil {
		return fmt.Errorf("send control message: %w", err)
	}
	return nil
}
