package devices

import (
	"context"
	"fmt"
	"time"

	"parley/call/media/frame"
)

// Finding is one answer to whether a part of this computer is fit for calls.
type Finding struct {
	Area string // "camera", "microphone" or "speaker"
	OK   bool
	Text string // what was found, a sentence
	Hint string // what to do; empty when OK
}

// checking is how long a device may take to give a sign of life.
const checking = 8 * time.Second

// Check tries the default camera, microphone and speaker for a moment, in
// silence, and says what it found.
func Check(ctx context.Context) []Finding {
	ctx, cancel := context.WithTimeout(ctx, checking)
	defer cancel()
	camera := make(chan Status, 1)
	c := OpenCamera(CameraConfig{
		Width: usualWidth, Height: usualHeight, FPS: usualRate,
		Deliver: (*frame.Video).Release,
		Report:  firstOf(camera),
	})
	defer c.Close()
	microphone, speaker := make(chan Status, 1), make(chan Status, 1)
	reports := map[Kind]func(Status){KindMicrophone: firstOf(microphone), KindSpeaker: firstOf(speaker)}
	s := OpenSound(SoundConfig{
		CaptureChannels: 1,
		Process:         func(*Block) {},
		Report:          func(kind Kind, status Status) { reports[kind](status) },
	})
	defer s.Close()
	return []Finding{
		finding(ctx, KindCamera, camera),
		finding(ctx, KindMicrophone, microphone),
		finding(ctx, KindSpeaker, speaker),
	}
}

// firstOf keeps the first report that decides.
func firstOf(decided chan<- Status) func(Status) {
	return func(s Status) {
		if s.State == Starting {
			return
		}
		select {
		case decided <- s:
		default:
		}
	}
}

func finding(ctx context.Context, kind Kind, decided <-chan Status) Finding {
	select {
	case s := <-decided:
		if s.State == Live {
			return Finding{kind.String(), true, fmt.Sprintf("%s works: %s.", named(s.Device), s.Mode), ""}
		}
		if s.Problem != nil {
			return Finding{kind.String(), false, s.Problem.Text, s.Problem.Hint}
		}
	case <-ctx.Done():
	}
	return Finding{
		kind.String(), false, "The " + kind.String() + " does not answer.",
		"Unplug it, connect it again, and try once more.",
	}
}
