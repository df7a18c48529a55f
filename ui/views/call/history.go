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
	signs     stats.Signs
	verdict   stats.Verdict
}

// weak says whether a person would notice.
func (s sample) weak() bool { return s.verdict.Trouble != stats.Fine }

// history is the last minute of the connection with each person.
type history struct {
	people map[string]*past
	seen   *stats.Track // the first track of the statistics taken last
}

type past struct {
	samples   []sample          // oldest first, minute at most
	seconds   int               // how many there were in all
	before    map[track]counted // a second ago
	busy      float64           // as in stats.Signs, a second ago
	weakSince time.Time         // zero while it is good
	weakFor   time.Duration     // how long it was weak last
	weakEnd   time.Time         // when that ended
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
	newest := map[string]sample{}
	for id, tracks := range byPerson {
		if h.people[id] == nil {
			h.people[id] = &past{before: map[track]counted{}}
		}
		newest[id] = h.people[id].measure(tracks)
	}
	for id, s := range newest {
		s.verdict = stats.Judge(s.signs, signsBut(newest, id))
		h.people[id].add(s, now)
	}
}

// signsBut lists what was measured of everybody but one.
func signsBut(all map[string]sample, one string) (out []stats.Signs) {
	for id, s := range all {
		if id != one {
			out = append(out, s.signs)
		}
	}
	return out
}

// of returns what is known of a person, never nil.
func (h *history) of(id string) *past {
	if p := h.people[id]; p != nil {
		return p
	}
	return &past{}
}

func (p *past) add(s sample, now time.Time) {
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
