package mesh

import (
	"net/netip"
	"time"

	"parley/call/media"
	"parley/call/peer"
	"parley/call/stats"
)

// measure gathers the statistics of the last second.
func (l *leg) measure(now time.Time) {
	path := l.conn.Stats()
	level := l.wifiLevel(path.Base)
	tracks := append(l.sender.Stats(now), l.receiver.Stats(now)...)
	for i := range tracks {
		t := &tracks[i]
		t.Participant = l.far.ID
		t.RTTMs = float64(path.RTT) / float64(time.Millisecond)
		t.Pair, t.WiFiLevel = stats.Pair(path.Pair), level
		if t.Direction == stats.Send {
			sent(t, path.Slots[carrying(t)])
		}
	}
	l.sender.SetLoss(path.Slots[peer.Microphone].FractionLost)
	l.receiver.SetRTT(path.RTT)
	l.audience.measured(l, tracks)
	if pair := stats.Pair(path.Pair); pair != "" && pair != l.far.Pair {
		l.far.Pair = pair
		l.audience.altered(l)
	}
}

// wifiLevel is how strongly the Wi-Fi is received that this call goes over.
func (l *leg) wifiLevel(base netip.AddrPort) int {
	if l.b.cfg.WiFiLevel == nil {
		return 0
	}
	return l.b.cfg.WiFiLevel(base.Addr())
}

// wish tells the connection what could be sent, for which it probes the path.
func (l *leg) wish() {
	if l.phase == answered {
		l.conn.Want(l.sender.Demand())
	}
}

// carrying is the slot that carries what a row of the statistics is about.
func carrying(t *stats.Track) peer.Slot {
	switch t.Track {
	case stats.Microphone:
		return slot(media.Sound)
	case stats.Camera:
		return slot(media.Camera)
	case stats.Screen:
	}
	if t.Codec == media.SharpScreen.Codec() {
		return slot(media.SharpScreen)
	}
	return slot(media.Screen)
}

// sent adds what the other side reported of a track of ours.
func sent(t *stats.Track, s peer.SlotStats) {
	t.Packets = int(s.PacketsSent)
	t.PacketsRecovered = int(s.Retransmitted)
	t.FractionLost = s.FractionLost
	if t.Frames != nil && s.Dropped > 0 {
		t.Frames.Dropped["path"] = int(s.Dropped)
	}
}
