package media

import "time"

// soundPlan is how sound goes to one person.
type soundPlan struct {
	bitrate    int // of Opus, in bits a second
	frames     int // of 20 ms in a packet
	redundancy int // earlier packets that go along with each
}

const (
	// soundShare is what sound may take of a path that carries pictures too,
	// and plainSound, in bits a second, what it may take in any case: a voice
	// with its redundancy for one lost packet, and soundMargin.
	soundShare = 0.25
	plainSound = 76_000
	// Where that would leave pictures nothing, a voice that is sent only once
	// takes besideShare, or leastSound, in bits a second: 24 kbit/s of Opus.
	besideShare = 0.4
	leastSound  = 40_000
	// soundMargin keeps a plan until a better one is affordable by this much:
	// the estimate sways.
	soundMargin = 1.15
	// soundHeaders and redHeaders are bytes of each packet beside Opus': 12 of
	// RTP, 12 of extensions and 16 of authentication; and one header for each
	// earlier packet (RFC 2198 section 3).
	soundHeaders = 40
	redHeaders   = 5
	framesASec   = int(time.Second / packetDuration)
)

// soundLadder is the bitrates that one kind of sound can have, best first, and
// those of them that it has while a packet holds earlier ones too: the others
// are too high to be had twice, or too low to be worth it.
type soundLadder struct {
	bitrates, redundant []int
}

var (
	// Opus' own redundancy takes up to half of 40 kbit/s, which can be heard; at 64
	// it cannot. At 16 a voice is still all there.
	voiceLadder = soundLadder{[]int{64_000, 40_000, 32_000, 24_000, 16_000}, []int{40_000, 32_000, 24_000}}
	musicLadder = soundLadder{[]int{128_000, 96_000, 64_000, 32_000}, []int{128_000, 96_000, 64_000}}
)

// cost is what p takes of a path in bits a second, with RTP headers.
func (p soundPlan) cost() int {
	headers := 8 * (soundHeaders + p.redundancy*redHeaders)
	return (1+p.redundancy)*p.bitrate + headers*framesASec/p.frames
}

// beside is what p takes with the headers of plain packets left out, which
// package adapt adds by itself.
func (p soundPlan) beside() int { return p.cost() - soundPlan{frames: 1}.cost() }

// choose returns the best plan for a path that carries target bits a second, of
// pictures too or not, and calls for so much redundancy. Less redundancy comes
// before a voice that is hard to understand, and that before long packets, which
// are late and of which each that is lost is heard. The last plan is taken
// whatever the path carries.
func (l soundLadder) choose(now soundPlan, target, redundancy int, pictures bool) soundPlan {
	budget := max(int(soundShare*float64(target)), min(target, plainSound))
	fits := func(p soundPlan) bool {
		cost := float64(p.cost())
		if p.cost() > now.cost() {
			cost *= soundMargin
		}
		return cost <= float64(budget)
	}
	for ; redundancy > 0; redundancy-- {
		for _, bitrate := range l.redundant {
			if p := (soundPlan{bitrate, 1, redundancy}); fits(p) {
				return p
			}
		}
	}
	if pictures {
		budget = min(budget, max(int(besideShare*float64(target)), leastSound))
	}
	for _, bitrate := range l.bitrates {
		if p := (soundPlan{bitrate, 1, 0}); fits(p) {
			return p
		}
	}
	p := soundPlan{bitrate: l.bitrates[len(l.bitrates)-1], frames: 1}
	for p.frames < maxSoundFrames && !fits(p) {
		p.frames++
	}
	return p
}

// soundTaker follows what one path carries and loses. The zero value is ready.
type soundTaker struct {
	plan       soundPlan
	redundancy int // what loss calls for
}

// Loss from which on a level of redundancy pays, and below which it does not
// any more. Below 3 % Opus' own suffices.
var redundancyFrom, redundancyUntil = [...]float64{0.03, 0.10}, [...]float64{0.015, 0.06}

// follow returns the plan for a path from now on. takes says whether the person
// takes redundancy, and pictures whether they take the path too.
func (t *soundTaker) follow(l soundLadder, target int, loss float64, takes, pictures bool) soundPlan {
	if !takes {
		loss = 0
	}
	for t.redundancy < len(redundancyFrom) && loss >= redundancyFrom[t.redundancy] {
		t.redundancy++
	}
	for t.redundancy > 0 && loss < redundancyUntil[t.redundancy-1] {
		t.redundancy--
	}
	if t.plan.frames == 0 {
		t.plan = soundPlan{bitrate: l.bitrates[0], frames: 1}
	}
	t.plan = l.choose(t.plan, target, t.redundancy, pictures)
	return t.plan
}

// planSound returns how to encode so that it suits everybody, and notes what each
// path gets of it; beside is what is sent too. Opus is to expect the loss of
// those paths that no earlier packets go along on: it says the same of the packet
// before once more, and takes the bits for that from the voice.
func planSound(all []*Sender, channels int, beside pictures) (common soundPlan, loss float64) {
	ladder := voiceLadder
	if channels == 2 {
		ladder = musicLadder
	}
	common = soundPlan{bitrate: ladder.bitrates[0], frames: 1}
	for _, s := range all {
		plan := s.sound.follow(ladder, int(s.target.Load()), s.loss.Value(), s.redundant.Load(), s.watches(beside))
		common.bitrate, common.frames = min(common.bitrate, plan.bitrate), max(common.frames, plan.frames)
		if plan.redundancy == 0 {
			loss = max(loss, s.loss.Value())
		}
	}
	for _, s := range all {
		got := common
		got.redundancy = s.sound.plan.redundancy
		s.audio.Store(int64(max(got.beside(), 1)))
	}
	return common, loss
}

// smooth takes the loss of the last second in: half of what is more than
// before, because sound is lost meanwhile, and a tenth of what is less, because
// of the fifty packets of a second it may be chance.
func smooth(before, share float64) float64 {
	if share > before {
		return before + (share-before)/2
	}
	return before + (share-before)/10
}
