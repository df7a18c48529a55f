package call

import (
	"strings"
	"testing"
	"time"

	core "parley/call"
	"parley/call/stats"
)

// second is what is measured of person a in a second with these losses.
func second(lostSound int, rtt float64) []stats.Track {
	return []stats.Track{
		{Participant: "a", Track: stats.Microphone, Direction: stats.Receive, Bitrate: 48000, Packets: 50, PacketsLost: lostSound, RTTMs: rtt},
		{Participant: "a", Track: stats.Camera, Direction: stats.Receive, Bitrate: 2e6, Packets: 225, FPS: 30, Width: 1280, Height: 720},
		{Participant: "a", Track: stats.Camera, Direction: stats.Send, Bitrate: 1e6},
		{Participant: "b", Track: stats.Camera, Direction: stats.Send, Bitrate: 1e6},
	}
}

func TestHistoryMeasures(t *testing.T) {
	var h history
	now := time.Unix(1000, 0)
	h.add(second(5, 24), now)
	h.add(second(5, 30), now.Add(time.Second))
	got, ok := h.of("a").last()
	if !ok || got.rtt != 30 || got.lost != 0 || got.pictures != 30 || got.sending != 1 || got.width != 1280 {
		t.Errorf("measured %+v", got)
	}
	if first := h.of("a").samples[0]; first.lost < 1.5 || first.lost > 2.5 {
		t.Errorf("5 of about 280 packets are %.2f %% lost", first.lost)
	}
	if _, ok := h.of("nobody").last(); ok {
		t.Error("something was measured of nobody")
	}
}

func TestHistoryTakesEachSecondOnce(t *testing.T) {
	var h history
	tracks := second(0, 20)
	for range 5 {
		h.add(tracks, time.Unix(1000, 0))
	}
	if got := len(h.of("a").samples); got != 1 {
		t.Errorf("%d samples of one second", got)
	}
}

func TestHistoryKeepsAMinute(t *testing.T) {
	var h history
	for i := range 100 {
		h.add(second(0, float64(i)), time.Unix(int64(i), 0))
	}
	samples := h.of("a").samples
	if len(samples) != minute || samples[0].rtt != 40 {
		t.Errorf("%d samples from %.0f on", len(samples), samples[0].rtt)
	}
}

func TestVerdict(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	var h history
	judge := func(s int) verdict { return h.of("a").judge("Mara", time.Time{}, at(s)) }
	if got := judge(0); !got.good || !strings.Contains(got.title, "measured") {
		t.Errorf("before the first second: %v", got)
	}
	h.add(second(0, 20), at(1))
	if got := judge(1); got.title != "The connection is good." {
		t.Errorf("after a good second: %v", got)
	}
	for s := 2; s <= 10; s++ {
		h.add(second(50*s, 20), at(s))
	}
	if got := judge(10); got.good || !strings.Contains(got.detail, "8 seconds") {
		t.Errorf("when it is weak: %v", got)
	}
	h.add(second(500, 20), at(11))
	if got := judge(20); !got.good || !strings.Contains(got.detail, "weak for 9 seconds") {
		t.Errorf("when it is good again: %v", got)
	}
	if got := judge(100); got.title != "The connection is good." {
		t.Errorf("when all is forgotten: %v", got)
	}
	if got := h.of("a").judge("Mara", at(95), at(100)); got.good || !strings.Contains(got.detail, "5 seconds") {
		t.Errorf("when it is away: %v", got)
	}
}

func TestReportNamesNobody(t *testing.T) {
	c := callWith(stats.Host, core.Met)
	c.Stats = second(3, 25)
	c.Connected = time.Unix(1000, 0)
	var h history
	h.add(c.Stats, time.Unix(1001, 0))
	got := report(&core.Snapshot{State: core.Active, Call: c}, &h, time.Unix(1060, 0))
	for _, private := range []string{"Mara", "secret", "10.0.0.1"} {
		if strings.Contains(got, private) {
			t.Errorf("the report holds %q:\n%s", private, got)
		}
	}
	for _, want := range []string{"person 1", "1280x720", "path host", "not verified", "length 1:00"} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
}
