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

// resemblance compares the pictures that were kept between two times with their
// originals at full size, luma only: the means of PSNR in dB and of SSIM.
func resemblance(t *testing.T, dir string, draw original, from, to time.Time) (psnr, ssim float64) {
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
	if sent == nil {
		t.Fatalf("picture %d of the film cannot be read", mark.Number)
	}
	large := pool.Get(sent.Width, sent.Height)
	if err := video.Scale(large, v); err != nil {
		t.Fatal(err)
	}
	return codectest.PSNR(sent, large), codectest.SSIM(sent, large), true
}

// TestResemblance keeps a picture as a program does, and knows it again.
func TestResemblance(t *testing.T) {
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
	if psnr, ssim := resemblance(t, dir, footage{}.sentByParley(), shown, shown); psnr != 99 || ssim != 1 {
		t.Errorf("the same picture has PSNR %v and SSIM %v", psnr, ssim)
	}
	if psnr, ssim := resemblance(t, dir, footage{}.sentByParley(), shown.Add(time.Second), shown.Add(time.Second)); psnr >= 99 || ssim >= 1 {
		t.Errorf("another picture has PSNR %v and SSIM %v", psnr, ssim)
	}
	if psnr, _ := resemblance(t, dir, footage{}.sentByParley(), time.Time{}, shown.Add(-time.Second)); !math.IsNaN(psnr) {
		t.Errorf("no picture has PSNR %v", psnr)
	}
}
