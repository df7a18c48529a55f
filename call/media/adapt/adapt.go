// Package adapt shares a bit rate out: so much for sound, the rest for a
// picture of the size that looks best at it. It is pure: the caller says what
// time it is.
package adapt

import (
	"slices"
	"time"
)

// Rung is one step of the ladder.
type Rung struct {
	Width, Height int // pixels, zero for no picture at all
	FPS           int
	// From is the video rate in bits a second from which on this rung is the
	// right one.
	From int
}

// Camera is the ladder for pictures of 16:9, highest first. A size is left
// where libvpx' quantizer would pass what looks blocky on a face; libwebrtc's
// limits for the same sizes are close (kSimulcastFormats in simulcast.cc).
// Below 120 kbit/s half the pictures at twice the bits each look better.
var Camera = []Rung{
	{1280, 720, 30, 1_500_000},
	{960, 540, 30, 900_000},
	{640, 360, 30, 500_000},
	{480, 270, 30, 250_000},
	{320, 180, 30, 120_000},
	{320, 180, 15, 40_000},
	{0, 0, 0, 0},
}

// Allocation is what to do with a target rate. Rates are in bits a second.
type Allocation struct {
	Audio int // of Opus' payload
	Video int // of the encoder's output, zero when there is too little for a picture
	Rung
}

const (
	// DefaultAudio is what speech gets: Opus is transparent for a voice from
	// about 32 kbit/s on, and the redundancy for lost packets takes the rest.
	DefaultAudio = 40_000
	// MusicAudio is what stereo music gets.
	MusicAudio = 128_000
	// MaxVideo is what 720p30 can use; more is hardly seen.
	MaxVideo = 2_500_000

	// audioHeaders is the rate of the headers of 50 sound packets a second, 12
	// bytes of RTP, 12 of extensions and 16 of authentication each.
	audioHeaders = 50 * 40 * 8
	// videoShare is what remains for the encoder of the video packets' rate.
	videoShare = 0.96

	// upMargin is by how much the rate must pass a rung's threshold to step
	// up to it, downMargin below it to step down: between them the ladder
	// stays, so that a rate that sways by a tenth does not resize the picture.
	upMargin   = 1.10
	downMargin = 0.85
	// upDwell is how long a better rung must be affordable before a step up.
	// A new size costs a key frame.
	upDwell = time.Second
	// downDwell is the shortest time between a step and the next one down: the
	// encoder's rate control needs about that long to obey.
	downDwell = 500 * time.Millisecond
	// eagerTime is how long rungs that Use has brought are taken as soon as they
	// are affordable: the path is probed for them meanwhile.
	eagerTime = 2 * time.Second
)

// Ladder chooses a rung with hysteresis. It starts on the rung that the first
// target pays for. The zero value is not usable; it belongs to one goroutine.
type Ladder struct {
	rungs   []Rung
	audio   int
	current int       // index into rungs; -1 before the first
	changed time.Time // when current was chosen
	better  time.Time // since when a better rung is affordable; zero when none is
	higher  bool      // Use brought better rungs, of which no step knows yet
	eager   time.Time // until when better rungs are not waited for
}

// NewLadder returns a ladder of rungs, highest first, of which the last takes
// any rate. audio is what sound gets first, in bits a second.
func NewLadder(rungs []Rung, audio int) *Ladder {
	return &Ladder{rungs: rungs, audio: audio, current: -1}
}

// Use changes the rungs. One that both have stays until it is time for another.
// If none does, the next target chooses as the first did. Rungs that begin
// higher than those before are taken for a while without waiting whether the rate
// holds: it is not the rate that changed.
func (l *Ladder) Use(rungs []Rung) {
	if slices.Equal(rungs, l.rungs) {
		return
	}
	l.higher = rungs[0].Height > l.rungs[0].Height
	if l.current >= 0 {
		l.current = slices.Index(rungs, l.rungs[l.current])
	}
	l.rungs = rungs
}

// SetAudio changes what sound gets, from the next Allocate on.
func (l *Ladder) SetAudio(bps int) { l.audio = bps }

// Allocate shares out target bits a second, which include RTP headers. Sound
// always gets its rate: below that nothing is worth saving.
func (l *Ladder) Allocate(now time.Time, target int) Allocation {
	rate := int(videoShare * float64(target-l.audio-audioHeaders))
	rate = min(max(rate, 0), MaxVideo)
	l.step(now, rate)
	a := Allocation{Audio: l.audio, Video: rate, Rung: l.rungs[l.current]}
	if a.Width == 0 {
		a.Video = 0
	}
	return a
}

// Rung returns the rung for a picture that has rate bits a second for itself,
// such as Divide gives.
func (l *Ladder) Rung(now time.Time, rate int) Rung {
	l.step(now, rate)
	return l.rungs[l.current]
}

// step moves to the rung that rate pays for, when it is time to.
func (l *Ladder) step(now time.Time, rate int) {
	if l.higher {
		l.higher, l.eager = false, now.Add(eagerTime)
	}
	eager := now.Before(l.eager) && now.Sub(l.changed) >= downDwell
	if first := l.affordable(float64(rate)); l.current < 0 || eager && first < l.current {
		l.move(now, first)
		return
	}
	switch up, down := l.affordable(float64(rate)/upMargin), l.affordable(float64(rate)/downMargin); {
	case down > l.current:
		l.better = time.Time{}
		if now.Sub(l.changed) >= downDwell {
			l.move(now, down)
		}
	case up >= l.current:
		l.better = time.Time{}
	case l.better.IsZero():
		l.better = now
	case now.Sub(l.better) >= upDwell:
		l.move(now, up)
	}
}

func (l *Ladder) move(now time.Time, to int) {
	l.current, l.changed, l.better = to, now, time.Time{}
}

// affordable returns the highest rung that rate reaches.
func (l *Ladder) affordable(rate float64) int {
	for i, r := range l.rungs {
		if rate >= float64(r.From) {
			return i
		}
	}
	return len(l.rungs) - 1
}
