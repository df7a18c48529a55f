package vpx

import (
	"fmt"
	"os"
	"testing"
	"time"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
	"parley/call/media/video"
)

const (
	benchWidth, benchHeight = 1280, 720
	benchBitrate            = 1_500_000
	benchFrames             = 120
)

// benchPictures are the pictures of the raw I420 file named by BENCH_I420,
// of 1280 by 720, or of a made-up scene.
func benchPictures(b *testing.B) []*frame.Video {
	b.Helper()
	name := os.Getenv("BENCH_I420")
	if name == "" {
		s := codectest.NewScene(benchWidth, benchHeight)
		return collect(s.Picture)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	var pool frame.VideoPool
	return collect(func(n int) *frame.Video {
		const size = benchWidth * benchHeight * 3 / 2
		at := n % (len(raw) / size) * size
		v := pool.Get(benchWidth, benchHeight) // its rows have no padding at this width
		at += copy(v.Y, raw[at:])
		at += copy(v.U, raw[at:])
		copy(v.V, raw[at:])
		v.Captured = time.Unix(100, 0).Add(time.Duration(n) * time.Second / 30)
		return v
	})
}

func collect(picture func(n int) *frame.Video) []*frame.Video {
	pictures := make([]*frame.Video, benchFrames)
	for n := range pictures {
		pictures[n] = picture(n)
	}
	return pictures
}

func BenchmarkEncode720p(b *testing.B) {
	for name, config := range map[string]Config{
		"camera":    {Bitrate: benchBitrate},
		"denoising": {Bitrate: benchBitrate, NoiseSensitivity: 4},
	} {
		b.Run(name, func(b *testing.B) { benchEncode(b, config) })
	}
}

func benchEncode(b *testing.B, config Config) {
	benchPicturesAs(b, config, benchPictures(b))
}

// BenchmarkMotion1080p encodes a moving scene on a large screen.
func BenchmarkMotion1080p(b *testing.B) {
	s := codectest.NewScene(1920, 1080)
	pictures := make([]*frame.Video, 30)
	for n := range pictures {
		pictures[n] = s.Picture(n)
	}
	benchPicturesAs(b, Config{Bitrate: 4_000_000, Content: Motion}, pictures)
}

func benchPicturesAs(b *testing.B, config Config, pictures []*frame.Video) {
	enc, err := NewVP8Encoder(config)
	if err != nil {
		b.Fatal(err)
	}
	defer enc.Close()
	bits, n := 0, 0
	for b.Loop() {
		v := pictures[n%len(pictures)]
		v.Captured = time.Unix(100, 0).Add(time.Duration(n) * time.Second / 30)
		f, err := enc.Encode(v, false)
		if err != nil {
			b.Fatal(err)
		}
		bits += 8 * len(f.Data)
		n++
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(n), "ms/frame")
	b.ReportMetric(float64(bits)*30/float64(n)/1000, "kbit/s")
	b.ReportMetric(100*float64(enc.Dropped())/float64(n), "%dropped")
}

// BenchmarkDecode decodes the layers of a camera.
func BenchmarkDecode(b *testing.B) {
	for _, layer := range []struct{ width, height, bitrate int }{
		{1280, 720, benchBitrate}, {640, 360, 700_000}, {320, 180, 250_000},
	} {
		b.Run(fmt.Sprintf("%dp", layer.height), func(b *testing.B) { benchDecode(b, layer.width, layer.height, layer.bitrate) })
	}
}

func benchDecode(b *testing.B, width, height, bitrate int) {
	enc, err := NewVP8Encoder(Config{Bitrate: bitrate})
	if err != nil {
		b.Fatal(err)
	}
	defer enc.Close()
	var frames []frame.Encoded
	for _, v := range benchPictures(b) {
		f, err := enc.Encode(shrunk(b, v, width, height), false)
		if err != nil {
			b.Fatal(err)
		}
		if len(f.Data) > 0 {
			frames = append(frames, f)
		}
	}
	dec, err := NewVP8Decoder()
	if err != nil {
		b.Fatal(err)
	}
	defer dec.Close()
	n := 0
	for b.Loop() {
		v, err := dec.Decode(frames[n%len(frames)])
		if err != nil {
			b.Fatal(err)
		}
		v.Release()
		n++
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(n), "ms/frame")
}

// shrunk is v in another size.
func shrunk(b *testing.B, v *frame.Video, width, height int) *frame.Video {
	b.Helper()
	var pool frame.VideoPool
	out := pool.Get(width, height)
	if err := video.Scale(out, v); err != nil {
		b.Fatal(err)
	}
	out.Captured = v.Captured
	return out
}
