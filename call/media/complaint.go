package media

import (
	"log/slog"
	"time"
)

// complainEvery is the shortest time between two lines about the same fault.
const complainEvery = 5 * time.Second

// complaint logs a fault that may come with every frame: the first time at
// once, from then on in sums. It belongs to one goroutine.
type complaint struct {
	log    *slog.Logger
	text   string
	logged time.Time
	times  int // since the last line
}

func (c *complaint) add(err error, now time.Time) {
	c.times++
	if !c.logged.IsZero() && now.Sub(c.logged) < complainEvery {
		return
	}
	c.log.Warn(c.text, "error", err, "times", c.times)
	c.logged, c.times = now, 0
}
