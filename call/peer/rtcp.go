package peer

import (
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"parley/call/media/rtpio"
)

const (
	// reportInterval is how often sender reports leave, libwebrtc's for video.
	reportInterval = time.Second
	// maxNacks bounds the numbers of one request: more are no repair but a
	// new key frame.
	maxNacks = 256
)

// report sends sender reports, one right after the first packet of a slot, so
// that the far side can sync at once.
func (c *Conn) report() {
	ticker := time.NewTicker(reportInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if c.sendable() {
				c.tellTarget()
			}
		case <-c.reportSoon:
		case <-c.done:
			return
		}
		if packets := c.senderReports(); len(packets) > 0 {
			// Without a path there is nobody to report to.
			_ = c.pc.WriteRTCP(packets)
		}
	}
}

// senderReports returns a compound packet (RFC 3550 section 6.1) on all slots
// that have sent anything, all for the same instant.
func (c *Conn) senderReports() []rtcp.Packet {
	now := c.config.Now()
	var packets []rtcp.Packet
	var names rtcp.SourceDescription
	for _, t := range c.tracks {
		ssrc, sent := t.ssrc(), rtpio.Sent{Packets: t.packets.Load(), Bytes: t.bytes.Load()}
		if ssrc == 0 || sent.Packets == 0 {
			continue
		}
		packets = append(packets, rtpio.Report(ssrc, now, t.timestampAt(now), sent))
		names.Chunks = append(names.Chunks, rtcp.SourceDescriptionChunk{
			Source: ssrc,
			Items:  []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: t.StreamID()}},
		})
	}
	if len(packets) == 0 {
		return nil
	}
	return append(packets, &names)
}

// readRTCP calls handle for each packet that comes to r.
func (c *Conn) readRTCP(r reader, handle func(rtcp.Packet)) {
	buffer := make([]byte, receiveMTU)
	c.readLoop(func() error {
		n, attributes, err := r.Read(buffer)
		if err != nil {
			return err
		}
		packets, err := attributes.GetRTCPPackets(buffer[:n])
		if err != nil {
			return err
		}
		for _, p := range packets {
			handle(p)
		}
		return nil
	})
}

// readSenderRTCP hears what the far side says of what we send in a slot.
func (c *Conn) readSenderRTCP(slot Slot, sender *webrtc.RTPSender) {
	c.readRTCP(sender, func(p rtcp.Packet) {
		ssrc, seen := c.tracks[slot].ssrc(), &c.feedback[slot]
		switch p := p.(type) {
		case *rtcp.ReceiverReport:
			seen.reported(ssrc, p.Reports, c.config.Now())
		case *rtcp.SenderReport:
			seen.reported(ssrc, p.Reports, c.config.Now())
		case *rtcp.TransportLayerNack:
			if p.MediaSSRC == ssrc {
				seen.nacks.Add(1)
				c.repair(slot, p.Nacks)
			}
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			seen.plis.Add(1)
			c.wantKeyFrame(slot)
		}
	})
}

// readReceiverRTCP hears what the far side says of what it sends in a slot.
func (c *Conn) readReceiverRTCP(slot Slot, ssrc uint32, receiver *webrtc.RTPReceiver) {
	c.readRTCP(receiver, func(p rtcp.Packet) {
		sr, ok := p.(*rtcp.SenderReport)
		if !ok || sr.SSRC != ssrc || sr.NTPTime == 0 {
			return
		}
		c.config.Handler.SenderReport(slot, SenderReport{
			NTP: rtpio.Time(sr.NTPTime), RTP: sr.RTPTime, Arrived: c.config.Now(),
		})
	})
}

// wantKeyFrame asks the owner for a key frame; requests that wait are merged.
func (c *Conn) wantKeyFrame(slot Slot) {
	if slot.video() {
		c.events.once(eventKey{keyFrameWanted, slot}, func(h Handler) { h.KeyFrameWanted(slot) })
	}
}

// Nack asks for packets of a video slot again (RFC 4585 section 6.2.1). At most
// 256 are asked for at a time. Sound has no retransmission: redundancy brings
// back what is lost 20 to 60 ms later on any path, a request only after a round
// trip more.
func (c *Conn) Nack(slot Slot, sequences []uint16) {
	media := c.remoteSSRC(slot)
	if media == 0 || len(sequences) == 0 || !slot.video() {
		return
	}
	pairs := rtcp.NackPairsFromSequenceNumbers(sequences[:min(len(sequences), maxNacks)])
	c.incoming[slot].nacks.Add(1)
	// Lost like any packet when there is no path; the jitter buffer repeats it.
	_ = c.pc.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{
		SenderSSRC: c.tracks[slot].ssrc(), MediaSSRC: media, Nacks: pairs,
	}})
}

// RequestKeyFrame asks for a key frame of a video slot (RFC 4585 section
// 6.3.1). The caller throttles.
func (c *Conn) RequestKeyFrame(slot Slot) {
	media := c.remoteSSRC(slot)
	if media == 0 || !slot.video() {
		return
	}
	c.incoming[slot].plis.Add(1)
	_ = c.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{
		SenderSSRC: c.tracks[slot].ssrc(), MediaSSRC: media,
	}})
}

// remoteSSRC returns the SSRC received in a slot, zero when there is none or
// nothing can be sent.
func (c *Conn) remoteSSRC(slot Slot) uint32 {
	if slot < 0 || slot >= slotCount || !c.sendable() {
		return 0
	}
	if remote := c.incoming[slot].remote.Load(); remote != nil {
		return uint32(remote.SSRC())
	}
	return 0
}
