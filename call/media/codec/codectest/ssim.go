package codectest

import "parley/call/media/frame"

// SSIM is the structural similarity of the luma of two pictures of one size
// (Wang, Bovik, Sheikh, Simoncelli 2004): 1 for equal ones, above 0.99 text
// looks like the original. As ffmpeg and x264 do, it takes windows of 8 by 8
// pixels, 4 apart, instead of Gaussian ones. Pictures smaller than a window
// have 0.
func SSIM(a, b *frame.Video) float64 {
	columns, rows := a.Width/4, a.Height/4
	if columns < 2 || rows < 2 {
		return 0
	}
	above, below := make([]moments, columns), make([]moments, columns)
	sum := 0.0
	for row := range rows {
		above, below = below, above
		for column := range below {
			below[column] = cell(a, b, 4*column, 4*row)
		}
		for column := 1; row > 0 && column < columns; column++ {
			sum += above[column-1].plus(above[column]).plus(below[column-1]).plus(below[column]).similarity()
		}
	}
	return sum / float64((columns-1)*(rows-1))
}

// moments are the sums over some pixels of both pictures.
type moments struct{ a, b, squares, product int }

func (m moments) plus(o moments) moments {
	return moments{m.a + o.a, m.b + o.b, m.squares + o.squares, m.product + o.product}
}

// cell sums up the 4 by 4 pixels at x, y.
func cell(a, b *frame.Video, x, y int) (m moments) {
	for row := y; row < y+4; row++ {
		rowA, rowB := a.Y[row*a.StrideY+x:][:4], b.Y[row*b.StrideY+x:][:4]
		for i, s := range rowA {
			p, q := int(s), int(rowB[i])
			m.a, m.b = m.a+p, m.b+q
			m.squares += p*p + q*q
			m.product += p * q
		}
	}
	return m
}

// similarity of a window of 64 pixels.
func (m moments) similarity() float64 {
	const (
		pixels = 64
		c1     = 0.01 * 255 * 0.01 * 255 * pixels * pixels
		c2     = 0.03 * 255 * 0.03 * 255 * pixels * (pixels - 1)
	)
	a, b := float64(m.a), float64(m.b)
	variance := pixels*float64(m.squares) - a*a - b*b
	covariance := pixels*float64(m.product) - a*b
	return (2*a*b + c1) * (2*covariance + c2) / ((a*a + b*b + c1) * (variance + c2))
}
