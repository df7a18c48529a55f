package call

import (
	"fmt"
	"strings"
	"time"

	core "parley/call"
	"parley/call/stats"
)

// report writes the state of a call for somebody who shall help: exact
// figures, and neither names nor keys nor addresses.
func report(s *core.Snapshot, h *history, now time.Time) string {
	var b strings.Builder
	c := s.Call
	fmt.Fprintf(&b, "Parley connection report, %s\n", now.Format(time.RFC3339))
	fmt.Fprintf(&b, "state %s, length %s, people %d\n", s.State, length(now.Sub(c.Connected)), len(c.Participants)+1)
	words, _ := trust(c)
	fmt.Fprintf(&b, "end-to-end encrypted, %s\n", words)
	for i, p := range c.Participants {
		fmt.Fprintf(&b, "\nperson %d, path %s\n", i+1, pairWord(pairWith(c, p)))
		for _, t := range c.Stats {
			if t.Participant == p.ID {
				writeTrack(&b, t)
			}
		}
		writePast(&b, h.of(p.ID))
	}
	return b.String()
}

func pairWord(p stats.Pair) string {
	if p == "" {
		return "unknown"
	}
	return string(p)
}

func writeTrack(b *strings.Builder, t stats.Track) {
	fmt.Fprintf(b, "  %s %s: %d bit/s", t.Track, t.Direction, t.Bitrate)
	if t.Track != stats.Microphone {
		fmt.Fprintf(b, ", %dx%d at %.1f fps, %d key frames, %d freezes (%d ms)",
			t.Width, t.Height, t.FPS, t.KeyFrames, t.Freezes, t.FreezeMs)
	}
	fmt.Fprintf(b, ", lost %d, recovered %d, concealed %.4f, jitter %.1f ms, playout %.0f ms, rtt %.1f ms\n",
		t.PacketsLost, t.PacketsRecovered, t.ConcealedRatio, t.JitterMs, t.PlayoutDelayMs, t.RTTMs)
}

// writePast writes the last minute as lists of numbers, oldest first.
func writePast(b *strings.Builder, p *past) {
	for _, f := range figures {
		fmt.Fprintf(b, "  %s (%s):", strings.ToLower(f.title), f.unitInReport())
		for _, x := range p.series(f.of) {
			fmt.Fprintf(b, " "+f.format, x)
		}
		b.WriteByte('\n')
	}
}
