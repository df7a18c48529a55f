package devices

import (
	"context"
	"errors"
	"io/fs"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"parley/call/media/frame"
	"parley/devices/clip"
)

// CameraConfig says which camera and what to do with its pictures.
type CameraConfig struct {
	// Source is described at SourceDefault.
	Source string
	// Width, Height and FPS, all above zero, are wished for; a camera gives the
	// nearest it can. A film keeps its own size and rate.
	Width, Height, FPS int
	// Deliver takes each picture, with its reference, and must not block.
	Deliver func(*frame.Video)
	// Report tells how the camera is doing. Both are called from one
	// goroutine, and must not call Close.
	Report func(Status)
}

// Camera is a source of pictures that was opened.
type Camera struct {
	config   CameraConfig
	end      context.CancelFunc
	done     sync.WaitGroup
	pool     frame.VideoPool
	sequence uint64
	device   Device // wanted, as far as it is known
	had      bool   // the device was there before
	last     Status
}

// pictures is an open camera, film or test signal.
type pictures interface {
	// next waits for a picture and returns it with the time it was captured.
	// It returns errNoPicture when none came for about a second.
	next(ctx context.Context, pool *frame.VideoPool) (*frame.Video, time.Time, error)
	device() Device
	mode() string
	close()
}

// What keeps a camera from giving pictures.
var (
	errNoPicture = errors.New("no picture came")
	errNoCamera  = errors.New("there is no camera")
	errGone      = errors.New("camera is not connected")
	errBusy      = errors.New("camera is in use")
	errNotOurs   = errors.New("camera may not be opened")
	errNoMode    = errors.New("camera has no usable mode")
)

// patienceForPicture is how many times in a row no picture may come before the
// camera is opened again.
const patienceForPicture = 3

// OpenCamera starts to call Deliver and Report. It never fails: what is wrong
// is reported, and mended as soon as it can be. The caller closes the Camera.
func OpenCamera(config CameraConfig) *Camera {
	ctx, end := context.WithCancel(context.Background())
	c := &Camera{config: config, end: end, device: Device{ID: config.Source, Kind: KindCamera}}
	c.done.Go(func() { c.run(ctx) })
	return c
}

// Close releases the camera and waits until Deliver and Report have returned
// for the last time. It is idempotent.
func (c *Camera) Close() {
	c.end()
	c.done.Wait()
}

func (c *Camera) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "capture")))
	if c.config.Source == SourceNone {
		c.report(Status{State: None})
		return
	}
	plugged := hotplug(ctx, &c.done)
	pause := shortPause
	for ctx.Err() == nil {
		worked, err := c.once(ctx)
		if ctx.Err() != nil {
			return
		}
		c.report(c.failure(err))
		if worked {
			pause = shortPause
		}
		select {
		case <-plugged:
			pause = shortPause
		case <-time.After(pause):
			pause = min(2*pause, longPause)
		case <-ctx.Done():
		}
	}
}

// once opens the source and delivers its pictures until it fails.
func (c *Camera) once(ctx context.Context) (worked bool, err error) {
	if c.last.Problem == nil {
		c.report(Status{State: Starting, Device: c.device})
	}
	source, err := c.open()
	if err != nil {
		return false, err
	}
	defer source.close()
	c.device = source.device()
	missed := 0
	for missed < patienceForPicture && ctx.Err() == nil {
		v, captured, err := source.next(ctx, &c.pool)
		switch {
		case errors.Is(err, errNoPicture):
			missed++
			c.report(Status{State: Stalled, Device: c.device, Problem: wentSilent(c.device)})
		case err != nil:
			return worked, err
		default:
			missed, worked, c.had = 0, true, true
			c.deliver(v, captured)
			c.report(Status{State: Live, Device: c.device, Mode: source.mode()})
		}
	}
	return worked, errNoPicture
}

func (c *Camera) deliver(v *frame.Video, captured time.Time) {
	v.Captured, v.Sequence = captured, c.sequence
	c.sequence++
	c.config.Deliver(v)
}

func (c *Camera) open() (pictures, error) {
	w := Mode{Width: c.config.Width, Height: c.config.Height, Rate: float64(c.config.FPS)}
	path, isFile := strings.CutPrefix(c.config.Source, SourceFile)
	marked, isMarked := strings.CutPrefix(c.config.Source, SourceMarked)
	switch {
	case isFile:
		return openFilm(path)
	case isMarked:
		return openMarkedFilm(marked)
	case c.config.Source == SourceTest:
		return newTestPictures(w), nil
	}
	return openDevice(c.config.Source, w)
}

// failure tells in words why there are no pictures.
func (c *Camera) failure(err error) Status {
	var known *cameraError
	if errors.As(err, &known) {
		c.device = known.device
	}
	d := c.device
	switch {
	case errors.Is(err, errNoCamera) && c.had, errors.Is(err, errGone) && c.had:
		return Status{State: Gone, Device: d, Problem: unplugged(d)}
	case errors.Is(err, errNoCamera):
		return Status{State: None, Problem: nothingConnected(KindCamera)}
	case errors.Is(err, errGone):
		return Status{State: Gone, Device: d, Problem: notConnected(d)}
	case errors.Is(err, errBusy):
		return Status{State: Busy, Device: d, Problem: heldByOther(d)}
	case errors.Is(err, errNotOurs):
		return Status{State: Busy, Device: d, Problem: notAllowed(d)}
	case errors.Is(err, errNoMode):
		return Status{State: Stalled, Device: d, Problem: noUsableMode(d)}
	case errors.Is(err, clip.ErrFormat), errors.Is(err, clip.ErrTooLarge), isFileError(err):
		path := strings.TrimPrefix(strings.TrimPrefix(c.config.Source, SourceFile), SourceMarked)
		return Status{State: Gone, Device: fileDevice(KindCamera, path), Problem: unplayable(KindCamera, path, err)}
	}
	return Status{State: Stalled, Device: d, Problem: wentSilent(d)}
}

func isFileError(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

func (c *Camera) report(s Status) {
	if s.equal(c.last) {
		return
	}
	c.last = s
	c.config.Report(s)
}

// cameraError is what is wrong with a camera whose name is known.
type cameraError struct {
	device Device
	err    error
}

func (e *cameraError) Error() string { return e.device.Name + ": " + e.err.Error() }
func (e *cameraError) Unwrap() error { return e.err }
