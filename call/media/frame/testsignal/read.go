package testsignal

import (
	"image"

	"parley/call/media/frame"
)

// contrast is how far white cells must be above black ones, in luma steps. A
// landscape has no sixty-four even boxes that far apart.
const contrast = 70

// ReadFrame reads the mark of a whole picture, at any size from 64 by 36. ok
// is false when there is none or it was damaged.
func ReadFrame(v *frame.Video) (m Mark, ok bool) {
	g := layout(v.Width, v.Height)
	return decode(func(column, row int) int { return mean(v, g.core(column, row)) })
}

// FlashLit reports whether the lamp burns in a whole picture.
func FlashLit(v *frame.Video) bool {
	return mean(v, layout(v.Width, v.Height).lampCore()) > (white+panel)/2
}

// mean is the luma of a box.
func mean(v *frame.Video, b box) int {
	b = b.clip(v.Width, v.Height)
	sum, count := 0, (b.x1-b.x0)*(b.y1-b.y0)
	if b.x1 <= b.x0 || b.y1 <= b.y0 {
		return 0
	}
	for y := b.y0; y < b.y1; y++ {
		for _, luma := range v.Y[y*v.StrideY+b.x0 : y*v.StrideY+b.x1] {
			sum += int(luma)
		}
	}
	return sum / count
}

// decode reads the cells through a function that gives their luma. It refuses
// unless all cells are clearly black or white, the outer columns are right
// and the checksum fits.
func decode(luma func(column, row int) int) (m Mark, ok bool) {
	mirrored, low, high, ok := findColumns(luma)
	if !ok {
		return Mark{}, false
	}
	var bits uint64
	middle, gap := (low+high)/2, (high-low)/6
	for row := range rows {
		for column := 1; column < columns-1; column++ {
			at := column
			if mirrored {
				at = columns - 1 - column
			}
			value := luma(at, row)
			if value > middle-gap && value < middle+gap {
				return Mark{}, false
			}
			bits <<= 1
			if value > middle {
				bits |= 1
			}
		}
	}
	m, ok = unpack(bits ^ dither)
	m.Mirrored = mirrored
	return m, ok
}

// findColumns checks the first and last column and returns the lightest black
// and the darkest white among them.
func findColumns(luma func(column, row int) int) (mirrored bool, low, high int, ok bool) {
	low, high = 0, 255
	mirrored = luma(0, 0) < luma(columns-1, 0)
	for row, first := range finder {
		left, right := luma(0, row), luma(columns-1, row)
		if first == mirrored {
			left, right = right, left
		}
		low, high = max(low, right), min(high, left)
		if high-low < contrast {
			return false, 0, 0, false
		}
	}
	return mirrored, low, high, true
}

// smallest is how wide the picture is at least that is looked for, as a part of
// the area. It takes ever longer to find that there is not an even smaller one.
const smallest = 0.25

// ReadImage finds and reads a mark anywhere in a part of a screenshot, where
// the picture may have been scaled, cropped, framed or mirrored. The picture
// must be a quarter as wide as the part, and the cells three pixels.
func ReadImage(img image.Image, area image.Rectangle) (m Mark, ok bool) {
	s := newSums(img, area.Intersect(img.Bounds()))
	width := float64(s.width)
	for cell := width / columns; cell >= max(3, smallest*width/cellsAcross); cell /= 1.03 {
		if m, ok = s.search(cell); ok {
			return m, true
		}
	}
	return Mark{}, false
}

// search looks for a mark with cells of a size.
func (s *sums) search(cell float64) (m Mark, ok bool) {
	var cores [columns][rows]box
	for column := range columns {
		for row := range rows {
			cores[column][row] = grid{cell: cell}.core(column, row)
		}
	}
	left, right, far := cores[0][0], cores[columns-1][0], cores[columns-1][rows-1]
	step := max(1, cell/5)
	for top := 0.0; int(top)+far.y1 <= s.height; top += step {
		for across := 0.0; int(across)+far.x1 <= s.width; across += step {
			x, y := int(across), int(top)
			if d := s.mean(left.moved(x, y)) - s.mean(right.moved(x, y)); -contrast < d && d < contrast {
				continue // as decode would find out, at a tenth of the cost
			}
			m, ok = decode(func(column, row int) int { return s.mean(cores[column][row].moved(x, y)) })
			if ok {
				return m, true
			}
		}
	}
	return Mark{}, false
}

// sums is the summed-area table of an image's luma: the mean of any box costs
// four reads.
type sums struct {
	width, height int
	table         []int // (width+1) x (height+1)
}

func newSums(img image.Image, area image.Rectangle) *sums {
	s := &sums{width: area.Dx(), height: area.Dy()}
	stride := s.width + 1
	s.table = make([]int, stride*(s.height+1))
	for y := range s.height {
		line := 0
		for x := range s.width {
			line += luma(img, area.Min.X+x, area.Min.Y+y)
			s.table[(y+1)*stride+x+1] = s.table[y*stride+x+1] + line
		}
	}
	return s
}

func luma(img image.Image, x, y int) int {
	if rgba, ok := img.(*image.RGBA); ok {
		p := rgba.Pix[rgba.PixOffset(x, y):]
		return (299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000
	}
	r, g, b, _ := img.At(x, y).RGBA()
	return int(299*r+587*g+114*b) / 1000 >> 8
}

// mean is the luma of a box that lies within the area.
func (s *sums) mean(b box) int {
	stride := s.width + 1
	upper, lower := b.y0*stride, b.y1*stride
	sum := s.table[lower+b.x1] - s.table[upper+b.x1] - s.table[lower+b.x0] + s.table[upper+b.x0]
	return sum / ((b.x1 - b.x0) * (b.y1 - b.y0))
}
