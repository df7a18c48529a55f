package screenshare

import (
	"bytes"
	"hash/maphash"
	"image"

	"parley/call/media/frame"
)

// scrolling tells whether what changed has moved up or down as a whole, as text does
// and film does not. It compares pieces of rows with those of the picture before,
// in a few columns across the change.
type scrolling struct {
	seed maphash.Seed
	last []byte // luma of the picture before, rows without gaps
	size image.Point

	where map[uint64]int // see index
}

const (
	columns     = 4  // that are compared
	every       = 2  // which rows vote
	columnWidth = 64 // pixels, which two different rows of text rarely have in common
	leastRows   = 64 // of a change that is worth it
	leastShare  = 20 // one part in so many of the picture has to change
	quorum      = 4  // one row in so many has to agree: the rest may have come into view
)

// find returns by how many pixels the change moved up; down is below zero. It is zero
// when it did neither. The picture must have its source's size.
func (s *scrolling) find(v *frame.Video, changed []image.Rectangle) (up int) {
	size := image.Pt(v.Width, v.Height)
	area := image.Rectangle{}
	for _, r := range changed {
		area = area.Union(r)
	}
	area = area.Intersect(image.Rectangle{Max: size})
	if s.size != size {
		*s = scrolling{maphash.MakeSeed(), make([]byte, size.X*size.Y), size, make(map[uint64]int, size.Y)}
		area = image.Rectangle{Max: size}
	} else if s.worthwhile(area) {
		up = s.compare(v, area)
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		copy(s.last[y*size.X+area.Min.X:y*size.X+area.Max.X], v.Y[y*v.StrideY+area.Min.X:])
	}
	return up
}

func (s *scrolling) worthwhile(area image.Rectangle) bool {
	return area.Dx() >= columnWidth && area.Dy() >= leastRows && area.Dx()*area.Dy() >= s.size.X*s.size.Y/leastShare
}

// compare lets the rows of all columns vote on where they come from.
func (s *scrolling) compare(v *frame.Video, area image.Rectangle) int {
	votes, voters := make(map[int]int), 0
	for i := range columns {
		x := area.Min.X + (area.Dx()-columnWidth)*i/(columns-1)
		s.index(x, area)
		for y := area.Min.Y; y < area.Max.Y; y += every {
			row := v.Y[y*v.StrideY+x:][:columnWidth]
			if bytes.Equal(row, s.last[y*s.size.X+x:][:columnWidth]) {
				continue // it stands still
			}
			voters++
			if from := s.where[maphash.Bytes(s.seed, row)]; from > 0 {
				votes[from-1-y]++
			}
		}
	}
	return elected(votes, voters)
}

// index notes where in a column of the picture before each piece of a row is, counted from
// 1; several that are alike, such as the space between lines, are nowhere.
func (s *scrolling) index(x int, area image.Rectangle) {
	clear(s.where)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		hash := maphash.Bytes(s.seed, s.last[y*s.size.X+x:][:columnWidth])
		if s.where[hash] == 0 {
			s.where[hash] = y + 1
		} else {
			s.where[hash] = -1
		}
	}
}

// elected is the shift with the most votes, if they are enough.
func elected(votes map[int]int, voters int) (best int) {
	for up, count := range votes {
		if count > votes[best] || count == votes[best] && abs(up) < abs(best) {
			best = up
		}
	}
	if votes[best]*quorum < voters {
		return 0
	}
	return best
}

func abs(n int) int { return max(n, -n) }
