package jitter

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

// The payload of a test packet: flags, picture number, frame number, data.
const (
	startFlag = 1 << iota
	keyFlag
	badFlag
)

func parseTest(modulus uint16) func([]byte) (frame.Fragment, error) {
	return func(payload []byte) (frame.Fragment, error) {
		if len(payload) < 5 || payload[0]&badFlag != 0 {
			return frame.Fragment{}, errors.New("malformed")
		}
		f := frame.Fragment{Data: payload[3:], Start: payload[0]&startFlag != 0, Key: payload[0]&keyFlag != 0}
		if modulus > 0 {
			f.PictureID, f.PictureIDModulus = binary.BigEndian.Uint16(payload[1:])%modulus, modulus
		}
		return f, nil
	}
}

// camera makes the packets of a stream.
type camera struct {
	sequence uint16
	number   int // of the next frame
}

// shoot makes one frame of n packets.
func (c *camera) shoot(n int, key bool, at time.Time) []frame.Packet {
	packets := make([]frame.Packet, n)
	for i := range packets {
		payload := []byte{0}
		if i == 0 {
			payload[0] |= startFlag
		}
		if key {
			payload[0] |= keyFlag
		}
		payload = binary.BigEndian.AppendUint16(payload, uint16(c.number))
		payload = binary.BigEndian.AppendUint16(payload, uint16(c.number))
		payload = append(payload, byte(i))
		packets[i] = frame.Packet{
			Sequence: c.sequence, Timestamp: uint32(c.number) * 3000, SSRC: 3,
			Marker: i == n-1, Arrived: at, Payload: payload,
		}
		c.sequence++
	}
	c.number++
	return packets
}

// number checks that f is whole and returns its number.
func number(t failer, f Frame) int {
	t.Helper()
	n := binary.BigEndian.Uint16(f.Data)
	for i := 0; i*3 < len(f.Data); i++ {
		if part := f.Data[i*3 : i*3+3]; binary.BigEndian.Uint16(part) != n || part[2] != byte(i) {
			t.Fatalf("frame %d is damaged: % x", n, f.Data)
		}
	}
	return int(n)
}

// drain takes all frames there are and checks that each continues the last.
func drain(t failer, v *VideoAssembler, last *int) (got []int) {
	t.Helper()
	for f, ok := v.Next(); ok; f, ok = v.Next() {
		n := number(t, f)
		if !f.Key && n != *last+1 {
			t.Fatalf("frame %d came after %d", n, *last)
		}
		*last = n
		got = append(got, n)
	}
	return got
}

// stage is an assembler with a clock and a camera for it.
type stage struct {
	*VideoAssembler
	camera
	now  time.Time
	rtt  time.Duration
	last int
}

func newStage(modulus uint16) *stage {
	s := &stage{now: time.Unix(1000, 0), rtt: 40 * time.Millisecond, camera: camera{sequence: 65530}}
	s.VideoAssembler = NewVideo(VideoConfig{
		Parse: parseTest(modulus),
		RTT:   func() time.Duration { return s.rtt },
		Now:   func() time.Time { return s.now },
	})
	return s
}

// push pushes the packets now.
func (s *stage) push(packets ...frame.Packet) {
	for _, p := range packets {
		p.Arrived = s.now
		s.Push(p)
	}
}

func (s *stage) next(t *testing.T) []int {
	t.Helper()
	return drain(t, s.VideoAssembler, &s.last)
}

func expect(t *testing.T, got []int, want ...int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("got frames %v, want %v", got, want)
	}
}

func TestVideoInOrder(t *testing.T) {
	s := newStage(0)
	for i := range 50 {
		s.push(s.shoot(3, i == 0, s.now)...)
		expect(t, s.next(t), i)
		s.now = s.now.Add(33 * time.Millisecond)
	}
	if s.NeedKey() || len(s.Missing(s.now)) > 0 {
		t.Error("a clean stream needs something")
	}
	if st := s.Stats(); st.Frames != 50 || st.KeyFrames != 1 || st.Breaks > 0 || st.PacketsDiscarded > 0 {
		t.Errorf("%+v", st)
	}
}

func TestVideoReordered(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2, 5, 4, 3}, {5, 4, 3, 2, 1, 0}, {3, 0, 4, 1, 5, 2}, {0, 0, 2, 2, 1, 1, 3, 5, 5, 4}} {
		s := newStage(0)
		packets := append(s.shoot(3, true, s.now), s.shoot(3, false, s.now)...)
		for _, i := range order {
			s.push(packets[i])
		}
		expect(t, s.next(t), 0, 1)
	}
}

func TestVideoWaitsForRetransmission(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(2, true, s.now)...)
	lost := s.shoot(3, false, s.now)
	s.push(lost[0], lost[2])
	s.push(s.shoot(1, false, s.now)...)
	expect(t, s.next(t), 0)
	if got := s.Missing(s.now); !slices.Equal(got, []uint16{lost[1].Sequence}) {
		t.Fatalf("asked for %v", got)
	}
	if got := s.Missing(s.now.Add(s.rtt / 8)); len(got) > 0 {
		t.Fatalf("asked again at once: %v", got)
	}
	if got := s.Missing(s.now.Add(s.rtt * 3 / 2)); len(got) != 1 {
		t.Fatalf("did not ask again: %v", got)
	}
	lost[1].Recovered = true
	s.now = s.now.Add(s.rtt * 2)
	s.push(lost[1])
	expect(t, s.next(t), 1, 2)
	if st := s.Stats(); st.PacketsRecovered != 1 || st.PacketsLost != 0 || st.PacketsRequested != 2 {
		t.Errorf("%+v", st)
	}
}

func TestVideoGivesUpAndWaitsForKey(t *testing.T) {
	for _, modulus := range []uint16{0, 128, 32768} {
		s := newStage(modulus)
		s.push(s.shoot(2, true, s.now)...)
		lost := s.shoot(3, false, s.now)
		s.push(lost[0], lost[2])
		s.push(s.shoot(1, false, s.now)...)
		expect(t, s.next(t), 0)
		s.now = s.now.Add(lastWait + time.Millisecond)
		expect(t, s.next(t))
		if !s.NeedKey() {
			t.Fatal("no key frame is needed")
		}
		s.push(lost[1])
		s.push(s.shoot(2, false, s.now)...)
		expect(t, s.next(t))
		key := s.shoot(3, true, s.now)
		s.push(key[:2]...)
		if s.NeedKey() {
			t.Fatal("a key frame is needed while one is on its way")
		}
		s.push(key[2])
		s.push(s.shoot(1, false, s.now)...)
		expect(t, s.next(t), 4, 5)
	}
}

// A key frame that was asked for is not waited for when the packet comes first.
func TestVideoAsksForKeyAndGoesOnWaiting(t *testing.T) {
	s := newStage(32768)
	s.push(s.shoot(2, true, s.now)...)
	lost := s.shoot(3, false, s.now)
	s.push(lost[0], lost[2])
	s.push(s.shoot(1, false, s.now)...)
	expect(t, s.next(t), 0)
	s.now = s.now.Add(patience(s.rtt) + time.Millisecond)
	if !s.NeedKey() || len(s.Missing(s.now)) == 0 {
		t.Fatal("nothing is asked for")
	}
	s.push(lost[1])
	expect(t, s.next(t), 1, 2)
	if s.NeedKey() || s.Stats().Breaks > 0 {
		t.Error("a key frame is still needed")
	}
}

// Two requests in short order, then a pause until the second can be answered, and
// from then on quickly.
func TestVideoAsksTwiceAndThenWaits(t *testing.T) {
	s := newStage(32768)
	s.rtt = 200 * time.Millisecond
	s.push(s.shoot(2, true, s.now)...)
	s.push(s.shoot(3, false, s.now)[1:]...)
	var asked []time.Duration
	for start := s.now; s.now.Sub(start) < time.Second; s.now = s.now.Add(time.Millisecond) {
		if len(s.Missing(s.now)) > 0 {
			asked = append(asked, s.now.Sub(start))
		}
	}
	ms := time.Millisecond
	if want := []time.Duration{0, 50 * ms, 275 * ms, 325 * ms}; !slices.Equal(asked[:4], want) {
		t.Errorf("asked after %v, want %v", asked[:4], want)
	}
}

// As many packets as a key frame is cheaper than are not asked for.
func TestVideoLosesMoreThanAKeyFrame(t *testing.T) {
	for lost, repair := range map[int]bool{50: true, 70: false} {
		s := newStage(32768)
		s.push(s.shoot(10, true, s.now)...)
		s.push(s.shoot(1, false, s.now)...)
		expect(t, s.next(t), 0, 1)
		s.shoot(lost, false, s.now)
		s.push(s.shoot(1, false, s.now)...)
		s.next(t)
		if got := len(s.Missing(s.now)); (got == lost) != repair || s.NeedKey() == repair {
			t.Errorf("%d packets lost: asked for %d", lost, got)
		}
	}
}

// A lost packet that was padding delays nothing when pictures are numbered.
func TestVideoPictureNumbersSpanPadding(t *testing.T) {
	s := newStage(32768)
	s.push(s.shoot(2, true, s.now)...)
	s.sequence += 5
	s.push(s.shoot(2, false, s.now)...)
	expect(t, s.next(t), 0, 1)
	if got := s.Missing(s.now.Add(time.Second)); len(got) > 0 {
		t.Errorf("asked for padding: %v", got)
	}
}

func TestVideoPassesOverPadding(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(2, true, s.now)...)
	for range 3 {
		s.push(frame.Packet{Sequence: s.sequence, SSRC: 3})
		s.sequence++
	}
	s.push(s.shoot(2, false, s.now)...)
	expect(t, s.next(t), 0, 1)
}

// The sender dropped a frame after numbering it: nothing is missing on the
// way, yet the next cannot be decoded.
func TestVideoPictureNumberSkipped(t *testing.T) {
	s := newStage(128)
	s.push(s.shoot(2, true, s.now)...)
	s.number++
	s.push(s.shoot(2, false, s.now)...)
	expect(t, s.next(t), 0)
	if !s.NeedKey() {
		t.Error("no key frame is needed")
	}
}

func TestVideoSkipsToWholeKey(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(2, true, s.now)...)
	s.push(s.shoot(3, false, s.now)[:2]...)
	s.push(s.shoot(2, true, s.now)...)
	s.now = s.now.Add(10 * time.Millisecond)
	expect(t, s.next(t), 0, 2)
}

func TestVideoBadPacketBreaks(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(2, true, s.now)...)
	bad := s.shoot(3, false, s.now)
	bad[1].Payload[0] |= badFlag
	s.push(bad...)
	s.push(s.shoot(1, false, s.now)...)
	expect(t, s.next(t), 0)
	if !s.NeedKey() {
		t.Error("no key frame is needed")
	}
}

func TestVideoInvalidate(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(1, true, s.now)...)
	expect(t, s.next(t), 0)
	s.Invalidate()
	s.push(s.shoot(1, false, s.now)...)
	expect(t, s.next(t))
	if !s.NeedKey() {
		t.Error("no key frame is needed")
	}
	s.push(s.shoot(1, true, s.now)...)
	expect(t, s.next(t), 2)
}

func TestVideoStartsOver(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(1, true, s.now)...)
	expect(t, s.next(t), 0)
	other := s.shoot(2, true, s.now)
	for i := range other {
		other[i].SSRC = 4
		other[i].Sequence += 30000
	}
	s.push(other...)
	expect(t, s.next(t), 1)
}

func TestVideoLongOutage(t *testing.T) {
	s := newStage(32768)
	s.push(s.shoot(1, true, s.now)...)
	expect(t, s.next(t), 0)
	for range 2500 {
		s.shoot(1, false, s.now)
	}
	s.now = s.now.Add(80 * time.Second)
	s.push(s.shoot(1, false, s.now)...)
	expect(t, s.next(t))
	if !s.NeedKey() || len(s.Missing(s.now)) > 0 {
		t.Error("2500 packets were lost and no key frame is needed")
	}
}

func TestVideoHoldsNoMoreThanItsBounds(t *testing.T) {
	s := newStage(0)
	s.push(s.shoot(1, true, s.now)...)
	expect(t, s.next(t), 0)
	payload := make([]byte, maxVideoPayload)
	for i := range 200000 { // a frame that never ends, after a gap
		s.push(frame.Packet{Sequence: s.sequence + 10 + uint16(i), Timestamp: 5, SSRC: 3, Payload: payload})
		if s.fragments.bytes+s.bytes > maxHeldBytes+maxVideoPayload || len(s.fragments.slots) > maxSlots {
			t.Fatalf("%d bytes in %d slots", s.fragments.bytes, len(s.fragments.slots))
		}
	}
	if n := len(s.nack.list); n > maxMissing {
		t.Errorf("%d packets noted as missing", n)
	}
}

func TestVideoReaderStopped(t *testing.T) {
	s := newStage(0)
	for i := range 1000 {
		s.push(s.shoot(3, i%300 == 0, s.now)...)
		s.now = s.now.Add(33 * time.Millisecond)
	}
	if len(s.frames) > maxHeldFrames+1 {
		t.Errorf("%d frames wait", len(s.frames))
	}
	s.next(t)
}

func TestVideoOversizeFrame(t *testing.T) {
	s := newStage(0)
	huge := s.shoot(3500, true, s.now)
	for i := range huge {
		huge[i].Payload = append(huge[i].Payload, make([]byte, 1400)...)
	}
	s.push(huge...)
	if _, ok := s.Next(); ok || s.Stats().DroppedOversize != 1 {
		t.Errorf("a frame of %d bytes came: %+v", 3500*1403, s.Stats())
	}
	s.push(s.shoot(2, true, s.now)...)
	expect(t, s.next(t), 1)
}

func TestThrottle(t *testing.T) {
	var throttle Throttle
	now, allowed := time.Unix(1000, 0), 0
	for range 100 {
		if throttle.Allow(now, 0) {
			allowed++
		}
		now = now.Add(50 * time.Millisecond)
	}
	if allowed != 10 {
		t.Errorf("%d requests in 5 s", allowed)
	}
	if throttle.Allow(now.Add(time.Second), 2*time.Second) {
		t.Error("a request before the last one could be answered")
	}
}

func TestVideoNeverShowsABrokenPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		modulus := rapid.SampledFrom([]uint16{0, 128, 32768}).Draw(t, "modulus")
		s := newStage(modulus)
		var packets []frame.Packet
		for range rapid.IntRange(1, 40).Draw(t, "frames") {
			key := rapid.IntRange(0, 9).Draw(t, "key") == 0
			for _, p := range s.shoot(rapid.IntRange(1, 4).Draw(t, "packets"), key, s.now) {
				switch rapid.IntRange(0, 9).Draw(t, "fate") {
				case 0: // lost
				case 1:
					packets = append(packets, p, p)
				case 2:
					packets = slices.Insert(packets, max(0, len(packets)-rapid.IntRange(0, 8).Draw(t, "overtakes")), p)
				default:
					packets = append(packets, p)
				}
			}
		}
		last := -2
		for _, p := range packets {
			s.push(p)
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "pause")) * time.Millisecond)
			drain(t, s.VideoAssembler, &last)
			s.Missing(s.now)
			s.NeedKey()
		}
		if s.fragments.bytes < 0 || s.bytes < 0 {
			t.Fatalf("%d and %d bytes held", s.fragments.bytes, s.bytes)
		}
	})
}

func TestVideoConcurrent(t *testing.T) {
	s := newStage(0)
	var done sync.WaitGroup
	done.Go(func() {
		c := camera{}
		for i := range 500 {
			for _, p := range c.shoot(3, i%50 == 0, s.now)[i%17/16:] {
				s.Push(p)
			}
		}
	})
	for range 500 {
		s.Next()
		s.Missing(s.now)
		s.NeedKey()
		s.Stats()
	}
	done.Wait()
}

// FuzzVideo reads its input as packets, six bytes each.
func FuzzVideo(f *testing.F) {
	f.Add([]byte{0, 1, 1, 3, 1, 1, 1, 0, 0, 0, 1, 1})
	f.Add(bytes.Repeat([]byte{1, 0, 1, 3, 5, 1}, 20))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := newStage([]uint16{0, 128, 32768}[len(data)%3])
		for ; len(data) >= 6; data = data[6:] {
			s.sequence += uint16(int16(int8(data[0])) << (data[1] % 9))
			s.push(frame.Packet{
				Sequence: s.sequence, Timestamp: uint32(data[2]), SSRC: uint32(data[3] >> 7),
				Marker: data[3]&8 != 0, Recovered: data[3]&16 != 0,
				Payload: append([]byte{data[3] & 7, data[4], data[4], 0}, make([]byte, data[5])...)[:data[5]],
			})
			s.now = s.now.Add(time.Duration(data[1]) * time.Millisecond)
			for _, ok := s.Next(); ok; _, ok = s.Next() {
			}
			s.Missing(s.now)
			s.NeedKey()
			if s.fragments.bytes < 0 || s.bytes < 0 || len(s.nack.list) > maxMissing {
				t.Fatalf("%d and %d bytes held, %d missing", s.fragments.bytes, s.bytes, len(s.nack.list))
			}
		}
	})
}

func BenchmarkVideo(b *testing.B) {
	s := newStage(32768)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		for _, p := range s.shoot(10, i == 0, s.now) {
			s.push(p)
			s.Next()
		}
		s.now = s.now.Add(33 * time.Millisecond)
	}
}
