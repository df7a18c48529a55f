package rtpio

import (
	"math"
	"time"
)

const (
	// repairShare is the part of what a path carries that retransmissions may
	// take. Where it loses 30 %, they need 30 % of what is sent, and as much
	// again for those that get lost.
	repairShare = 0.5
	// repairBurst is for how long allowance that is not used adds up, so that a
	// key frame is repaired at once.
	repairBurst = 500 * time.Millisecond
	// repairMemory is the time constant of the average rate.
	repairMemory = time.Second
)

// Repairs limits retransmissions to half of what a path carries, whatever the
// far side asks for, and says how much of it they take. The zero value allows
// nothing before SetTarget. It is not safe for concurrent use.
type Repairs struct {
	target  float64 // bits a second
	bits    float64 // that may be sent again now
	rate    float64 // bits a second, on average
	updated time.Time
}

// SetTarget says what the path carries, in bits a second.
func (r *Repairs) SetTarget(now time.Time, target int) {
	r.update(now)
	first := r.target == 0
	if r.target = float64(target); first {
		r.bits = r.most()
	}
}

// Take reports whether a packet of size bytes may be sent again, and takes it as
// sent. An early answer (History.Ask) leaves half of the allowance to others.
func (r *Repairs) Take(now time.Time, size int, early bool) bool {
	r.update(now)
	bits, left := float64(size*8), r.bits
	if early {
		left -= r.most() / 2
	}
	if bits > left {
		return false
	}
	r.bits -= bits
	r.rate += bits / repairMemory.Seconds()
	return true
}

// Rate is what retransmissions took lately, in bits a second.
func (r *Repairs) Rate(now time.Time) int {
	r.update(now)
	return int(min(r.rate, repairShare*r.target))
}

// update lets time pass.
func (r *Repairs) update(now time.Time) {
	passed := max(0, now.Sub(r.updated).Seconds())
	r.updated = now
	r.bits = min(r.bits+repairShare*r.target*passed, r.most())
	r.rate *= math.Exp(-passed / repairMemory.Seconds())
}

// most is the allowance that adds up, in bits.
func (r *Repairs) most() float64 { return repairShare * r.target * repairBurst.Seconds() }
