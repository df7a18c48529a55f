package media

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/session"
	"parley/call/stats"
)

// whole fails unless a decoder could follow what a person got: each change of
// size begins with a key frame, and no picture comes twice.
func (w *watcher) whole(t interface{ Fatalf(string, ...any) }) {
	for i, f := range w.got {
		switch {
		case i == 0 && !f.Key:
			t.Fatalf("the first frame is no key frame")
		case i > 0 && f.Height != w.got[i-1].Height && !f.Key:
			t.Fatalf("frame %d has %d lines after %d, and is no key frame", i, f.Height, w.got[i-1].Height)
		case i > 0 && !f.Captured.After(w.got[i-1].Captured):
			t.Fatalf("frame %d is not newer than the one before", i)
		}
	}
}

// keys counts key frames.
func (w *watcher) keys() (n int) {
	for _, f := range w.got {
		if f.Key {
			n++
		}
	}
	return n
}

// Each path gets what it carries, from one encoding for each size.
func TestEachPathGetsItsLayer(t *testing.T) {
	r := newLineRig()
	people := map[*watcher]int{
		r.watcher: 720, r.join(4_000_000, session.MaxLines): 720, r.join(900_000, session.MaxLines): 360,
		r.join(800_000, session.MaxLines): 360, r.join(300_000, session.MaxLines): 180, r.join(120_000, session.MaxLines): 180,
	}
	r.run(90)
	for w, lines := range people {
		w.whole(t)
		if w.last() != lines {
			t.Errorf("%d bit/s get %d lines, want %d", w.sender.target.Load(), w.last(), lines)
		}
	}
	if len(r.drawers) != 4 || len(r.working()) != 4 {
		t.Errorf("%d encoders for 720, 360, 180, and 180 at half the pictures", len(r.drawers))
	}
	for _, d := range r.drawers {
		if n := len(d.sizes); n > 90 {
			t.Errorf("%d encodings of 90 pictures", n)
		}
	}
}

// The weakest path makes the picture worse for nobody in another layer.
func TestWeakPathSpoilsNothing(t *testing.T) {
	r := newLineRig()
	weak := r.join(130_000, session.MaxLines)
	r.run(60)
	if r.last() != 720 || weak.last() != 180 || r.bitrate(720) < 2_400_000 {
		t.Errorf("%d lines at %d bit/s beside %d", r.last(), r.bitrate(720), weak.last())
	}
	second := r.join(800_000, session.MaxLines)
	third := r.join(1_200_000, session.MaxLines)
	r.run(60)
	if second.last() != 360 || third.last() != 360 {
		t.Fatalf("%d and %d lines", second.last(), third.last())
	}
	if got := r.bitrate(360); got < 600_000 || got > 800_000 {
		t.Errorf("the layer of both has %d bit/s", got)
	}
}

// bitrate is what the encoder of a size has, 0 without one.
func (r *lineRig) bitrate(lines int) int {
	for _, d := range r.working() {
		if d.sizes[0][1] == lines {
			return d.bitrate
		}
	}
	return 0
}

// A call of two goes through all the sizes there are.
func TestOneOtherGetsTheWholeLadder(t *testing.T) {
	r := newLineRig()
	seen := map[int]bool{}
	for _, target := range []int{5_000_000, 1_200_000, 800_000, 400_000, 240_000, 120_000} {
		r.sender.SetTarget(target)
		r.run(30)
		seen[r.last()] = true
		if working := len(r.working()); working > 2 {
			t.Errorf("%d encoders for one person", working)
		}
	}
	r.run(60)
	for _, lines := range []int{720, 540, 360, 270, 180} {
		if !seen[lines] {
			t.Errorf("never %d lines", lines)
		}
	}
	if len(r.working()) != 1 {
		t.Errorf("%d encoders for one person", len(r.working()))
	}
	r.whole(t)
}

func TestSizeOfATileDecides(t *testing.T) {
	r := newLineRig()
	other := r.join(5_000_000, 231)
	r.run(60)
	if r.last() != 720 || other.last() != 180 {
		t.Errorf("%d lines, and %d for a tile of 231", r.last(), other.last())
	}
	keys := r.keys()
	other.show(700)
	r.run(30)
	other.show(300)
	r.run(30)
	if other.last() != 360 {
		t.Errorf("%d lines for a tile of 300", other.last())
	}
	other.whole(t)
	if r.keys() > keys+1 { // the one that the other's enlarging took
		t.Errorf("%d key frames for who changed nothing", r.keys()-keys)
	}
}

// after is how many pictures later a person gets a size.
func (r *lineRig) after(w *watcher, lines int) int {
	for n := range 3 * CameraFPS {
		if w.last() == lines {
			return n
		}
		r.run(1)
	}
	return 3 * CameraFPS
}

// In a room of eight, what one of them makes larger or smaller is so within a
// second, and stays so; who comes late has a picture as soon. Nobody else
// notices.
func TestTileIsFollowedInASecond(t *testing.T) {
	r := newLineRig()
	r.show(180)
	others := []*watcher{r.watcher}
	for range session.MostPeople - 3 {
		others = append(others, r.join(2_000_000, 180))
	}
	one := r.join(2_000_000, 180)
	r.run(2 * CameraFPS)
	if len(r.working()) != 1 {
		t.Errorf("%d encoders for seven small tiles", len(r.working()))
	}
	keys := r.keys()
	for i := range 6 {
		lines, size := 700, 720
		if i%2 == 1 {
			lines, size = 180, 180
		}
		one.show(lines)
		if n := r.after(one, size); n > CameraFPS/2 || !one.got[len(one.got)-1].Key {
			t.Errorf("%d lines come after %d pictures", size, n)
		}
		for range 2 * CameraFPS {
			if r.run(1); one.last() != size {
				t.Fatalf("%d lines in a tile of %d", one.last(), lines)
			}
		}
	}
	if len(r.working()) != 1 {
		t.Errorf("%d encoders once all are small again", len(r.working()))
	}
	late := r.join(2_000_000, 700)
	if n := r.after(late, 720); n > CameraFPS/2 || len(late.got) == 0 || !late.got[0].Key {
		t.Errorf("who comes late has a picture after %d", n)
	}
	late.whole(t)
	one.whole(t)
	for _, w := range others {
		w.whole(t)
		if more := w.keys() - keys; w.last() != 180 || more > 3 { // one's way back to small takes one each
			t.Errorf("%d lines, and %d key frames for who changed nothing", w.last(), more)
		}
	}
}

// What is hidden is not sent, and not encoded when it is hidden everywhere.
func TestHiddenIsNotSent(t *testing.T) {
	r := newLineRig()
	other := r.join(5_000_000, 360)
	r.run(30)
	other.show(0)
	r.run(1)
	came := len(other.got)
	r.run(30)
	if len(other.got) != came {
		t.Errorf("%d pictures for a hidden tile", len(other.got)-came)
	}
	r.show(0)
	r.run(60)
	if len(r.working()) != 0 {
		t.Errorf("%d encoders for nobody", len(r.working()))
	}
	other.show(360)
	r.run(3)
	if len(other.got) != came+3 || !other.got[came].Key {
		t.Errorf("%d pictures once it is seen again", len(other.got)-came)
	}
	other.whole(t)
	var track stats.Track
	other.sender.pictures.describe(&track, lineCounts{})
	if f := track.Frames; f.Encoded != len(other.got) || f.Encoded+f.Dropped["unseen"] != 124 || f.Dropped["pacing"] != 0 {
		t.Errorf("counted %+v of 124 pictures", f)
	}
}

// Who comes and goes disturbs nobody.
func TestComingAndGoingDisturbsNobody(t *testing.T) {
	r := newLineRig()
	r.run(30)
	other := r.join(900_000, session.MaxLines)
	r.run(30)
	third := r.join(700_000, session.MaxLines)
	r.run(30)
	r.senders.remove(other.sender)
	r.run(30)
	r.senders.remove(third.sender)
	r.run(30)
	if r.keys() != 1 || len(r.got) != 150 {
		t.Errorf("%d pictures and %d key frames of 150 and 1", len(r.got), r.keys())
	}
	other.whole(t)
	third.whole(t)
}

// A key frame is made for the layer of who needs it.
func TestKeyFrameOfOnesOwnLayer(t *testing.T) {
	r := newLineRig()
	other := r.join(700_000, session.MaxLines)
	r.run(30)
	mine, others := r.keys(), other.keys()
	other.sender.KeyFrameWanted(Camera)
	r.run(30)
	if r.keys() != mine || other.keys() != others+1 {
		t.Errorf("%d key frames for who asked, %d for who did not", other.keys()-others, r.keys()-mine)
	}
}

// A machine that is too slow for all layers gives up the largest; in a call of
// two it drops pictures.
func TestSlowMachineShedsLayers(t *testing.T) {
	r := newLineRig()
	r.took = 32 * time.Millisecond
	r.run(300)
	if r.last() != 720 {
		t.Errorf("%d lines for the only other", r.last())
	}
	other := r.join(700_000, session.MaxLines)
	r.run(300)
	if r.last() != 360 || other.last() != 360 {
		t.Errorf("%d and %d lines on a slow machine", r.last(), other.last())
	}
	r.took = 5 * time.Millisecond
	r.run(600)
	if r.last() != 720 || other.last() != 360 {
		t.Errorf("%d and %d lines once it has time", r.last(), other.last())
	}
	r.whole(t)
	other.whole(t)
}

// Whatever paths, sizes and people do, everybody could decode what they get,
// and no layer is encoded twice.
func TestSwitchesBreakNoStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newLineRig()
		people := []*watcher{r.watcher}
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			w := rapid.SampledFrom(people).Draw(t, "who")
			switch rapid.IntRange(0, 4).Draw(t, "act") {
			case 0:
				w.sender.SetTarget(rapid.IntRange(0, 4_000_000).Draw(t, "target"))
			case 1:
				w.show(rapid.IntRange(0, 900).Draw(t, "lines"))
			case 2:
				people = append(people, r.join(rapid.IntRange(0, 4_000_000).Draw(t, "target"), rapid.IntRange(0, 900).Draw(t, "lines")))
			case 3:
				r.senders.remove(w.sender)
			case 4:
				w.sender.KeyFrameWanted(Camera)
			}
			pictures := rapid.IntRange(1, 20).Draw(t, "pictures")
			before := make(map[*drawer]int)
			for _, d := range r.drawers {
				before[d] = len(d.sizes)
			}
			r.run(pictures)
			for _, d := range r.drawers {
				if n := len(d.sizes) - before[d]; n > pictures {
					t.Fatalf("%d encodings of %d pictures", n, pictures)
				}
			}
			if len(r.working()) > 7 {
				t.Fatalf("%d encoders", len(r.working()))
			}
		}
		for _, w := range people {
			w.whole(t)
		}
		if r.camera.Live() != 0 {
			t.Fatalf("%d pictures leaked", r.camera.Live())
		}
	})
}
