package rtpio

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"parley/call/media/frame"
)

const opusTest = 111

// opusPacket is a packet of the wideband speech coder, numbered, of 20 ms.
func opusPacket(n, size int) []byte {
	return append([]byte{9 << 3, byte(n)}, make([]byte, size-2)...)
}

// split returns what SplitRED finds.
func split(t *testing.T, payload []byte, sequence uint16, timestamp uint32) (all []frame.Packet) {
	t.Helper()
	p := frame.Packet{Sequence: sequence, Timestamp: timestamp, SSRC: 7, PayloadType: 63, Marker: true, Payload: payload}
	if err := SplitRED(p, opusTest, func(p frame.Packet) { all = append(all, p) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// What is sent again arrives under the number and time it had.
func TestRedundancyReturns(t *testing.T) {
	for level, earlier := range [][]int{nil, {1}, {3, 1}} {
		var r Redundancy
		for i := range 10 {
			timestamp := uint32(0xffff_f000 + i*960) // wraps around
			payload, red := r.Payload(nil, opusTest, timestamp, opusPacket(i, 80), level)
			want := slices.DeleteFunc(slices.Clone(earlier), func(back int) bool { return back > i })
			if red != (len(want) > 0) {
				t.Fatalf("level %d, packet %d: red is %v", level, i, red)
			}
			if !red {
				if !bytes.Equal(payload, opusPacket(i, 80)) {
					t.Fatalf("level %d, packet %d changed", level, i)
				}
				continue
			}
			got := split(t, payload, uint16(65530+i), timestamp)
			if len(got) != 1+len(want) || got[0].Redundant || !bytes.Equal(got[0].Payload, opusPacket(i, 80)) {
				t.Fatalf("level %d, packet %d: %+v", level, i, got)
			}
			for j, back := range want {
				p := got[1+j]
				if !p.Redundant || p.Marker || p.SSRC != 7 || p.PayloadType != opusTest || p.Payload[1] != byte(i-back) ||
					p.Sequence != uint16(65530+i-back) || p.Timestamp != timestamp-uint32(back*960) {
					t.Errorf("level %d, packet %d, %d before: %+v", level, i, back, p)
				}
			}
		}
	}
}

// Redundancy that does not fit is left out, first the oldest kept.
func TestRedundancyHasBounds(t *testing.T) {
	var r Redundancy
	send := func(i, size int, timestamp uint32) (redundant int) {
		payload, red := r.Payload(nil, opusTest, timestamp, opusPacket(i, size), MaxRedundancy+5)
		if len(payload) > max(MaxPayload, size) {
			t.Errorf("a payload of %d bytes", len(payload))
		}
		if !red {
			return 0
		}
		return len(split(t, payload, uint16(i), timestamp)) - 1
	}
	for i := range 5 {
		send(i, 500, uint32(i*960))
	}
	if got := send(5, 500, 5*960); got != 1 {
		t.Errorf("%d packets beside one of 500 bytes", got)
	}
	if got := send(6, 1100, 6*960); got != 0 {
		t.Errorf("%d packets beside one of 1100 bytes", got)
	}
	if got := send(7, 80, 7*960); got != 1 { // the one before is too long for a block
		t.Errorf("%d packets after one of 1100 bytes", got)
	}
	if got := send(8, 80, 8*960+48_000); got != 0 { // and after a pause too old
		t.Errorf("%d packets after a pause", got)
	}
}

// Packets are counted back in steps of one length, so a new length begins anew.
func TestRedundancyBeginsAnewWithLongerPackets(t *testing.T) {
	var r Redundancy
	for i := range 5 {
		r.Payload(nil, opusTest, uint32(i*960), opusPacket(i, 80), 2)
	}
	long := []byte{11 << 3, 1, 2, 3} // 60 ms
	if _, red := r.Payload(nil, opusTest, 5*960, long, 2); red {
		t.Error("the first long packet carries short ones")
	}
	payload, red := r.Payload(nil, opusTest, 8*960, long, 2)
	if !red {
		t.Fatal("the second long packet does not carry the first")
	}
	if got := split(t, payload, 6, 8*960); len(got) != 2 || got[1].Sequence != 5 || got[1].Timestamp != 5*960 {
		t.Errorf("%+v", got)
	}
}

func TestSplitREDRefuses(t *testing.T) {
	block := func(payloadType byte, offset, length int) []byte {
		return binary.BigEndian.AppendUint32(nil, uint32(redFollows|payloadType)<<24|uint32(offset)<<10|uint32(length))
	}
	data := opusPacket(1, 20)
	for what, payload := range map[string][]byte{
		"nothing":                {},
		"no primary header":      block(opusTest, 960, 20),
		"half a header":          block(opusTest, 960, 20)[:3],
		"no primary data":        {opusTest},
		"another primary codec":  slices.Concat([]byte{8}, data),
		"another earlier codec":  slices.Concat(block(8, 960, 20), []byte{opusTest}, data, data),
		"a block beyond the end": slices.Concat(block(opusTest, 960, 21), []byte{opusTest}, data),
		"a block to the end":     slices.Concat(block(opusTest, 960, 20), []byte{opusTest}, data),
		"too many blocks":        slices.Concat(bytes.Repeat(block(opusTest, 960, 0), maxREDBlocks+1), []byte{opusTest}, data),
	} {
		err := SplitRED(frame.Packet{Payload: payload}, opusTest, func(frame.Packet) { t.Errorf("%s: something was taken", what) })
		if err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	for what, payload := range map[string][]byte{
		"an empty block":      slices.Concat(block(opusTest, 960, 0), []byte{opusTest}, data),
		"the same time":       slices.Concat(block(opusTest, 0, 20), []byte{opusTest}, data, data),
		"between two packets": slices.Concat(block(opusTest, 961, 20), []byte{opusTest}, data, data),
		"no block":            slices.Concat([]byte{opusTest}, data),
	} {
		if got := split(t, payload, 5, 9600); len(got) != 1 || !bytes.Equal(got[0].Payload, data) {
			t.Errorf("%s: %+v", what, got)
		}
	}
}

func TestOpusTicks(t *testing.T) {
	for _, c := range []struct {
		packet []byte
		want   int
	}{
		{nil, 0},
		{[]byte{0}, 480},
		{[]byte{3 << 3}, 2880},
		{[]byte{13 << 3}, 960},
		{[]byte{16 << 3}, 120},
		{[]byte{31 << 3}, 960},
		{[]byte{31<<3 | 1}, 1920},
		{[]byte{31<<3 | 2}, 1920},
		{[]byte{31<<3 | 3}, 0},
		{[]byte{31<<3 | 3, 6}, 5760},
		{[]byte{31<<3 | 3, 7}, 0},
	} {
		if got := opusTicks(c.packet); got != c.want {
			t.Errorf("%x: %d", c.packet, got)
		}
	}
}

func TestRedundancyDoesNotAllocate(t *testing.T) {
	var r Redundancy
	payload, data := make([]byte, 0, MaxPayload), opusPacket(1, 100)
	n, taken := 0, 0
	allocations := testing.AllocsPerRun(100, func() {
		n++
		payload, _ = r.Payload(payload[:0], opusTest, uint32(n*960), data, 2)
		if n > 3 {
			_ = SplitRED(frame.Packet{Payload: payload}, opusTest, func(frame.Packet) { taken++ })
		}
	})
	if allocations > 0 || taken == 0 {
		t.Errorf("%v allocations a packet, %d taken", allocations, taken)
	}
}

// FuzzSplitRED checks that whatever is taken lies in the payload, and that all
// of it is what a sender of the same would have meant.
func FuzzSplitRED(f *testing.F) {
	var r Redundancy
	for i := range 5 {
		payload, _ := r.Payload(nil, opusTest, uint32(i*960), opusPacket(i, 20+i), 2)
		f.Add(payload)
	}
	f.Add([]byte{redFollows | opusTest, 0, 0, 0, opusTest, 1})
	f.Fuzz(func(t *testing.T, payload []byte) {
		size, taken := 0, 0
		err := SplitRED(frame.Packet{Sequence: 100, Timestamp: 1 << 20, Payload: payload}, opusTest, func(p frame.Packet) {
			size, taken = size+len(p.Payload), taken+1
			if p.Redundant != (taken > 1) || p.Redundant && (p.Sequence == 100 || p.Timestamp >= 1<<20) || p.PayloadType != opusTest {
				t.Fatalf("%d: %+v", taken, p)
			}
		})
		if size >= max(len(payload), 1) || taken > 1+maxREDBlocks || (err == nil) != (taken > 0) {
			t.Fatalf("%d packets of %d bytes from %d, %v", taken, size, len(payload), err)
		}
	})
}
