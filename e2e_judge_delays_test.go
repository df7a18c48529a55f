//go:build linux

package main

import (
	"math"
	"testing"
	"time"
)

// Two browsers tell of each picture and of each marker in the sound when it was
// taken and when it was shown or heard; both are in a file that is played over
// and over. Parley's test signals carry the time themselves.

// glimpse is a picture of the film, and when it was taken or shown.
type glimpse struct {
	number int
	at     time.Time
}

// delayed is a delay that was measured at a time.
type delayed struct {
	at time.Time
	ms float64
}

// delaysOfPictures compares when pictures of a film of some length were shown
// with when they were taken. A busy machine's camera takes fewer than it should,
// so that the time is that between the two witnesses around a picture, which are
// less than the film apart.
func delaysOfPictures(taken, shown []glimpse, length int) (all []delayed) {
	for _, g := range shown {
		for i := len(taken) - 1; i > 0; i-- {
			at, ok := takenBetween(taken[i-1], taken[i], g.number, length)
			if late := g.at.Sub(at); ok && late > -50*time.Millisecond && late < mostBelieved {
				all = append(all, delayed{g.at, ms(late)})
				break
			}
		}
	}
	return all
}

// takenBetween is when a picture was taken, if that was between two others.
func takenBetween(first, last glimpse, number, length int) (at time.Time, ok bool) {
	pictures := (last.number - first.number + length) % length
	after := (number - first.number + length) % length
	if after >= pictures {
		return time.Time{}, false
	}
	return first.at.Add(last.at.Sub(first.at) * time.Duration(after) / time.Duration(pictures)), true
}

const (
	// mostBelieved is the longest delay that Parley's statistics believe, too.
	mostBelieved = 5 * time.Second
	// steadyFor is over how long the sound is taken to be played without a jump.
	steadyFor = 20 * time.Second
	// markerCycle is after how long markers begin again.
	markerCycle = 64 * time.Second
)

// delaysOfSound compares when markers were heard with when they were said. Who
// says them may be late to tell so: the least late around a time counts.
func delaysOfSound(said, heard []heardMarker) (all []delayed) {
	for _, m := range heard {
		var least time.Duration
		known := false
		for _, s := range said {
			if s.at.Sub(m.at).Abs() > steadyFor {
				continue
			}
			away := time.Duration(int(m.number)-int(s.number)) * time.Second
			if late := remainder(m.at.Sub(s.at)-away, markerCycle); !known || late > least {
				least, known = late, true
			}
		}
		if known {
			all = append(all, delayed{m.at, ms(least)})
		}
	}
	return all
}

// remainder is d modulo a cycle, from half a cycle below zero to half a cycle
// above.
func remainder(d, cycle time.Duration) time.Duration {
	return d - time.Duration(math.Round(float64(d)/float64(cycle)))*cycle
}

// newest is the delay that was measured last within two and a half seconds
// before a time, as Parley's statistics have it.
func newest(all []delayed, at time.Time) *float64 {
	var found *delayed
	for i, d := range all {
		if age := at.Sub(d.at); age >= 0 && age <= 2500*time.Millisecond && (found == nil || d.at.After(found.at)) {
			found = &all[i]
		}
	}
	if found == nil {
		return nil
	}
	return &found.ms
}

func TestDelaysOfPictures(t *testing.T) {
	const rate, length = 24, 240 // a camera that should take 30
	begun := time.Unix(1000, 0)
	inFilm := func(n int) time.Time { return begun.Add(time.Duration(n) * time.Second / rate) }
	var taken, shown []glimpse
	for n := 0; n < 1500; n += 50 {
		late := time.Duration(n%7) * time.Millisecond
		taken = append(taken, glimpse{n % length, inFilm(n).Add(late)})
	}
	for n := 60; n < 1400; n += 30 {
		shown = append(shown, glimpse{n % length, inFilm(n).Add(120 * time.Millisecond)})
	}
	delays := delaysOfPictures(taken, shown, length)
	if len(delays) != len(shown) {
		t.Fatalf("%d delays of %d pictures", len(delays), len(shown))
	}
	for _, d := range delays {
		if math.Abs(d.ms-117) > 4 {
			t.Errorf("%v ms late at %v", d.ms, d.at.Sub(begun))
		}
	}
	if d := newest(delays, begun.Add(30*time.Second)); d == nil || math.Abs(*d-117) > 4 {
		t.Error("no delay in the middle")
	}
	if d := newest(delays, begun); d != nil {
		t.Errorf("a delay of %v ms before anything was shown", *d)
	}
	if len(delaysOfPictures(nil, shown, length)) > 0 {
		t.Error("delays without a witness")
	}
}

func TestDelaysOfSound(t *testing.T) {
	begun := time.Unix(2000, 345e6)
	var said, heard []heardMarker
	for n := range 130 {
		at := begun.Add(time.Duration(n) * time.Second)
		if n%6 == 0 {
			said = append(said, heardMarker{number: uint8(n % 64), at: at})
		}
		heard = append(heard, heardMarker{number: uint8(n % 64), at: at.Add(155 * time.Millisecond)})
	}
	delays := delaysOfSound(said, heard)
	if len(delays) != len(heard) {
		t.Fatalf("%d delays of %d markers", len(delays), len(heard))
	}
	for _, d := range delays {
		if math.Abs(d.ms-155) > 0.01 {
			t.Errorf("%v ms late at %v", d.ms, d.at.Sub(begun))
		}
	}
}
