package devices

import (
	"context"
	"math"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/devices/clip"
)

// pace lets pictures out at their own rate.
type pace struct{ due time.Time }

// wait returns when the next picture is due. What is late by more than an
// interval does not make up for it.
func (p *pace) wait(ctx context.Context, interval time.Duration) error {
	now := time.Now()
	if p.due = p.due.Add(interval); now.Sub(p.due) > interval {
		p.due = now
	}
	timer := time.NewTimer(p.due.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// testPictures are the test camera.
type testPictures struct {
	camera *testsignal.Camera
	asked  Mode
	pace   pace
}

func newTestPictures(asked Mode) *testPictures {
	return &testPictures{camera: testsignal.NewCamera(asked.Width, asked.Height), asked: asked}
}

func (p *testPictures) next(ctx context.Context, _ *frame.VideoPool) (*frame.Video, time.Time, error) {
	if err := p.pace.wait(ctx, time.Duration(float64(time.Second)/p.asked.Rate)); err != nil {
		return nil, time.Time{}, err
	}
	now := time.Now()
	return p.camera.Next(now), now, nil
}

func (p *testPictures) device() Device { return testDevice(KindCamera) }
func (p *testPictures) mode() string   { return p.asked.String() }
func (p *testPictures) close()         {}

// filmPictures are a file.
type filmPictures struct {
	film *clip.Film
	path string
	size Mode
	pace pace
}

func openFilm(path string) (pictures, error) {
	film, err := clip.OpenFilm(path)
	if err != nil {
		return nil, err
	}
	return &filmPictures{film: film, path: path}, nil
}

// markedPictures are a file with the test camera's marks in it.
type markedPictures struct {
	pictures
	number uint32
}

func openMarkedFilm(path string) (pictures, error) {
	film, err := openFilm(path)
	if err != nil {
		return nil, err
	}
	return &markedPictures{pictures: film}, nil
}

func (p *markedPictures) next(ctx context.Context, pool *frame.VideoPool) (*frame.Video, time.Time, error) {
	v, captured, err := p.pictures.next(ctx, pool)
	if err != nil {
		return nil, time.Time{}, err
	}
	testsignal.Burn(v, p.number, captured)
	p.number++
	return v, captured, nil
}

func (p *filmPictures) next(ctx context.Context, pool *frame.VideoPool) (*frame.Video, time.Time, error) {
	v, err := p.film.Next(pool)
	if err != nil {
		return nil, time.Time{}, err
	}
	if err := p.pace.wait(ctx, p.film.Interval()); err != nil {
		v.Release()
		return nil, time.Time{}, err
	}
	p.size = Mode{Width: v.Width, Height: v.Height, Rate: math.Round(10/p.film.Interval().Seconds()) / 10}
	return v, time.Now(), nil
}

func (p *filmPictures) device() Device { return fileDevice(KindCamera, p.path) }
func (p *filmPictures) mode() string   { return p.size.String() }
func (p *filmPictures) close()         { _ = p.film.Close() }
