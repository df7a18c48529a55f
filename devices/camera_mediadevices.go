//go:build !linux || mediadevices

package devices

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"time"

	"github.com/pion/mediadevices/pkg/driver"
	"github.com/pion/mediadevices/pkg/driver/availability"
	drivers "github.com/pion/mediadevices/pkg/driver/camera"
	reader "github.com/pion/mediadevices/pkg/io/video"
	"github.com/pion/mediadevices/pkg/prop"

	"parley/call/media/frame"
	"parley/call/media/video"
)

// The picture that modes are sorted for when a list is made.
const (
	usualWidth  = 1280
	usualHeight = 720
	usualRate   = 30
)

// listCameras looks for cameras anew; the one that is open keeps working.
func listCameras() (found []Device, problems []Problem) {
	drivers.Initialize()
	for i, d := range installed() {
		device := cameraDevice(d)
		device.Default = i == 0
		found = append(found, device)
	}
	return found, nil
}

// installed returns the cameras' drivers, the system's own choice first.
func installed() []driver.Driver {
	found := driver.GetManager().Query(driver.FilterVideoRecorder())
	slices.SortFunc(found, func(a, b driver.Driver) int {
		return cmp.Or(
			cmp.Compare(b.Info().Priority, a.Info().Priority),
			cmp.Compare(a.Info().Label, b.Info().Label),
		)
	})
	return found
}

// cameraDevice names a camera by its label, which stays, not by the driver's ID,
// which is made anew each time.
func cameraDevice(d driver.Driver) Device {
	name, _, _ := strings.Cut(d.Info().Name, drivers.LabelSeparator)
	if name == "" {
		name = d.Info().Label
	}
	return Device{ID: d.Info().Label, Name: name, Kind: KindCamera}
}

// driverCamera is an open camera.
type driverCamera struct {
	driver driver.Driver
	reader reader.Reader
	is     Device
	using  Mode
}

// openDevice opens a camera by ID, or the first one, in the mode that serves
// the wish best.
func openDevice(id string, wish Mode) (pictures, error) {
	found := installed()
	if len(found) == 0 {
		drivers.Initialize()
		found = installed()
	}
	at := slices.IndexFunc(found, func(d driver.Driver) bool {
		return id == SourceDefault || d.Info().Label == id
	})
	switch {
	case at < 0 && id == SourceDefault:
		return nil, errNoCamera
	case at < 0:
		return nil, errGone
	}
	c := &driverCamera{driver: found[at], is: cameraDevice(found[at])}
	if err := c.start(wish); err != nil {
		_ = c.driver.Close()
		return nil, &cameraError{c.is, err}
	}
	return c, nil
}

func (c *driverCamera) start(wish Mode) error {
	if err := c.driver.Open(); err != nil {
		return driverError(err)
	}
	choices := c.driver.Properties()
	if len(choices) == 0 {
		return errNoMode
	}
	best := slices.MinFunc(choices, func(a, b prop.Media) int { return compareModes(modeOf(a), modeOf(b), wish) })
	c.using = modeOf(best)
	if best.FrameRate == 0 {
		best.FrameRate = float32(wish.Rate) // else it picks the slowest
	}
	recorder, ok := c.driver.(driver.VideoRecorder)
	if !ok {
		return errNoMode
	}
	var err error
	c.reader, err = recorder.VideoRecord(best)
	return driverError(err)
}

func modeOf(p prop.Media) Mode {
	return Mode{Width: p.Width, Height: p.Height, Rate: float64(p.FrameRate), Format: video.Format(p.FrameFormat)}
}

func driverError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, availability.ErrBusy), strings.Contains(err.Error(), "busy"):
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	return fmt.Errorf("%w: %w", errGone, err)
}

// next waits as long as the driver does, some seconds, whatever ctx says.
func (c *driverCamera) next(ctx context.Context, pool *frame.VideoPool) (*frame.Video, time.Time, error) {
	img, release, err := c.reader.Read()
	captured := time.Now()
	if err != nil {
		return nil, captured, driverError(err)
	}
	defer release()
	ycc, ok := img.(*image.YCbCr)
	if !ok {
		return nil, captured, errNoMode
	}
	v := pool.Get(ycc.Rect.Dx(), ycc.Rect.Dy())
	if v == nil {
		return nil, captured, errNoMode
	}
	copyYCbCr(v, ycc)
	return v, captured, nil
}

// copyYCbCr takes each second chroma sample of what is finer than 4:2:0.
func copyYCbCr(v *frame.Video, img *image.YCbCr) {
	at := img.Rect.Min
	for y := range v.Height {
		copy(v.Y[y*v.StrideY:][:v.Width], img.Y[img.YOffset(at.X, at.Y+y):])
	}
	for y := range (v.Height + 1) / 2 {
		for x := range (v.Width + 1) / 2 {
			from := img.COffset(at.X+2*x, at.Y+2*y)
			v.U[y*v.StrideUV+x] = img.Cb[from]
			v.V[y*v.StrideUV+x] = img.Cr[from]
		}
	}
}

func (c *driverCamera) device() Device { return c.is }
func (c *driverCamera) mode() string   { return c.using.String() }
func (c *driverCamera) close()         { _ = c.driver.Close() }
