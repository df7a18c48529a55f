package vpx

import (
	"testing"

	"parley/call/media/codec"
	"parley/call/media/codec/codectest"
)

var screenCodec = codectest.ScreenCodec{
	NewEncoder: func(bitrate int) (codec.ScreenEncoder, error) {
		return NewVP8Encoder(Config{Bitrate: bitrate, FrameRate: 15, Content: Text})
	},
	NewDecoder: func() (codec.VideoDecoder, error) { return NewVP8Decoder() },
	Floor:      TextFloor,
}

func TestScreen(t *testing.T) { codectest.Screen(t, screenCodec) }

func BenchmarkScroll1080p(b *testing.B) {
	for name, bitrate := range map[string]int{"300k": 300_000, "1M": 1_000_000, "2.5M": 2_500_000} {
		b.Run(name, func(b *testing.B) { codectest.BenchScroll(b, screenCodec, bitrate) })
	}
}
