package jitter

import "time"

// bucketWidth is the resolution of the delay histograms. NetEQ's is 20 ms;
// a finer one keeps the delay of a quiet network low.
const bucketWidth = 5 * time.Millisecond

// histogram is a distribution of delays that forgets: each sample takes the
// weight of those before it down by the forget factor.
type histogram struct {
	share  [maxDelay / bucketWidth]float64 // adds up to one
	forget float64
	count  int
}

const (
	// startWeight makes the first samples count for more, so that the
	// distribution is usable from the first on; NetEQ's start_forget_weight.
	startWeight = 2
	// settled is how many samples that goes on for. A later one has at most
	// soleWeight, so that one spike, which may fall into two samples, is none of
	// the worst 5 % yet; NetEQ waits half a minute longer for one that came in
	// the first minute.
	settled    = 10
	soleWeight = 0.024
)

// add takes one sample. What is beyond the last bucket counts there.
func (h *histogram) add(delay time.Duration) {
	h.count++
	weight := startWeight / float64(h.count+1)
	if h.count > settled {
		weight = min(weight, soleWeight)
	}
	keep := min(h.forget, 1-weight)
	for i := range h.share {
		h.share[i] *= keep
	}
	h.share[bucket(delay)] += 1 - keep
}

func bucket(delay time.Duration) int {
	return int(max(0, min(delay, maxDelay-1)) / bucketWidth)
}

// quantile returns the delay that a share q of the samples does not exceed.
func (h *histogram) quantile(q float64) time.Duration {
	sum := 0.0
	for i, share := range h.share {
		if sum += share; sum >= q {
			return time.Duration(i+1) * bucketWidth
		}
	}
	return maxDelay
}

// cheapest returns the delay for which the delay itself and the price of the
// samples beyond it, per 1 % of them, add up to the least.
func (h *histogram) cheapest(price time.Duration) time.Duration {
	beyond := 1.0
	best, least := time.Duration(0), time.Duration(-1)
	for i, share := range h.share {
		beyond -= share
		delay := time.Duration(i) * bucketWidth
		if i > 0 {
			delay += bucketWidth
		}
		cost := delay + time.Duration(100*max(0, beyond)*float64(price))
		if least < 0 || cost < least {
			best, least = delay, cost
		}
	}
	return best
}
