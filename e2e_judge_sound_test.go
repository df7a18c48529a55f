//go:build linux

package main

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"parley/call/media/audio/likeness"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/devices/clip"
)

// unknown stands for what was not measured.
var unknown = math.NaN()

// tape is sound as it was heard or said, with the markers found in it.
type tape struct {
	pcm     []int16 // mono
	markers []heardMarker
}

// heardMarker is a marker on a tape: where it begins, and when that was.
type heardMarker struct {
	number uint8
	sample int
	at     time.Time
}

// stretch is sound without a hole, and when its first sample was heard.
type stretch struct {
	at  time.Time
	pcm []int16
}

// tapeOf puts stretches together. A hole between two of them is closed: the
// markers tell what belongs where.
func tapeOf(stretches []stretch) (t tape) {
	detector, ended := testsignal.NewMarkerDetector(1), time.Time{}
	for _, s := range stretches {
		if s.at.Sub(ended) > time.Second { // no marker goes on behind the hole
			detector = testsignal.NewMarkerDetector(1)
		}
		ended = s.at.Add(samples(len(s.pcm)))
		from := len(t.pcm)
		t.pcm = append(t.pcm, s.pcm...)
		for at := 0; at < len(s.pcm); at += frame.BlockSamples {
			block := s.pcm[at:min(at+frame.BlockSamples, len(s.pcm))]
			if m, ok := detector.Push(block, s.at.Add(samples(at))); ok {
				sample := from + int(math.Round(m.At.Sub(s.at).Seconds()*frame.SampleRate))
				t.markers = append(t.markers, heardMarker{m.Second, sample, m.At})
			}
		}
	}
	t.markers = slices.DeleteFunc(slices.Clone(t.markers), func(m heardMarker) bool { return !slices.ContainsFunc(t.markers, m.confirms) })
	return t
}

// confirms reports whether two markers are as far apart as their numbers say,
// within ten seconds. What was misread in sound that was patched up has nothing
// that confirms it.
func (m heardMarker) confirms(other heardMarker) bool {
	apart := other.at.Sub(m.at)
	seconds := apart.Round(time.Second)
	return apart != 0 && seconds.Abs() <= 10*time.Second && (apart-seconds).Abs() < time.Second/4 &&
		(int(other.number)-int(m.number)-int(seconds.Seconds()))&63 == 0
}

func samples(n int) time.Duration { return time.Duration(n) * time.Second / frame.SampleRate }

// tapeOfProgram reads what a Parley kept of the sound that it heard. It may be
// that not all blocks were made, when the machine was busy, so that the file
// tells no time. The test microphone's markers do: they are made on the whole
// second.
func tapeOfProgram(t testing.TB, path string, begun time.Time) tape {
	t.Helper()
	heard := tapeOf([]stretch{{begun, loadMono(t, path)}})
	for i := range heard.markers {
		m := &heard.markers[i]
		m.at = secondNear(m.number, m.at)
	}
	return heard
}

// secondNear is the whole second with a marker's number that is nearest to a
// time.
func secondNear(number uint8, at time.Time) time.Time {
	const cycle = 64
	off := (int64(number) - at.Unix()) % cycle
	if off > cycle/2 {
		off -= cycle
	}
	if off < -cycle/2 {
		off += cycle
	}
	return time.Unix(at.Unix()+off, 0)
}

// score is how alike what was heard between two times is to what was said,
// second by second; see package likeness. A second whose own marker was lost
// lies where the nearest one says.
func (t tape) score(cycle []int16, from, to time.Time) float64 {
	sum, count := 0.0, 0
	within := slices.DeleteFunc(slices.Clone(t.markers), func(m heardMarker) bool { return m.at.Before(from) || m.at.After(to) })
	if len(within) == 0 {
		return unknown
	}
	first, last := within[0], within[len(within)-1]
	for n := range int(math.Round(last.at.Sub(first.at).Seconds())) + 1 {
		at := first.at.Add(time.Duration(n) * time.Second)
		nearest := slices.MinFunc(within, func(a, b heardMarker) int { return cmp.Compare(a.at.Sub(at).Abs(), b.at.Sub(at).Abs()) })
		away := int(math.Round(at.Sub(nearest.at).Seconds()))
		begins := nearest.sample + away*frame.SampleRate
		number := (int(nearest.number) + away) & 63
		if s, ok := likeness.Score(spoken(cycle, number), t.cut(begins)); ok {
			sum, count = sum+s, count+1
		}
	}
	if count == 0 {
		return unknown
	}
	return sum / float64(count)
}

// The part of a second that is compared, in samples: what is said without the
// marker, and far enough from the next one for the slack.
const (
	comparedFrom  = frame.SampleRate * 24 / 100
	comparedUntil = frame.SampleRate * 90 / 100
)

// spoken is what the voice says in a second.
func spoken(cycle []int16, number int) []int16 {
	return cycle[number*frame.SampleRate:][comparedFrom:comparedUntil]
}

// cut is what was heard of a second whose marker begins at a sample, with
// slack before and after.
func (t tape) cut(begins int) []int16 {
	part := make([]int16, comparedUntil-comparedFrom+2*likeness.Slack)
	from := begins + comparedFrom - likeness.Slack
	if from < 0 {
		copy(part[min(-from, len(part)):], t.pcm)
		return part
	}
	copy(part, t.pcm[min(from, len(t.pcm)):])
	return part
}

// loadMono reads a recording as one channel.
func loadMono(t testing.TB, path string) []int16 {
	t.Helper()
	sound, err := clip.LoadWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	return sound.Mono()
}

// said is the test microphone's sound from a time on.
func said(from time.Time, long time.Duration) []int16 {
	pcm := make([]int16, int(long.Seconds())*frame.SampleRate)
	m := testsignal.NewMicrophoneOf(testsignal.Voice())
	for at := 0; at < len(pcm); at += frame.BlockSamples {
		m.Read(pcm[at:at+frame.BlockSamples], 1, from.Add(samples(at)))
	}
	return pcm
}

// TestTape finds again, on the tape, what was said, when a hole is in it, when
// a marker was lost, and when the voice was.
func TestTape(t *testing.T) {
	begun := time.Unix(1_700_000_000, 0)
	cycle := testsignal.NewMicrophoneOf(testsignal.Voice()).Seconds()
	pcm := said(begun, 12*time.Second)
	late := begun.Add(80 * time.Millisecond)
	whole := tapeOf([]stretch{{late, pcm}})
	if len(whole.markers) < 11 || whole.markers[3].at.Sub(secondNear(whole.markers[3].number, late)).Round(time.Millisecond)%time.Second != 80*time.Millisecond {
		t.Fatalf("markers %+v", whole.markers)
	}
	clean := whole.score(cycle, begun, begun.Add(time.Minute))
	if !(clean > 0.99) {
		t.Errorf("the whole scores %v", clean)
	}
	hole := 5*frame.SampleRate + 30_000
	torn := tapeOf([]stretch{{late, pcm[:hole]}, {late.Add(samples(hole + 9600)), pcm[hole+9600:]}})
	if s := torn.score(cycle, begun, begun.Add(time.Minute)); !(s < clean && s > 0.9) {
		t.Errorf("with a hole of 200 ms it scores %v", s)
	}
	deaf := slices.Clone(pcm)
	clear(deaf[6*frame.SampleRate-4000 : 6*frame.SampleRate+8000]) // a marker
	if s := tapeOf([]stretch{{late, deaf}}).score(cycle, begun, begun.Add(time.Minute)); !(s > 0.99) {
		t.Errorf("without a marker it scores %v", s)
	}
	clear(deaf[7*frame.SampleRate+9600 : 8*frame.SampleRate])
	if s := tapeOf([]stretch{{late, deaf}}).score(cycle, begun, begun.Add(time.Minute)); !(s < 0.97) {
		t.Errorf("without a second it scores %v", s)
	}
	if s := tapeOf(nil).score(cycle, begun, begun.Add(time.Minute)); !math.IsNaN(s) {
		t.Errorf("nothing scores %v", s)
	}
}
