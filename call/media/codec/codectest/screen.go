package codectest

import (
	"errors"
	"testing"
	"time"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// ScreenCodec makes the two halves under test. The encoder is tuned for text
// and expects 15 pictures a second.
type ScreenCodec struct {
	NewEncoder func(bitrate int) (codec.ScreenEncoder, error)
	NewDecoder func() (codec.VideoDecoder, error)
	// Floor is the quantizer with which text is visually lossless.
	Floor int
}

// keepAlive is a quantizer so coarse that a picture sent once more costs
// nothing and stays as it is.
const keepAlive = 40

// tick is the time from one picture to the next.
const tick = time.Second / 15

// Screen runs the suite for encoders of shared screens.
func Screen(t *testing.T, c ScreenCodec) {
	t.Run("refines", func(t *testing.T) { c.refines(t) })
	t.Run("goes on after refining", func(t *testing.T) { c.goesOn(t) })
	t.Run("key while still", func(t *testing.T) { c.keyWhileStill(t) })
	t.Run("refused quantizers", func(t *testing.T) { c.refusedQuantizers(t) })
}

// share is an encoder and a decoder with a page between them.
type share struct {
	t    testing.TB
	enc  codec.ScreenEncoder
	dec  codec.VideoDecoder
	page *Page
	now  time.Duration
}

func (c ScreenCodec) share(t testing.TB, bitrate, width, height int) *share {
	enc, err := c.NewEncoder(bitrate)
	must(t, enc, err)
	dec, err := c.NewDecoder()
	must(t, dec, err)
	t.Cleanup(func() { enc.Close(); dec.Close() })
	return &share{t: t, enc: enc, dec: dec, page: NewPage(width, height)}
}

// send compresses the page, scrolled by some rows, one tick after the last
// picture, and returns what the far side sees: the SSIM, 0 when dropped.
func (s *share) send(scrolled int, compress func(*frame.Video) (frame.Encoded, error)) (frame.Encoded, float64) {
	s.t.Helper()
	v := s.page.Picture(scrolled, s.now)
	defer v.Release()
	s.now += tick
	f, err := compress(v)
	must(s.t, f, err)
	if len(f.Data) == 0 {
		return f, 0
	}
	out, err := s.dec.Decode(f)
	must(s.t, out, err)
	defer out.Release()
	return f, SSIM(v, out)
}

func (s *share) encode(v *frame.Video) (frame.Encoded, error) { return s.enc.Encode(v, false) }
func (s *share) key(v *frame.Video) (frame.Encoded, error)    { return s.enc.Encode(v, true) }

func (s *share) refine(quantizer int) func(*frame.Video) (frame.Encoded, error) {
	return func(v *frame.Video) (frame.Encoded, error) { return s.enc.Refine(v, quantizer) }
}

// refines checks that a poor picture becomes a perfect one, and that repeating
// it then costs next to nothing.
func (c ScreenCodec) refines(t *testing.T) {
	s := c.share(t, 100_000, 640, 360)
	_, poor := s.send(0, s.encode)
	quantizer, ssim := s.enc.Quantizer(), poor
	for quantizer > c.Floor {
		quantizer = max(c.Floor, quantizer-12)
		var f frame.Encoded
		f, ssim = s.send(0, s.refine(quantizer))
		if len(f.Data) == 0 || f.Key || s.enc.Quantizer() != quantizer {
			t.Fatalf("quantizer %d, not %d: %d bytes, key %v", s.enc.Quantizer(), quantizer, len(f.Data), f.Key)
		}
	}
	f, again := s.send(0, s.refine(keepAlive))
	t.Logf("SSIM %.4f, refined %.4f, %d bytes for nothing new", poor, ssim, len(f.Data))
	if poor >= ssim || ssim < 0.99 || again < ssim-0.001 || len(f.Data) > 500 {
		t.Errorf("SSIM %.4f, refined %.4f, then %.4f with %d bytes", poor, ssim, again, len(f.Data))
	}
}

// goesOn checks that the bitrate is back in force once things move again.
func (c ScreenCodec) goesOn(t *testing.T) {
	const bitrate = 200_000
	s := c.share(t, bitrate, 640, 360)
	s.send(0, s.encode)
	s.send(0, s.refine(c.Floor))
	bits, shown := 0, 0
	for i := range 60 {
		f, ssim := s.send(2*(i+1), s.encode)
		if i >= 15 { // the refinement is paid back by then
			bits += 8 * len(f.Data)
		}
		if ssim > 0 {
			shown++
		}
	}
	if rate := bits / 3; rate > bitrate*13/10 || shown < 30 {
		t.Errorf("%d bit/s, %d of 60 pictures", rate, shown)
	}
}

// keyWhileStill checks that who joins late sees something at once.
func (c ScreenCodec) keyWhileStill(t *testing.T) {
	s := c.share(t, 300_000, 640, 360)
	s.send(0, s.encode)
	s.send(0, s.refine(c.Floor))
	late, err := c.NewDecoder()
	must(t, late, err)
	defer late.Close()
	for range 5 {
		f, _ := s.send(0, s.key)
		if len(f.Data) == 0 {
			continue
		}
		v, err := late.Decode(f)
		if !f.Key || err != nil {
			t.Fatalf("key %v, %v", f.Key, err)
		}
		v.Release()
		return
	}
	t.Error("no key frame came")
}

func (c ScreenCodec) refusedQuantizers(t *testing.T) {
	s := c.share(t, 300_000, 64, 64)
	v := s.page.Picture(0, 0)
	defer v.Release()
	for _, q := range []int{-1, codec.WorstQuantizer + 1} {
		if _, err := s.enc.Refine(v, q); err == nil {
			t.Errorf("a quantizer of %d was taken", q)
		}
	}
	s.enc.Close()
	if _, err := s.enc.Refine(v, 20); !errors.Is(err, codec.ErrClosed) {
		t.Errorf("refine after close: %v", err)
	}
}
