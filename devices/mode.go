package devices

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"parley/call/media/video"
)

// Mode is one way a camera can work.
type Mode struct {
	Width, Height int
	Rate          float64 // pictures a second; zero when the camera does not say
	Format        video.Format
}

// String describes the mode for people, as far as it is known.
func (m Mode) String() string {
	text := fmt.Sprintf("%dx%d", m.Width, m.Height)
	switch rate := math.Round(m.Rate*10) / 10; rate {
	case 0:
	case 1:
		text += ", 1 picture a second"
	default:
		text += fmt.Sprintf(", %g pictures a second", rate)
	}
	if m.Format != "" {
		text += ", " + string(m.Format)
	}
	return text
}

// sortModes puts the mode first that serves a wish best.
func sortModes(modes []Mode, width, height int, rate float64) {
	wish := Mode{Width: width, Height: height, Rate: rate}
	slices.SortStableFunc(modes, func(a, b Mode) int { return compareModes(a, b, wish) })
}

// compareModes is negative when a serves a wish better than b.
func compareModes(a, b, wish Mode) int {
	return cmp.Or(cmp.Compare(a.cost(wish), b.cost(wish)), cmp.Compare(a.Format, b.Format))
}

// cost is how badly a mode serves a wish; zero is perfect. Pictures that are
// too small or too few weigh most, then the price of decoding JPEG, then that
// of shrinking.
func (m Mode) cost(wish Mode) float64 {
	const (
		tooSmall, tooLarge = 4, 0.25
		tooFew, tooMany    = 4, 0.1
		compressed         = 0.3
	)
	total := 0.0
	area := float64(m.Width*m.Height) / float64(wish.Width*wish.Height)
	if m.Width < wish.Width || m.Height < wish.Height {
		total += 1 + tooSmall*max(1-area, 0)
	} else {
		total += tooLarge * (area - 1)
	}
	got := m.Rate
	if got == 0 {
		got = wish.Rate / 2 // it may be anything
	}
	if got < wish.Rate*0.95 {
		total += tooFew * (1 - got/wish.Rate)
	} else {
		total += tooMany * max(got/wish.Rate-1, 0)
	}
	if m.Format == video.MJPEG {
		total += compressed
	}
	return total
}
