package codectest

import (
	"errors"
	"testing"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// VideoCodec makes the two halves under test. The encoder expects 30 pictures
// a second.
type VideoCodec struct {
	NewEncoder func(bitrate int) (codec.VideoEncoder, error)
	NewDecoder func() (codec.VideoDecoder, error)
}

// Video runs the suite for video codecs.
func Video(t *testing.T, c VideoCodec) {
	t.Run("round trip", func(t *testing.T) { c.roundTrip(t) })
	t.Run("key on request", func(t *testing.T) { c.keyOnRequest(t) })
	t.Run("size change", func(t *testing.T) { c.sizeChange(t) })
	t.Run("bitrate", func(t *testing.T) { c.bitrate(t) })
	t.Run("needs a key frame", func(t *testing.T) { c.needsKey(t) })
	t.Run("corrupt input", func(t *testing.T) { c.corrupt(t) })
	t.Run("close", func(t *testing.T) { c.closes(t) })
}

// pair is an encoder and a decoder for one test.
type pair struct {
	t   *testing.T
	enc codec.VideoEncoder
	dec codec.VideoDecoder
}

func (c VideoCodec) pair(t *testing.T, bitrate int) pair {
	enc, err := c.NewEncoder(bitrate)
	must(t, enc, err)
	dec, err := c.NewDecoder()
	must(t, dec, err)
	t.Cleanup(func() { enc.Close(); dec.Close() })
	return pair{t, enc, dec}
}

// encode compresses picture n of s.
func (p pair) encode(s *Scene, n int, forceKey bool) frame.Encoded {
	p.t.Helper()
	v := s.Picture(n)
	defer v.Release()
	f, err := p.enc.Encode(v, forceKey)
	return must(p.t, f, err)
}

// quality sends picture n of s through both and compares.
func (p pair) quality(s *Scene, n int) (luma, chroma float64, f frame.Encoded) {
	p.t.Helper()
	f = p.encode(s, n, false)
	if len(f.Data) == 0 {
		return 0, 0, f
	}
	out, err := p.dec.Decode(f)
	must(p.t, out, err)
	original := s.Picture(n)
	defer original.Release()
	defer out.Release()
	if out.Width != original.Width || out.Height != original.Height || !out.Captured.Equal(original.Captured) {
		p.t.Fatalf("got %dx%d of %v, want %dx%d of %v", out.Width, out.Height, out.Captured,
			original.Width, original.Height, original.Captured)
	}
	return PSNR(out, original), ChromaPSNR(out, original), f
}

func (c VideoCodec) roundTrip(t *testing.T) {
	for _, size := range [][2]int{{640, 360}, {321, 181}, {17, 33}, {1, 1}} {
		p, s := c.pair(t, 1_500_000), NewScene(size[0], size[1])
		worst, shown := 99.0, 0
		for n := range 30 {
			luma, chroma, f := p.quality(s, n)
			if len(f.Data) == 0 {
				continue
			}
			shown++
			worst = min(worst, luma, chroma)
			if f.Width != size[0] || f.Height != size[1] || f.Key != (n == 0) {
				t.Errorf("frame %d of %v is %dx%d, key %v", n, size, f.Width, f.Height, f.Key)
			}
		}
		t.Logf("%v: worst PSNR %.1f dB, %d of 30 shown", size, worst, shown)
		if worst < 30 || shown < 25 {
			t.Errorf("%v: worst PSNR %.1f dB, %d of 30 shown", size, worst, shown)
		}
	}
}

func (c VideoCodec) keyOnRequest(t *testing.T) {
	p, s := c.pair(t, 1_000_000), NewScene(320, 180)
	keys := 0
	for n := range 40 {
		if f := p.encode(s, n, n == 20); f.Key {
			keys++
			if n != 0 && (n < 20 || n > 22) {
				t.Errorf("frame %d is a key frame", n)
			}
		}
	}
	if keys != 2 {
		t.Errorf("%d key frames, want the first and the requested one", keys)
	}
}

func (c VideoCodec) sizeChange(t *testing.T) {
	p := c.pair(t, 1_000_000)
	n := 0
	for _, size := range [][2]int{{320, 180}, {161, 91}, {320, 180}, {640, 360}, {360, 640}, {64, 64}} {
		s, key := NewScene(size[0], size[1]), false
		for range 10 {
			luma, _, f := p.quality(s, n)
			if len(f.Data) > 0 && !key && !f.Key {
				t.Errorf("%v does not begin with a key frame", size)
			}
			key = key || f.Key
			if len(f.Data) > 0 && luma < 28 {
				t.Errorf("%v: PSNR %.1f dB", size, luma)
			}
			n++
		}
		if !key {
			t.Errorf("%v never came", size)
		}
	}
}

func (c VideoCodec) bitrate(t *testing.T) {
	p, s := c.pair(t, 800_000), NewScene(640, 360)
	n := 0
	for _, target := range []int{800_000, 250_000, 1_200_000} {
		if err := p.enc.SetBitrate(target); err != nil {
			t.Fatal(err)
		}
		bits := 0
		for i := range 90 {
			f := p.encode(s, n, false)
			if i >= 30 { // the first second is for getting there
				bits += 8 * len(f.Data)
			}
			n++
		}
		got := float64(bits) / 2
		t.Logf("%d kbit/s wanted, %.0f came", target/1000, got/1000)
		if got > 1.2*float64(target) || got < 0.7*float64(target) {
			t.Errorf("%d kbit/s wanted, %.0f came", target/1000, got/1000)
		}
	}
	if p.enc.SetBitrate(0) == nil {
		t.Error("a bitrate of 0 was taken")
	}
}

func (c VideoCodec) needsKey(t *testing.T) {
	p, s := c.pair(t, 1_000_000), NewScene(320, 180)
	key := p.encode(s, 0, false)
	delta := p.encode(s, 1, false)
	p.refuses("a frame before the first key frame", delta)
	p.takes("the key frame", key)
	p.takes("the next frame", delta)
	p.refuses("garbage", frame.Encoded{Data: []byte{0xff}})
	p.refuses("a frame after garbage", p.encode(s, 2, false))
	p.takes("the key frame after garbage", p.encode(s, 3, true))
}

func (p pair) refuses(what string, f frame.Encoded) {
	p.t.Helper()
	v, err := p.dec.Decode(f)
	if v != nil {
		v.Release()
	}
	if !errors.Is(err, codec.ErrCorrupt) {
		p.t.Errorf("%s: picture %v, %v", what, v != nil, err)
	}
}

func (p pair) takes(what string, f frame.Encoded) {
	p.t.Helper()
	v, err := p.dec.Decode(f)
	if v == nil || err != nil {
		p.t.Fatalf("%s: picture %v, %v", what, v != nil, err)
	}
	v.Release()
}

// corrupt damages frames in every place: what comes out is a picture or an
// error, and a key frame always brings the decoder back.
func (c VideoCodec) corrupt(t *testing.T) {
	p, s := c.pair(t, 1_000_000), NewScene(320, 180)
	key, delta := p.encode(s, 0, false), p.encode(s, 1, false)
	for _, good := range []frame.Encoded{key, delta} {
		for cut := 0; cut < len(good.Data); cut += 1 + len(good.Data)/50 {
			p.takes("an intact key frame", key)
			p.survives(good.Data[:cut])
			flipped := append([]byte(nil), good.Data...)
			flipped[cut] ^= 0x55
			p.survives(flipped)
		}
	}
	p.refuses("nothing", frame.Encoded{})
	p.takes("an intact key frame", key)
}

func (p pair) survives(data []byte) {
	v, err := p.dec.Decode(frame.Encoded{Data: data})
	if v != nil && err != nil {
		p.t.Error("a picture with an error")
	}
	if err != nil && !errors.Is(err, codec.ErrCorrupt) && !errors.Is(err, codec.ErrTooLarge) {
		p.t.Errorf("damaged input: %v", err)
	}
	if v != nil {
		v.Release()
	}
}

func (c VideoCodec) closes(t *testing.T) {
	p, s := c.pair(t, 1_000_000), NewScene(64, 64)
	f := p.encode(s, 0, false)
	v, err := p.dec.Decode(f)
	must(t, v, err)
	closed(t, p.enc, map[string]func() error{
		"encode":      func() error { _, err := p.enc.Encode(v, false); return err },
		"set bitrate": func() error { return p.enc.SetBitrate(1) },
	})
	closed(t, p.dec, map[string]func() error{
		"decode": func() error { _, err := p.dec.Decode(f); return err },
	})
	v.Release() // the picture outlives its decoder
}
