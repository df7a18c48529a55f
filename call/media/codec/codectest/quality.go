package codectest

import (
	"math"

	"parley/call/media/frame"
)

// PSNR is the peak signal-to-noise ratio of the luma of two pictures of one
// size in decibels: above 35 looks like the original. Equal pictures have 99.
func PSNR(a, b *frame.Video) float64 {
	return planePSNR(a.Y, b.Y, a.StrideY, b.StrideY, a.Width, a.Height)
}

// ChromaPSNR is the same for the worse of the two chroma planes.
func ChromaPSNR(a, b *frame.Video) float64 {
	width, height := (a.Width+1)/2, (a.Height+1)/2
	return min(planePSNR(a.U, b.U, a.StrideUV, b.StrideUV, width, height),
		planePSNR(a.V, b.V, a.StrideUV, b.StrideUV, width, height))
}

func planePSNR(a, b []byte, strideA, strideB, width, height int) float64 {
	sum := 0
	for y := range height {
		rowA, rowB := a[y*strideA:y*strideA+width], b[y*strideB:y*strideB+width]
		for x, s := range rowA {
			d := int(s) - int(rowB[x])
			sum += d * d
		}
	}
	if sum == 0 {
		return 99
	}
	return 10 * math.Log10(255*255*float64(width*height)/float64(sum))
}
