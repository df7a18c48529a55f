package video

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

// picture is a moving scene's first, of the given size.
func picture(width, height int) *frame.Video { return codectest.NewScene(width, height).Picture(0) }

// plain is a picture of one colour.
func plain(width, height int, y, u, v byte) *frame.Video {
	var pool frame.VideoPool
	p := pool.Get(width, height)
	for plane, value := range map[*byte][]byte{&y: p.Y, &u: p.U, &v: p.V} {
		for i := range value {
			value[i] = *plane
		}
	}
	return p
}

func TestScaleKeepsThePicture(t *testing.T) {
	var pool frame.VideoPool
	for _, size := range [][2]int{{640, 360}, {321, 181}, {1280, 720}, {1, 1}} {
		src := picture(640, 360)
		dst, back := pool.Get(size[0], size[1]), pool.Get(640, 360)
		if err := Scale(dst, src); err != nil {
			t.Fatal(err)
		}
		if err := Scale(back, dst); err != nil {
			t.Fatal(err)
		}
		psnr := codectest.PSNR(src, back)
		t.Logf("by way of %v: %.1f dB", size, psnr)
		if size[0] > 1 && psnr < 25 || size[0] == 640 && psnr < 99 {
			t.Errorf("by way of %v: %.1f dB", size, psnr)
		}
	}
}

// Stripes one pixel wide turn to their mean when every pixel counts, and to
// either colour when pixels are skipped.
func TestScaleFilters(t *testing.T) {
	src := plain(640, 480, 16, 128, 128)
	for i := range src.Y {
		src.Y[i] = byte(16 + 200*(i%2))
	}
	var pool frame.VideoPool
	dst := pool.Get(160, 120)
	if err := Scale(dst, src); err != nil {
		t.Fatal(err)
	}
	for _, y := range dst.Y[:160] {
		if y < 110 || y > 122 {
			t.Fatalf("a stripe came out as %d", y)
		}
	}
}

func TestCrop(t *testing.T) {
	src := picture(64, 48)
	part := Crop(src, image.Rect(11, 7, 40, 30))
	if part.Width != 30 || part.Height != 24 || part.Y[0] != src.Y[6*src.StrideY+10] || part.V[0] != src.V[3*src.StrideUV+5] {
		t.Fatalf("%dx%d, first pixel %d", part.Width, part.Height, part.Y[0])
	}
	part.Release() // it owns nothing
	var pool frame.VideoPool
	if err := Scale(pool.Get(64, 48), part); err != nil {
		t.Fatal(err)
	}
	if whole := Crop(src, image.Rect(100, 100, 200, 200)); whole.Width != 64 || whole.Height != 48 {
		t.Fatalf("outside is %dx%d", whole.Width, whole.Height)
	}
	if corner := Crop(src, image.Rect(63, 47, 99, 99)); corner.Width != 2 || corner.Height != 2 {
		t.Fatalf("the corner is %dx%d", corner.Width, corner.Height)
	}
}

func TestToRGBAColours(t *testing.T) {
	for _, c := range []struct {
		y, u, v byte
		want    [4]byte
	}{
		{16, 128, 128, [4]byte{0, 0, 0, 255}},
		{235, 128, 128, [4]byte{255, 255, 255, 255}},
		{81, 90, 240, [4]byte{255, 0, 0, 255}},
		{145, 54, 34, [4]byte{0, 255, 0, 255}},
		{41, 240, 110, [4]byte{0, 0, 255, 255}},
	} {
		for _, size := range [][2]int{{33, 17}, {16, 8}, {66, 34}} {
			dst := image.NewRGBA(image.Rect(0, 0, size[0], size[1]))
			ToRGBA(dst, plain(33, 17, c.y, c.u, c.v))
			for i, got := range dst.Pix {
				if want := c.want[i%4]; math.Abs(float64(got)-float64(want)) > 5 {
					t.Fatalf("%v at %v: byte %d is %d, want %d", c, size, i, got, want)
				}
			}
		}
	}
}

func TestToRGBAMirrors(t *testing.T) {
	src := picture(66, 34)
	for _, size := range [][2]int{{66, 34}, {32, 16}} {
		straight := image.NewRGBA(image.Rect(0, 0, size[0], size[1]))
		mirrored := image.NewRGBA(straight.Rect)
		ToRGBA(straight, src)
		ToRGBAMirrored(mirrored, src)
		for y := range size[1] {
			for x := range size[0] {
				a, b := straight.RGBAAt(x, y), mirrored.RGBAAt(size[0]-1-x, y)
				if d := int(a.R) - int(b.R); d > 12 || d < -12 {
					t.Fatalf("%v at %d,%d: %v and %v", size, x, y, a, b)
				}
			}
		}
	}
}

func TestToRGBAHeedsStride(t *testing.T) {
	whole := image.NewRGBA(image.Rect(0, 0, 40, 20))
	part := whole.SubImage(image.Rect(4, 4, 20, 12)).(*image.RGBA)
	ToRGBA(part, plain(16, 8, 235, 128, 128))
	for y := range 20 {
		for x := range 40 {
			inside := image.Pt(x, y).In(part.Rect)
			if (whole.RGBAAt(x, y).R == 255) != inside {
				t.Fatalf("%d,%d is %v", x, y, whole.RGBAAt(x, y))
			}
		}
	}
	ToRGBA(image.NewRGBA(image.Rectangle{}), plain(16, 8, 0, 0, 0))
}

func TestGeometry(t *testing.T) {
	for _, c := range []struct{ got, want image.Rectangle }{
		{Fit(1280, 720, 640, 480), image.Rect(0, 60, 640, 420)},
		{Fit(720, 1280, 640, 480), image.Rect(185, 0, 455, 480)},
		{Fit(320, 180, 1280, 720), image.Rect(0, 0, 1280, 720)},
		{Cover(1280, 720, 480, 480), image.Rect(280, 0, 1000, 720)},
		{Cover(640, 480, 1280, 720), image.Rect(0, 60, 640, 420)},
		{Cover(640, 480, 1, 4000), image.Rect(319, 0, 320, 480)},
	} {
		if c.got != c.want {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
	for _, c := range [][6]int{
		{1280, 720, 640, 360, 640, 360},
		{1280, 720, 640, 480, 640, 360},
		{640, 480, 960, 540, 640, 480},
		{641, 481, 960, 540, 641, 481},
		{1920, 1080, 1280, 720, 1280, 720},
		{720, 1280, 640, 360, 202, 360},
		{4000, 10, 320, 180, 320, 2},
	} {
		if w, h := Within(c[0], c[1], c[2], c[3]); w != c[4] || h != c[5] {
			t.Errorf("%v: %dx%d", c, w, h)
		}
	}
}

func TestGeometryProperties(t *testing.T) {
	side := rapid.IntRange(1, frame.MaxWidth)
	rapid.Check(t, func(t *rapid.T) {
		w, h, boxW, boxH := side.Draw(t, "w"), side.Draw(t, "h"), side.Draw(t, "boxW"), side.Draw(t, "boxH")
		if r := Fit(w, h, boxW, boxH); !r.In(image.Rect(0, 0, boxW, boxH)) || r.Empty() {
			t.Fatalf("fitted to %v", r)
		}
		if r := Cover(w, h, boxW, boxH); !r.In(image.Rect(0, 0, w, h)) || r.Empty() {
			t.Fatalf("covers with %v", r)
		}
		if x, y := Within(w, h, boxW, boxH); (x > max(2, boxW) || y > max(2, boxH)) || x < 1 || y < 1 {
			t.Fatalf("%dx%d within", x, y)
		}
	})
}
