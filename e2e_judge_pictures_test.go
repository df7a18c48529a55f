//go:build linux

package main

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/media/video"
	"parley/devices/clip"
)

// original draws what was sent, given the mark of what was shown at a time. It
// is of full size.
type original func(m testsignal.Mark, shown time.Time) *frame.Video

// likeness compares the pictures that were kept between two times with their
// originals at full size, luma only: the means of PSNR in dB and of SSIM.
func likeness(t *testing.T, dir string, draw original, from, to time.Time) (psnr, ssim float64) {
	files, err := filepath.Glob(filepath.Join(dir, "*.y4m"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, path := range files {
		ms, err := strconv.ParseInt(strings.TrimSuffix(filepath.Base(path), ".y4m"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		shown := time.UnixMilli(ms)
		if shown.Before(from) || shown.After(to) {
			continue
		}
		if p, s, ok := resemble(t, path, draw, shown); ok {
			psnr, ssim, count = psnr+p, ssim+s, count+1
		}
	}
	if count == 0 {
		return math.NaN(), math.NaN()
	}
	return psnr / float64(count), ssim / float64(count)
}

// resemble judges one picture. Too blurred for its mark to be read, it has no
// original to be compared with.
func resemble(t *testing.T, path string, draw original, shown time.Time) (psnr, ssim float64, ok bool) {
	film, err := clip.OpenFilm(path)
	if err != nil {
		t.Fatal(err)
	}
	defer film.Close()
	var pool frame.VideoPool
	v, err := film.Next(&pool)
	if err != nil {
		t.Fatal(err)
	}
	mark, ok := testsignal.ReadFrame(v)
	if !ok {
		return 0, 0, false
	}
	sent := draw(mark, shown)
	large := pool.Get(sent.Width, sent.Height)
	if err := video.Scale(large, v); err != nil {
		t.Fatal(err)
	}
	return codectest.PSNR(sent, large), codectest.SSIM(sent, large), true
}

// drawAgain draws what the test camera drew at a time that it shares a clock
// with.
func drawAgain() original {
	camera := testsignal.NewCamera(1280, 720)
	return func(m testsignal.Mark, shown time.Time) *frame.Video {
		return camera.Draw(m.Number, shown.Add(-m.Age(shown)))
	}
}

// The film for browsers goes to and fro, so that its loop has no jump.
const (
	filmPictures = 2 * filmWay
	filmWay      = 120 // at 30 a second
)

// filmMoment is when a picture of the film was made.
func filmMoment(number int) time.Time {
	if number >= filmWay {
		number = filmPictures - 1 - number
	}
	return time.Unix(0, 0).Add(time.Duration(number) * time.Second / 30)
}

// toAndFro writes the film.
func toAndFro(t testing.TB) (path string) {
	camera := testsignal.NewCamera(1280, 720)
	path = filepath.Join(t.TempDir(), "film.y4m")
	writeFilm(t, path, filmPictures, func(n int) *frame.Video { return camera.Draw(uint32(n), filmMoment(n)) })
	return path
}

// drawFilm draws a picture of the film.
func drawFilm() original {
	camera := testsignal.NewCamera(1280, 720)
	return func(m testsignal.Mark, _ time.Time) *frame.Video {
		return camera.Draw(m.Number, filmMoment(int(m.Number%filmPictures)))
	}
}

// TestLikeness keeps a picture as a program does, and knows it again.
func TestLikeness(t *testing.T) {
	dir, shown := t.TempDir(), time.UnixMilli(1_700_000_000_123)
	camera := testsignal.NewCamera(1280, 720)
	v := camera.Draw(77, shown.Add(-60*time.Millisecond-500*time.Microsecond))
	for i, change := range []func(){func() {}, func() { v.Y[v.StrideY*10+10] ^= 0xff }} {
		change()
		at := shown.Add(time.Duration(i) * time.Second)
		if err := keepPicture(filepath.Join(dir, strconv.FormatInt(at.UnixMilli(), 10)+".y4m"), v); err != nil {
			t.Fatal(err)
		}
	}
	if psnr, ssim := likeness(t, dir, drawAgain(), shown, shown); psnr != 99 || ssim != 1 {
		t.Errorf("the same picture has PSNR %v and SSIM %v", psnr, ssim)
	}
	if psnr, ssim := likeness(t, dir, drawAgain(), shown.Add(time.Second), shown.Add(time.Second)); psnr >= 99 || ssim >= 1 {
		t.Errorf("another picture has PSNR %v and SSIM %v", psnr, ssim)
	}
	if psnr, _ := likeness(t, dir, drawAgain(), time.Time{}, shown.Add(-time.Second)); !math.IsNaN(psnr) {
		t.Errorf("no picture has PSNR %v", psnr)
	}
}
