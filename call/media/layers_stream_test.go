package media

import (
	"testing"
	"time"

	"parley/call/media/codec"
	"parley/call/media/codec/codectest"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/media/jitter"
	"parley/call/media/rtpio"
	"parley/call/media/video"
	"parley/call/session"
	"parley/call/stats"
)

// screening is somebody who gets the camera as packets, and decodes them.
type screening struct {
	t         *testing.T
	name      string
	sender    *Sender
	vp8       *rtpio.VP8
	stamper   rtpio.Stamper
	sequence  uint16
	assembler *jitter.VideoAssembler
	decoder   codec.VideoDecoder
	shown     *frame.Video // what the camera saw, as large as it came
	pool      frame.VideoPool
	pictures  int
	height    int
	worst     float64 // PSNR in decibels
}

func newScreening(t *testing.T, l *videoLine, name string, target, lines int) *screening {
	t.Helper()
	decoder, err := vpx.NewVP8Decoder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := decoder.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &screening{
		t: t, name: name, vp8: rtpio.NewVP8(32_700), sequence: 65_500, decoder: decoder, worst: 100,
		stamper:   rtpio.NewVideoStamper(rtpio.NewClock(time.Unix(0, 0), frame.VideoClockRate, 0)),
		assembler: jitter.NewVideo(jitter.VideoConfig{Parse: rtpio.ParseVP8}),
	}
	s.sender = &Sender{counts: make(map[stats.Kind]*sent), write: s.receive}
	s.adapt(target, lines)
	l.senders.add(s.sender)
	return s
}

func (s *screening) adapt(target, lines int) {
	s.sender.SetTarget(target)
	s.sender.SetView(session.View{Lines: lines, Screen: true})
}

// receive carries a frame as packets and decodes it. Numbers go on as on a
// connection, whatever the layer.
func (s *screening) receive(_ Track, f frame.Encoded) {
	timestamp, payloads := s.stamper.Stamp(f.Captured, 0), s.vp8.Packetize(f.Data)
	for i, payload := range payloads {
		s.sequence++
		s.assembler.Push(frame.Packet{
			Sequence: s.sequence, Timestamp: timestamp, Marker: i == len(payloads)-1, Arrived: f.Captured, Payload: payload,
		})
	}
	whole, ok := s.assembler.Next()
	if !ok || s.assembler.NeedKey() {
		s.t.Fatalf("%s: a frame of %d lines cannot be decoded, key %v", s.name, f.Height, f.Key)
	}
	picture, err := s.decoder.Decode(whole.Encoded)
	if err != nil || picture == nil || picture.Height != f.Height {
		s.t.Fatalf("%s: decoded %v, %v", s.name, picture, err)
	}
	defer picture.Release()
	s.compare(picture)
}

// compare fails when a picture is not what the camera saw.
func (s *screening) compare(picture *frame.Video) {
	s.pictures++
	s.height = picture.Height
	seen := s.pool.Get(picture.Width, picture.Height)
	defer seen.Release()
	if err := video.Scale(seen, s.shown); err != nil {
		s.t.Fatal(err)
	}
	s.worst = min(s.worst, codectest.PSNR(seen, picture))
}

// countingEncoder counts how often each picture is encoded in each size.
type countingEncoder struct {
	codec.VideoEncoder
	counts map[layerPicture]int
}

type layerPicture struct {
	at    time.Time
	lines int
}

func (e countingEncoder) Encode(v *frame.Video, key bool) (frame.Encoded, error) {
	e.counts[layerPicture{v.Captured, v.Height}]++
	return e.VideoEncoder.Encode(v, key)
}

// Three people at three paths, who change places, hide, come and go: each
// decodes all that comes, and each layer is encoded once.
func TestThreePathsDecodeWithoutABreak(t *testing.T) {
	r := newLineRig()
	r.senders.remove(r.sender)
	counts := make(map[layerPicture]int)
	r.open = func(c vpx.Config) (codec.VideoEncoder, error) {
		e, err := openVP8(c)
		return countingEncoder{e, counts}, err
	}
	defer r.closeLayers()
	const full = session.MaxLines
	a := newScreening(t, r.videoLine, "a", 4_000_000, full)
	b := newScreening(t, r.videoLine, "b", 800_000, full)
	c := newScreening(t, r.videoLine, "c", 250_000, full)
	scene, n := codectest.NewScene(CameraWidth, CameraHeight), 0
	run := func(what string, heightOfA, heightOfB, heightOfC int) {
		t.Helper()
		for range 45 {
			v := scene.Picture(n)
			v.Captured = r.now
			a.shown, b.shown, c.shown = v, v, v
			r.encode(v)
			v.Release()
			n, r.now = n+1, r.now.Add(time.Second/CameraFPS)
		}
		if a.height != heightOfA || b.height != heightOfB || c.height != heightOfC {
			t.Errorf("%s: %d, %d and %d lines", what, a.height, b.height, c.height)
		}
	}
	run("each its own", 720, 360, 180)
	a.adapt(250_000, full)
	b.adapt(4_000_000, full)
	c.adapt(800_000, full)
	run("places changed", 180, 720, 360)
	b.adapt(4_000_000, 0)
	c.adapt(4_000_000, 200)
	hidden := b.pictures
	run("one hidden, one small", 180, 720, 180)
	if b.pictures != hidden {
		t.Errorf("%d pictures while hidden", b.pictures-hidden)
	}
	for _, s := range []*screening{a, b, c} {
		s.adapt(4_000_000, full)
	}
	run("all alike", 720, 720, 720)
	r.senders.remove(a.sender)
	b.adapt(600_000, full)
	run("one left", 720, 360, 720)
	r.senders.remove(c.sender)
	b.adapt(1_100_000, full)
	run("one remains", 720, 540, 720)
	for _, s := range []*screening{a, b, c} {
		t.Logf("%s: %d pictures, the worst of %.1f dB", s.name, s.pictures, s.worst)
		if s.worst < 24 {
			t.Errorf("%s: a picture of %.1f dB", s.name, s.worst)
		}
	}
	for picture, times := range counts {
		if times > 1 && picture.lines != 180 || times > 2 { // 180 lines are two layers
			t.Errorf("%d lines were encoded %d times", picture.lines, times)
		}
	}
}
