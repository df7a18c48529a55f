package video

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
)

// formats are those whose layout can be made by hand.
var formats = []Format{I420, NV12, NV21, YUYV, UYVY, BGRA, RGBA}

// pack lays v out as a camera would, with the given gap after each row.
func pack(v *frame.Video, format Format, gap int) Raw {
	raw := Raw{Format: format, Width: v.Width, Height: v.Height}
	var rows [][]byte
	luma := func(y int) []byte { return v.Y[y*v.StrideY : y*v.StrideY+v.Width] }
	for y := range v.Height {
		u, w := v.U[y/2*v.StrideUV:], v.V[y/2*v.StrideUV:]
		row := bytes.Clone(luma(y))
		switch format {
		case YUYV, UYVY:
			row = row[:0]
			for x := 0; x < v.Width; x += 2 {
				first, second := luma(y)[x], luma(y)[min(x+1, v.Width-1)]
				if format == YUYV {
					row = append(row, first, u[x/2], second, w[x/2])
				} else {
					row = append(row, u[x/2], first, w[x/2], second)
				}
			}
		case BGRA, RGBA:
			row = row[:0]
			for x := range v.Width {
				r, g, b := color.YCbCrToRGB(full(luma(y)[x], 219), u[x/2], w[x/2])
				if format == BGRA {
					r, b = b, r
				}
				row = append(row, r, g, b, 255)
			}
		case I420, NV12, NV21, MJPEG:
		}
		rows = append(rows, row)
	}
	rows = append(rows, chroma(v, format)...)
	raw.Stride = len(rows[0]) + gap
	for i, row := range rows {
		stride := max(raw.Stride, len(row))
		if format == I420 && i >= v.Height {
			stride = (raw.Stride + 1) / 2
		}
		if i < len(rows)-1 {
			row = append(row, make([]byte, stride-len(row))...)
		}
		raw.Data = append(raw.Data, row...)
	}
	return raw
}

// chroma are the rows of the planes after the first.
func chroma(v *frame.Video, format Format) (rows [][]byte) {
	width, height := (v.Width+1)/2, (v.Height+1)/2
	row := func(plane []byte, y int) []byte { return bytes.Clone(plane[y*v.StrideUV : y*v.StrideUV+width]) }
	if format == I420 {
		for _, plane := range [][]byte{v.U, v.V} {
			for y := range height {
				rows = append(rows, row(plane, y))
			}
		}
		return rows
	}
	first, second := v.U, v.V
	switch format {
	case NV12:
	case NV21:
		first, second = v.V, v.U
	default:
		return nil
	}
	for y := range height {
		var mixed []byte
		for x := range width {
			mixed = append(mixed, row(first, y)[x], row(second, y)[x])
		}
		rows = append(rows, mixed)
	}
	return rows
}

// full turns a limited-range value into a full-range one.
func full(y byte, steps int) byte { return byte(max(0, min(255, (int(y)-16)*255/steps))) }

func TestDecodeLayouts(t *testing.T) {
	for _, size := range [][2]int{{64, 48}, {33, 17}, {2, 2}, {1, 1}} {
		want := picture(size[0], size[1])
		for i := range want.U { // grey survives the way through RGB
			want.U[i], want.V[i] = 128, 128
		}
		for _, format := range formats {
			for _, gap := range []int{0, 32} {
				var pool frame.VideoPool
				raw := pack(want, format, gap)
				if gap == 0 {
					raw.Stride = 0
				}
				got, err := Decode(&pool, raw)
				if err != nil {
					t.Fatalf("%v %s gap %d: %v", size, format, gap, err)
				}
				if luma, chroma := codectest.PSNR(got, want), codectest.ChromaPSNR(got, want); luma < 45 || chroma < 45 {
					t.Errorf("%v %s gap %d: %.0f dB, chroma %.0f dB", size, format, gap, luma, chroma)
				}
				got.Release()
				raw.Data = raw.Data[:len(raw.Data)-1]
				if _, err := Decode(&pool, raw); !errors.Is(err, ErrCorrupt) {
					t.Errorf("%v %s gap %d, a byte short: %v", size, format, gap, err)
				}
			}
		}
	}
}

// The colours of each layout stand where they should.
func TestDecodeChroma(t *testing.T) {
	want := plain(32, 16, 81, 90, 240)
	for _, format := range formats[:5] {
		var pool frame.VideoPool
		got, err := Decode(&pool, pack(want, format, 0))
		if err != nil || codectest.ChromaPSNR(got, want) < 99 {
			t.Errorf("%s: %v, %v", format, got, err)
		}
	}
	var pool frame.VideoPool
	red := map[Format][]byte{BGRA: {0, 0, 255, 255}, RGBA: {255, 0, 0, 255}}
	for format, pixel := range red {
		got, err := Decode(&pool, Raw{Data: bytes.Repeat(pixel, 32*16), Format: format, Width: 32, Height: 16})
		if err != nil || codectest.ChromaPSNR(got, want) < 45 || codectest.PSNR(got, want) < 45 {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	var pool frame.VideoPool
	data := make([]byte, 1<<16)
	for _, c := range []struct {
		raw  Raw
		want error
	}{
		{Raw{data, "H264", 64, 48, 0}, ErrFormat},
		{Raw{data, YUYV, 0, 48, 0}, ErrSize},
		{Raw{data, YUYV, 64, -1, 0}, ErrSize},
		{Raw{data, YUYV, frame.MaxWidth + 1, 1, 0}, ErrSize},
		{Raw{data, YUYV, 64, 48, 127}, ErrCorrupt},
		{Raw{data, YUYV, 64, 48, -128}, ErrCorrupt},
		{Raw{data, I420, 64, 48, 63}, ErrCorrupt},
		{Raw{data, NV12, 64, 48, 1 << 40}, ErrCorrupt},
		{Raw{nil, I420, 1, 1, 0}, ErrCorrupt},
		{Raw{nil, MJPEG, 1, 1, 0}, ErrCorrupt},
	} {
		if v, err := Decode(&pool, c.raw); v != nil || !errors.Is(err, c.want) {
			t.Errorf("%s %dx%d by %d: %v, want %v", c.raw.Format, c.raw.Width, c.raw.Height, c.raw.Stride, err, c.want)
		}
	}
	if pool.Live() != 0 {
		t.Error("a picture leaked")
	}
}

// Whatever sizes a driver claims, no byte beyond the data is read: under the
// address sanitizer this finds what the checks miss.
func TestDecodeAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := Raw{
			Format: rapid.SampledFrom(formats).Draw(t, "format"),
			Width:  rapid.IntRange(1, 70).Draw(t, "width"),
			Height: rapid.IntRange(1, 40).Draw(t, "height"),
			Stride: rapid.IntRange(0, 300).Draw(t, "stride"),
			Data:   make([]byte, rapid.IntRange(0, 12000).Draw(t, "size")),
		}
		var pool frame.VideoPool
		if v, err := Decode(&pool, raw); err == nil {
			v.Release()
		}
	})
}

// asJPEG compresses a picture, as 4:2:0.
func asJPEG(v *frame.Video) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, v.Width, v.Height), image.YCbCrSubsampleRatio420)
	for y := range v.Height {
		for x := range v.Width {
			img.Y[img.YOffset(x, y)] = full(v.Y[y*v.StrideY+x], 219)
			at := y/2*v.StrideUV + x/2
			img.Cb[img.COffset(x, y)] = byte(max(0, min(255, (int(v.U[at])-128)*255/224+128)))
			img.Cr[img.COffset(x, y)] = byte(max(0, min(255, (int(v.V[at])-128)*255/224+128)))
		}
	}
	return compress(img)
}

func compress(img image.Image) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}); err != nil {
		panic(err) // into memory: it cannot fail
	}
	return out.Bytes()
}

func decodeMJPEG(data []byte) (*frame.Video, error) {
	var pool frame.VideoPool
	v, err := Decode(&pool, Raw{Data: data, Format: MJPEG})
	if v == nil && pool.Live() != 0 {
		panic("a picture leaked")
	}
	return v, err
}

func TestDecodeJPEG(t *testing.T) {
	for _, size := range [][2]int{{640, 360}, {64, 48}, {33, 17}, {17, 33}, {1, 1}} {
		want := picture(size[0], size[1])
		got, err := decodeMJPEG(asJPEG(want))
		if err != nil {
			t.Fatalf("%v: %v", size, err)
		}
		if luma, chroma := codectest.PSNR(got, want), codectest.ChromaPSNR(got, want); luma < 38 || chroma < 38 {
			t.Errorf("%v: %.0f dB, chroma %.0f dB", size, luma, chroma)
		}
	}
	grey := image.NewGray(image.Rect(0, 0, 20, 10))
	for i := range grey.Pix {
		grey.Pix[i] = 255
	}
	v, err := decodeMJPEG(compress(grey))
	if err != nil || v.Y[0] != 235 || v.U[0] != 128 {
		t.Errorf("white comes out as %d, %d, %v", v.Y[0], v.U[0], err)
	}
}

// A picture that lost its end, or its middle, is no picture.
func TestDecodeJPEGCutShort(t *testing.T) {
	data := asJPEG(picture(160, 96))
	for cut := 0; cut < len(data)-8; cut += 1 + len(data)/200 {
		if v, err := decodeMJPEG(data[:cut]); v != nil || !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrFormat) {
			t.Errorf("%d of %d bytes: %v", cut, len(data), err)
		}
	}
	padded := append(bytes.Clone(data), make([]byte, 500)...)
	if _, err := decodeMJPEG(padded); err != nil {
		t.Errorf("with the rest of the buffer behind it: %v", err)
	}
}

// Cameras leave the Huffman tables out (RFC 2435): the standard ones count.
func TestDecodeJPEGWithoutTables(t *testing.T) {
	data := asJPEG(picture(64, 48))
	at := bytes.Index(data, []byte{0xff, 0xc4})
	if at < 0 {
		t.Fatal("no tables to leave out")
	}
	length := 2 + int(data[at+2])<<8 + int(data[at+3])
	if _, err := decodeMJPEG(append(bytes.Clone(data[:at]), data[at+length:]...)); err != nil {
		t.Error(err)
	}
}

func TestDecodeJPEGTooLarge(t *testing.T) {
	data := asJPEG(picture(16, 16))
	at := bytes.Index(data, []byte{0xff, 0xc0})
	data[at+5], data[at+7] = 0xff, 0xff // 65296 by 65296
	if _, err := decodeMJPEG(data); !errors.Is(err, ErrSize) {
		t.Errorf("%v", err)
	}
}

func FuzzDecodeJPEG(f *testing.F) {
	f.Add(asJPEG(picture(33, 17)))
	f.Add(asJPEG(picture(16, 16))[:300])
	f.Add(compress(image.NewGray(image.Rect(0, 0, 20, 10))))
	f.Add(compress(image.NewRGBA(image.Rect(0, 0, 9, 9))))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := decodeMJPEG(data)
		if (v == nil) != (err != nil) {
			t.Fatalf("%v, %v", v, err)
		}
	})
}

// The chroma of testdata/422.jpg and 444.jpg is finer; a progressive JPEG
// comes from no camera and could ask for much work.
func TestDecodeJPEGKinds(t *testing.T) {
	for _, name := range []string{"422", "444"} {
		data, err := os.ReadFile("testdata/" + name + ".jpg")
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeMJPEG(data)
		if err != nil {
			t.Fatal(err)
		}
		reference, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		rgba := image.NewRGBA(reference.Bounds())
		ToRGBA(rgba, got)
		for _, at := range []image.Point{{3, 5}, {18, 12}, {46, 3}, {49, 29}} {
			r, g, b, _ := reference.At(at.X, at.Y).RGBA()
			c := rgba.RGBAAt(at.X, at.Y)
			if far(c.R, r) || far(c.G, g) || far(c.B, b) {
				t.Errorf("%s at %v: %v, want %d %d %d", name, at, c, r>>8, g>>8, b>>8)
			}
		}
	}
	data, err := os.ReadFile("testdata/progressive.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decodeMJPEG(data); !errors.Is(err, ErrFormat) {
		t.Errorf("progressive: %v", err)
	}
}

// far reports whether an 8-bit colour is off a 16-bit one by more than eight
// steps.
func far(got uint8, want uint32) bool {
	d := int(got) - int(want>>8)
	return d > 8 || d < -8
}
