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

// startWeight makes the first samples count for more, so that the
// distribution is usable from the first on; NetEQ's start_forget_weight.
const startWeight = 2

// add takes one sample. What is beyond the last bucket counts there.
func (h *histogram) add(delay time.Duration) {
	h.count++
	keep := min(h.forget, 1-startWeight/float64(h.count+1))
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
