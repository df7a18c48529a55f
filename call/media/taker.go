package media

import (
	"time"

	"parley/call/media/adapt"
	"parley/call/media/frame"
	"parley/call/session"
)

// taker is which layer of the camera one person gets. It belongs to the
// goroutine of the videoLine.
type taker struct {
	ladder *adapt.Ladder
	from   *layer    // whose frames they get; nil before the first
	to     *layer    // whose they will from its next key frame on; mostly the same
	newest time.Time // capture of the last picture they got
}

// choose returns the rung that suits a path with rate bits a second for the
// camera, and a picture that is shown lines high, 0 for not at all. alone says
// that nobody else gets the camera, so that any size will do.
func (t *taker) choose(now time.Time, rate, lines int, alone bool) adapt.Rung {
	if lines <= 0 {
		return adapt.Rung{}
	}
	rungs := adapt.Layers
	if alone {
		rungs = adapt.Camera
	}
	if t.ladder == nil {
		t.ladder = adapt.NewLadder(adapt.Within(rungs, lines), adapt.DefaultAudio)
	}
	t.ladder.Use(adapt.Within(rungs, lines))
	return t.ladder.Rung(now, rate)
}

// aim makes the person get a layer, nil for none. They get the one before until
// the new one has a key frame.
func (t *taker) aim(y *layer) {
	switch {
	case y == nil:
		t.from = nil
	case y != t.to && y != t.from:
		y.requestKey()
	}
	t.to = y
}

// count adds the person to the layers that work for them.
func (t *taker) count(rate int) {
	if t.from != nil {
		t.from.takers++
	}
	if t.to == nil {
		return
	}
	if t.to != t.from {
		t.to.takers++
		t.to.awaited++
	}
	t.to.carry(rate)
}

// takes reports whether a frame of a layer goes to the person.
func (t *taker) takes(y *layer, f frame.Encoded) bool {
	if y == t.to && y != t.from && f.Key {
		if f.Captured.Equal(t.newest) {
			y.requestKey() // they have this picture already, of the layer before
			return false
		}
		t.from = y
	}
	if y != t.from {
		return false
	}
	t.newest = f.Captured
	return true
}

// fate is what became of the newest picture for the person.
func (t *taker) fate(shown bool) fate {
	switch {
	case !shown:
		return unwanted
	case t.from != nil:
		return t.from.fate
	case t.to != nil && t.to.fate != delivered:
		return t.to.fate
	}
	return paced
}

// SetView says how the person shows what is sent. Before it is called, they
// show everything, as large as it comes.
func (s *Sender) SetView(v session.View) {
	was := s.view.Swap(&v)
	if v.Screen && was != nil && !was.Screen {
		s.studio.share.requestKey()
	}
}

// lines is how high the person shows the camera's picture, 0 for not at all.
func (s *Sender) lines() int {
	if v := s.view.Load(); v != nil {
		return v.Lines
	}
	return session.MaxLines
}

// pictures are what is sent besides sound.
type pictures struct{ camera, screen bool }

// watches reports whether the person shows any of the pictures that are sent.
func (s *Sender) watches(p pictures) bool {
	return p.camera && s.lines() > 0 || p.screen && s.seesScreen()
}

// seesScreen reports whether the person shows what is shared.
func (s *Sender) seesScreen() bool {
	v := s.view.Load()
	return v == nil || v.Screen
}

// follows reports whether a frame of a shared screen goes to the person. Who
// missed some gets the next from a key frame on: their numbers go on without a
// gap, so that nothing else tells them.
func (s *Sender) follows(f frame.Encoded) bool {
	s.shares = s.seesScreen() && (s.shares || f.Key)
	return s.shares
}
