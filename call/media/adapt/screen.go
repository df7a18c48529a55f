package adapt

import "parley/call/media/frame"

// What one sharp picture of scrolling source code costs at 1080p, in bits:
// with as many its SSIM is 0.996 in AV1, and 0.988 in VP8 until it stands still
// (BenchmarkScroll1080p in codec/av1 and codec/vpx).
const (
	TextAV1 = 24_000
	TextVP8 = 100_000
)

// Text is the ladder of a shared screen whose sharpness comes first: the size
// stays, and fewer pictures a second come the less there is. perPicture is
// TextAV1 or TextVP8, pixels the size of the screen.
//
// The lowest rung takes any rate: one sharp picture a second still serves.
func Text(perPicture, pixels int) []Rung {
	rungs := make([]Rung, 0, len(textRates))
	for _, fps := range textRates {
		from := int(float64(fps*perPicture) * float64(pixels) / (1920 * 1080))
		rungs = append(rungs, Rung{frame.MaxWidth, frame.MaxHeight, fps, from})
	}
	rungs[len(rungs)-1].From = 0
	return rungs
}

// textRates are in pictures a second. A quarter less is hardly seen, so there
// are no more of them.
var textRates = []int{15, 10, 7, 5, 3, 2, 1}

// Motion is the ladder of a shared screen whose smoothness comes first, at 30
// or 60 pictures a second: the size shrinks, and only below 360p the rate. The
// bits for a pixel at 30 a second are about Camera's; a picture of 60 a second
// differs less from the one before and costs two thirds.
func Motion(fps int) []Rung {
	if fps <= 30 {
		return motion30
	}
	return motion60
}

var motion30 = []Rung{
	{1920, 1080, 30, 2_800_000},
	{1600, 900, 30, 2_000_000},
	{1280, 720, 30, 1_300_000},
	{960, 540, 30, 750_000},
	{640, 360, 30, 350_000},
	{640, 360, 15, 180_000},
	{480, 270, 10, 0},
}

var motion60 = []Rung{
	{1920, 1080, 60, 3_700_000},
	{1600, 900, 60, 2_700_000},
	{1280, 720, 60, 1_750_000},
	{960, 540, 60, 1_000_000},
	{640, 360, 60, 470_000},
	{640, 360, 30, 350_000},
	{640, 360, 15, 180_000},
	{480, 270, 10, 0},
}
