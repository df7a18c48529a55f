package testsignal

import (
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"golang.org/x/image/draw"
	"pgregory.net/rapid"

	"parley/call/media/frame"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 50e6, time.UTC)

func TestMarkRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Mark{
			Number: rapid.Uint32Max(1<<numberBits-1).Draw(t, "number"),
			Millis: rapid.Uint16().Draw(t, "millis"),
		}
		got, ok := unpack(m.pack())
		if !ok || got != m {
			t.Fatalf("%+v became %+v, %v", m, got, ok)
		}
		flipped := m.pack() ^ 1<<rapid.IntRange(0, markBits-1).Draw(t, "bit")
		if _, ok := unpack(flipped); ok {
			t.Fatal("a flipped bit was not noticed")
		}
	})
}

func TestMarkAge(t *testing.T) {
	for _, age := range []time.Duration{0, 40 * time.Millisecond, 31 * time.Second, -5 * time.Millisecond} {
		if got := NewMark(1, noon).Age(noon.Add(age)); got != age {
			t.Errorf("age %v, want %v", got, age)
		}
	}
}

func TestReadFrameAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{64, 36}, {160, 90}, {321, 181}, {640, 480}, {720, 1280}} {
		c := NewCamera(size[0], size[1])
		for i := range 3 {
			at := noon.Add(time.Duration(i) * 33 * time.Millisecond)
			v := c.Next(at)
			m, ok := ReadFrame(v)
			if !ok || m != NewMark(uint32(i), at) {
				t.Errorf("%v: read %+v, %v", size, m, ok)
			}
			if want := i < 2; FlashLit(v) != want {
				t.Errorf("%v: lamp at %v is %v", size, at, !want)
			}
			v.Release()
		}
		if c.pool.Live() != 0 {
			t.Error("pictures leaked")
		}
	}
}

func TestReadFrameThroughNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	v := NewCamera(320, 180).Next(noon)
	for i := range v.Y {
		v.Y[i] = byte(min(max(float64(v.Y[i])+25*random.NormFloat64(), 0), 255))
	}
	if m, ok := ReadFrame(v); !ok || m.Number != 0 {
		t.Fatal("noise hid the mark")
	}
}

func TestReadFrameRefuses(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var pool frame.VideoPool
	v := pool.Get(320, 180)
	for range 300 {
		for i := range v.Y {
			v.Y[i] = byte(random.Uint32())
		}
		g := layout(v.Width, v.Height)
		for row := range rows {
			for column := range columns {
				fill(v, g.area(float64(column), float64(row), 1, 1), byte(white*(random.Uint32()&1)))
			}
		}
		if m, ok := ReadFrame(v); ok {
			t.Fatalf("read %+v from random cells", m)
		}
	}
}

// screenshot shows v scaled to a size inside a larger picture.
func screenshot(v *frame.Video, place image.Rectangle, mirror bool) *image.RGBA {
	src := rgba(v, mirror)
	dst := image.NewRGBA(image.Rect(0, 0, 1000, 800))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.RGBA{20, 24, 22, 255}), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, place, src, src.Bounds(), draw.Src, nil)
	return dst
}

func rgba(v *frame.Video, mirror bool) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, v.Width, v.Height))
	for y := range v.Height {
		for x := range v.Width {
			at := x
			if mirror {
				at = v.Width - 1 - x
			}
			chroma := y/2*v.StrideUV + at/2
			luma := byte(min(max((int(v.Y[y*v.StrideY+at])-16)*255/219, 0), 255))
			blue := byte(min(max((int(v.U[chroma])-128)*255/224+128, 0), 255))
			red := byte(min(max((int(v.V[chroma])-128)*255/224+128, 0), 255))
			r, g, b := color.YCbCrToRGB(luma, blue, red)
			img.SetRGBA(x, y, color.RGBA{r, g, b, 255})
		}
	}
	return img
}

func TestReadImage(t *testing.T) {
	v := NewCamera(640, 360).Next(noon)
	for name, c := range map[string]struct {
		place, tile image.Rectangle
		mirror      bool
	}{
		"whole window":    {image.Rect(0, 119, 1000, 681), image.Rect(0, 0, 1000, 800), false},
		"framed":          {image.Rect(100, 100, 740, 460), image.Rect(100, 40, 740, 520), false},
		"self view":       {image.Rect(740, 600, 976, 733), image.Rect(740, 600, 976, 733), true},
		"sides cut":       {image.Rect(-133, 0, 1289, 800), image.Rect(0, 0, 1000, 800), false},
		"square":          {image.Rect(100, 100, 633, 400), image.Rect(217, 100, 517, 400), false},
		"top, bottom cut": {image.Rect(0, -20, 1000, 542), image.Rect(0, 60, 1000, 460), false},
	} {
		m, ok := ReadImage(screenshot(v, c.place, c.mirror), c.tile)
		if !ok || m.Number != 0 || m.Millis != NewMark(0, noon).Millis || m.Mirrored != c.mirror {
			t.Errorf("%s: read %+v, %v", name, m, ok)
		}
	}
	if _, ok := ReadImage(screenshot(v, image.Rect(0, 0, 10, 5), false), image.Rect(0, 0, 300, 200)); ok {
		t.Error("read a mark where there is none")
	}
}

// TestCameraPicture leaves a picture to look at when asked to.
func TestCameraPicture(t *testing.T) {
	name := os.Getenv("TESTSIGNAL_PNG")
	if name == "" {
		t.Skip("TESTSIGNAL_PNG names no file")
	}
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := png.Encode(out, rgba(NewCamera(1280, 720).Next(noon), false)); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkCamera720p(b *testing.B) {
	c := NewCamera(1280, 720)
	for i := 0; b.Loop(); i++ {
		c.Next(noon.Add(time.Duration(i) * 33 * time.Millisecond)).Release()
	}
}

func BenchmarkNewCamera720p(b *testing.B) {
	for b.Loop() {
		NewCamera(1280, 720)
	}
}

func BenchmarkReadFrame720p(b *testing.B) {
	v := NewCamera(1280, 720).Next(noon)
	for b.Loop() {
		ReadFrame(v)
	}
}

func BenchmarkReadImage(b *testing.B) {
	v := NewCamera(640, 360).Next(noon)
	for name, place := range map[string]image.Rectangle{
		"small": image.Rect(740, 600, 976, 733),
		"none":  image.Rect(0, 0, 10, 5),
	} {
		shot := screenshot(v, place, true)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ReadImage(shot, shot.Bounds())
			}
		})
	}
}
