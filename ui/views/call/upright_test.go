package call

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"
)

// The corners of a picture, each in a colour of its own.
const (
	topLeft = iota
	topRight
	bottomLeft
	bottomRight
)

var cornerColors = [...]color.RGBA{{200, 30, 30, 255}, {30, 180, 30, 255}, {30, 30, 200, 255}, {220, 220, 40, 255}}

// stored says which corner of the scene lies in which corner of the file, as
// the table of Exif 2.32 has it: row 0 is the scene's top, and so on.
var stored = [...][4]int{
	{topLeft, topRight, bottomLeft, bottomRight},
	{topRight, topLeft, bottomRight, bottomLeft},
	{bottomRight, bottomLeft, topRight, topLeft},
	{bottomLeft, bottomRight, topLeft, topRight},
	{topLeft, bottomLeft, topRight, bottomRight},
	{topRight, bottomRight, topLeft, bottomLeft},
	{bottomRight, topRight, bottomLeft, topLeft},
	{bottomLeft, topLeft, bottomRight, topRight},
}

// exif makes an APP1 segment that says how a picture lies.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	mark := "II"
	if order.String() == binary.BigEndian.String() {
		mark = "MM"
	}
	tiff := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	tiff = order.AppendUint16(tiff, 2) // entries
	tiff = order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 256), 3), 1), 640)
	tiff = append(tiff, 0, 0)
	tiff = order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 274), 3), 1), orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)), body...)
}

// photo writes a JPEG with four corners, as a camera does that was held in a
// way.
func photo(t *testing.T, o int, size image.Point, segment []byte) string {
	t.Helper()
	img := image.NewRGBA(image.Rectangle{Max: size})
	half := size.Div(2)
	for corner, of := range stored[o-1] {
		at := image.Pt(corner%2*half.X, corner/2*half.Y)
		draw.Draw(img, image.Rectangle{at, at.Add(half)}, image.NewUniform(cornerColors[of]), image.Point{}, draw.Src)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, nil); err != nil {
		t.Fatal(err)
	}
	data := file.Bytes()
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, bytes.Join([][]byte{data[:2], segment, data[2:]}, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPictureIsShownUpright looks at photos of one scene that were taken with
// the camera held in all eight ways.
func TestPictureIsShownUpright(t *testing.T) {
	for o := 1; o <= 8; o++ {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			t.Run(fmt.Sprint(o, order), func(t *testing.T) {
				size := orientation(o).turned(image.Pt(1200, 800))
				got, err := lookAt(context.Background(), photo(t, o, size, exif(order, uint16(o))), image.Pt(300, 400))
				if err != nil || got.Rect.Size() != image.Pt(300, 200) {
					t.Fatalf("%v, %v", got, err)
				}
				wantCorners(t, got)
			})
		}
	}
}

func wantCorners(t *testing.T, img *image.RGBA) {
	t.Helper()
	size := img.Rect.Size()
	for corner, want := range cornerColors {
		got := img.RGBAAt(size.X/4+corner%2*size.X/2, size.Y/4+corner/2*size.Y/2)
		for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B)} {
			if d < -12 || d > 12 {
				t.Fatalf("corner %d is %v, want %v", corner, got, want)
			}
		}
	}
}

// TestPictureWithSenselessExif takes a picture as it lies if what it says of
// that makes no sense.
func TestPictureWithSenselessExif(t *testing.T) {
	good := exif(binary.BigEndian, 6)
	for name, segment := range map[string][]byte{
		"none": nil, "zero": exif(binary.BigEndian, 0), "nine": exif(binary.LittleEndian, 9), "huge": exif(binary.BigEndian, 65535),
		"another type": bytes.Replace(good, []byte{1, 18, 0, 3}, []byte{1, 18, 0, 2}, 1),
		"many values":  bytes.Replace(good, []byte{1, 18, 0, 3, 0, 0, 0, 1}, []byte{1, 18, 0, 3, 0, 0, 0xff, 0xff}, 1),
		"empty":        {0xff, 0xe1, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := lookAt(context.Background(), photo(t, 1, image.Pt(640, 480), segment), pictureBound)
			if err != nil || got.Rect.Size() != image.Pt(640, 480) {
				t.Fatalf("%v, %v", got, err)
			}
			wantCorners(t, got)
		})
	}
}

// FuzzOrientation takes any bytes for a JPEG.
func FuzzOrientation(f *testing.F) {
	for o := range uint16(10) {
		f.Add(append([]byte{0xff, 0xd8}, exif(binary.BigEndian, o)...))
		f.Add(append([]byte{0xff, 0xd8}, exif(binary.LittleEndian, o)...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := lies(bytes.NewReader(data)); o < asItLies || o > lastOrientation {
			t.Errorf("it lies in way %d", o)
		}
	})
}
