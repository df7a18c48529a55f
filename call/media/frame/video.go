package frame

import (
	"sync"
	"sync/atomic"
	"time"
)

// MaxWidth and MaxHeight bound every picture Parley handles, in pixels. A
// camera or a peer that asks for more is refused, so that a hostile stream
// cannot make us allocate without limit.
const (
	MaxWidth  = 4096
	MaxHeight = 2304
)

// Video is one picture in planar YUV 4:2:0 (I420), BT.601 limited range. The
// chroma planes have (Width+1)/2 by (Height+1)/2 samples.
//
// A Video is counted: whoever is handed one owns one reference and calls
// Release exactly once; Retain adds a reference for a second reader. Its
// pixels may be written only by the single owner of a fresh Video.
type Video struct {
	Y, U, V  []byte
	StrideY  int // bytes from one luma row to the next
	StrideUV int // bytes from one chroma row to the next
	Width    int
	Height   int
	Captured time.Time // local clock, monotonic; zero when unknown
	Sequence uint64    // counts up per source

	refs atomic.Int32
	pool *VideoPool
}

// Retain adds a reference and returns v.
func (v *Video) Retain() *Video {
	v.refs.Add(1)
	return v
}

// Release gives one reference up; the last one returns the planes to the pool.
func (v *Video) Release() {
	if v.refs.Add(-1) == 0 && v.pool != nil {
		v.pool.put(v)
	}
}

// VideoPool recycles pictures of one size at a time. The zero value is ready.
// It is safe for concurrent use.
type VideoPool struct {
	mu   sync.Mutex
	free []*Video
	live atomic.Int64
}

// maxFree is how many idle pictures a pool keeps: a pipeline has at most one
// in the mailbox, one in work and one with the reader.
const maxFree = 4

// Get returns a picture of the given size with undefined content and one
// reference. It returns nil when the size is not positive or exceeds MaxWidth
// by MaxHeight.
func (p *VideoPool) Get(width, height int) *Video {
	if width <= 0 || height <= 0 || width > MaxWidth || height > MaxHeight {
		return nil
	}
	v := p.take(width, height)
	if v == nil {
		v = newVideo(width, height)
		v.pool = p
	}
	v.refs.Store(1)
	v.Captured, v.Sequence = time.Time{}, 0
	p.live.Add(1)
	return v
}

// Live returns how many pictures of the pool are held by someone.
func (p *VideoPool) Live() int { return int(p.live.Load()) }

// take returns an idle picture of the size and drops those of other sizes.
func (p *VideoPool) take(width, height int) *Video {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.free) > 0 {
		last := len(p.free) - 1
		v := p.free[last]
		p.free[last] = nil
		p.free = p.free[:last]
		if v.Width == width && v.Height == height {
			return v
		}
	}
	return nil
}

func (p *VideoPool) put(v *Video) {
	p.live.Add(-1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) < maxFree {
		p.free = append(p.free, v)
	}
}

// newVideo lays the three planes out in one allocation, with rows of a
// multiple of 32 bytes as libyuv and libvpx like them.
func newVideo(width, height int) *Video {
	const align = 32
	strideY := (width + align - 1) / align * align
	strideUV := ((width+1)/2 + align - 1) / align * align
	rowsUV := (height + 1) / 2
	sizeY, sizeUV := strideY*height, strideUV*rowsUV
	planes := make([]byte, sizeY+2*sizeUV)
	return &Video{
		Y:       planes[:sizeY:sizeY],
		U:       planes[sizeY : sizeY+sizeUV : sizeY+sizeUV],
		V:       planes[sizeY+sizeUV:],
		StrideY: strideY, StrideUV: strideUV,
		Width: width, Height: height,
	}
}
