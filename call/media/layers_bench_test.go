//go:build unix

package media

import (
	"fmt"
	"testing"
	"time"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
	"parley/call/session"
)

// BenchmarkLayers encodes the camera for up to seven others, by how high they
// show it and at a path that carries all.
func BenchmarkLayers(b *testing.B) {
	const full = session.MaxLines
	for _, lines := range [][]int{
		{full}, {360}, {180}, {full, 360}, {full, 360, 180}, {180, 180, 180, 180, 180, 180, 180}, {full, 360, 360, 180, 180, 180, 180},
	} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) { benchLayers(b, lines) })
	}
}

func benchLayers(b *testing.B, lines []int) {
	r := newLineRig()
	r.open = openVP8
	r.senders.remove(r.sender)
	defer r.closeLayers()
	var people []*watcher
	for _, n := range lines {
		people = append(people, r.join(5_000_000, n))
	}
	scene := codectest.NewScene(CameraWidth, CameraHeight)
	pictures := make([]*frame.Video, 60)
	for n := range pictures {
		pictures[n] = scene.Picture(n)
	}
	began, n := computed(b), 0
	for b.Loop() {
		v := pictures[n%len(pictures)]
		v.Captured = r.now
		r.encode(v)
		n, r.now = n+1, r.now.Add(time.Second/CameraFPS)
		for _, w := range people {
			w.got = w.got[:0]
		}
	}
	b.ReportMetric((computed(b)-began).Seconds()*1000/float64(n), "cpu-ms/picture")
}
