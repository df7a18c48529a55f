package vpx

import (
	"errors"
	"testing"
	"time"

	"parley/call/media/codec"
	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

func TestVP8(t *testing.T) {
	codectest.Video(t, codectest.VideoCodec{
		NewEncoder: func(bitrate int) (codec.VideoEncoder, error) {
			return NewVP8Encoder(Config{Bitrate: bitrate})
		},
		NewDecoder: func() (codec.VideoDecoder, error) { return NewVP8Decoder() },
	})
}

func TestConfigurations(t *testing.T) {
	s := codectest.NewScene(352, 288)
	for _, config := range []Config{{}, {Content: Text, FrameRate: 5}, {Content: Motion}, {NoiseSensitivity: 4}, {NoiseSensitivity: 1}} {
		enc, err := NewVP8Encoder(config)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			v := s.Picture(n)
			if _, err := enc.Encode(v, false); err != nil {
				t.Errorf("%+v: %v", config, err)
			}
			v.Release()
		}
		enc.Close()
	}
	for _, config := range []Config{{FrameRate: -1}, {Bitrate: -5}, {Content: 7}, {NoiseSensitivity: 9}} {
		if _, err := NewVP8Encoder(config); err == nil {
			t.Errorf("%+v was taken", config)
		}
	}
}

func TestSettings(t *testing.T) {
	c, _ := Config{}.withDefaults()
	if s := settingsFor(c, 1280, 720, 1_500_000, 2); s.threads != 1 || s.speed != -6 || s.kilobits != 1500 || s.maxIntraPercent != 900 {
		t.Errorf("720p on two processors: %+v", s)
	}
	if s := settingsFor(c, 320, 180, 500, 8); s.threads != 1 || s.speed != -4 || s.kilobits != 1 {
		t.Errorf("180p: %+v", s)
	}
	for _, want := range []struct{ width, height, processors, threads int }{
		{640, 480, 16, 1}, {1280, 720, 3, 2}, {1280, 961, 6, 3}, {1920, 1080, 9, 8}, {1920, 1080, 2, 1},
	} {
		if got := threadsFor(want.width*want.height, want.processors); got != want.threads {
			t.Errorf("%+v: %d threads", want, got)
		}
	}
}

// A rate control that ignored the pictures' times would send half or twice
// as much here.
func TestBitrateFollowsTime(t *testing.T) {
	for _, perSecond := range []int{15, 60} {
		enc, err := NewVP8Encoder(Config{Bitrate: 600_000})
		if err != nil {
			t.Fatal(err)
		}
		s, bits := codectest.NewScene(320, 240), 0
		for n := range 4 * perSecond {
			v := s.Picture(n)
			v.Captured = time.Unix(100, 0).Add(time.Duration(n) * time.Second / time.Duration(perSecond))
			f, err := enc.Encode(v, false)
			v.Release()
			if err != nil {
				t.Fatal(err)
			}
			if n >= perSecond {
				bits += 8 * len(f.Data)
			}
		}
		t.Logf("%d pictures a second: %d kbit/s, %d dropped", perSecond, bits/3000, enc.Dropped())
		if rate := bits / 3; rate < 450_000 || rate > 700_000 {
			t.Errorf("%d pictures a second: %d bit/s", perSecond, rate)
		}
		enc.Close()
	}
}

func TestParseHeader(t *testing.T) {
	key := func(width, height int) []byte {
		return []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, byte(width), byte(width >> 8), byte(height), byte(height >> 8)}
	}
	for _, c := range []struct {
		data []byte
		want error
	}{
		{key(1280, 720), nil},
		{key(1280|1<<14, 720|2<<14), nil}, // with hints for scaling
		{key(frame.MaxWidth, frame.MaxHeight), nil},
		{key(frame.MaxWidth+1, 720), codec.ErrTooLarge},
		{key(16383, 16383), codec.ErrTooLarge},
		{key(0, 720), codec.ErrCorrupt},
		{key(1280, 720)[:9], codec.ErrCorrupt},
		{[]byte{0x10, 0, 0, 0x9d, 0x01, 0x2b, 0, 1, 0, 1}, codec.ErrCorrupt},
		{[]byte{0x11, 0}, codec.ErrCorrupt},
		{[]byte{0x11, 0, 0}, nil},
	} {
		if _, err := parseHeader(c.data); !errors.Is(err, c.want) {
			t.Errorf("%x: %v, want %v", c.data, err, c.want)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	enc, err := NewVP8Encoder(Config{Bitrate: 100_000})
	if err != nil {
		f.Fatal(err)
	}
	defer enc.Close()
	s := codectest.NewScene(48, 33)
	var frames [3][]byte
	for n := range frames {
		v := s.Picture(n)
		encoded, _ := enc.Encode(v, false)
		v.Release()
		frames[n] = encoded.Data
	}
	f.Add(frames[0], frames[1])
	f.Add(frames[0], frames[2])
	f.Add(frames[1], frames[0])
	f.Add(frames[0][:10], []byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		dec, err := NewVP8Decoder()
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
