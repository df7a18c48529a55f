package media

import (
	"sync/atomic"

	"parley/call/media/frame"
	"parley/call/stats"
)

// soundCounters count what becomes of the microphone's sound; each has one
// writer, on the audio callback or the encoder's goroutine.
type soundCounters struct {
	captured, overload atomic.Int64 // blocks; overload: dropped, the encoder stood still
	encoded, failing   atomic.Int64 // packets
}

// soundCounts are the counters at one moment, all in packets of
// packetDuration.
type soundCounts struct{ captured, overload, encoded, failing int }

func (c *soundCounters) read() soundCounts {
	const blocks = packetSamples / frame.BlockSamples
	return soundCounts{
		captured: int(c.captured.Load() / blocks),
		overload: int((c.overload.Load() + blocks - 1) / blocks),
		encoded:  int(c.encoded.Load()),
		failing:  int(c.failing.Load()),
	}
}

// describe adds what was counted since a moment to the statistics of a sender.
func (c *soundCounters) describe(t *stats.Track, since soundCounts) {
	now := c.read()
	t.Frames = &stats.Frames{
		Captured: now.captured - since.captured, Encoded: now.encoded - since.encoded,
		Dropped: map[string]int{"overload": now.overload - since.overload, "error": now.failing - since.failing},
	}
}
