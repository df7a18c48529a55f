package inbox

import (
	"sync"

	"parley/transfer/wire"
)

// shownNames is how many names an Outcome lists of each kind.
const shownNames = 64

// Outcome is what became of a transfer's items.
type Outcome struct {
	Complete     bool     // all is in its place that was not left out
	Placed       []string // the first paths in the downloads folder
	PlacedCount  int
	Skipped      []Skipped // the first files that were left out
	SkippedCount int
}

// Skipped is a file that was left out.
type Skipped struct {
	Path   string // slash-separated, below the downloads folder
	Reason wire.Reason
}

// skips collects files that were left out.
type skips struct {
	mu    sync.Mutex
	first []Skipped
	count int
}

func (s *skips) add(path string, why wire.Reason) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count++; len(s.first) < shownNames {
		s.first = append(s.first, Skipped{path, why})
	}
}

func (s *skips) list() ([]Skipped, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first[:len(s.first):len(s.first)], s.count
}
