package jitter

import (
	"time"

	"parley/call/media/frame"
)

// fill decodes until a block is there and says what it is made of.
func (p *Playout) fill(now time.Duration) Content {
	content := Played
	for p.out.length < frame.BlockSamples {
		switch s := p.next(now); s.do {
		case rest:
			p.rest()
			return Silent
		case decode:
			if !p.decode(s) {
				content = Concealed
			}
		case repair:
			if !p.repair(s) {
				content = Concealed
			}
		case conceal:
			p.conceal()
			content = Concealed
		}
	}
	return content
}

func (p *Playout) next(now time.Duration) step {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.in.next(&p.cursor, now)
}

// rest plays silence while there is nothing.
func (p *Playout) rest() {
	added := p.out.pad()
	if p.cursor.packet > 0 {
		p.cursor.concealed += added
	}
	p.age, p.quiet = 0, true
	p.pace.reset()
}

// decode plays one packet. One that the decoder refuses is as good as lost.
func (p *Playout) decode(s step) bool {
	p.out.seek(s.packet.timestamp)
	n, err := p.config.Decoder.Decode(s.packet.payload, p.out.space(maxPacket))
	if err != nil || n <= 0 || n > maxPacket {
		p.cursor.skipped = true
		p.conceal()
		return false
	}
	p.sound(n)
	p.cursor.packet = n
	if s.skipped && p.config.Decoder.HasFEC(s.packet.payload) {
		p.learnRepair(s.packet, n)
	}
	return true
}

// repair plays the packet before s.packet from the copy in it. It fails when
// there is no copy.
func (p *Playout) repair(s step) bool {
	if !p.config.Decoder.HasFEC(s.packet.payload) {
		p.cursor.bare = s.packet.sequence
		return true // decided anew, now that this is known
	}
	p.out.seek(s.packet.timestamp - int64(s.gap))
	n, err := p.config.Decoder.DecodeFEC(s.packet.payload, p.out.space(s.gap))
	if err != nil || n != s.gap {
		p.cursor.bare = s.packet.sequence
		p.conceal()
		return false
	}
	p.sound(n)
	p.mu.Lock()
	p.in.repaired(&p.cursor, s.packet)
	p.mu.Unlock()
	p.learnRepair(s.packet, s.gap)
	return true
}

// learnRepair tells how late a lost packet could be had from its successor:
// it was due a packet earlier.
func (p *Playout) learnRepair(successor stored, ticks int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.in.delay.repairable(successor.lateness + audioTime(int64(ticks)))
}

// sound takes n samples in that were just decoded.
func (p *Playout) sound(n int) {
	if p.quiet {
		ramp(p.out.space(min(n, fadeIn)), p.config.Channels, 0, 1)
	}
	p.out.grow(n, n)
	p.cursor.timestamp = p.out.end
	p.age, p.quiet = 0, false
}

// conceal invents one block, more and more quietly.
func (p *Playout) conceal() {
	block := p.out.space(frame.BlockSamples)
	if n, err := p.config.Decoder.Conceal(block); err != nil || n != frame.BlockSamples {
		clear(block)
	}
	ramp(block, p.config.Channels, concealGain(p.age), concealGain(p.age+frame.BlockSamples))
	p.out.grow(frame.BlockSamples, 0)
	p.age += frame.BlockSamples
	p.cursor.concealed += frame.BlockSamples
	if p.age >= fadeEnd {
		p.cursor.idle = true
	}
}

// follow stretches time when the delay is off its target.
func (p *Playout) follow(now time.Duration) {
	p.pace.add(p.delayAt(now))
	switch p.pace.correction(p.target()) {
	case steady:
	case accelerate:
		p.stretch(now, p.config.Accelerate)
	case accelerateFast:
		if !p.stretch(now, p.config.Accelerate) {
			p.stretch(now, cut)
		}
	case expand:
		if p.config.Expand != nil && p.out.length >= minStretch-pastLength {
			p.stretched(p.out.expand(p.config.Expand))
		}
	}
}

// stretch shortens what lies in out, decoding ahead where that is too short.
func (p *Playout) stretch(now time.Duration, s Stretch) bool {
	if s == nil || !p.ahead(now) {
		return false
	}
	return p.stretched(p.out.stretch(s))
}

// stretched tells by how many samples per channel what lies in out has grown,
// and reports whether it has changed.
func (p *Playout) stretched(grown int) bool {
	p.pace.shift(audioTime(int64(grown)))
	p.pace.pause = stretchPause
	p.mu.Lock()
	defer p.mu.Unlock()
	p.in.stats.ExpandedSamples += max(0, grown)
	p.in.stats.AcceleratedSamples += max(0, -grown)
	return grown != 0
}

// ahead decodes whole packets until there is enough to stretch.
func (p *Playout) ahead(now time.Duration) bool {
	for p.out.length < minStretch {
		s, ok := p.nextWhole(now)
		if !ok {
			return false
		}
		p.decode(s)
	}
	return true
}

// nextWhole returns the next packet when nothing is missing before it.
func (p *Playout) nextWhole(now time.Duration) (step, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	head, ok := p.in.shelf.first()
	if !ok || p.cursor.generation != p.in.generation || head.timestamp != p.cursor.timestamp {
		return step{}, false
	}
	return p.in.take(&p.cursor, head), true
}

func (p *Playout) delayAt(now time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.in.delay.played(p.out.first, now)
}

func (p *Playout) target() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.in.target()
}
