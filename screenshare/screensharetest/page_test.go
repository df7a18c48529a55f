package screensharetest

import (
	"bytes"
	"flag"
	"hash/crc32"
	"image"
	"image/png"
	"os"
	"testing"

	"parley/call/media/frame"
)

var out = flag.String("page", "", "write the page to this PNG")

func TestPageIsTheSameEverywhere(t *testing.T) {
	p := NewPage(640, 360)
	m := image.NewRGBA(image.Rect(0, 0, 640, 360))
	p.Draw(m, 0)
	if *out != "" {
		writePNG(t, m)
	}
	first := bytes.Clone(m.Pix)
	NewPage(640, 360).Draw(m, 0)
	if !bytes.Equal(first, m.Pix) {
		t.Error("two pages differ")
	}
	p.Draw(m, 1)
	if bytes.Equal(first, m.Pix) {
		t.Error("it does not scroll")
	}
	// Text is lines of ink: a thirtieth of what scrolls is not paper.
	if s := p.Scrolls(); ink(m, s) < s.Dx()*s.Dy()/30 {
		t.Errorf("%d of %d pixels have ink", ink(m, s), s.Dx()*s.Dy())
	}
	p.Draw(m, p.strip.Rect.Dy())
	if !bytes.Equal(first, m.Pix) {
		t.Errorf("after the end it is another page, %x", crc32.ChecksumIEEE(m.Pix))
	}
}

func TestPageAsVideo(t *testing.T) {
	p := NewPage(640, 360)
	m := image.NewRGBA(image.Rect(0, 0, 640, 360))
	var pool frame.VideoPool
	want := pool.Get(640, 360)
	for _, pixels := range []int{0, 1, 2, 21, 22, 1001, p.strip.Rect.Dy() - 1} {
		p.Draw(m, pixels)
		ToI420(want, m)
		got := p.Video(&pool, pixels)
		if !bytes.Equal(got.Y, want.Y) || !bytes.Equal(got.U, want.U) || !bytes.Equal(got.V, want.V) {
			t.Errorf("scrolled by %d pixels, the planes differ from the picture", pixels)
		}
		got.Release()
	}
}

func TestFilmMoves(t *testing.T) {
	a, b := image.NewRGBA(image.Rect(0, 0, 320, 180)), image.NewRGBA(image.Rect(0, 0, 320, 180))
	f := NewFilm(320, 180)
	f.Draw(a, 1)
	f.Draw(b, 2)
	same := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if a.Pix[i] == b.Pix[i] {
			same++
		}
	}
	if same > 320*180/4 {
		t.Errorf("%d of %d pixels do not move", same, 320*180)
	}
	NewFilm(320, 180).Draw(b, 1)
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("a film is not the same twice")
	}
}

func ink(m *image.RGBA, part image.Rectangle) (count int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if m.RGBAAt(x, y) != Paper {
				count++
			}
		}
	}
	return count
}

func writePNG(t *testing.T, m image.Image) {
	t.Helper()
	f, err := os.Create(*out)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
