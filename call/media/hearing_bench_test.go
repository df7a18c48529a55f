//go:build unix

package media

import (
	"log/slog"
	"syscall"
	"testing"
	"time"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/devices"
)

// computed is how much processor time the process took so far, which a busy
// machine does not change as it does the clock on the wall.
func computed(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkHearSeven plays 20 ms of what seven people say at once: playout,
// decoding, mixing, limiting, and what the echo canceller hears of it.
func BenchmarkHearSeven(b *testing.B) {
	heard := new(receivers)
	l, err := newSoundLine(slog.New(slog.DiscardHandler), heard)
	if err != nil {
		b.Fatal(err)
	}
	defer l.close()
	l.configure(session.StudioConfig{Volume: 1, Echo: true})
	at := time.Now()
	packets := make([][][]byte, 7)
	for i := range packets {
		packets[i] = soundPackets(b, codectest.Voice(uint64(i), 2*frame.SampleRate))
		heard.add(newListener(b, func() time.Time { return at }))
	}
	block := &devices.Block{Playback: make([]int16, 2*frame.BlockSamples)}
	began, n := computed(b), 0
	for b.Loop() {
		for i, r := range heard.all() {
			say(r, n, at, packets[i][n%len(packets[i])])
		}
		for range 2 {
			block.PlaybackAt = at
			l.play(block, l.mode.Load())
			at = at.Add(frame.BlockDuration)
		}
		n++
	}
	b.ReportMetric(float64((computed(b)-began)/time.Microsecond)/float64(n), "cpu-µs/20ms")
	for _, r := range heard.all() {
		if s := r.playout.Stats(); n > 100 && s.ConcealedSamples > s.TotalSamples/10 {
			b.Errorf("%d of %d samples were made up", s.ConcealedSamples, s.TotalSamples)
		}
	}
}
