//go:build linux && !mediadevices

package devices

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blackjack/webcam"
	"golang.org/x/sys/unix"

	"parley/call/media/frame"
	"parley/call/media/video"
)

// On Linux the camera is used through blackjack/webcam, which mediadevices'
// own driver stands on: that driver reads Motion JPEG in Go, at a tenth of the
// speed, knows no camera that came after the start, and does not tell a busy
// camera from a broken one. The build tag mediadevices takes it all the same.

// fourCC is a pixel format by its letters (V4L2's v4l2_fourcc).
func fourCC(code string) webcam.PixelFormat {
	return webcam.PixelFormat(code[0]) | webcam.PixelFormat(code[1])<<8 |
		webcam.PixelFormat(code[2])<<16 | webcam.PixelFormat(code[3])<<24
}

// pixelFormats are those Parley reads.
var pixelFormats = map[webcam.PixelFormat]video.Format{
	fourCC("YU12"): video.I420,
	fourCC("NV12"): video.NV12,
	fourCC("NV21"): video.NV21,
	fourCC("YUYV"): video.YUYV,
	fourCC("UYVY"): video.UYVY,
	fourCC("MJPG"): video.MJPEG,
	fourCC("JPEG"): video.MJPEG,
}

// listCameras looks at every video device; one that may not be opened is
// listed without modes and its problem returned.
func listCameras() (found []Device, problems []Problem) {
	names := persistentNames()
	for _, node := range videoNodes() {
		d := Device{ID: node, Name: filepath.Base(node), Kind: KindCamera}
		if name, ok := names[node]; ok {
			d.ID = name
		}
		cam, err := webcam.Open(node)
		if errors.Is(err, unix.EACCES) {
			problems = append(problems, *notAllowed(d))
		}
		if err != nil {
			continue // no camera, such as a radio or an encoder
		}
		d.Name = cameraName(cam, node)
		for _, m := range modesOf(cam) {
			d.Modes = append(d.Modes, m.Mode)
		}
		_ = cam.Close()
		if len(d.Modes) == 0 {
			continue // it gives something else, such as a camera's metadata
		}
		sortModes(d.Modes, usualWidth, usualHeight, usualRate)
		d.Default = len(found) == 0
		found = append(found, d)
	}
	return found, problems
}

// videoNodes returns the video devices in the order of their numbers.
func videoNodes() []string {
	nodes, _ := filepath.Glob("/dev/video*")
	slices.SortFunc(nodes, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return nodes
}

// persistentNames maps nodes to links that follow a camera from port to port.
func persistentNames() map[string]string {
	names := make(map[string]string)
	links, _ := filepath.Glob("/dev/v4l/by-id/*")
	for _, link := range links {
		if node, err := filepath.EvalSymlinks(link); err == nil {
			names[node] = link
		}
	}
	return names
}

func cameraName(cam *webcam.Webcam, node string) string {
	if name, err := cam.GetName(); err == nil && name != "" {
		// UVC repeats the product behind a colon: "Cam: Cam".
		head, _, _ := strings.Cut(name, ": ")
		return head
	}
	return filepath.Base(node)
}

// v4l2Mode is a Mode with what V4L2 calls it.
type v4l2Mode struct {
	Mode
	code webcam.PixelFormat
}

func modesOf(cam *webcam.Webcam) (modes []v4l2Mode) {
	for code := range cam.GetSupportedFormats() {
		format, ok := pixelFormats[code]
		if !ok {
			continue
		}
		for _, size := range cam.GetSupportedFrameSizes(code) {
			for _, s := range sizesIn(size) {
				for _, rate := range ratesOf(cam, code, s) {
					modes = append(modes, v4l2Mode{Mode{s[0], s[1], rate, format}, code})
				}
			}
		}
	}
	return modes
}

// usual sizes are tried where a camera scales freely.
var usualSizes = [][2]int{{1920, 1080}, {1280, 720}, {960, 540}, {640, 480}, {640, 360}, {320, 240}, {320, 180}}

// The picture that modes are sorted for when a list is made.
const (
	usualWidth  = 1280
	usualHeight = 720
	usualRate   = 30
)

func sizesIn(s webcam.FrameSize) (sizes [][2]int) {
	if s.StepWidth == 0 || s.StepHeight == 0 {
		sizes = append(sizes, [2]int{int(s.MaxWidth), int(s.MaxHeight)})
	} else {
		for _, u := range usualSizes {
			if inSteps(u[0], s.MinWidth, s.MaxWidth, s.StepWidth) && inSteps(u[1], s.MinHeight, s.MaxHeight, s.StepHeight) {
				sizes = append(sizes, u)
			}
		}
	}
	return slices.DeleteFunc(sizes, func(s [2]int) bool {
		return s[0] < 16 || s[1] < 16 || s[0] > frame.MaxWidth || s[1] > frame.MaxHeight
	})
}

func inSteps(value int, lowest, highest, step uint32) bool {
	v := uint32(value)
	return v >= lowest && v <= highest && (v-lowest)%step == 0
}

// ratesOf returns the rates of a size in pictures a second, or zero when the
// camera does not tell.
func ratesOf(cam *webcam.Webcam, code webcam.PixelFormat, size [2]int) (rates []float64) {
	for _, r := range cam.GetSupportedFramerates(code, uint32(size[0]), uint32(size[1])) {
		// A step-wise range is taken at its fastest.
		if r.MinNumerator > 0 {
			rates = append(rates, float64(r.MinDenominator)/float64(r.MinNumerator))
		}
	}
	if len(rates) == 0 {
		return []float64{0}
	}
	return rates
}

// v4l2Camera is an open camera.
type v4l2Camera struct {
	cam     *webcam.Webcam
	is      Device
	using   v4l2Mode
	damaged int // pictures in a row
}

const (
	// v4l2Buffers is how many pictures the driver holds: one being filled, one
	// being read, and two for a reader that is late.
	v4l2Buffers = 4
	// v4l2Wait is how long next waits, in seconds.
	v4l2Wait = 1
	// damagedLimit is how many damaged pictures in a row make a broken camera.
	damagedLimit = 60
)

// openDevice opens a camera by ID, or the first one, in the mode that serves
// the wish best.
func openDevice(id string, wish Mode) (pictures, error) {
	if id != SourceDefault {
		return openNode(id, wish)
	}
	cameras, problems := listCameras()
	if len(cameras) > 0 {
		return openNode(cameras[0].ID, wish)
	}
	if len(problems) > 0 {
		return nil, errNotOurs
	}
	return nil, errNoCamera
}

func openNode(path string, wish Mode) (pictures, error) {
	cam, err := webcam.Open(path)
	if err != nil {
		return nil, v4l2Error(err)
	}
	c := &v4l2Camera{cam: cam, is: Device{ID: path, Name: cameraName(cam, path), Kind: KindCamera}}
	if err := c.start(wish); err != nil {
		_ = cam.Close()
		return nil, &cameraError{c.is, err}
	}
	return c, nil
}

func (c *v4l2Camera) start(wish Mode) error {
	modes := modesOf(c.cam)
	if len(modes) == 0 {
		return errNoMode
	}
	return c.startIn(slices.MinFunc(modes, func(a, b v4l2Mode) int { return compareModes(a.Mode, b.Mode, wish) }))
}

func (c *v4l2Camera) startIn(best v4l2Mode) error {
	code, _, _, err := c.cam.SetImageFormat(best.code, uint32(best.Width), uint32(best.Height))
	if err != nil {
		return v4l2Error(err)
	}
	if code != best.code {
		return errNoMode
	}
	if best.Rate > 0 {
		// A camera that refuses keeps its own rate.
		_ = c.cam.SetFramerate(float32(best.Rate))
	}
	if err := c.cam.SetBufferCount(v4l2Buffers); err != nil {
		return err
	}
	c.using = best
	return v4l2Error(c.cam.StartStreaming())
}

// v4l2Error says what the driver's error means. webcam gives some errors as
// text only.
func v4l2Error(err error) error {
	is := func(e unix.Errno) bool {
		return errors.Is(err, e) || strings.HasSuffix(err.Error(), e.Error())
	}
	switch {
	case err == nil:
		return nil
	case is(unix.EBUSY):
		return fmt.Errorf("%w: %w", errBusy, err)
	case is(unix.EACCES), is(unix.EPERM):
		return fmt.Errorf("%w: %w", errNotOurs, err)
	}
	return fmt.Errorf("%w: %w", errGone, err)
}

func (c *v4l2Camera) next(ctx context.Context, pool *frame.VideoPool) (*frame.Video, time.Time, error) {
	for ctx.Err() == nil {
		err := c.cam.WaitForFrame(v4l2Wait)
		captured := time.Now()
		var late *webcam.Timeout
		if errors.As(err, &late) {
			return nil, captured, errNoPicture
		}
		if err != nil {
			return nil, captured, v4l2Error(err)
		}
		v, err := c.read(pool)
		if v != nil || err != nil {
			return v, captured, err
		}
	}
	return nil, time.Time{}, ctx.Err()
}

// read takes one picture from the driver; it is nil when it was damaged, as
// the first ones of many cameras are.
func (c *v4l2Camera) read(pool *frame.VideoPool) (*frame.Video, error) {
	data, index, err := c.cam.GetFrame()
	if errors.Is(err, unix.EAGAIN) {
		return nil, nil
	}
	if err != nil {
		return nil, v4l2Error(err)
	}
	v, broken := video.Decode(pool, c.raw(data))
	if err := c.cam.ReleaseFrame(index); err != nil {
		if v != nil {
			v.Release()
		}
		return nil, v4l2Error(err)
	}
	if broken == nil {
		c.damaged = 0
		return v, nil
	}
	if c.damaged++; c.damaged > damagedLimit {
		return nil, fmt.Errorf("%w: %w", errNoMode, broken)
	}
	return nil, nil
}

// raw describes a picture's bytes. Rows may be longer than the picture is
// wide: the driver gives the whole, so its length tells.
func (c *v4l2Camera) raw(data []byte) video.Raw {
	r := video.Raw{Data: data, Format: c.using.Format, Width: c.using.Width, Height: c.using.Height}
	switch r.Format {
	case video.YUYV, video.UYVY:
		r.Stride = max(len(data)/r.Height, 2*r.Width)
	case video.I420, video.NV12, video.NV21:
		r.Stride = max(len(data)*2/(3*r.Height), r.Width)
	case video.BGRA, video.RGBA, video.MJPEG: // not asked for, or without rows
	}
	return r
}

func (c *v4l2Camera) device() Device { return c.is }
func (c *v4l2Camera) mode() string   { return c.using.String() }
func (c *v4l2Camera) close()         { _ = c.cam.Close() }
