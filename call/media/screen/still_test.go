package screen

import (
	"testing"
	"time"

	"parley/call/media/codec"
	"parley/call/media/codec/av1"
	"parley/call/media/codec/codectest"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
)

// kind is a codec for shared screens.
type kind struct {
	name       string
	floor      int
	newEncoder func(bitrate int) (codec.ScreenEncoder, error)
	newDecoder func() (codec.VideoDecoder, error)
}

var kinds = []kind{
	{
		"AV1", av1.TextFloor,
		func(bitrate int) (codec.ScreenEncoder, error) { return av1.NewEncoder(av1.Config{Bitrate: bitrate}) },
		func() (codec.VideoDecoder, error) { return av1.NewDecoder() },
	},
	{
		"VP8", vpx.TextFloor,
		func(bitrate int) (codec.ScreenEncoder, error) {
			return vpx.NewVP8Encoder(vpx.Config{Bitrate: bitrate, FrameRate: 15, Content: vpx.Text})
		},
		func() (codec.VideoDecoder, error) { return vpx.NewVP8Decoder() },
	},
}

const tick = time.Second / 15

// sharer shares a page: a refiner, a real encoder, and a viewer with a real
// decoder. Time is made up.
type sharer struct {
	t       testing.TB
	enc     codec.ScreenEncoder
	dec     codec.VideoDecoder
	refiner *Refiner
	page    *codectest.Page
	bitrate int

	now      time.Duration
	scrolled int
	wantKey  bool
	last     Step
	bits     int          // of the last tick
	sent     int          // bits in all
	seen     *frame.Video // by the viewer
	encoding time.Duration
}

func newSharer(t testing.TB, k kind, bitrate, width, height int) *sharer {
	enc, err := k.newEncoder(bitrate)
	if err != nil {
		t.Fatal(err)
	}
	dec, err := k.newDecoder()
	if err != nil {
		t.Fatal(err)
	}
	s := &sharer{t: t, enc: enc, dec: dec, refiner: NewRefiner(k.floor), page: codectest.NewPage(width, height), bitrate: bitrate}
	t.Cleanup(func() { enc.Close(); dec.Close(); s.seen.Release() })
	s.refiner.Changed(start)
	return s
}

// tick does what the refiner says, and returns after one tick.
func (s *sharer) tick() {
	s.t.Helper()
	now := start.Add(s.now)
	s.last, s.bits = s.refiner.Next(now), 0
	if s.last.Action != Nothing {
		v := s.page.Picture(s.scrolled, s.now)
		defer v.Release()
		begun := time.Now()
		f, err := s.compress(v)
		s.encoding += time.Since(begun)
		if err != nil {
			s.t.Fatal(err)
		}
		s.bits = 8 * len(f.Data)
		s.refiner.Sent(now, s.last, s.bits, s.enc.Quantizer(), s.bitrate)
		s.view(f)
	}
	s.sent += s.bits
	s.now += tick
}

func (s *sharer) compress(v *frame.Video) (frame.Encoded, error) {
	if s.last.Action == Encode {
		return s.enc.Encode(v, s.wantKey)
	}
	return s.enc.Refine(v, s.last.Quantizer)
}

func (s *sharer) view(f frame.Encoded) {
	s.t.Helper()
	if len(f.Data) == 0 {
		return
	}
	s.wantKey = s.wantKey && !f.Key
	out, err := s.dec.Decode(f)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.seen != nil {
		s.seen.Release()
	}
	s.seen = out
}

// ssim compares what the viewer sees with the page.
func (s *sharer) ssim() float64 {
	original := s.page.Picture(s.scrolled, s.now)
	defer original.Release()
	return codectest.SSIM(original, s.seen)
}

// A page that stands still is as good as the original two seconds later, and
// then costs next to nothing.
func TestStillBecomesPerfect(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			s := newSharer(t, k, 300_000, 960, 540)
			for s.now < 2*time.Second {
				s.tick()
			}
			t.Logf("after 2 s: SSIM %.4f, %d kbit", s.ssim(), s.sent/1000)
			if s.ssim() < 0.99 {
				t.Errorf("after 2 s: SSIM %.4f", s.ssim())
			}
			for s.now < 6*time.Second {
				s.tick()
			}
			perfect, before := s.ssim(), s.sent
			for s.now < 16*time.Second {
				if s.tick(); s.last.Action == Encode || s.last.Action == Refine {
					t.Fatalf("%+v after %v", s.last, s.now)
				}
			}
			t.Logf("perfect: SSIM %.4f, then %d bit/s", perfect, (s.sent-before)/10)
			if perfect < 0.995 || s.ssim() < perfect-0.0005 || s.sent-before > 10*6000 {
				t.Errorf("perfect: SSIM %.4f, then %.4f at %d bit/s", perfect, s.ssim(), (s.sent-before)/10)
			}
		})
	}
}

// Who joins while nothing moves gets a picture within a second, and soon it is
// as good as for everybody else.
func TestLateJoiner(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			s := newSharer(t, k, 300_000, 960, 540)
			for s.now < 5*time.Second {
				s.tick()
			}
			late, err := k.newDecoder()
			if err != nil {
				t.Fatal(err)
			}
			defer late.Close()
			s.dec, s.wantKey = late, true
			s.refiner.Wanted()
			asked := s.now
			for s.wantKey && s.now < asked+time.Second {
				s.tick()
			}
			arrival := s.now - asked + time.Duration(s.bits)*time.Second/time.Duration(s.bitrate)
			t.Logf("the key frame takes %d kbit, SSIM %.4f; it is there after %v", s.bits/1000, s.ssim(), arrival)
			if s.wantKey || arrival > time.Second {
				t.Fatalf("no picture after %v", arrival)
			}
			for s.now < asked+3*time.Second {
				s.tick()
			}
			if s.ssim() < 0.99 {
				t.Errorf("3 s later: SSIM %.4f", s.ssim())
			}
		})
	}
}

// What was spent on perfection is not missing when things move again.
func TestMovesAfterStanding(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			s := newSharer(t, k, 300_000, 960, 540)
			for s.now < 6*time.Second {
				s.tick()
			}
			shown := 0
			for range 15 {
				s.scrolled += 4
				s.refiner.Changed(start.Add(s.now))
				if s.tick(); s.bits > 0 {
					shown++
				}
			}
			if shown < 13 {
				t.Errorf("%d of 15 pictures came", shown)
			}
		})
	}
}

// BenchmarkStill1080p measures how a page of 1080p becomes perfect.
func BenchmarkStill1080p(b *testing.B) {
	for _, k := range kinds {
		for name, bitrate := range map[string]int{"300k": 300_000, "1M": 1_000_000, "2.5M": 2_500_000} {
			b.Run(k.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					benchStill(b, k, bitrate)
				}
			})
		}
	}
}

func benchStill(b *testing.B, k kind, bitrate int) {
	s := newSharer(b, k, bitrate, 1920, 1080)
	var good, perfect time.Duration
	bits := 0
	for s.now < 12*time.Second && perfect == 0 {
		s.tick()
		arrived := s.now - tick + time.Duration(s.bits)*time.Second/time.Duration(bitrate)
		if good == 0 && s.ssim() >= 0.99 {
			good = arrived
		}
		switch s.last.Action {
		case Encode, Refine:
			bits = s.sent
		case KeepAlive:
			perfect = s.now
		case Nothing:
		}
	}
	b.ReportMetric(good.Seconds(), "s/SSIM-0.99")
	b.ReportMetric(perfect.Seconds(), "s/perfect")
	b.ReportMetric(float64(bits)/8000, "kB")
	b.ReportMetric(s.ssim(), "SSIM")
	s.encoding, s.sent = 0, 0
	for begun := s.now; s.now < begun+10*time.Second; {
		s.tick()
	}
	b.ReportMetric(s.encoding.Seconds()*1000/10, "ms/s-still")
	b.ReportMetric(float64(s.sent)/10_000, "kbit/s-still")
}
