package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/session"
)

// gallery keeps pictures that were received, one a second, for
// `make bench-network` to judge: a folder with a Y4M file for each, named by
// the Unix time in milliseconds at which it was shown. It stands in for the
// window, so it says of every picture that it was shown.
type gallery struct {
	dir  string
	feed *frame.Feed        // that is watched; nil for none
	stop context.CancelFunc // ends watching feed
	done chan struct{}
}

// keepEvery is the least time between two pictures that are kept.
const keepEvery = time.Second

// follow watches the camera of the first other in the call, if there is one.
func (g *gallery) follow(ctx context.Context, s *call.Snapshot) {
	if g.dir == "" || s.Call == nil || len(s.Call.Participants) == 0 {
		return
	}
	tracks := s.Call.Participants[0].Tracks
	if tracks.Camera == nil || tracks.Camera == g.feed {
		return
	}
	g.close()
	ctx, g.stop = context.WithCancel(ctx)
	g.feed, g.done = tracks.Camera, make(chan struct{})
	go g.watch(ctx, tracks, g.done)
}

func (g *gallery) watch(ctx context.Context, tracks session.Tracks, done chan<- struct{}) {
	defer close(done)
	pictures := tracks.Camera.Watch()
	defer tracks.Camera.Unwatch(pictures)
	var kept time.Time
	for {
		v, ok := pictures.Take(ctx)
		if !ok {
			return
		}
		tracks.Shown(v)
		if now := time.Now(); now.Sub(kept) >= keepEvery {
			kept = now
			_ = keepPicture(filepath.Join(g.dir, fmt.Sprintf("%d.y4m", now.UnixMilli())), v) // a judge misses it
		}
		v.Release()
	}
}

// close ends watching and waits for that.
func (g *gallery) close() {
	if g.feed != nil {
		g.stop()
		<-g.done
		g.feed = nil
	}
}

// keepPicture writes a film of one picture.
func keepPicture(path string, v *frame.Video) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	fmt.Fprintf(out, "YUV4MPEG2 W%d H%d F1:1 Ip A1:1 C420mpeg2\n", v.Width, v.Height)
	writePicture(out, v)
	return out.Flush()
}

// writePicture writes the next picture of a film.
func writePicture(out *bufio.Writer, v *frame.Video) {
	_, _ = out.WriteString("FRAME\n")
	width, height := (v.Width+1)/2, (v.Height+1)/2
	writePlane(out, v.Y, v.StrideY, v.Width, v.Height)
	writePlane(out, v.U, v.StrideUV, width, height)
	writePlane(out, v.V, v.StrideUV, width, height)
}

// writePlane writes a plane's rows; the writer keeps an error until it is
// flushed.
func writePlane(out *bufio.Writer, pixels []byte, stride, width, height int) {
	for y := range height {
		_, _ = out.Write(pixels[y*stride:][:width])
	}
}
