package call

import (
	"context"
	"errors"
	"image"
	_ "image/gif" // as Go's image.Decode asks for
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// The bounds of a picture that is shown before it is sent. Larger ones are sent
// unseen.
const (
	mostPictureBytes  = 64 << 20
	mostPicturePixels = 40_000_000
)

// pictureEndings are those of the pictures that can be shown.
var pictureEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}

func isPicture(path string) bool {
	return slices.Contains(pictureEndings, strings.ToLower(filepath.Ext(path)))
}

// glance looks at the pictures that a person is about to send, one after the
// other, beside the window.
type glance struct {
	stop   context.CancelFunc
	done   sync.WaitGroup
	looked []atomic.Pointer[image.RGBA] // at each path; nil as long as there is no picture
}

// newGlance begins to look at paths; no picture is larger than most then. Its
// owner closes it.
func newGlance(paths []string, most image.Point) *glance {
	ctx, stop := context.WithCancel(context.Background())
	g := &glance{stop: stop, looked: make([]atomic.Pointer[image.RGBA], len(paths))}
	g.done.Go(func() {
		for i, path := range paths {
			if picture, err := lookAt(ctx, path, most); err == nil {
				g.looked[i].Store(picture)
			}
		}
	})
	return g
}

// at returns how a path looks, nil as long as that is not known.
func (g *glance) at(i int) *image.RGBA { return g.looked[i].Load() }

// close ends the looking soon, without waiting: decoding may take a moment.
func (g *glance) close() { g.stop() }

var errNoGlance = errors.New("not a picture that is shown")

// lookAt reads a picture, turns it upright, and makes it fit into most.
func lookAt(ctx context.Context, path string, most image.Point) (*image.RGBA, error) {
	info, err := os.Stat(path)
	if err != nil || !isPicture(path) || !info.Mode().IsRegular() || info.Size() > mostPictureBytes {
		return nil, errNoGlance
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	about, format, err := image.DecodeConfig(untilDone{ctx, file})
	if err != nil || int64(about.Width)*int64(about.Height) > mostPicturePixels {
		return nil, errNoGlance
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(untilDone{ctx, file})
	if err != nil {
		return nil, err
	}
	o := asItLies
	if format == "jpeg" {
		o = lies(file)
	}
	return o.upright(fitted(picture, o.turned(most))), nil
}

// fitted makes a picture fit. Most of a large one is passed over first, as to
// weigh every pixel takes long.
func fitted(picture image.Image, most image.Point) *image.RGBA {
	const finer = 3
	rough := scaled(draw.ApproxBiLinear, picture, most.Mul(finer))
	return scaled(draw.BiLinear, rough, most)
}

func scaled(how draw.Scaler, picture image.Image, most image.Point) *image.RGBA {
	from := picture.Bounds()
	shrunk := min(1, float64(most.X)/float64(from.Dx()), float64(most.Y)/float64(from.Dy()))
	to := image.Rect(0, 0, max(1, int(float64(from.Dx())*shrunk)), max(1, int(float64(from.Dy())*shrunk)))
	img := image.NewRGBA(to)
	how.Scale(img, to, picture, from, draw.Src, nil)
	return img
}

// untilDone reads until a context is done.
type untilDone struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(p)
}
