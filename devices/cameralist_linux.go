//go:build linux && !mediadevices

package devices

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blackjack/webcam"
	"golang.org/x/sys/unix"

	"parley/call/media/frame"
	"parley/call/media/video"
)

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

// listCameras looks at every video device. Those that may not be opened are
// the problems.
func listCameras() (found []Device, problems []Problem) {
	names := persistentNames()
	for _, node := range videoNodes() {
		d := Device{ID: node, Name: filepath.Base(node), Kind: KindCamera}
		if name, ok := names[node]; ok {
			d.ID = name
		}
		cam, err := webcam.Open(node)
		switch {
		case errors.Is(err, unix.EACCES):
			problems = append(problems, *notAllowed(d))
			continue
		case errors.Is(err, unix.EBUSY):
			found = append(found, d) // some drivers do not even tell their name then
			continue
		case err != nil:
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
		found = append(found, d)
	}
	if len(found) > 0 {
		found[0].Default = true
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
