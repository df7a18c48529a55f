package peer

import (
	"testing"
	"time"

	"github.com/pion/transport/v5"
)

// BenchmarkConnect measures the time from Start to both sides connected, on
// this computer.
func BenchmarkConnect(b *testing.B) {
	for b.Loop() {
		c := newCall(b, Config{Loopback: true}, [2]transport.Net{})
		c.connect(b)
		b.StopTimer()
		c.close(b)
		b.StartTimer()
	}
}

// BenchmarkPicture measures the time from Write of one picture of 720p at 2.5
// Mbit/s to its last packet at the far side.
func BenchmarkPicture(b *testing.B) {
	c := newCall(b, Config{Loopback: true, InitialBitrate: 50_000_000, MaxBitrate: 50_000_000}, [2]transport.Net{})
	c.connect(b)
	defer c.close(b)
	const size = 2_500_000 / 8 / 30
	sent := 0
	for b.Loop() {
		c.a.write(b, Camera, picture(size, true))
		sent += (size + 1145) / 1146
		for range 1000 {
			if len(c.b.received(Camera)) >= sent {
				break
			}
			time.Sleep(100 * time.Microsecond)
		}
		if sent > 5000 {
			b.StopTimer()
			c.b.note(func() { c.b.packets[Camera] = nil })
			sent = 0
			b.StartTimer()
		}
	}
}
