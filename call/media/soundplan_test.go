package media

import (
	"log/slog"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/session"
)

func TestSoundPlans(t *testing.T) {
	for _, c := range []struct {
		target   int
		loss     float64
		pictures bool
		want     soundPlan
	}{
		{2_500_000, 0, false, soundPlan{64_000, 1, 0}},
		{2_500_000, 0.02, false, soundPlan{64_000, 1, 0}},
		{2_500_000, 0.05, false, soundPlan{40_000, 1, 1}},
		{2_500_000, 0.2, false, soundPlan{40_000, 1, 2}},
		{440_000, 0.2, false, soundPlan{24_000, 1, 2}},
		{400_000, 0.2, false, soundPlan{32_000, 1, 1}},
		{300_000, 0.2, false, soundPlan{24_000, 1, 1}},
		{330_000, 0, false, soundPlan{64_000, 1, 0}},
		{300_000, 0, false, soundPlan{40_000, 1, 0}},
		{100_000, 0.05, false, soundPlan{24_000, 1, 1}},
		{100_000, 0, false, soundPlan{40_000, 1, 0}},
		{60_000, 0.2, false, soundPlan{40_000, 1, 0}},
		{50_000, 0, false, soundPlan{32_000, 1, 0}},
		{40_000, 0, false, soundPlan{24_000, 1, 0}},
		{32_000, 0, false, soundPlan{16_000, 1, 0}},
		{24_000, 0.3, false, soundPlan{16_000, 2, 0}},
		{22_000, 0, false, soundPlan{16_000, 3, 0}},
		{0, 0, false, soundPlan{16_000, 3, 0}},
		{330_000, 0, true, soundPlan{64_000, 1, 0}},
		{200_000, 0, true, soundPlan{40_000, 1, 0}},
		{150_000, 0, true, soundPlan{40_000, 1, 0}},
		{130_000, 0, true, soundPlan{32_000, 1, 0}},
		{100_000, 0, true, soundPlan{24_000, 1, 0}},
		{100_000, 0.05, true, soundPlan{24_000, 1, 1}},
		{60_000, 0, true, soundPlan{24_000, 1, 0}},
		{36_000, 0, true, soundPlan{16_000, 1, 0}},
	} {
		var taker soundTaker
		if got := taker.follow(voiceLadder, c.target, c.loss, true, c.pictures); got != c.want {
			t.Errorf("%d bit/s, %v lost: %+v for %d bit/s, want %+v for %d", c.target, c.loss, got, got.cost(), c.want, c.want.cost())
		}
	}
	var taker soundTaker
	if got := taker.follow(musicLadder, 300_000, 0, true, false); got != (soundPlan{bitrate: 64_000, frames: 1}) && got.cost() > 75_000 {
		t.Errorf("music: %+v", got)
	}
}

// Whatever a path carries, a voice gets at least 16 kbit/s of it and does not
// take what the path does not carry, as long as there is a way not to.
func TestSoundFitsThePath(t *testing.T) {
	var taker soundTaker
	for target := 10_000; target < 3_000_000; target = target*11/10 + 1 {
		for i, loss := range []float64{0, 0.04, 0.5, 0.08, 0.01} {
			p := taker.follow(voiceLadder, target, loss, true, i%2 == 0)
			least := soundPlan{16_000, maxSoundFrames, 0}
			if p.bitrate < 16_000 || p != least && p.cost() > target {
				t.Fatalf("%d bit/s, %v lost: %+v for %d bit/s", target, loss, p, p.cost())
			}
		}
	}
}

// An estimate and a loss that sway by a tenth change nothing.
func TestSoundPlanIsSteady(t *testing.T) {
	for target := 20_000; target < 600_000; target += 7_000 {
		var taker soundTaker
		pictures := target/7_000%2 == 0
		taker.follow(voiceLadder, target*19/20, 0.04, true, pictures)
		before, changes := taker.plan, 0
		for i := range 100 {
			target, loss := target*19/20, 0.02
			if i%2 == 0 {
				target, loss = target*21/19, 0.04
			}
			if got := taker.follow(voiceLadder, target, loss, true, pictures); got != before {
				before, changes = got, changes+1
			}
		}
		if changes > 1 {
			t.Errorf("around %d bit/s the plan changed %d times", target, changes)
		}
	}
}

// Redundancy goes again when the path is clean.
func TestRedundancyEnds(t *testing.T) {
	var s Sender
	s.SetTarget(1_000_000)
	seconds := func(n int, share float64) int {
		for range n {
			s.SetLoss(share)
			s.sound.follow(voiceLadder, 1_000_000, s.loss.Value(), true, false)
		}
		return s.sound.plan.redundancy
	}
	for i, step := range []struct {
		seconds int
		share   float64
		want    int
	}{{10, 0, 0}, {1, 0.04, 0}, {3, 0.06, 1}, {3, 0.2, 2}, {3, 0, 2}, {20, 0.04, 1}, {30, 0, 0}} {
		if got := seconds(step.seconds, step.share); got != step.want {
			t.Errorf("step %d: redundancy %d at a loss of %.3f, want %d", i, got, s.loss.Value(), step.want)
		}
	}
}

// Sound is encoded once, as the weakest path needs it; redundancy is each
// path's own. What it takes is left out of the camera's share.
func TestEverybodyGetsTheirOwnRedundancy(t *testing.T) {
	l := newTestLine(t)
	got := make(map[string]frame.Encoded)
	sender := func(name string, target int, loss float64) *Sender {
		s := soundSender(target, func(_ Track, f frame.Encoded) { got[name] = f })
		s.loss.Set(loss)
		s.SetRedundant(true)
		l.senders.add(s)
		return s
	}
	clean, lossy := sender("clean", 2_000_000, 0), sender("lossy", 2_000_000, 0.2)
	var e soundEncoder
	defer e.close()
	packet := &packetPCM{pcm: make([]int16, packetSamples), channels: 1, captured: time.Now()}
	l.compress(&e, packet)
	if got["clean"].Redundancy != 0 || got["lossy"].Redundancy != 2 || len(got["clean"].Data) != 100 {
		t.Errorf("%d and %d earlier packets, %d bytes", got["clean"].Redundancy, got["lossy"].Redundancy, len(got["clean"].Data))
	}
	v := newVideoLine(slog.New(slog.DiscardHandler))
	if with, without := v.rateFor(lossy), v.rateFor(clean); with > without-70_000 || with < without-100_000 {
		t.Errorf("the camera gets %d bit/s beside redundancy, %d otherwise", with, without)
	}
	sender("weak", 24_000, 0)
	l.compress(&e, packet)
	l.compress(&e, &packetPCM{pcm: make([]int16, 3*packetSamples), channels: 1, captured: time.Now()})
	if f := got["clean"]; l.frames.Load() != 2 || len(f.Data) != 120 || f.Duration != 60*time.Millisecond || got["lossy"].Redundancy != 2 {
		t.Errorf("packets of %d, %d bytes, %v", l.frames.Load(), len(f.Data), f.Duration)
	}
}

// Opus' own redundancy takes its bits from the voice, and says no more than the
// earlier packets that go along: it is for those who get none.
func TestOpusExpectsLossWithoutRedundancy(t *testing.T) {
	takes, takesNot := soundSender(1_000_000, nil), soundSender(1_000_000, nil)
	takes.SetRedundant(true)
	takes.loss.Set(0.2)
	takesNot.loss.Set(0.1)
	for _, c := range []struct {
		all  []*Sender
		want float64
	}{
		{nil, 0}, {[]*Sender{takes}, 0}, {[]*Sender{takesNot}, 0.1}, {[]*Sender{takesNot, takes}, 0.1},
	} {
		if _, loss := planSound(c.all, 1, pictures{}); loss != c.want {
			t.Errorf("%d people: a loss of %v is expected, want %v", len(c.all), loss, c.want)
		}
	}
	if takes.sound.plan.redundancy != 2 || takesNot.sound.plan.redundancy != 0 {
		t.Errorf("%+v, %+v", takes.sound.plan, takesNot.sound.plan)
	}
	takes.SetTarget(20_000) // has no room for it
	if _, loss := planSound([]*Sender{takes}, 1, pictures{}); loss != 0.2 {
		t.Errorf("a loss of %v is expected on a narrow path", loss)
	}
}

// From the sound card to everybody's connection nothing is allocated.
func TestSendingSoundDoesNotAllocate(t *testing.T) {
	l := newTestLine(t)
	for range 3 {
		l.senders.add(soundSender(InitialTarget, func(Track, frame.Encoded) {}))
	}
	var e soundEncoder
	defer e.close()
	in := block(1, 1000)
	twenty := func() {
		l.process(in)
		l.process(in)
		p := <-l.full
		l.compress(&e, p)
		l.free <- p
	}
	twenty()
	if allocations := testing.AllocsPerRun(50, twenty); allocations > 0 {
		t.Errorf("%v allocations a packet", allocations)
	}
}

// Where a path is narrow, a voice leaves room for pictures that are sent and shown.
func TestAVoiceLeavesRoomForPictures(t *testing.T) {
	camera, screen := pictures{camera: true}, pictures{screen: true}
	face, share := session.View{Lines: 720}, session.View{Screen: true}
	for _, c := range []struct {
		pictures pictures
		view     session.View
		bitrate  int
	}{
		{pictures{}, face, 40_000},
		{camera, face, 24_000},
		{camera, share, 40_000},
		{screen, share, 24_000},
		{screen, face, 40_000},
		{pictures{camera: true, screen: true}, session.View{}, 40_000},
	} {
		s := soundSender(100_000, nil)
		s.view.Store(&c.view)
		if plan, _ := planSound([]*Sender{s}, 1, c.pictures); plan.bitrate != c.bitrate {
			t.Errorf("%+v, %+v: %d bits a second, want %d", c.pictures, c.view, plan.bitrate, c.bitrate)
		}
	}
}
