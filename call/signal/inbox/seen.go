package inbox

import (
	"sync"
	"time"
)

// How far a message's time may be from this clock, and how many ids are
// remembered for as long as one could come again.
const (
	maxSkew  = 5 * time.Minute
	maxKnown = 4096
)

// Seen remembers which messages came, so that none comes twice. Its zero value
// is empty. Boxes that follow each other share one.
type Seen struct {
	mu    sync.Mutex
	ids   map[ID]time.Time // when each may be forgotten
	swept time.Time
}

// fresh says whether a message is new, and remembers it.
func (s *Seen) fresh(id ID, at, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if off := now.Sub(at); off > maxSkew || off < -maxSkew {
		return false
	}
	if now.Sub(s.swept) >= maxSkew || len(s.ids) >= maxKnown {
		s.sweep(now)
	}
	if _, known := s.ids[id]; known || len(s.ids) >= maxKnown {
		return false
	}
	if s.ids == nil {
		s.ids = make(map[ID]time.Time)
	}
	s.ids[id] = at.Add(maxSkew)
	return true
}

func (s *Seen) sweep(now time.Time) {
	s.swept = now
	for id, until := range s.ids {
		if now.After(until) {
			delete(s.ids, id)
		}
	}
}
