package video

import (
	"fmt"
	"image"
	"testing"

	"parley/call/media/frame"
)

// perFrame runs work and prints milliseconds a picture.
func perFrame(b *testing.B, name string, work func()) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			work()
		}
		b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/frame")
	})
}

func BenchmarkToRGBA(b *testing.B) {
	for _, sizes := range [][4]int{{1280, 720, 1280, 720}, {1920, 1080, 1920, 1080}, {1280, 720, 640, 360}, {1920, 1080, 640, 360}} {
		src, dst := picture(sizes[0], sizes[1]), image.NewRGBA(image.Rect(0, 0, sizes[2], sizes[3]))
		name := fmt.Sprintf("%dto%d", sizes[1], sizes[3])
		perFrame(b, name, func() { ToRGBA(dst, src) })
		perFrame(b, name+"mirrored", func() { ToRGBAMirrored(dst, src) })
	}
}

func BenchmarkScale(b *testing.B) {
	var pool frame.VideoPool
	for _, height := range []int{540, 360, 180} {
		src, dst := picture(1280, 720), pool.Get(height*16/9, height)
		perFrame(b, fmt.Sprintf("720to%d", height), func() { _ = Scale(dst, src) })
	}
}

func BenchmarkDecode(b *testing.B) {
	src := picture(1280, 720)
	raws := []Raw{{Data: asJPEG(src), Format: MJPEG}}
	for _, format := range formats {
		raws = append(raws, pack(src, format, 0))
	}
	for _, raw := range raws {
		var pool frame.VideoPool
		perFrame(b, string(raw.Format)+"720", func() {
			v, err := Decode(&pool, raw)
			if err != nil {
				b.Fatal(err)
			}
			v.Release()
		})
	}
}
