package peer

import (
	"bytes"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/vnet"
)

func TestMediaBothWays(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		start := time.Now()
		c.connect(t)
		if took := time.Since(start); took > time.Second {
			t.Errorf("connected after %v at a round trip of 40 ms", took)
		}
		c.a.send(t, time.Second, 2000)
		c.b.send(t, time.Second, 2000)
		for name, e := range map[string]*end{"a": c.a, "b": c.b} {
			if n := len(e.received(Microphone)); n < 45 {
				t.Errorf("%s heard %d packets", name, n)
			}
			if n := len(e.received(Camera)); n < 55 {
				t.Errorf("%s saw %d packets", name, n)
			}
			if n := len(e.received(Screen)) + len(e.received(ScreenSound)); n != 0 {
				t.Errorf("%s got %d packets nobody sent", name, n)
			}
		}
	})
}

func TestEverySlotArrivesAsItself(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		for slot := range slotCount {
			f := sound()
			if slot.video() {
				f = picture(100+int(slot), true)
			}
			c.b.write(t, slot, f)
		}
		until(t, "all there", func() bool {
			return len(c.a.received(Microphone)) == 1 && len(c.a.received(ScreenSound)) == 1 &&
				len(c.a.received(Camera)) == 1 && len(c.a.received(Screen)) == 1
		})
		for slot, tr := range c.b.conn.tracks {
			if b := tr.bound.Load(); string(b.mid) != fmt.Sprint(slot) || b.midID == 0 || b.captureID == 0 {
				t.Errorf("%v is bound as %+v", Slot(slot), b)
			}
		}
		if n := len(c.a.received(Screen)[0].Payload); n != 100+int(Screen)+4 {
			t.Errorf("the screen's packet has %d bytes", n)
		}
	})
}

func TestLoopback(t *testing.T) {
	c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
	c.connect(t)
	defer c.close(t)
	c.a.write(t, Camera, picture(5000, true))
	until(t, "received", func() bool { return len(c.b.received(Camera)) == 5 })
	s := c.a.conn.Stats()
	if s.Pair != "host" || s.Local == "" || s.Remote == "" || s.Slots[Camera].PacketsSent != 5 {
		t.Errorf("stats %+v", s)
	}
}

// Figures may be asked for at any time, also while both sides connect.
func TestStatsWhileConnecting(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for c.a.conn.Stats().Pair == "" {
				time.Sleep(time.Millisecond)
			}
		}()
		c.connect(t)
		<-done
	})
}

func TestNothingIsSentBeforeStart(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, w *wan, c *call) {
		var chunks atomic.Int32
		w.setFilter(func(vnet.Chunk) bool { chunks.Add(1); return true })
		c.signal(t)
		for _, e := range []*end{c.a, c.b} {
			e.send(t, time.Second, 2000)
		}
		if n := chunks.Load(); n != 0 {
			t.Fatalf("%d packets before Start", n)
		}
		if dropped := c.a.conn.Stats().Slots[Camera].Dropped; dropped == 0 {
			t.Error("the frames were not counted as dropped")
		}
	})
}

func TestConnectedAsksForKeyFrames(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		c.a.write(t, Camera, picture(1000, false))
		until(t, "asked", func() bool { return get(c.a, func(e *end) int { return e.keyFrames[Camera] }) > 0 })
		time.Sleep(time.Second)
		if n := len(c.b.received(Camera)); n != 0 {
			t.Fatalf("%d packets before the first key frame", n)
		}
		c.a.write(t, Camera, picture(1000, true))
		until(t, "received", func() bool { return len(c.b.received(Camera)) == 1 })
	})
}

func TestKeyFrameRequest(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		time.Sleep(100 * time.Millisecond)
		before := get(c.a, func(e *end) int { return e.keyFrames[Screen] })
		c.b.conn.RequestKeyFrame(Screen)
		c.b.conn.RequestKeyFrame(Microphone)
		until(t, "asked", func() bool { return get(c.a, func(e *end) int { return e.keyFrames[Screen] }) == before+1 })
		if n := get(c.a, func(e *end) int { return e.keyFrames[Microphone] }); n != 0 {
			t.Errorf("%d key frames of sound wanted", n)
		}
		if got, sent := c.a.conn.Stats().Slots[Screen], c.b.conn.Stats().Slots[Screen]; got.PLIsReceived != 1 || sent.PLIsSent != 1 {
			t.Errorf("received %+v, sent %+v", got, sent)
		}
	})
}

func TestOverloadDropsToAKeyFrame(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		c.a.write(t, Camera, picture(100_000, true))
		before := get(c.a, func(e *end) int { return e.keyFrames[Camera] })
		for range 5 {
			c.a.write(t, Camera, picture(1000, false))
		}
		until(t, "asked", func() bool { return get(c.a, func(e *end) int { return e.keyFrames[Camera] }) > before })
		if s := c.a.conn.Stats().Slots[Camera]; s.Dropped != 5 {
			t.Errorf("%d frames dropped", s.Dropped)
		}
	})
}

func TestLossIsRepaired(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, w *wan, c *call) {
		c.connect(t)
		drop := every(7, c.b)
		w.setFilter(drop)
		stop := make(chan struct{})
		c.wg.Go(func() { askForGaps(c.b, stop) })
		c.a.send(t, 3*time.Second, 4000)
		if c.a.conn.Stats().Slots[Camera].FractionLost == 0 {
			t.Error("the far side reported no loss")
		}
		w.setFilter(nil)
		c.a.write(t, Camera, picture(10, false)) // shows the last gap
		time.Sleep(time.Second)
		close(stop)
		if missing := gaps(c.b); len(missing) > 0 {
			t.Errorf("%d packets stay lost: %v", len(missing), missing)
		}
		s, r := c.a.conn.Stats().Slots[Camera], c.b.conn.Stats().Slots[Camera]
		if r.Recovered == 0 || s.Retransmitted < r.Recovered || s.NacksReceived == 0 {
			t.Errorf("recovered %d, retransmitted %d, nacks %d", r.Recovered, s.Retransmitted, s.NacksReceived)
		}
		for _, p := range c.b.received(Camera) {
			if p.Recovered && (p.PayloadType != uint8(vp8Type) || len(p.Payload) < 100) {
				t.Fatalf("recovered %+v", p)
			}
		}
	})
}

// every returns a filter that loses every n-th media packet to e.
func every(n int, e *end) func(vnet.Chunk) bool {
	count := 0
	return func(c vnet.Chunk) bool {
		data := c.UserData()
		media := len(data) > 600 && data[0] >= 128 && data[0] < 192
		if !media || c.DestinationAddr().String()[:8] != wanAddresses[1][:8] || e.conn == nil {
			return true
		}
		count++
		return count%n != 0
	}
}

// gaps returns the sequence numbers missing in what e saw.
func gaps(e *end) []uint16 {
	seen := make(map[uint16]bool)
	var first, last uint16
	for i, p := range e.received(Camera) {
		if i == 0 {
			first, last = p.Sequence, p.Sequence
		}
		if int16(p.Sequence-last) > 0 {
			last = p.Sequence
		}
		seen[p.Sequence] = true
	}
	var missing []uint16
	for s := first; s != last; s++ {
		if !seen[s] {
			missing = append(missing, s)
		}
	}
	return missing
}

// askForGaps is a jitter buffer's repair: every 50 ms it asks for what lacks.
func askForGaps(e *end, stop <-chan struct{}) {
	for {
		select {
		case <-time.After(50 * time.Millisecond):
			e.conn.Nack(Camera, gaps(e))
		case <-stop:
			return
		}
	}
}

// Sound and picture captured at one instant must map to one instant at the far
// side, although the picture takes 120 ms longer to encode.
func TestReportsPairSoundAndPicture(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		for i := range 150 {
			captured := time.Now()
			f := sound()
			c.a.write(t, Microphone, f)
			if i%2 == 0 {
				p := picture(1500, i == 0)
				p.Captured = captured
				time.AfterFunc(120*time.Millisecond, func() { c.a.write(t, Camera, p) })
			}
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(time.Second)
		heard := capturedAt(t, c.b, Microphone, 48_000)
		seen := capturedAt(t, c.b, Camera, 90_000)
		for i, at := range seen {
			if off := at.Sub(heard[2*(i/2)]).Abs(); i%2 == 0 && off > time.Millisecond {
				t.Fatalf("picture %d is %v off its sound", i/2, off)
			}
		}
	})
}

// capturedAt maps every packet of a slot to the sender's wall clock.
func capturedAt(t *testing.T, e *end, s Slot, rate int) (times []time.Time) {
	t.Helper()
	reports := get(e, func(e *end) []SenderReport { return e.reports[s] })
	if len(reports) < 2 {
		t.Fatalf("%d reports on %v", len(reports), s)
	}
	r := reports[len(reports)-1]
	for _, p := range e.received(s) {
		ticks := time.Duration(int32(p.Timestamp - r.RTP))
		times = append(times, r.NTP.Add(ticks*time.Second/time.Duration(rate)))
	}
	return times
}

func TestFirstReportComesAtOnce(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		c.a.send(t, 100*time.Millisecond, 1000)
		if n := len(get(c.b, func(e *end) []SenderReport { return e.reports[Microphone] })); n == 0 {
			t.Error("no report within 100 ms")
		}
	})
}

func TestControl(t *testing.T) {
	onWAN(t, 5*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		if err := c.a.conn.Send(Control, nil); !errors.Is(err, ErrNotOpen) {
			t.Errorf("before it opened: %v", err)
		}
		c.connect(t)
		for i := range 100 {
			if err := c.a.conn.Send(Control, fmt.Appendf(nil, "message %d", i)); err != nil {
				t.Fatal(err)
			}
		}
		largest := bytes.Repeat([]byte{7}, MaxControl)
		if err := c.a.conn.Send(Control, largest); err != nil {
			t.Fatal(err)
		}
		if err := c.a.conn.Send(Control, append(largest, 7)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("a byte over: %v", err)
		}
		until(t, "delivered", func() bool { return len(get(c.b, func(e *end) [][]byte { return e.messages })) == 101 })
		for i, m := range get(c.b, func(e *end) [][]byte { return e.messages })[:100] {
			if string(m) != fmt.Sprintf("message %d", i) {
				t.Fatalf("message %d is %q", i, m)
			}
		}
	})
}

func TestControlFillsUp(t *testing.T) {
	onWAN(t, 5*time.Millisecond, func(t *testing.T, w *wan, c *call) {
		c.connect(t)
		w.setFilter(func(vnet.Chunk) bool { return false })
		var err error
		for range 2 * maxWaiting / MaxControl {
			if err = c.a.conn.Send(Control, make([]byte, MaxControl)); err != nil {
				break
			}
		}
		if !errors.Is(err, ErrChannelFull) {
			t.Fatalf("on a dead path: %v", err)
		}
	})
}

// A far side that breaks the limit of a message is not heard, and does not
// end the channel.
func TestOversizeControlIsDropped(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		stream := c.a.conn.channels[Control].stream.Load()
		for _, n := range []int{MaxControl + 1, 60_000, 3} {
			if _, err := stream.Write(make([]byte, n)); err != nil {
				t.Fatal(err)
			}
		}
		until(t, "delivered", func() bool { return len(get(c.b, func(e *end) [][]byte { return e.messages })) > 0 })
		if m := get(c.b, func(e *end) [][]byte { return e.messages }); len(m) != 1 || len(m[0]) != 3 {
			t.Fatalf("%d messages, the first of %d bytes", len(m), len(m[0]))
		}
	})
}

func TestTargetClimbs(t *testing.T) {
	onWAN(t, 25*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		c.a.conn.Want(2_700_000)
		start := time.Now()
		for i := 0; c.a.conn.Stats().Target < 1_700_000; i++ {
			if time.Since(start) > 10*time.Second {
				t.Fatalf("%d after 10 s", c.a.conn.Stats().Target)
			}
			size := c.a.conn.Stats().Target / 8 / 30
			c.a.write(t, Camera, picture(size, i == 0))
			time.Sleep(time.Second / 30)
		}
		t.Logf("720p's 1.7 Mbit/s after %v", time.Since(start).Round(100*time.Millisecond))
		if len(get(c.a, func(e *end) []int { return e.targets })) == 0 {
			t.Error("nobody was told")
		}
	})
}
