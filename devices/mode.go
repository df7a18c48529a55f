package devices

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Format is how a camera lays out its pictures.
type Format string

// The formats Parley reads.
const (
	FormatI420  Format = "I420"
	FormatNV12  Format = "NV12"
	FormatNV21  Format = "NV21"
	FormatYUYV  Format = "YUYV"
	FormatUYVY  Format = "UYVY"
	FormatMJPEG Format = "MJPEG"
)

// Mode is one way a camera can work.
type Mode struct {
	Width, Height int
	Rate          float64 // pictures a second; zero when the camera does not say
	Format        Format
}

func (m Mode) String() string {
	if m.Rate == 0 {
		return fmt.Sprintf("%dx%d, %s", m.Width, m.Height, m.Format)
	}
	return fmt.Sprintf("%dx%d, %g pictures a second, %s", m.Width, m.Height, math.Round(m.Rate*10)/10, m.Format)
}

// sortModes puts the mode first that serves pictures of a size and rate best.
func sortModes(modes []Mode, width, height int, rate float64) {
	slices.SortStableFunc(modes, func(a, b Mode) int {
		return cmp.Or(
			cmp.Compare(a.cost(width, height, rate), b.cost(width, height, rate)),
			cmp.Compare(a.Format, b.Format),
		)
	})
}

// cost is how badly a mode serves a wish; zero is perfect. Pictures that are
// too small or too few weigh most, then the price of decoding JPEG, then that
// of shrinking.
func (m Mode) cost(width, height int, rate float64) float64 {
	const (
		tooSmall, tooLarge = 4, 0.25
		tooFew, tooMany    = 4, 0.1
		compressed         = 0.3
	)
	total := 0.0
	area := float64(m.Width*m.Height) / float64(width*height)
	if m.Width < width || m.Height < height {
		total += 1 + tooSmall*max(1-area, 0)
	} else {
		total += tooLarge * (area - 1)
	}
	got := m.Rate
	if got == 0 {
		got = rate / 2 // it may be anything
	}
	if got < rate*0.95 {
		total += tooFew * (1 - got/rate)
	} else {
		total += tooMany * max(got/rate-1, 0)
	}
	if m.Format == FormatMJPEG {
		total += compressed
	}
	return total
}
