package call

import (
	"testing"
	"time"

	"parley/call/stats"
)

// Whatever was repaired was lost at first, and a computer that stumbles for a
// second is not busy.
func TestMeasuredSigns(t *testing.T) {
	var h history
	now := time.Unix(1000, 0)
	pictures := func(n, busy int) *stats.Frames {
		return &stats.Frames{Captured: n, Dropped: map[string]int{"overload": busy}}
	}
	for i, second := range [][]stats.Track{
		{
			{Participant: "a", Track: stats.Microphone, Direction: stats.Receive, Packets: 50, PacketsRecovered: 10, RTTMs: 40, ConcealedRatio: 0.01},
			{Participant: "a", Track: stats.Camera, Direction: stats.Send, Bitrate: 300_000, Target: 350_000, FractionLost: 0.1, RTTMs: 40, Frames: pictures(30, 10)},
		},
		{
			{Participant: "a", Track: stats.Microphone, Direction: stats.Receive, Packets: 100, PacketsLost: 10, PacketsRecovered: 20, RTTMs: 340},
			{Participant: "a", Track: stats.Camera, Direction: stats.Send, Bitrate: 300_000, Target: 350_000, RTTMs: 340, Frames: pictures(60, 25)},
		},
	} {
		h.add(second, now.Add(time.Duration(i)*time.Second))
	}
	first, last := h.of("a").samples[0].signs, h.of("a").samples[1].signs
	if first.LostHere != 0.2 || first.LostThere != 0.1 || first.Queue != 0 || first.Busy != 0 || !first.Camera || first.Sending != 300_000 || first.Target != 350_000 {
		t.Errorf("first %+v", first)
	}
	if want := 20.0 / 60; last.LostHere != want || last.Queue != 300 || last.RTT != 340 {
		t.Errorf("then %+v", last)
	}
	if want := 10.0 / 30; last.Busy != want {
		t.Errorf("busy %v, want the lesser of two seconds, %v", last.Busy, want)
	}
}

// What is wrong with everybody is wrong here.
func TestVerdictComparesPeople(t *testing.T) {
	lossy := func(who string) stats.Track {
		return stats.Track{Participant: who, Track: stats.Camera, Direction: stats.Receive, Packets: 200, PacketsLost: 30}
	}
	good := stats.Track{Participant: "b", Track: stats.Camera, Direction: stats.Receive, Packets: 200}
	for _, c := range []struct {
		tracks []stats.Track
		want   string
	}{
		{[]stats.Track{lossy("a"), good}, "The upload of Mara is weak."},
		{[]stats.Track{lossy("a"), lossy("b")}, "Your download is weak."},
	} {
		var h history
		now := time.Unix(1000, 0)
		h.add(c.tracks, now)
		if got := h.of("a").judge("Mara", time.Time{}, now); got.title != c.want || got.good {
			t.Errorf("%+v, want %q", got, c.want)
		}
	}
}
