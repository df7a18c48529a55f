package mesh

import (
	"io"
	"time"

	"parley/call/media/frame"
	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
	"parley/transfer"
)

// handler is a leg as its connection sees it. Media goes straight on; what
// concerns the call's state is handed to the leg's goroutine.
type handler leg

func (h *handler) Describe(d peer.Description) {
	l := (*leg)(h)
	l.do(func() {
		signed, err := l.sign(d)
		if err != nil {
			l.end(session.Lost, err.Error())
			return
		}
		l.send(signed)
	})
}

func (h *handler) Candidate(c peer.Candidate) {
	l := (*leg)(h)
	l.do(func() {
		l.send(signal.Candidate{
			Candidate: c.Candidate, Mid: c.Mid, MLine: c.MLine, UsernameFragment: c.UsernameFragment,
		})
	})
}

func (h *handler) RenegotiationWanted() {
	l := (*leg)(h)
	l.do(func() { l.send(signal.Renegotiate{}) })
}

func (h *handler) StateChanged(s peer.State) {
	l := (*leg)(h)
	l.do(func() { l.stateChanged(s) })
}

func (h *handler) ChannelOpen(c peer.Channel) {
	l := (*leg)(h)
	switch c {
	case peer.Control:
		l.do(l.controlOpened)
	case peer.Chat:
		l.do(l.chatOpened)
	case peer.Annotations:
	}
}

func (h *handler) Message(c peer.Channel, message []byte) {
	l := (*leg)(h)
	switch c {
	case peer.Control:
		l.do(func() { l.controlMessage(message, time.Now()) })
	case peer.Chat:
		l.wait(func() { l.chatMessage(message) })
	case peer.Annotations:
		l.do(func() { l.annotated(message, time.Now()) })
	}
}

func (h *handler) FilesOpen(s io.ReadWriteCloser) {
	l := (*leg)(h)
	if !l.do(func() { l.carry(s, transfer.DataChannel) }) {
		s.Close()
	}
}

func (h *handler) Packet(s peer.Slot, p frame.Packet) { h.receiver.Packet(track(s), p) }

func (h *handler) SenderReport(s peer.Slot, r peer.SenderReport) {
	h.receiver.Report(track(s), r.NTP, r.RTP, r.Arrived)
}

func (h *handler) KeyFrameWanted(s peer.Slot) { h.sender.KeyFrameWanted(track(s)) }

func (h *handler) TargetChanged(bps int) { h.sender.SetTarget(bps) }

// stateChanged follows the connection. A connection that is gone is not the
// end: it is tried again until lostTimeout.
func (l *leg) stateChanged(s peer.State) {
	if l.phase != answered {
		return
	}
	switch s {
	case peer.Connected:
		l.connected()
	case peer.Disconnected, peer.Failed:
		l.interrupt(time.Now())
		l.prove()
	case peer.Connecting: // for the first time, or once more
		l.seek(time.Now())
	case peer.Closed:
		// The far side left, and will say so over the link if it can.
		l.closed = time.Now()
	case peer.Idle:
	}
}
