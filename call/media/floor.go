package media

import "time"

const (
	// voiceLevel is the level, of a meter from 0 to 1, above which somebody
	// speaks.
	voiceLevel = 0.2
	// takesFloor is how long somebody has to speak to have the floor: a cough
	// or a "yes" in between is not enough.
	takesFloor = 800 * time.Millisecond
)

// floor follows who has the floor: who was the last to speak for takesFloor
// while whoever had it was silent. The zero value says nobody.
type floor struct {
	holder string
	since  map[string]time.Time // since when each speaks; without those who do not
}

// update takes how loud everybody is now, by key, and returns who has the
// floor, empty for nobody. Who is gone has it no longer.
func (f *floor) update(levels map[string]float64, now time.Time) string {
	f.listen(levels, now)
	if _, here := levels[f.holder]; !here {
		f.holder = ""
	}
	if _, speaks := f.since[f.holder]; speaks {
		return f.holder
	}
	var first time.Time
	for key, since := range f.since {
		if now.Sub(since) < takesFloor {
			continue
		}
		if first.IsZero() || since.Before(first) || since.Equal(first) && key < f.holder {
			f.holder, first = key, since
		}
	}
	return f.holder
}

// listen notes who speaks, and since when.
func (f *floor) listen(levels map[string]float64, now time.Time) {
	if f.since == nil {
		f.since = make(map[string]time.Time)
	}
	for key, level := range levels {
		if _, spoke := f.since[key]; level >= voiceLevel && !spoke {
			f.since[key] = now
		}
	}
	for key := range f.since {
		if levels[key] < voiceLevel {
			delete(f.since, key)
		}
	}
}
