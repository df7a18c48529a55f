package jitter

import (
	"testing"
	"time"

	"parley/call/media/frame"
)

// stream pushes a stream of frames of seven packets at 30 a second, and takes
// each frame; every payload lies in the same memory.
type stream struct {
	assembler *VideoAssembler
	packet    frame.Packet
	payload   [1100]byte
	frames    int
}

func newStream() *stream {
	now := time.Unix(100, 0)
	s := &stream{packet: frame.Packet{SSRC: 3, Arrived: now}}
	s.assembler = NewVideo(VideoConfig{Parse: parseTest(1 << 15), Now: func() time.Time { return s.packet.Arrived }})
	return s
}

func (s *stream) step(tb testing.TB) {
	const packets = 7
	s.packet.Arrived = s.packet.Arrived.Add(time.Second / 30)
	s.packet.Timestamp += 3000
	for i := range packets {
		s.payload[0] = 0
		if i == 0 {
			s.payload[0] = startFlag
		}
		if s.frames == 0 {
			s.payload[0] |= keyFlag
		}
		s.payload[1], s.payload[2] = byte(s.frames>>8)&0x7f, byte(s.frames)
		s.packet.Marker, s.packet.Payload = i == packets-1, s.payload[:1000+s.frames%100]
		s.assembler.Push(s.packet)
		s.packet.Sequence++
	}
	s.frames++
	f, ok := s.assembler.Next()
	if !ok || len(f.Data) != packets*(1000+(s.frames-1)%100-3) {
		tb.Fatalf("frame %d: %v, %d bytes", s.frames, ok, len(f.Data))
	}
	f.Release()
	s.assembler.Missing(s.packet.Arrived)
}

// A stream without loss leaves no garbage, and a payload may be used again as
// soon as it was pushed.
func TestAssemblerLeavesNoGarbage(t *testing.T) {
	s := newStream()
	step := func() { s.step(t) }
	for range 300 { // until every slot has memory
		step()
	}
	if allocated := testing.AllocsPerRun(300, step); allocated > 0 {
		t.Errorf("%v allocations a frame", allocated)
	}
}

func BenchmarkAssembler(b *testing.B) {
	s := newStream()
	b.ReportAllocs()
	for b.Loop() {
		s.step(b)
	}
}

// An assembler rests while nothing is missing and nothing waits.
func TestAssemblerRests(t *testing.T) {
	now := time.Unix(100, 0)
	v := NewVideo(VideoConfig{Parse: parseTest(1 << 15), Now: func() time.Time { return now }})
	rests := func(want bool, when string) {
		t.Helper()
		if got := v.Resting(); got != want {
			t.Errorf("rests: %v %s", got, when)
		}
	}
	var c camera
	rests(true, "before the first packet")
	lone := c.shoot(2, false, now)
	v.Push(lone[0])
	rests(false, "while a key frame is wanted")
	for _, p := range c.shoot(2, true, now) {
		v.Push(p)
	}
	rests(false, "with a frame to take")
	for _, ok := v.Next(); ok; _, ok = v.Next() {
	}
	rests(true, "with all taken")
	next := c.shoot(3, false, now)
	v.Push(next[0])
	rests(true, "in the middle of a frame")
	v.Push(next[2])
	rests(false, "with a packet missing")
	v.Push(next[1])
	v.Next()
	rests(true, "once it came")
}
