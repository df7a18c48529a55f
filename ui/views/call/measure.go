package call

import "parley/call/stats"

// track names one of a person's tracks.
type track struct {
	kind      stats.Kind
	direction stats.Direction
}

// counted is what was counted of a track since the call began, or in a second.
type counted struct {
	lost, repeated, came int // packets
	pictures, busy       int // and those left out because this computer was busy
}

// measure compares a second with the one before.
func (p *past) measure(tracks []stats.Track) sample {
	var s sample
	var all counted
	for _, t := range tracks {
		s.rtt = max(s.rtt, t.RTTMs)
		s.signs.Pair, s.signs.WiFiLevel = t.Pair, t.WiFiLevel
		fresh := p.count(t)
		all.pictures, all.busy = all.pictures+fresh.pictures, all.busy+fresh.busy
		if t.Direction == stats.Send {
			s.sent(t)
			continue
		}
		s.received(t)
		all.lost, all.repeated, all.came = all.lost+fresh.lost, all.repeated+fresh.repeated, all.came+fresh.came
	}
	s.lost = 100 * portion(all.lost, all.came)
	s.signs.LostHere = portion(all.lost+all.repeated, all.came-all.repeated)
	s.signs.Repaired, s.signs.RTT, s.signs.Queue = s.repaired/100, s.rtt, s.rtt-p.shortest(s.rtt)
	busy := portion(all.busy, all.pictures-all.busy)
	s.signs.Busy, p.busy = min(busy, p.busy), busy // a single stumble is none
	return s
}

// sent adds a track that goes to the person.
func (s *sample) sent(t stats.Track) {
	s.sending += float64(t.Bitrate) / 1e6
	s.signs.Sending += t.Bitrate
	s.signs.Target = max(s.signs.Target, t.Target)
	s.signs.LostThere = max(s.signs.LostThere, t.FractionLost)
	s.signs.Camera = s.signs.Camera || t.Track == stats.Camera && t.Bitrate > 0
}

// received adds a track that comes from them.
func (s *sample) received(t stats.Track) {
	s.receiving += float64(t.Bitrate) / 1e6
	switch t.Track {
	case stats.Microphone:
		s.repaired = t.ConcealedRatio * 100
	case stats.Camera:
		s.pictures, s.width, s.height = t.FPS, t.Width, t.Height
	case stats.Screen:
	}
}

// count returns what was counted of a track since a second ago. Sound has no
// pictures.
func (p *past) count(t stats.Track) counted {
	now := counted{lost: t.PacketsLost, repeated: t.PacketsRecovered, came: t.Packets}
	if f := t.Frames; f != nil && t.Track != stats.Microphone {
		now.busy = f.Dropped["overload"]
		now.pictures = f.Captured
		if t.Direction == stats.Receive {
			now.pictures = f.Decoded + now.busy
		}
	}
	key := track{t.Track, t.Direction}
	before := p.before[key]
	p.before[key] = now
	return counted{
		lost: max(0, now.lost-before.lost), repeated: max(0, now.repeated-before.repeated), came: max(0, now.came-before.came),
		pictures: max(0, now.pictures-before.pictures), busy: max(0, now.busy-before.busy),
	}
}

// portion is how many of all some are, besides the rest.
func portion(some, rest int) float64 {
	if some <= 0 {
		return 0
	}
	return float64(some) / float64(some+max(rest, 0))
}

// shortest returns the shortest way there and back of the last minute, in ms,
// with the one of now.
func (p *past) shortest(now float64) float64 {
	for _, s := range p.samples {
		if s.rtt > 0 {
			now = min(now, s.rtt)
		}
	}
	return now
}
