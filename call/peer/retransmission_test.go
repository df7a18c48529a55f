package peer

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"parley/call/media/congestion"
	"parley/call/media/frame"
)

// newRepairer returns a connection without a network whose camera has sent
// packets of 1000 bytes.
func newRepairer(t *testing.T, target, packets int) (*Conn, *time.Time) {
	t.Helper()
	now := time.Unix(1000, 0)
	config := Config{Now: func() time.Time { return now }}
	c := &Conn{config: config, queue: newQueue(target, config.Now), estimator: congestion.NewEstimator(congestion.Config{})}
	c.tracks[Camera] = newTrack(Camera, now)
	for i := range packets {
		c.tracks[Camera].sent.add(rtp.Header{SequenceNumber: uint16(i)}, make([]byte, 1000))
	}
	return c, &now
}

// popped counts the packets that the queue lets go within a time.
func popped(c *Conn, now *time.Time, d time.Duration) (n int) {
	for end := now.Add(d); now.Before(end); *now = now.Add(time.Millisecond) {
		for _, _, ok := c.queue.pop(); ok; _, _, ok = c.queue.pop() {
			n++
		}
	}
	return n
}

func TestRepairLeavesOutWhatIsOnItsWay(t *testing.T) {
	c, now := newRepairer(t, 1_000_000, 10)
	lost := []rtcp.NackPair{{PacketID: 3, LostPackets: 1}, {PacketID: 100}} // 3, 4, and one that was never sent
	c.repair(Camera, lost)
	c.repair(Camera, lost)
	if n := popped(c, now, assumedRoundTrip/2); n != 2 {
		t.Errorf("%d packets were sent again", n)
	}
	*now = now.Add(assumedRoundTrip)
	c.repair(Camera, lost)
	if n := popped(c, now, time.Second); n != 2 {
		t.Errorf("%d packets were sent again after a round trip", n)
	}
}

// A peer that asks for everything all the time gets half of what the path
// carries.
func TestRepairIsLimited(t *testing.T) {
	const target, packets = 1_000_000, 1000
	c, now := newRepairer(t, target, packets)
	sent := 0
	for range 100 {
		for first := 0; first < packets; first += 17 {
			c.repair(Camera, []rtcp.NackPair{{PacketID: uint16(first), LostPackets: 0xffff}})
		}
		sent += popped(c, now, 100*time.Millisecond)
	}
	if bits := sent * 1002 * 8; bits > 10*target/2+target/4 || bits < 10*target*4/10 {
		t.Errorf("%d bits were sent again in 10 s", bits)
	}
	if rate := c.queue.repairing(); rate < target*4/10 || rate > target/2 {
		t.Errorf("said to be %d bit/s", rate)
	}
}

// What was lost of larger pictures is not sent again once a smaller one has begun.
func TestSmallerPicturesSupersedeLargerOnes(t *testing.T) {
	for _, tt := range []struct {
		name    string
		next    frame.Encoded
		repairs int
	}{
		{"smaller", frame.Encoded{Key: true, Height: 180}, 0},
		{"as large", frame.Encoded{Key: true, Height: 720}, 1},
		{"no key frame", frame.Encoded{Height: 180}, 1},
	} {
		c, now := newRepairer(t, 1_000_000, 10)
		c.tracks[Camera].supersede(frame.Encoded{Key: true, Height: 720})
		c.tracks[Camera].supersede(tt.next)
		c.repair(Camera, []rtcp.NackPair{{PacketID: 3}})
		if n := popped(c, now, time.Second); n != tt.repairs {
			t.Errorf("%s: %d packets were sent again, want %d", tt.name, n, tt.repairs)
		}
	}
}

func FuzzNack(f *testing.F) {
	f.Add([]byte{0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		c, now := newRepairer(t, 500_000, 50)
		var p rtcp.TransportLayerNack
		if p.Unmarshal(data) != nil {
			return
		}
		c.repair(Camera, p.Nacks)
		if n := popped(c, now, time.Second); n > 50 {
			t.Fatalf("%d of 50 packets were sent again", n)
		}
	})
}
