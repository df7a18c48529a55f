package av1

import (
	"bytes"
	"errors"
	"testing"

	"parley/call/media/codec"
	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

func newDecoder() (codec.VideoDecoder, error) { return NewDecoder() }

var screenCodec = codectest.ScreenCodec{
	NewEncoder: func(bitrate int) (codec.ScreenEncoder, error) { return NewEncoder(Config{Bitrate: bitrate}) },
	NewDecoder: newDecoder,
	Floor:      TextFloor,
}

func TestAV1(t *testing.T) {
	codectest.Video(t, codectest.VideoCodec{
		NewEncoder: func(bitrate int) (codec.VideoEncoder, error) {
			return NewEncoder(Config{Bitrate: bitrate, FrameRate: 30})
		},
		NewDecoder: newDecoder,
	})
}

func TestScreen(t *testing.T) { codectest.Screen(t, screenCodec) }

func TestConfigurations(t *testing.T) {
	for _, config := range []Config{{FrameRate: -1}, {FrameRate: 1000}, {Bitrate: -5}} {
		if _, err := NewEncoder(config); err == nil {
			t.Errorf("%+v was taken", config)
		}
	}
}

func TestSettings(t *testing.T) {
	c, _ := Config{}.withDefaults()
	if s := settingsFor(c, 1920, 1080, 1_500_000, 2); s.threads != 1 || s.tileColumns != 0 || s.speed != 10 || s.kilobits != 1500 {
		t.Errorf("1080p on two processors: %+v", s)
	}
	if s := settingsFor(c, 320, 180, 500, 8); s.threads != 2 || s.speed != 8 || s.kilobits != 1 {
		t.Errorf("180p: %+v", s)
	}
	s := settingsFor(c, 1920, 1080, 1_500_000, 8)
	if s.threads != 4 || s.tileColumns != 2 {
		t.Errorf("1080p on eight processors: %+v", s)
	}
	if r := s.refining(20); r.minQuantizer != 20 || r.maxQuantizer != 20 || r.dropThreshold != 0 || r.layout != s.layout {
		t.Errorf("refining: %+v", r)
	}
}

// With more processors than this machine may have, tiles are encoded side by
// side; what comes out is one picture all the same.
func TestThreads(t *testing.T) {
	page := codectest.NewPage(640, 360)
	for _, processors := range []int{3, 8} {
		enc, err := NewEncoder(Config{})
		if err != nil {
			t.Fatal(err)
		}
		defer enc.Close()
		dec, err := NewDecoder()
		if err != nil {
			t.Fatal(err)
		}
		defer dec.Close()
		for n := range 4 {
			v := page.Picture(4*n, 0)
			if err := enc.adapt(settingsFor(enc.config, 640, 360, 1_000_000, processors)); err != nil {
				t.Fatal(err)
			}
			f, err := enc.compress(v, int64(6000*n))
			if err != nil {
				t.Fatal(err)
			}
			out, err := dec.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			if ssim := codectest.SSIM(v, out); ssim < 0.99 {
				t.Errorf("picture %d on %d processors: SSIM %.4f", n, processors, ssim)
			}
			v.Release()
			out.Release()
		}
	}
}

// forged returns a key frame of a size that the encoder itself would refuse.
func forged(t *testing.T, width, height int) []byte {
	t.Helper()
	enc, err := NewEncoder(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	if err := enc.adapt(settingsFor(enc.config, width, height, 1_000_000, 1)); err != nil {
		t.Fatal(err)
	}
	chroma := make([]byte, (width+1)/2*((height+1)/2))
	f, err := enc.compress(&frame.Video{
		Y: make([]byte, width*height), U: chroma, V: chroma,
		StrideY: width, StrideUV: (width + 1) / 2, Width: width, Height: height,
	}, 0)
	if err != nil || len(f.Data) == 0 {
		t.Fatalf("%d bytes, %v", len(f.Data), err)
	}
	return f.Data
}

// dav1d bounds the number of pixels only: what is merely too long is ours to
// refuse.
func TestTooLarge(t *testing.T) {
	dec, err := NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	for _, size := range [][2]int{{frame.MaxWidth + 16, frame.MaxHeight}, {8192, 16}, {16, frame.MaxHeight + 1}} {
		if v, err := dec.Decode(frame.Encoded{Data: forged(t, size[0], size[1])}); v != nil || !errors.Is(err, codec.ErrTooLarge) {
			t.Errorf("%v: %v, %v", size, v != nil, err)
		}
	}
	if dec.pool.Live() != 0 {
		t.Error("a picture leaked")
	}
	enc, err := NewEncoder(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	if _, err := enc.Encode(&frame.Video{Width: frame.MaxWidth + 1, Height: 2}, false); !errors.Is(err, codec.ErrTooLarge) {
		t.Errorf("encode: %v", err)
	}
}

func FuzzDecoder(f *testing.F) {
	enc, err := NewEncoder(Config{Bitrate: 100_000})
	if err != nil {
		f.Fatal(err)
	}
	defer enc.Close()
	page := codectest.NewPage(64, 48)
	var frames [3][]byte
	for n := range frames {
		v := page.Picture(4*n, 0)
		encoded, _ := enc.Encode(v, false)
		v.Release()
		frames[n] = encoded.Data
	}
	f.Add(frames[0], frames[1])
	f.Add(frames[0], frames[2])
	f.Add(frames[1], frames[0])
	f.Add(bytes.Repeat(frames[1], 3), []byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		dec, err := NewDecoder()
		if err != nil {
			t.Fatal(err)
		}
		defer dec.Close()
		for _, data := range [][]byte{frames[0], first, second, frames[0]} {
			v, err := dec.Decode(frame.Encoded{Data: data})
			if v != nil {
				v.Release()
			}
			if v != nil && err != nil {
				t.Fatal("a picture with an error")
			}
		}
		if dec.pool.Live() != 0 {
			t.Fatal("a picture leaked")
		}
	})
}
