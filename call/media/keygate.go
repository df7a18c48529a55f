package media

import (
	"sync/atomic"
	"time"
)

// keyEvery is the shortest time between two key frames: several people who
// ask at once are served by one.
const keyEvery = 300 * time.Millisecond

// keyGate grants key frames that were asked for, but not too often. Anybody
// may ask; one goroutine is granted. The zero value is ready.
type keyGate struct {
	wanted  atomic.Bool
	granted time.Time
}

func (g *keyGate) requestKey() { g.wanted.Store(true) }

// keyDue reports whether the picture of a moment is to be a key frame.
func (g *keyGate) keyDue(now time.Time) bool {
	if !g.wanted.Load() || now.Sub(g.granted) < keyEvery {
		return false
	}
	g.wanted.Store(false)
	g.granted = now
	return true
}
