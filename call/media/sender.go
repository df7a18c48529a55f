package media

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/stats"
)

// Sender carries this computer's encoded frames to one person.
type Sender struct {
	studio    *Studio
	write     Write
	target    atomic.Int64                 // bits a second for sound and picture together
	loss      frame.Gauge                  // share of the sound that gets lost, 0 to 1
	view      atomic.Pointer[session.View] // what the person shows; nil while unknown
	begun     lineCounts                   // what the camera had counted before
	heard     soundCounts                  // what the microphone had
	closed    atomic.Bool
	sharp     atomic.Bool  // the person takes SharpScreen
	redundant atomic.Bool  // the person takes earlier packets of sound once more
	key       atomic.Bool  // the person needs a key frame of the camera
	camera    taker        // belongs to the videoLine's goroutine
	sound     soundTaker   // belongs to the soundLine's encoder
	audio     atomic.Int64 // what sound takes of the path, as adapt counts it; zero before the first
	shares    bool         // the person gets the screen; belongs to the shareLine's goroutine

	mu       sync.Mutex
	counts   map[stats.Kind]*sent
	pictures lineCounts // what became of the camera's for this person
	shared   lineCounts // what the screen had counted before
}

// sent is what went to one person on one track.
type sent struct {
	frames, keys, bytes int
	width, height       int // of the last picture
	lastBytes           int
	lastFrames          int
	since               time.Time
}

// InitialTarget is what a path is taken to carry before it was measured, in
// bits a second: enough for a picture at once, little enough for a bad
// network.
const InitialTarget = 600_000

// Send attaches a person. Frames go to write, on the encoders' goroutines,
// until Close.
func (s *Studio) Send(write Write) *Sender {
	sender := &Sender{
		studio: s, write: write, counts: make(map[stats.Kind]*sent),
		begun: s.video.counted(), shared: s.share.counted(), heard: s.sound.counts.read(),
	}
	sender.target.Store(InitialTarget)
	s.attached.Add(1)
	s.video.senders.add(sender)
	s.sound.senders.add(sender)
	s.share.senders.add(sender)
	s.share.requestKey()
	s.wake()
	return sender
}

// SetTarget says what the path to this person carries, in bits a second.
func (s *Sender) SetTarget(bps int) { s.target.Store(int64(bps)) }

// Demand is what could be sent to this person now if the path carried it, in
// bits a second with RTP headers.
func (s *Sender) Demand() int {
	screen := 0
	if s.seesScreen() {
		screen = int(s.studio.share.demand.Load())
	}
	line := s.studio.video
	sound := max(s.audible(line), int(line.audio.Load()))
	return adapt.Needs(sound, s.cameraDemand(int(line.demand.Load())), screen)
}

// cameraDemand is how much of most bits a second the camera can use for the
// size in which the person shows it.
func (s *Sender) cameraDemand(most int) int { return min(most, adapt.MostFor(s.lines())) }

// audible is what sound takes of the path to this person, in bits a second
// without headers.
func (s *Sender) audible(line *videoLine) int {
	if taken := s.audio.Load(); taken > 0 {
		return int(taken)
	}
	return int(line.audio.Load())
}

// SetLoss says what share of the sound got lost on the way in the last second,
// 0 to 1. One goroutine says so.
func (s *Sender) SetLoss(share float64) { s.loss.Set(smooth(s.loss.Value(), share)) }

// SetSharp says whether the person takes a screen in AV1.
func (s *Sender) SetSharp(yes bool) { s.sharp.Store(yes) }

// SetRedundant says whether the person takes earlier packets of sound along with
// later ones (RFC 2198).
func (s *Sender) SetRedundant(yes bool) { s.redundant.Store(yes) }

// KeyFrameWanted says that the person needs a picture that stands alone.
func (s *Sender) KeyFrameWanted(t Track) {
	switch t {
	case Camera:
		s.key.Store(true)
	case Screen, SharpScreen:
		s.studio.share.requestKey()
	case Sound:
	}
}

// Close detaches the person. It is idempotent; a frame may be under way when
// it returns.
func (s *Sender) Close() {
	if s.closed.Swap(true) {
		return
	}
	s.studio.video.senders.remove(s)
	s.studio.sound.senders.remove(s)
	s.studio.share.senders.remove(s)
	s.studio.attached.Add(-1)
	s.studio.wake()
}

// deliver counts and writes a frame.
func (s *Sender) deliver(t Track, f frame.Encoded) {
	kind := t.Kind()
	s.mu.Lock()
	c := s.counts[kind]
	if c == nil {
		c = &sent{since: time.Now()}
		s.counts[kind] = c
	}
	c.frames++
	c.bytes += len(f.Data)
	c.width, c.height = f.Width, f.Height
	if f.Key {
		c.keys++
	}
	s.mu.Unlock()
	s.write(t, f)
}

// settle counts what became of a picture of the camera.
func (s *Sender) settle(f fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pictures.add(f)
}

// Stats describes what was sent since the last call.
func (s *Sender) Stats(now time.Time) []stats.Track {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]stats.Track, 0, 3)
	for _, kind := range []stats.Kind{stats.Microphone, stats.Camera, stats.Screen} {
		c := s.counts[kind]
		if c == nil {
			continue
		}
		seconds := max(now.Sub(c.since).Seconds(), 0.001)
		t := stats.Track{
			Track: kind, Direction: stats.Send, KeyFrames: c.keys,
			Bitrate: int(float64(c.bytes-c.lastBytes) * 8 / seconds),
			Target:  int(s.target.Load()),
		}
		t.FPS = float64(c.frames-c.lastFrames) / seconds
		switch kind {
		case stats.Camera:
			now := s.pictures
			line := s.studio.video.counted()
			now.captured, now.overload, now.width, now.height = line.captured, line.overload, c.width, c.height
			now.describe(&t, s.begun)
		case stats.Screen:
			s.studio.share.counted().describe(&t, s.shared)
		case stats.Microphone:
			t.FPS = 0
			s.studio.sound.counts.describe(&t, s.heard)
		}
		c.lastBytes, c.lastFrames, c.since = c.bytes, c.frames, now
		out = append(out, t)
	}
	return out
}

// senders is the set of people who get what is encoded.
type senders struct{ roster[*Sender] }

// watching are those who show what is shared.
func (s *senders) watching() []*Sender {
	return slices.DeleteFunc(slices.Clone(s.all()), func(v *Sender) bool { return !v.seesScreen() })
}

// sharp reports whether all of them take a screen in AV1.
func (s *senders) sharp() bool {
	return !slices.ContainsFunc(s.watching(), func(v *Sender) bool { return !v.sharp.Load() })
}
