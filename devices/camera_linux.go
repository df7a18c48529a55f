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
	if err = v4l2Error(err); errors.Is(err, errGone) {
		return nil, err
	}
	if err != nil {
		return nil, &cameraError{Device{ID: path, Name: filepath.Base(path), Kind: KindCamera}, err}
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
