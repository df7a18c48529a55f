package pinch

import "sync"

// fingers are what was pinched and not handed on yet. They are a
// bridge.Picture.
type fingers struct {
	pinched func(Pinch)

	mu      sync.Mutex
	waiting []Pinch
}

// mostWaiting is how many pinches wait while the window is busy; older ones are
// forgotten.
const mostWaiting = 8

// put adds what was pinched. Of fingers that move on, only where they are counts.
func (f *fingers) put(p Pinch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if last := len(f.waiting) - 1; last >= 0 && !p.Began && !f.waiting[last].Began {
		f.waiting[last] = p
		return
	}
	f.waiting = append(f.waiting, p)
	f.waiting = f.waiting[max(0, len(f.waiting)-mostWaiting):]
}

// Ready implements bridge.Picture.
func (f *fingers) Ready() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting) > 0
}

// Leads implements bridge.Picture: what is under the fingers follows them at once.
func (f *fingers) Leads() bool { return true }

// Present implements bridge.Picture.
func (f *fingers) Present() {
	f.mu.Lock()
	waiting := f.waiting
	f.waiting = nil
	f.mu.Unlock()
	for _, p := range waiting {
		f.pinched(p)
	}
}
