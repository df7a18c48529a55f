package media

import (
	"time"

	"parley/call/stats"
)

// Stats describes what was received since the last call.
func (r *Receiver) Stats(now time.Time) []stats.Track {
	seconds := max(now.Sub(r.rates.since).Seconds(), 0.001)
	r.rates.since = now
	picture, sound, offset := r.marks.read(now)
	microphone, camera := r.soundStats(seconds), r.of(Camera).describe(seconds)
	microphone.LatencyMs, microphone.AVOffsetMs = sound, offset
	camera.LatencyMs, camera.AVOffsetMs = picture, offset
	r.quality.Set(quality(microphone, camera))
	out := []stats.Track{microphone, camera}
	for _, t := range []Track{Screen, SharpScreen} {
		if v := r.of(t); v.active() {
			out = append(out, v.describe(seconds))
		}
	}
	return out
}

func (r *Receiver) soundStats(seconds float64) stats.Track {
	s := r.playout.Stats()
	return stats.Track{
		Track: stats.Microphone, Direction: stats.Receive,
		Bitrate:     r.rates.sound.rate(seconds),
		Packets:     s.PacketsReceived,
		PacketsLost: s.PacketsLost, PacketsRecovered: s.PacketsRepaired,
		ConcealedRatio: r.rates.concealed(s.TotalSamples, s.ConcealedSamples),
		JitterMs:       ms(s.Jitter), PlayoutDelayMs: ms(s.Delay),
	}
}

// active reports whether anything came lately: of a screen's two tracks one at
// a time is.
func (v *videoReceiver) active() bool { return v.bytes.total.Load() > v.bytes.last }

// describe returns the statistics of the last seconds.
func (v *videoReceiver) describe(seconds float64) stats.Track {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, c := v.assembler.Stats(), v.counts
	fps := float64(c.shown-c.reported) / seconds
	v.counts.reported = c.shown
	return stats.Track{
		Track: v.track.Kind(), Direction: stats.Receive, Codec: v.track.Codec(),
		Bitrate: v.bytes.rate(seconds), FPS: fps, Width: c.width, Height: c.height,
		Frames: &stats.Frames{Decoded: c.decoded, Shown: c.shown, Dropped: map[string]int{
			"incomplete": s.DroppedIncomplete + s.DroppedOversize, "undecodable": s.DroppedUndecodable, "corrupt": c.corrupt,
			"not-shown": c.given - c.shown, "overload": int(v.overload.Load()),
		}},
		Freezes: v.freezes.Count, FreezeMs: int(v.freezes.Total.Milliseconds()), KeyFrames: s.KeyFrames,
		Packets:     s.PacketsReceived,
		PacketsLost: s.PacketsLost, PacketsRecovered: s.PacketsRecovered,
		JitterMs: ms(s.Jitter), PlayoutDelayMs: ms(c.delay),
	}
}

// concealed returns the share of the samples played since the last call that
// were concealed.
func (r *rates) concealed(total, concealed int) float64 {
	played, invented := total-r.samples[0], concealed-r.samples[1]
	r.samples = [2]int{total, concealed}
	if played <= 0 {
		return 0
	}
	return max(float64(invented)/float64(played), 0)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quality sums up for the three bars of a tile: 1 poor, 2 fair, 3 good. The
// bounds are about where people begin to complain (Teams' "poor" is 7 % of
// concealed sound and 30 ms of jitter).
func quality(microphone, camera stats.Track) float64 {
	frozen := camera.FPS > 0 && camera.FPS < 8
	switch {
	case microphone.Packets == 0:
		return 0
	case microphone.ConcealedRatio > 0.07 || microphone.JitterMs > 60 || frozen:
		return 1
	case microphone.ConcealedRatio > 0.02 || microphone.JitterMs > 30 || (camera.FPS > 0 && camera.FPS < 18):
		return 2
	}
	return 3
}
