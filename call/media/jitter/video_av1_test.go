package jitter

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/media/frame"
	"parley/call/media/rtpio"
)

// projector sends AV1 temporal units of several units each, as a screen share
// does, and knows what the receiver must get.
type projector struct {
	*stage
	units [][]byte // by number, without the delimiter
}

func newProjector() *projector {
	p := &projector{stage: &stage{now: time.Unix(1000, 0), rtt: 40 * time.Millisecond, camera: camera{sequence: 65530}}}
	p.VideoAssembler = NewVideo(VideoConfig{
		Parse: rtpio.ParseAV1, Join: rtpio.JoinAV1,
		RTT: func() time.Duration { return p.rtt },
		Now: func() time.Time { return p.now },
	})
	return p
}

// show makes the packets of one temporal unit of about size bytes, which are
// two frames, so that a new unit may begin within a packet or with one.
func (p *projector) show(size int, key bool) []frame.Packet {
	var data []byte
	if key {
		data = append(data, 0x0a, 0x02, 0x00, 0x55)
	}
	for _, n := range []int{size / 2, size - size/2} {
		body := bytes.Repeat(binary.BigEndian.AppendUint16(nil, uint16(p.number)), 1+n/2)
		data = append(data, 0x32, byte(len(body))|0x80, byte(len(body)>>7)|0x80, byte(len(body)>>14))
		data = append(data, body...)
	}
	p.units = append(p.units, data)
	var packets []frame.Packet
	for _, payload := range (rtpio.AV1{}).Packetize(data) {
		packets = append(packets, frame.Packet{
			Sequence: p.sequence, Timestamp: uint32(p.number) * 3000, SSRC: 3, Arrived: p.now, Payload: payload,
		})
		p.sequence++
	}
	packets[len(packets)-1].Marker = true
	p.number++
	return packets
}

// gets takes all frames there are, checks that each is what was sent and
// continues the last, and returns their numbers.
func (p *projector) gets(t failer) (got []int) {
	t.Helper()
	for f, ok := p.Next(); ok; f, ok = p.Next() {
		n := int(f.Timestamp / 3000)
		if !bytes.Equal(normal(f.Data), normal(p.units[n])) {
			t.Fatalf("unit %d of %d bytes came as %d", n, len(p.units[n]), len(f.Data))
		}
		if !f.Key && n != p.last+1 {
			t.Fatalf("unit %d came after %d", n, p.last)
		}
		p.last = n
		got = append(got, n)
	}
	return got
}

// normal gives sizes their shortest form.
func normal(stream []byte) []byte {
	joined, _ := rtpio.JoinAV1(rtpio.AV1{}.Packetize(stream))
	return joined
}

func TestAV1InOrderAndReordered(t *testing.T) {
	p := newProjector()
	for i := range 40 {
		packets := p.show(5000, i == 0)
		if i%3 == 1 {
			slices.Reverse(packets)
		}
		p.push(packets...)
		expect(t, p.gets(t), i)
		p.now = p.now.Add(66 * time.Millisecond)
	}
	if s := p.Stats(); p.NeedKey() || s.Breaks > 0 || s.PacketsDiscarded > 0 {
		t.Errorf("%+v", s)
	}
}

// A whole unit that overtook another waits for it, although nothing but its
// number tells that one is missing.
func TestAV1UnitsReordered(t *testing.T) {
	p := newProjector()
	p.push(p.show(3000, true)...)
	second, third, fourth := p.show(3000, false), p.show(900, false), p.show(3000, false)
	expect(t, p.gets(t), 0)
	p.push(fourth...)
	p.push(third...)
	expect(t, p.gets(t))
	p.push(second...)
	expect(t, p.gets(t), 1, 2, 3)
}

func TestAV1WaitsForRetransmission(t *testing.T) {
	for lost := range 4 { // the first, one in the middle, the last
		p := newProjector()
		p.push(p.show(3000, true)...)
		expect(t, p.gets(t), 0)
		packets := p.show(4000, false)
		p.push(slices.Delete(slices.Clone(packets), lost, lost+1)...)
		p.push(p.show(2000, false)...)
		p.push(p.show(2000, false)...)
		expect(t, p.gets(t))
		if got := p.Missing(p.now.Add(maxGrace)); !slices.Equal(got, []uint16{packets[lost].Sequence}) {
			t.Fatalf("packet %d lost, asked for %v", lost, got)
		}
		p.now = p.now.Add(p.rtt)
		p.push(packets[lost])
		expect(t, p.gets(t), 1, 2, 3)
	}
}

func TestAV1KeyAfterLoss(t *testing.T) {
	p := newProjector()
	p.push(p.show(3000, true)...)
	p.push(p.show(4000, false)[1:]...)
	p.push(p.show(2000, false)...)
	expect(t, p.gets(t), 0)
	p.now = p.now.Add(patience(p.rtt) + time.Millisecond)
	expect(t, p.gets(t))
	if !p.NeedKey() {
		t.Fatal("no key frame is needed")
	}
	p.push(p.show(2000, false)...)
	expect(t, p.gets(t))
	key := p.show(4000, true)
	p.push(key[:2]...)
	if p.NeedKey() {
		t.Fatal("a key frame is needed while one is on its way")
	}
	p.push(key[2:]...)
	p.push(p.show(2000, false)...)
	expect(t, p.gets(t), 4, 5)
}

func TestAV1PassesOverPadding(t *testing.T) {
	p := newProjector()
	p.push(p.show(2000, true)...)
	padding := make([]frame.Packet, 3)
	for i := range padding {
		padding[i] = frame.Packet{Sequence: p.sequence, SSRC: 3, Timestamp: 1}
		p.sequence++
	}
	p.push(padding[0], padding[2])
	p.push(p.show(2000, false)...)
	expect(t, p.gets(t), 0)
	p.push(padding[1]) // only now is it known that the unit is one
	expect(t, p.gets(t), 1)
}

// A packet of which a key frame's rest is missing must not be mixed with it.
func TestAV1PartsThatDoNotFit(t *testing.T) {
	p := newProjector()
	p.push(p.show(2000, true)...)
	packets := p.show(4000, false)
	packets[1].Payload = append([]byte{0x10, 0x30}, packets[1].Payload[1:]...) // claims to begin a unit
	p.push(packets...)
	p.push(p.show(2000, false)...)
	expect(t, p.gets(t), 0)
	if !p.NeedKey() || p.Stats().DroppedUndecodable == 0 {
		t.Errorf("key needed: %v, %+v", p.NeedKey(), p.Stats())
	}
	p.push(p.show(2000, true)...)
	expect(t, p.gets(t), 3)
}

func TestAV1NeverShowsABrokenPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newProjector()
		p.last = -2
		var packets []frame.Packet
		for range rapid.IntRange(1, 30).Draw(t, "units") {
			key := rapid.IntRange(0, 9).Draw(t, "key") == 0
			for _, sent := range p.show(rapid.IntRange(1, 4000).Draw(t, "size"), key) {
				switch rapid.IntRange(0, 9).Draw(t, "fate") {
				case 0: // lost
				case 1:
					packets = append(packets, sent, sent)
				case 2:
					packets = slices.Insert(packets, max(0, len(packets)-rapid.IntRange(0, 8).Draw(t, "overtakes")), sent)
				default:
					packets = append(packets, sent)
				}
			}
		}
		for _, sent := range packets {
			p.push(sent)
			p.now = p.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "pause")) * time.Millisecond)
			p.gets(t)
			p.Missing(p.now)
			p.NeedKey()
		}
		if p.fragments.bytes < 0 || p.bytes < 0 {
			t.Fatalf("%d and %d bytes held", p.fragments.bytes, p.bytes)
		}
	})
}

// FuzzAV1Assembly reads its input as packets of up to 16 bytes.
func FuzzAV1Assembly(f *testing.F) {
	f.Add([]byte{1, 0, 0x81, 0x18, 0x0a, 0x01, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Add(bytes.Repeat([]byte{1, 0, 0x86, 0x10, 0x30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 5))
	f.Fuzz(func(t *testing.T, data []byte) {
		p := newProjector()
		for ; len(data) >= 16; data = data[16:] {
			p.sequence += uint16(int8(data[0]))
			p.push(frame.Packet{
				Sequence: p.sequence, Timestamp: uint32(data[1]), SSRC: 3,
				Marker: data[2]&0x80 != 0, Payload: data[3 : 3+data[2]&13],
			})
			p.now = p.now.Add(time.Duration(data[2]) * time.Millisecond)
			for got, ok := p.Next(); ok; got, ok = p.Next() {
				if len(got.Data) == 0 {
					t.Fatal("an empty frame")
				}
			}
			if p.Missing(p.now); p.fragments.bytes < 0 || p.bytes < 0 {
				t.Fatalf("%d and %d bytes held", p.fragments.bytes, p.bytes)
			}
		}
	})
}
