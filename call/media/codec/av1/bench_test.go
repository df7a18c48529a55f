package av1

import (
	"testing"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

func BenchmarkScroll1080p(b *testing.B) {
	for name, bitrate := range map[string]int{"300k": 300_000, "1M": 1_000_000, "2.5M": 2_500_000} {
		b.Run(name, func(b *testing.B) { codectest.BenchScroll(b, screenCodec, bitrate) })
	}
}

func BenchmarkDecode1080p(b *testing.B) {
	enc, err := NewEncoder(Config{Bitrate: 1_000_000})
	if err != nil {
		b.Fatal(err)
	}
	defer enc.Close()
	dec, err := NewDecoder()
	if err != nil {
		b.Fatal(err)
	}
	defer dec.Close()
	page := codectest.NewPage(1920, 1080)
	var frames []frame.Encoded
	for n := range 30 {
		v := page.Picture(16*n, 0)
		f, err := enc.Encode(v, false)
		v.Release()
		if err != nil {
			b.Fatal(err)
		}
		if len(f.Data) > 0 {
			frames = append(frames, f)
		}
	}
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
