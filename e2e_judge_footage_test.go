//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/devices/clip"
)

// footage is what is shown in the calls: the test picture, which goes to and
// fro for browsers so that its loop has no jump, or a film.
type footage struct {
	plain  string // the film as Parley plays it, which marks it; empty for the test picture
	marked string // what browsers play: 720p, 30 pictures a second
	length int    // of both, in pictures
}

const (
	filmWidth, filmHeight = 1280, 720
	// filmLength is how many pictures of a film are shown, over and over: raw
	// 720p has 41 megabytes a second.
	filmLength = 300
	// filmWay is how many pictures the test picture goes to, and again fro.
	filmWay = 120
)

// newFootage makes the files; path is a film, or empty.
func newFootage(t testing.TB, path string) (f footage) {
	dir := t.TempDir()
	f.marked = filepath.Join(dir, "marked.y4m")
	if path == "" {
		f.length = 2 * filmWay
		draw := f.sentByBrowser()
		writeFilm(t, f.marked, f.length, func(n int) *frame.Video { return draw(testsignal.Mark{Number: uint32(n)}, time.Time{}) })
		return f
	}
	f.plain, f.length = filepath.Join(dir, "plain.y4m"), filmLength
	// The film is looped in case it is short; a crop fills the picture.
	size := fmt.Sprintf("%d:%d", filmWidth, filmHeight)
	convert(t, f.plain, "-stream_loop", "-1", "-i", path, "-vf", "fps=30,scale="+size+":force_original_aspect_ratio=increase,crop="+size,
		"-pix_fmt", "yuv420p", "-frames:v", fmt.Sprint(filmLength), "-strict", "-1")
	film, err := clip.OpenFilm(f.plain)
	if err != nil {
		t.Fatal(err)
	}
	defer film.Close()
	var pool frame.VideoPool
	writeFilm(t, f.marked, f.length, func(n int) *frame.Video {
		v, err := film.Next(&pool)
		if err != nil {
			t.Fatal(err)
		}
		testsignal.Burn(v, uint32(n), f.moment(n))
		return v
	})
	return f
}

// name says in the table what was shown and said.
func (f flow) name() string {
	film, voice := "the test picture", "the test voice"
	if *clipPath != "" {
		film = filepath.Base(*clipPath)
	}
	if *speechPath != "" {
		voice = filepath.Base(*speechPath)
	}
	return film + ", " + voice
}

// convert runs ffmpeg.
func convert(t testing.TB, to string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Fatal("films and recordings of other kinds take ffmpeg: apt-get install ffmpeg")
	}
	args = append([]string{"-nostdin", "-loglevel", "error", "-y"}, append(args, to)...)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
}

// recording is a sound as a WAV file.
func recording(t testing.TB, path string) string {
	t.Helper()
	if strings.EqualFold(filepath.Ext(path), ".wav") {
		absolute, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return absolute
	}
	wav := filepath.Join(t.TempDir(), "speech.wav")
	convert(t, wav, "-i", path, "-vn", "-ac", "1", "-ar", fmt.Sprint(frame.SampleRate), "-t", "120")
	return wav
}

// moment is what the mark of a picture of browsers' film says.
func (f footage) moment(number int) time.Time {
	if f.plain == "" && number >= filmWay {
		number = 2*filmWay - 1 - number
	}
	return time.Unix(0, 0).Add(time.Duration(number) * time.Second / 30)
}

// original draws what was sent, given the mark of what was shown at a time. It
// is of full size.
type original func(m testsignal.Mark, shown time.Time) *frame.Video

// sentByParley draws what Parley's camera did, at a time that it shares a clock
// with.
func (f footage) sentByParley() original {
	if f.plain != "" {
		return func(m testsignal.Mark, shown time.Time) *frame.Video {
			return f.still(m.Number, shown.Add(-m.Age(shown)))
		}
	}
	camera := testsignal.NewCamera(filmWidth, filmHeight)
	return func(m testsignal.Mark, shown time.Time) *frame.Video {
		return camera.Draw(m.Number, shown.Add(-m.Age(shown)))
	}
}

// sentByBrowser draws a picture of browsers' film.
func (f footage) sentByBrowser() original {
	if f.plain != "" {
		return func(m testsignal.Mark, _ time.Time) *frame.Video {
			return f.still(m.Number, f.moment(int(m.Number)%f.length))
		}
	}
	camera := testsignal.NewCamera(filmWidth, filmHeight)
	return func(m testsignal.Mark, _ time.Time) *frame.Video {
		return camera.Draw(m.Number, f.moment(int(m.Number)%f.length))
	}
}

// still is a picture of the film with a mark; nil when it cannot be read.
func (f footage) still(number uint32, at time.Time) *frame.Video {
	file, err := os.Open(f.plain)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	// All pictures have one size, and the last one ends the file.
	const picture = len("FRAME\n") + filmWidth*filmHeight*3/2
	back := int64(f.length-int(number)%f.length) * int64(picture)
	pixels := make([]byte, picture)
	if _, err := file.ReadAt(pixels, info.Size()-back); err != nil && err != io.EOF {
		return nil
	}
	pixels = pixels[len("FRAME\n"):]
	v := &frame.Video{Width: filmWidth, Height: filmHeight, StrideY: filmWidth, StrideUV: filmWidth / 2}
	v.Y, pixels = pixels[:filmWidth*filmHeight], pixels[filmWidth*filmHeight:]
	v.U, v.V = pixels[:len(pixels)/2], pixels[len(pixels)/2:]
	testsignal.Burn(v, number, at)
	return v
}

// TestFilmIsDrawnAgain finds each picture of a film that was sent, with its
// mark, however often the film was played.
func TestFilmIsDrawnAgain(t *testing.T) {
	f := footage{plain: filepath.Join(t.TempDir(), "plain.y4m"), length: 3}
	var pool frame.VideoPool
	writeFilm(t, f.plain, f.length, func(n int) *frame.Video {
		v := pool.Get(filmWidth, filmHeight)
		for i := range v.Y {
			v.Y[i] = byte(50 + 40*n)
		}
		return v
	})
	shown := time.UnixMilli(1_700_000_000_123)
	for number := range uint32(7) {
		sent := shown.Add(-90 * time.Millisecond)
		for name, v := range map[string]*frame.Video{
			"Parley":   f.sentByParley()(testsignal.NewMark(number, sent), shown),
			"Chromium": f.sentByBrowser()(testsignal.NewMark(number, f.moment(int(number))), shown),
		} {
			mark, ok := testsignal.ReadFrame(v)
			if want := byte(50 + 40*(number%3)); !ok || mark.Number != number || v.Y[0] != want {
				t.Errorf("%s: picture %d has mark %+v, %v, and luma %d, want %d", name, number, mark, ok, v.Y[0], want)
			}
			if name == "Parley" && mark.Age(shown) != 90*time.Millisecond {
				t.Errorf("picture %d is %v old", number, mark.Age(shown))
			}
		}
	}
	if (footage{plain: "none", length: 3}).still(0, shown) != nil {
		t.Error("a film that is not there has a picture")
	}
}
