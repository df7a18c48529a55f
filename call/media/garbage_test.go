package media

import (
	"testing"
	"time"

	"parley/call/media/codec/codectest"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/media/jitter"
	"parley/call/media/rtpio"
	"parley/call/stats"
)

// path is a camera's way through a call: encoder, packets, assembler, decoder.
type path struct {
	tb        testing.TB
	line      *lineRig
	pictures  []*frame.Video
	packetize *rtpio.VP8
	packets   frame.BytePool // sent
	arrived   frame.BytePool
	sequence  uint16
	assembler *jitter.VideoAssembler
	decoder   *vpx.Decoder
	shown     int
}

func newPath(tb testing.TB) *path {
	p := &path{tb: tb, line: newLineRig(), packetize: rtpio.NewVP8(0)}
	p.packetize.Pool = &p.packets
	p.assembler = jitter.NewVideo(jitter.VideoConfig{Parse: rtpio.ParseVP8, Now: func() time.Time { return p.line.now }})
	decoder, err := vpx.NewVP8Decoder()
	if err != nil {
		tb.Fatal(err)
	}
	p.decoder = decoder
	tb.Cleanup(func() { _ = decoder.Close() })
	p.line.open = openVP8
	tb.Cleanup(p.line.closeLayers)
	p.line.senders.remove(p.line.sender)
	sender := &Sender{counts: make(map[stats.Kind]*sent), write: p.receive}
	sender.SetTarget(5_000_000)
	p.line.senders.add(sender)
	scene := codectest.NewScene(CameraWidth, CameraHeight)
	for n := range 8 {
		p.pictures = append(p.pictures, scene.Picture(n))
	}
	return p
}

// step carries one picture all the way.
func (p *path) step() {
	v := p.pictures[p.shown%len(p.pictures)]
	v.Captured = p.line.now
	p.line.encode(v)
	p.line.now = p.line.now.Add(time.Second / CameraFPS)
}

// receive carries a frame as packets and decodes it.
func (p *path) receive(_ Track, f frame.Encoded) {
	payloads := p.packetize.Packetize(f.Data)
	for i, payload := range payloads {
		p.sequence++
		packet := frame.Packet{
			Sequence: p.sequence, Timestamp: uint32(p.shown) * 3000, Marker: i == len(payloads)-1, Arrived: f.Captured,
		}
		packet.Copy(&p.arrived, payload)
		p.packets.Put(payload)
		p.assembler.Push(packet)
		packet.Release()
	}
	whole, _ := p.assembler.Next()
	picture, err := p.decoder.Decode(whole.Encoded)
	whole.Release()
	if err != nil || picture == nil {
		p.tb.Fatalf("picture %d: %v, %v", p.shown, picture, err)
	}
	picture.Release()
	p.shown++
}

// A camera's pictures leave no garbage on their way to the far screen.
func TestPicturesLeaveNoGarbage(t *testing.T) {
	p := newPath(t)
	for range 90 { // until the assembler has memory for each packet it may hold
		p.step()
	}
	before := p.shown
	if allocated := testing.AllocsPerRun(30, p.step); allocated > 0 {
		t.Errorf("%v allocations a picture", allocated)
	}
	if p.shown-before < 25 {
		t.Errorf("only %d of 30 pictures came", p.shown-before)
	}
}

// BenchmarkPath is the work of one picture in the program, without network and
// painter.
func BenchmarkPath(b *testing.B) {
	p := newPath(b)
	b.ReportAllocs()
	for b.Loop() {
		p.step()
	}
}
