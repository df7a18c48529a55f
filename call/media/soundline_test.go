package media

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/stats"
	"parley/devices"
)

func newTestLine(t *testing.T) *soundLine {
	t.Helper()
	l, err := newSoundLine(slog.New(slog.DiscardHandler), new(receivers))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	return l
}

// block is 10 ms of a constant sound.
func block(channels int, value int16) *devices.Block {
	b := &devices.Block{
		Capture: make([]int16, channels*frame.BlockSamples), Captured: time.Now(),
		Playback: make([]int16, 2*frame.BlockSamples), PlaybackAt: time.Now(),
	}
	for i := range b.Capture {
		b.Capture[i] = value
	}
	return b
}

// In music mode the microphone is stereo; its test must end all the same.
func TestMicrophoneTestInMusicMode(t *testing.T) {
	l := newTestLine(t)
	l.configure(session.StudioConfig{Music: true, Volume: 1})
	l.test.set(session.TestRecord)
	for range 500 {
		l.process(block(2, 1000))
	}
	if got := l.test.report(); got.Step != session.TestStop || got.Length != session.MicrophoneTestLength {
		t.Errorf("after five seconds: %+v", got)
	}
}

// What is left of one call's sound is not sent in the next.
func TestNextCallBeginsWithItsOwnSound(t *testing.T) {
	l := newTestLine(t)
	l.configure(session.StudioConfig{Music: true, Volume: 1})
	l.open.Store(true)
	first, second := new(Sender), new(Sender)
	l.senders.add(first)
	l.process(block(2, 1000)) // half a packet
	l.senders.remove(first)
	l.process(block(2, 1000))
	l.senders.add(second)
	begun := time.Now()
	l.process(block(2, 2000))
	l.process(block(2, 2000))
	p := <-l.full
	if p.pcm[0] != 2000 || p.captured.Before(begun) {
		t.Errorf("the first packet begins with %d, captured %v before", p.pcm[0], begun.Sub(p.captured))
	}
}

// A closed microphone sends silence, whatever it hears.
func TestClosedMicrophoneSendsSilence(t *testing.T) {
	l := newTestLine(t)
	l.configure(session.StudioConfig{Music: true, Volume: 1})
	l.senders.add(new(Sender))
	l.process(block(2, 1000))
	l.process(block(2, 1000))
	for i, s := range (<-l.full).pcm {
		if s != 0 {
			t.Fatalf("sample %d is %d", i, s)
		}
	}
}

// An encoder that stands still costs sound, never memory.
func TestSoundIsDroppedWhenTheEncoderStands(t *testing.T) {
	l := newTestLine(t)
	before := l.counts.read()
	l.senders.add(new(Sender))
	for range 100 {
		l.process(block(1, 0))
	}
	var track stats.Track
	l.counts.describe(&track, before)
	got := *track.Frames
	if len(l.full) != packetQueue || got.Captured != 50 || got.Dropped["overload"] != 50-packetQueue {
		t.Errorf("%d packets wait, counted %+v", len(l.full), got)
	}
}

// soundSender is somebody whom a path that carries target bits a second leads to.
func soundSender(target int, write Write) *Sender {
	s := &Sender{counts: make(map[stats.Kind]*sent), write: write}
	s.SetTarget(target)
	return s
}

// Every packet of sound is accounted for in what is told of a call.
func TestSentSoundIsCounted(t *testing.T) {
	l := newTestLine(t)
	l.senders.add(soundSender(InitialTarget, func(Track, frame.Encoded) {}))
	var e soundEncoder
	defer e.close()
	for range 20 {
		l.process(block(1, 0))
		if len(l.full) > 0 {
			p := <-l.full
			l.compress(&e, p)
			l.free <- p
		}
	}
	if got := l.counts.read(); got != (soundCounts{captured: 10, encoded: 10}) {
		t.Errorf("counted %+v", got)
	}
	l.compress(&e, &packetPCM{pcm: make([]int16, 7), channels: 1})
	if got := l.counts.read(); got.failing != 1 {
		t.Errorf("an error is not counted: %+v", got)
	}
}

// A shared screen, encoded once, suits the weakest path of those who show it.
func TestWeakestPathDecides(t *testing.T) {
	video := newVideoLine(slog.New(slog.DiscardHandler))
	l := newShareLine(slog.New(slog.DiscardHandler), video)
	strong, weak := new(Sender), new(Sender)
	strong.SetTarget(2_000_000)
	weak.SetTarget(300_000)
	l.senders.add(strong)
	l.senders.add(weak)
	if got := l.carried(adapt.MaxText); got > 300_000 || got < 200_000 {
		t.Errorf("%d bit/s for the screen", got)
	}
	weak.SetView(session.View{Lines: 180})
	if got := l.carried(adapt.MaxText); got < 1_700_000 || len(l.senders.watching()) != 1 {
		t.Errorf("%d bit/s for the screen that the weak one does not show", got)
	}
}

// Who did not see a screen for a while gets it from a key frame on.
func TestHiddenScreenComesBackWithAKeyFrame(t *testing.T) {
	l := newShareLine(slog.New(slog.DiscardHandler), newVideoLine(slog.New(slog.DiscardHandler)))
	var keys []bool
	s := &Sender{
		studio: &Studio{share: l}, counts: make(map[stats.Kind]*sent),
		write: func(_ Track, f frame.Encoded) { keys = append(keys, f.Key) },
	}
	l.senders.add(s)
	send := func(key bool) { l.fanOut(frame.Encoded{Data: []byte{1}, Key: key}) }
	see := func(screen bool) { s.SetView(session.View{Lines: 180, Screen: screen}) }
	send(false) // of a share that began before
	send(true)
	send(false)
	see(false)
	send(false)
	see(true)
	if !l.wanted.Load() {
		t.Error("no key frame is asked for")
	}
	send(false)
	send(true)
	send(false)
	see(false)
	see(true) // and nothing was missed
	send(false)
	if want := []bool{true, false, true, false, false}; !slices.Equal(keys, want) {
		t.Errorf("key frames: %v, want %v", keys, want)
	}
}

func TestCameraOffIsNoFreeze(t *testing.T) {
	v := new(videoReceiver)
	now := time.Now()
	show := func(after time.Duration) {
		now = now.Add(after)
		v.presented(640, 360, now)
	}
	for range 40 {
		show(33 * time.Millisecond)
	}
	v.pause(true)
	show(33 * time.Millisecond) // was under way
	v.pause(false)
	show(5 * time.Second)
	if v.freezes.Count != 0 {
		t.Errorf("%d freezes", v.freezes.Count)
	}
	show(time.Second)
	if v.freezes.Count != 1 {
		t.Errorf("%d freezes after a real one", v.freezes.Count)
	}
}
