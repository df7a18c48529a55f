package clip

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/call/media/frame"
)

// file is a film in memory.
type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

func open(raw []byte) (*Film, error) { return newFilm(file{bytes.NewReader(raw)}) }

// y4mFilm has pictures of one grey each, counting up.
func y4mFilm(header string, width, height, pictures int) []byte {
	out := []byte(y4mMagic + " " + header + "\n")
	for i := range pictures {
		out = append(out, "FRAME Ip\n"...)
		size := width*height + 2*((width+1)/2)*((height+1)/2)
		out = append(out, bytes.Repeat([]byte{byte(100 + i)}, size)...)
	}
	return out
}

func testdata(t testing.TB, name string) []byte {
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestY4MPlaysAndStartsAgain(t *testing.T) {
	var pool frame.VideoPool
	film, err := open(y4mFilm("W33 H17 F30000:1001 Ip A1:1 C420mpeg2 XYSCSS=420MPEG2", 33, 17, 3))
	if err != nil {
		t.Fatal(err)
	}
	if got := film.Interval().Round(time.Microsecond); got != 33367*time.Microsecond {
		t.Errorf("a picture each %v", got)
	}
	for i := range 7 {
		v, err := film.Next(&pool)
		if err != nil {
			t.Fatal(err)
		}
		want := byte(100 + i%3)
		if v.Width != 33 || v.Height != 17 || v.Y[0] != want || v.V[8*v.StrideUV+16] != want {
			t.Errorf("picture %d is %dx%d of %d", i, v.Width, v.Height, v.Y[0])
		}
		v.Release()
	}
	if pool.Live() != 0 {
		t.Error("pictures leaked")
	}
}

func TestY4MFullRange(t *testing.T) {
	var pool frame.VideoPool
	raw := y4mFilm("W2 H2 F30:1 C420jpeg XCOLORRANGE=FULL", 2, 2, 1)
	copy(raw[len(raw)-6:], []byte{0, 255, 128, 1, 0, 255})
	film, err := open(raw)
	if err != nil {
		t.Fatal(err)
	}
	v, err := film.Next(&pool)
	if err != nil || v.Y[0] != 16 || v.Y[1] != 235 || v.U[0] != 16 || v.V[0] != 240 {
		t.Fatalf("%v %v %v", v.Y[:2], v.U[0], v.V[0])
	}
}

func TestJPEGFilms(t *testing.T) {
	for name, interval := range map[string]time.Duration{
		"film.mjpeg": usualInterval,
		"film.avi":   40 * time.Millisecond,
	} {
		var pool frame.VideoPool
		film, err := open(testdata(t, name))
		if err != nil {
			t.Fatal(err)
		}
		var first []byte
		for i := range 11 { // twice through five pictures
			v, err := film.Next(&pool)
			if err != nil {
				t.Fatalf("%s: picture %d: %v", name, i, err)
			}
			if i == 0 {
				first = bytes.Clone(v.Y)
			}
			if same := bytes.Equal(first, v.Y); same != (i%5 == 0) || v.Width != 64 || v.Height != 48 {
				t.Errorf("%s: picture %d of %dx%d, as the first: %v", name, i, v.Width, v.Height, same)
			}
			v.Release()
		}
		if film.Interval() != interval {
			t.Errorf("%s: a picture each %v", name, film.Interval())
		}
	}
}

// TestCutFilmsStartAgain loses the second half of the last picture.
func TestCutFilmsStartAgain(t *testing.T) {
	whole := y4mFilm("W16 H16 F30:1", 16, 16, 2)
	for name, raw := range map[string][]byte{
		"y4m":   whole[:len(whole)-100],
		"mjpeg": testdata(t, "film.mjpeg")[:len(testdata(t, "film.mjpeg"))-100],
	} {
		var pool frame.VideoPool
		film, err := open(raw)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 9 {
			v, err := film.Next(&pool)
			if err != nil {
				t.Fatalf("%s: picture %d: %v", name, i, err)
			}
			v.Release()
		}
	}
}

func TestFilmsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"empty":      {"", ErrFormat},
		"text":       {"hello there", ErrFormat},
		"no size":    {y4mMagic + " F30:1\n", ErrFormat},
		"no picture": {y4mMagic + " W16 H16\n", ErrFormat},
		"interlaced": {y4mMagic + " W16 H16 It\n", ErrFormat},
		"4:4:4":      {y4mMagic + " W16 H16 C444\n", ErrFormat},
		"huge":       {fmt.Sprintf("%s W%d H16\n", y4mMagic, frame.MaxWidth+1), ErrTooLarge},
		"overflow":   {y4mMagic + " W99999999999999999999 H16\n", ErrFormat},
		"endless":    {y4mMagic + " " + strings.Repeat("X", 2000), ErrFormat},
		"no frame":   {y4mMagic + " W2 H2\nPICTURE\n123456", ErrFormat},
		"half":       {y4mMagic + " W2 H2\nFRAME\n123", ErrFormat},
		"bad jpeg":   {"\xff\xd8\xff\xd9", ErrFormat},
		"bad avi":    {"RIFF1234AVI 00dc\x04\x00\x00\x00abcd", ErrFormat},
		"large avi":  {"RIFF1234AVI 00dc\xff\xff\xff\x7fabcd", ErrTooLarge},
	} {
		var pool frame.VideoPool
		film, err := open([]byte(c.raw))
		if err == nil {
			_, err = film.Next(&pool)
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if pool.Live() != 0 {
			t.Errorf("%s: a picture leaked", name)
		}
	}
}

func FuzzFilm(f *testing.F) {
	f.Add(y4mFilm("W4 H4 F30:1 C420jpeg", 4, 4, 2))
	f.Add(testdata(f, "film.mjpeg"))
	f.Add(testdata(f, "film.avi"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var pool frame.VideoPool
		film, err := open(raw)
		for i := 0; i < 5 && err == nil; i++ {
			var v *frame.Video
			if v, err = film.Next(&pool); err == nil {
				v.Release()
			}
		}
		if pool.Live() != 0 {
			t.Fatal("a picture leaked")
		}
	})
}
