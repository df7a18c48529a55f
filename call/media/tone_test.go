package media

import (
	"testing"

	"parley/call/media/frame"
	"parley/call/session"
)

func TestTonesEnd(t *testing.T) {
	var tones tones
	stereo := make([]int16, 2*frame.BlockSamples)
	if tones.next(stereo) {
		t.Fatal("silence plays something")
	}
	tones.play(session.SpeakerTest)
	blocks := 0
	for tones.next(stereo) && blocks < 1000 {
		blocks++
	}
	if blocks != 160 || tones.active() {
		t.Fatalf("the speaker test lasts %d blocks", blocks)
	}
	tones.play(session.RingTone)
	for range 1000 {
		if !tones.next(stereo) {
			t.Fatal("the ring tone ended")
		}
	}
	tones.play(session.Silence)
	if tones.next(stereo) {
		t.Fatal("the ring tone goes on")
	}
}

// A sound that was played to its end is heard again, from its beginning, even
// when the device was closed in between.
func TestTonePlaysAgain(t *testing.T) {
	var tones tones
	heard := func() (blocks int) {
		tones.play(session.SpeakerTest)
		for stereo := make([]int16, 2*frame.BlockSamples); tones.active(); blocks++ {
			tones.next(stereo)
		}
		return blocks
	}
	if first, second := heard(), heard(); first != second || first == 0 {
		t.Errorf("%d blocks were heard, then %d", first, second)
	}
}

func TestToneIsComposedOnce(t *testing.T) {
	var tones tones
	tones.play(session.RingTone)
	first := tones.playing.Load()
	tones.play(session.Silence)
	tones.play(session.RingTone)
	if again := tones.playing.Load(); again == first || &again.pcm[0] != &first.pcm[0] {
		t.Error("the ring tone was composed again, or does not start again")
	}
}
