package peer

import (
	"regexp"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/call/media/frame"
)

// spoken is a packet of sound as Opus makes it: 20 ms of speech, numbered.
func spoken(n int) frame.Encoded {
	return frame.Encoded{
		Data: append([]byte{9 << 3, byte(n)}, make([]byte, 78)...), Captured: time.Now(),
		Duration: 20 * time.Millisecond, Redundancy: 2,
	}
}

// What is lost comes with what follows it, under its own number.
func TestRedundantSoundArrives(t *testing.T) {
	onWAN(t, 10*time.Millisecond, func(t *testing.T, w *wan, c *call) {
		c.connect(t)
		if !c.a.conn.Redundant(Microphone) || c.a.conn.Redundant(Camera) || c.a.conn.Redundant(slotCount) {
			t.Error("redundancy is of sound, and taken")
		}
		talk := func(from, to int) {
			for n := from; n < to; n++ {
				c.a.write(t, Microphone, spoken(n))
				time.Sleep(20 * time.Millisecond)
			}
		}
		talk(0, 20)
		time.Sleep(time.Second)
		w.setFilter(nothing)
		talk(20, 23)
		w.setFilter(nil)
		talk(23, 40)
		until(t, "heard", func() bool { return len(c.b.received(Microphone)) > 80 })
		seen := make(map[byte]frame.Packet)
		for _, p := range c.b.received(Microphone) {
			before, again := seen[p.Payload[1]]
			if again && (before.Sequence != p.Sequence || before.Timestamp != p.Timestamp) {
				t.Errorf("packet %d came as %d at %d and as %d at %d", p.Payload[1], before.Sequence, before.Timestamp, p.Sequence, p.Timestamp)
			}
			if !again {
				seen[p.Payload[1]] = p
			}
		}
		for n := range 40 {
			p, ok := seen[byte(n)]
			if lost := n >= 20 && n < 23; !ok || lost && ok && !p.Redundant || !lost && ok && p.Redundant {
				t.Errorf("packet %d: there is %v, redundant %v", n, ok, p.Redundant)
			}
		}
	})
}

// Who does not take redundancy gets none.
func TestNoRedundancyForWhoTakesNone(t *testing.T) {
	red := regexp.MustCompile(`(?m)(a=(rtpmap|fmtp|rtcp-fb):63 .*\r\n)|( 63\b)`)
	a, b := newEnd(), newEnd()
	for i, e := range []*end{a, b} {
		conn, err := New(Config{Offerer: i == 0, Handler: e, Loopback: true})
		if err != nil {
			t.Fatal(err)
		}
		e.conn = conn
		defer e.close(t)
	}
	if err := a.conn.Start(); err != nil {
		t.Fatal(err)
	}
	offer := describedBy(t, a)
	if !red.MatchString(offer.SDP) {
		t.Fatal("no redundancy is offered")
	}
	offer.SDP = red.ReplaceAllString(offer.SDP, "")
	if err := b.conn.Remote(offer); err != nil {
		t.Fatal(err)
	}
	answer := describedBy(t, b)
	if red.MatchString(answer.SDP) {
		t.Error("redundancy is answered that was not offered")
	}
	if err := a.conn.Remote(answer); err != nil {
		t.Fatal(err)
	}
	for _, e := range []*end{a, b} {
		until(t, "bound", func() bool { return e.conn.Sends(Microphone) })
		if binding := e.conn.tracks[Microphone].bound.Load(); binding.redType != 0 || e.conn.Redundant(Microphone) || binding.payloadType != uint8(opusType) {
			t.Errorf("sends redundancy as %d", binding.redType)
		}
	}
}

// describedBy waits for what an end describes.
func describedBy(t *testing.T, e *end) Description {
	t.Helper()
	for {
		select {
		case s := <-e.signals:
			if d, ok := s.(Description); ok {
				return d
			}
		case <-time.After(time.Minute):
			t.Fatal("nothing was described")
		}
	}
}

func TestRedundancyOf(t *testing.T) {
	for format, want := range map[string]uint8{"111/111": 111, "0/0": 0} {
		got, ok := redundancyOf(webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{SDPFmtpLine: format}})
		if !ok || got != want {
			t.Errorf("%q: %d, %v", format, got, ok)
		}
	}
	for _, format := range []string{"", "111", "111/", "111/112", "128/128", "-1/-1", "111/111/111", "+111/+111"} {
		if got, ok := redundancyOf(webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{SDPFmtpLine: format}}); ok {
			t.Errorf("%q is taken for %d", format, got)
		}
	}
}

// sink is where a track writes to in a test.
type sink struct{ packets int }

func (s *sink) WriteRTP(*rtp.Header, []byte) (int, error) { s.packets++; return 0, nil }
func (s *sink) Write([]byte) (int, error)                 { return 0, nil }

// Sound's payloads are made in memory that is used again.
func TestSoundPayloadsDoNotAllocate(t *testing.T) {
	out := newTrack(Microphone, time.Now())
	written := new(sink)
	out.bound.Store(&binding{ssrc: 1, payloadType: uint8(opusType), redType: uint8(redType), writer: written})
	f := spoken(1)
	var p outgoing
	allocations := testing.AllocsPerRun(100, func() {
		var ok bool
		if p, ok = out.packetizeSound(f); !ok {
			t.Error("no packet")
		}
		out.pool.Put(p.payload)
	})
	if allocations > 0 || !p.redundant {
		t.Errorf("%v allocations a packet, redundant %v", allocations, p.redundant)
	}
	p, _ = out.packetizeSound(f) // send gives it back
	out.send(p)
	if written.packets != 1 {
		t.Errorf("%d packets", written.packets)
	}
}
