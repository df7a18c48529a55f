package call

import (
	"image"
	"io"

	"github.com/bep/imagemeta"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// orientation is how a picture lies in its file, as cameras note it that were
// held on their side: Exif 2.32, tag 274, 1 to 8. 1 is upright; from 5 on
// width and height change places.
type orientation uint16

const (
	asItLies        orientation = 1
	onItsSide       orientation = 5
	lastOrientation orientation = 8
)

// mostMetadata is how far into a file Exif is looked for. It is the first
// thing in a JPEG, and no longer than 64 KiB.
const mostMetadata = 256 << 10

// lies reads how a JPEG lies. One that does not say, or says nonsense, is taken
// as it lies.
func lies(jpeg io.ReaderAt) orientation {
	found := asItLies
	_, err := imagemeta.Decode(imagemeta.Options{
		R: io.NewSectionReader(jpeg, 0, mostMetadata), ImageFormat: imagemeta.JPEG, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Namespace == "IFD0" && tag.Tag == "Orientation" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if is, ok := tag.Value.(uint16); ok {
				found = orientation(is)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil || found < asItLies || found > lastOrientation {
		return asItLies
	}
	return found
}

// turned returns the size that a picture of a size has when it is upright, and
// the other way round.
func (o orientation) turned(size image.Point) image.Point {
	if o >= onItsSide {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// upright turns and mirrors a picture.
func (o orientation) upright(picture *image.RGBA) *image.RGBA {
	if o == asItLies {
		return picture
	}
	size := picture.Rect.Size()
	img := image.NewRGBA(image.Rectangle{Max: o.turned(size)})
	draw.NearestNeighbor.Transform(img, o.matrix(float64(size.X), float64(size.Y)), picture, picture.Rect, draw.Src, nil)
	return img
}

// matrix tells where the pixels of a picture of a width and a height go.
func (o orientation) matrix(w, h float64) f64.Aff3 {
	return [...]f64.Aff3{
		{1, 0, 0, 0, 1, 0},
		{-1, 0, w, 0, 1, 0},  // mirrored
		{-1, 0, w, 0, -1, h}, // upside down
		{1, 0, 0, 0, -1, h},
		{0, 1, 0, 1, 0, 0},
		{0, -1, h, 1, 0, 0}, // its top is on the left: a phone held upright
		{0, -1, h, -1, 0, w},
		{0, 1, 0, -1, 0, w}, // its top is on the right
	}[o-asItLies]
}
