package congestion

import (
	"sync"
	"time"
)

const (
	// meterBins and meterBin span a second: long enough to even out a key
	// frame, short enough for the target to climb.
	meterBins = 20
	meterBin  = 50 * time.Millisecond
)

// meter measures the rate of what was sent lately.
type meter struct {
	now func() time.Time

	mu    sync.Mutex
	epoch time.Time
	bins  [meterBins + 1]int // bytes; the newest one is still filling
	last  int64              // number of the newest bin
}

func newMeter(now func() time.Time) *meter { return &meter{now: now, epoch: now()} }

// add counts size bytes as sent now.
func (m *meter) add(size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.advance()
	m.bins[m.last%int64(len(m.bins))] += size
}

// rate returns the bits a second of the last full bins.
func (m *meter) rate() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.advance()
	total := -m.bins[m.last%int64(len(m.bins))]
	for _, b := range m.bins {
		total += b
	}
	return int(int64(total) * 8 * int64(time.Second) / int64(meterBins*meterBin))
}

// advance empties the bins that time has passed over.
func (m *meter) advance() {
	current := int64(m.now().Sub(m.epoch) / meterBin)
	for n := min(current-m.last, int64(len(m.bins))); n > 0; n-- {
		m.bins[(current-n+1)%int64(len(m.bins))] = 0
	}
	m.last = max(m.last, current)
}
