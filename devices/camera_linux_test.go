//go:build linux && !mediadevices

package devices

import (
	"errors"
	"testing"

	"github.com/blackjack/webcam"
	"golang.org/x/sys/unix"

	"parley/call/media/video"
)

func TestRawFindsTheRows(t *testing.T) {
	for _, c := range []struct {
		format video.Format
		bytes  int
		want   int
	}{
		{video.YUYV, 640 * 480 * 2, 1280},
		{video.YUYV, 1344 * 480, 1344}, // rows padded to 64 bytes
		{video.YUYV, 100, 1280},        // cut short: Decode refuses it
		{video.NV12, 640 * 480 * 3 / 2, 640},
		{video.I420, 704 * 480 * 3 / 2, 704},
		{video.MJPEG, 12345, 0},
	} {
		cam := &v4l2Camera{using: v4l2Mode{Mode: Mode{640, 480, 30, c.format}}}
		if got := cam.raw(make([]byte, c.bytes)).Stride; got != c.want {
			t.Errorf("%d bytes of %s: a row of %d, want %d", c.bytes, c.format, got, c.want)
		}
	}
}

func TestV4L2Errors(t *testing.T) {
	for _, c := range []struct{ err, want error }{
		{unix.EBUSY, errBusy},
		{errors.New("Failed to start streaming: " + unix.EBUSY.Error()), errBusy},
		{unix.EACCES, errNotOurs},
		{unix.ENODEV, errGone},
		{unix.ENOENT, errGone},
	} {
		if got := v4l2Error(c.err); !errors.Is(got, c.want) {
			t.Errorf("%v became %v", c.err, got)
		}
	}
	if v4l2Error(nil) != nil {
		t.Error("no error became one")
	}
}

func TestSizesOfCamerasThatScale(t *testing.T) {
	got := sizesIn(webcam.FrameSize{
		MinWidth: 32, MaxWidth: 1280, StepWidth: 16, MinHeight: 32, MaxHeight: 720, StepHeight: 8,
	})
	if len(got) == 0 || got[0] != [2]int{1280, 720} {
		t.Errorf("%v", got)
	}
	for _, s := range got {
		if s[0]%16 != 0 || s[1]%8 != 0 {
			t.Errorf("%v does not fit the steps", s)
		}
	}
	if got := sizesIn(webcam.FrameSize{MaxWidth: 8192, MaxHeight: 8192}); len(got) != 0 {
		t.Errorf("took %v", got)
	}
}
