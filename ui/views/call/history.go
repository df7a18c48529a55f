package call

import (
	"time"

	"parley/call/stats"
)

// minute is how many samples, one a second, the graphs show.
const minute = 60

// sample is one second of the connection with one person.
type sample struct {
	rtt       float64 // ms, there and back
	lost      float64 // %, on the way here
	receiving float64 // Mbit/s
	sending   float64 // Mbit/s
	pictures  float64 // received a second
	repaired  float64 // %, of the sound
	width     int     // of the received picture in pixels
	height    int
}

// weak says whether a person would notice: the limits are those of ITU-T
// G.114 for delay and of what Opus' own repair covers for loss.
func (s sample) weak() bool { return s.rtt > 400 || s.lost > 5 || s.repaired > 5 }

// history is the last minute of the connection with each person.
type history struct {
	people map[string]*past
	seen   *stats.Track // the first track of the statistics taken last
}

type past struct {
	samples   []sample               // oldest first, minute at most
	seconds   int                    // how many there were in all
	before    map[stats.Kind]counted // by track: what was counted a second ago
	weakSince time.Time              // zero while it is good
	weakFor   time.Duration          // how long it was weak last
	weakEnd   time.Time              // when that ended
}

// add takes the statistics of a second, once however often they are shown.
func (h *history) add(tracks []stats.Track, now time.Time) {
	if len(tracks) == 0 || &tracks[0] == h.seen {
		return
	}
	h.seen = &tracks[0]
	byPerson := map[string][]stats.Track{}
	for _, t := range tracks {
		byPerson[t.Participant] = append(byPerson[t.Participant], t)
	}
	if h.people == nil {
		h.people = map[string]*past{}
	}
	for id, tracks := range byPerson {
		if h.people[id] == nil {
			h.people[id] = &past{before: map[stats.Kind]counted{}}
		}
		h.people[id].add(tracks, now)
	}
}

// of returns what is known of a person, never nil.
func (h *history) of(id string) *past {
	if p := h.people[id]; p != nil {
		return p
	}
	return &past{}
}

func (p *past) add(tracks []stats.Track, now time.Time) {
	s := p.measure(tracks)
	p.samples = append(p.samples, s)
	p.seconds++
	if len(p.samples) > minute {
		p.samples = p.samples[1:]
	}
	switch weak := s.weak(); {
	case weak && p.weakSince.IsZero():
		p.weakSince = now
	case !weak && !p.weakSince.IsZero():
		p.weakFor, p.weakEnd, p.weakSince = now.Sub(p.weakSince), now, time.Time{}
	}
}

func (p *past) measure(tracks []stats.Track) sample {
	var s sample
	var lost, expected int
	for _, t := range tracks {
		s.rtt = max(s.rtt, t.RTTMs)
		if t.Direction == stats.Send {
			s.sending += float64(t.Bitrate) / 1e6
			continue
		}
		s.receiving += float64(t.Bitrate) / 1e6
		gone := max(t.PacketsLost-p.before[t.Track].lost, 0)
		came := max(t.Packets-p.before[t.Track].came, 0)
		p.before[t.Track] = counted{lost: t.PacketsLost, came: t.Packets}
		lost, expected = lost+gone, expected+gone+came
		switch t.Track {
		case stats.Microphone:
			s.repaired = t.ConcealedRatio * 100
		case stats.Camera:
			s.pictures, s.width, s.height = t.FPS, t.Width, t.Height
		case stats.Screen:
		}
	}
	if expected > 0 {
		s.lost = 100 * float64(lost) / float64(expected)
	}
	return s
}

// counted is what was counted of a track's packets since the call began.
type counted struct{ lost, came int }

// last returns the newest sample; ok is false before the first.
func (p *past) last() (s sample, ok bool) {
	if len(p.samples) == 0 {
		return s, false
	}
	return p.samples[len(p.samples)-1], true
}

// series returns one figure of every sample.
func (p *past) series(figure func(sample) float64) []float64 {
	out := make([]float64, len(p.samples))
	for i, s := range p.samples {
		out[i] = figure(s)
	}
	return out
}
