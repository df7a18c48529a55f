package screen

import "time"

// Picture is what an Observer is told of one picture.
type Picture struct {
	At      time.Time // when it was captured
	Changed float64   // what share of its area changed since the one before, 0 to 1
	Grain   float64   // of the part that changed
}

const (
	// movingGap is the longest time between two pictures of something that
	// moves. Films and games have 24 or more a second, but Text captures as few
	// as three when there is little to send them with.
	movingGap = 400 * time.Millisecond
	// movingArea is the least share of the screen that matters: a small film or
	// a spinner beside a text is better left alone.
	movingArea = 0.05
	// The grain of source code is 0.04 to 0.09, that of windows with a few
	// pictures up to 0.25, that of a rendered film 0.7 and of photographs 0.87.
	// How hard a picture is to encode would not tell: a page of text that is
	// turned, or scrolls in VP8, takes more bits than a film.
	movingGrain, calmGrain = 0.4, 0.3
	// turnAfter is how long movement must prevail before Motion, and calm
	// before Text.
	turnAfter = 2 * time.Second
)

// Observer decides in Auto mode. Its zero value is ready and begins with Text.
//
// It keeps how much longer things moved than were calm lately, at most
// turnAfter: a full account turns to Motion, an empty one to Text, and between
// them nothing turns.
type Observer struct {
	account time.Duration
	seen    time.Time // until when time was booked
	last    time.Time // of the last picture
	motion  bool
}

// Observe tells of one picture that had changed.
func (o *Observer) Observe(p Picture) {
	o.book(p.At.Add(-movingGap), -1)
	switch {
	case p.At.Sub(o.last) > movingGap, p.Changed < movingArea, p.Grain <= calmGrain:
		o.book(p.At, -1)
	case p.Grain >= movingGrain:
		o.book(p.At, 1)
	}
	o.last, o.seen = p.At, p.At
}

// Mode is Text or Motion. Time without pictures counts as calm.
func (o *Observer) Mode(now time.Time) Mode {
	o.book(now.Add(-movingGap), -1)
	if o.motion {
		return Motion
	}
	return Text
}

// book adds the time since the last entry until then to the account.
func (o *Observer) book(until time.Time, sign time.Duration) {
	if o.seen.IsZero() || !until.After(o.seen) {
		return
	}
	o.account = min(max(o.account+sign*until.Sub(o.seen), 0), turnAfter)
	o.seen = until
	if o.account == 0 || o.account == turnAfter {
		o.motion = o.account > 0
	}
}
