package devices

import (
	"testing"

	"parley/call/media/video"
)

func TestSortModes(t *testing.T) {
	for name, c := range map[string]struct{ modes []Mode }{
		"raw at full rate":      {[]Mode{{1280, 720, 30, video.YUYV}, {1280, 720, 30, video.MJPEG}, {1920, 1080, 30, video.MJPEG}}},
		"raw is too slow":       {[]Mode{{1280, 720, 30, video.MJPEG}, {1280, 720, 10, video.YUYV}, {640, 480, 30, video.YUYV}}},
		"larger beats smaller":  {[]Mode{{1920, 1080, 30, video.MJPEG}, {640, 480, 30, video.YUYV}}},
		"nothing large":         {[]Mode{{640, 480, 30, video.YUYV}, {320, 240, 30, video.YUYV}}},
		"faster than wished":    {[]Mode{{1280, 720, 30, video.NV12}, {1280, 720, 60, video.NV12}, {1280, 720, 15, video.NV12}}},
		"unknown rate":          {[]Mode{{1280, 720, 30, video.MJPEG}, {1280, 720, 0, video.YUYV}}},
		"almost as fast is ok":  {[]Mode{{1280, 720, 29.97, video.YUYV}, {1280, 720, 30, video.MJPEG}}},
		"other aspect, as good": {[]Mode{{1280, 960, 30, video.YUYV}, {960, 540, 30, video.YUYV}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := make([]Mode, 0, len(c.modes))
			for i := range c.modes { // last first
				got = append(got, c.modes[len(c.modes)-1-i])
			}
			sortModes(got, 1280, 720, 30)
			if got[0] != c.modes[0] {
				t.Errorf("%v comes first, want %v", got[0], c.modes[0])
			}
		})
	}
}

func TestModeInWords(t *testing.T) {
	for want, m := range map[string]Mode{
		"1280x720, 30 pictures a second, MJPEG": {1280, 720, 30, video.MJPEG},
		"640x480, 1 picture a second, YUYV":     {640, 480, 1, video.YUYV},
		"640x360, 29.9 pictures a second":       {640, 360, 29.94, ""},
		"320x180, NV12":                         {320, 180, 0, video.NV12},
	} {
		if got := m.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
