package call

import (
	"fmt"
	"math"
	"strings"
	"time"

	core "parley/call"
	"parley/call/session"
	"parley/call/stats"
	"parley/ui/grid"
)

// longWait is how long the first picture of a screen may take before the page
// says what may be wrong.
const longWait = 5 * time.Second

// waitingForScreen is what stands where the screen will be.
func waitingForScreen(name string, waited time.Duration) string {
	if waited < longWait {
		return name + "’s screen is on its way."
	}
	return name + "’s screen is on its way. It takes longer than usual: the network may be weak."
}

// screenTrack is what was measured in the last second of the screen of a
// participant; nil before the first measurement.
func screenTrack(id string, tracks []stats.Track, direction stats.Direction) *stats.Track {
	for i, t := range tracks {
		if t.Participant == id && t.Track == stats.Screen && t.Direction == direction {
			return &tracks[i]
		}
	}
	return nil
}

// moving is the least rate at which something moves, in pictures a second.
const moving = 0.5

// readouts says what really comes of a shared screen, in full and ever shorter.
func readouts(t *stats.Track, picture grid.Size) []string {
	if picture.W <= 0 {
		return []string{""}
	}
	parts := []string{fmt.Sprintf("%.0f×%.0f", picture.W, picture.H)}
	if t != nil {
		parts = append(parts, pace(t.FPS))
		if t.Codec != "" {
			parts = append(parts, t.Codec)
		}
		parts = append(parts, rate(t.Bitrate))
	}
	all := make([]string, 0, len(parts))
	for n := len(parts); n > 0; n-- {
		all = append(all, strings.Join(parts[:n], " · "))
	}
	return all
}

// pace says that a still screen is well.
func pace(fps float64) string {
	if fps < moving {
		return "nothing moves"
	}
	return fmt.Sprintf("%.0f fps", fps)
}

func rate(bitrate int) string {
	if bitrate < 100_000 {
		return fmt.Sprintf("%.0f kbit/s", float64(bitrate)/1e3)
	}
	return fmt.Sprintf("%.1f Mbit/s", float64(bitrate)/1e6)
}

// zoomWords is the scale as it stands between the signs for less and more.
func zoomWords(percent float64, fits bool) string {
	if fits {
		return "Fit"
	}
	return fmt.Sprintf("%.0f %%", math.Round(percent))
}

// modeName is a mode as the person chose it.
func modeName(m session.ShareMode) string {
	switch m {
	case session.ShareText:
		return "Text"
	case session.ShareMotion60:
		return "Motion, 60 a second"
	case session.ShareMotion:
		return "Motion"
	case session.ShareAuto:
	}
	return "Auto"
}

// sourceName is what a person calls a display or window.
func sourceName(s session.ShareSource) string {
	switch {
	case s.Title != "":
		return s.Title
	case s.App != "":
		return s.App
	case s.Display:
		return "a display"
	}
	return "a window"
}

// ownShare says of one's own share how it does: why it stands still, or how it
// is shared and how many it really goes to.
func ownShare(s *core.Snapshot) string {
	if s.Sharing.Text != "" {
		return joined(s.Sharing.Text, s.Sharing.Hint)
	}
	words := modeName(s.Sharing.Mode)
	if s.Sharing.Paused {
		words = "Paused"
	}
	switch n := watchers(s.Call); n {
	case 0:
		return words
	case 1:
		return words + " · 1 person sees it"
	default:
		return fmt.Sprintf("%s · %d people see it", words, n)
	}
}

// watchers counts those to whom the own screen is sent.
func watchers(c *core.Call) (n int) {
	for _, p := range c.Participants {
		if screenTrack(p.ID, c.Stats, stats.Send) != nil {
			n++
		}
	}
	return n
}

// joined is two sentences, the second of which may be missing.
func joined(text, hint string) string { return strings.TrimSpace(text + " " + hint) }
