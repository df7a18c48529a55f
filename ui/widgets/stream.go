package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// StreamRow is a row of a Stream. It has no objects before it is seen.
type StreamRow interface {
	fyne.CanvasObject
	// HeightFor is how high the row is at a width. It is asked often.
	HeightFor(width float32) float32
}

// sighted is a row so high that it wants to know what of it is in sight.
type sighted interface{ Sight(top, bottom float32) }

// Stream is a column of rows of differing heights that scrolls. However many
// there are, only those in sight are drawn.
type Stream struct {
	widget.BaseWidget
	// Moved tells that other rows came into sight; it may be nil.
	Moved func()
	// Tail is room kept below the last row.
	Tail float32

	fromEnd bool // it stands at its end until somebody scrolls away
	stuck   bool // it stands at its end now
	rows    []StreamRow
	tops    []float32 // where each row begins; one more is where the last ends
	width   float32
	scroll  *container.Scroll
	body    *fyne.Container
	placing bool
	focused fyne.Focusable // what had the focus when Follow looked last
}

// ahead is how far beside what is in sight rows are kept, so that a turn of
// the wheel shows no gap.
const ahead float32 = 200

// NewStream returns an empty stream. With fromEnd it follows its end, as what
// is written there is newest.
func NewStream(fromEnd bool) *Stream {
	s := &Stream{fromEnd: fromEnd, stuck: fromEnd, tops: []float32{0}}
	s.body = container.New(tall{s})
	s.scroll = container.NewVScroll(s.body)
	s.scroll.OnScrolled = func(fyne.Position) { s.moved() }
	s.ExtendBaseWidget(s)
	return s
}

// tall makes the body as high as all rows.
type tall struct{ s *Stream }

func (t tall) MinSize([]fyne.CanvasObject) fyne.Size     { return fyne.NewSize(0, t.s.end()) }
func (t tall) Layout(_ []fyne.CanvasObject, _ fyne.Size) {}

func (s *Stream) end() float32 { return s.tops[len(s.tops)-1] }

// Set shows rows. What was in sight stays where it is, or the end does.
func (s *Stream) Set(rows []StreamRow) {
	was := s.inSight()
	s.rows = rows
	s.settle(was)
}

// Settle measures all rows again after one of them changed its height.
func (s *Stream) Settle() { s.settle(s.inSight()) }

// standing is a row and how far below the upper edge it begins.
type standing struct {
	row   StreamRow
	below float32
}

// loose is a row that others do not hold on to, as it comes and goes.
type loose interface{ Loose() bool }

// inSight lists the rows in sight and where they stand.
func (s *Stream) inSight() []standing {
	var seen []standing
	top, bottom := s.scroll.Offset.Y, s.scroll.Offset.Y+s.scroll.Size().Height
	for i, r := range s.rows {
		if l, ok := r.(loose); ok && l.Loose() {
			continue
		}
		if s.tops[i+1] > top && s.tops[i] < bottom {
			seen = append(seen, standing{r, s.tops[i] - top})
		}
	}
	return seen
}

// settle places everything anew and keeps the first of what was in sight, and
// still is there, where it was on the screen.
func (s *Stream) settle(was []standing) {
	if s.width <= 0 { // not laid out yet
		s.tops = make([]float32, len(s.rows)+1)
		return
	}
	s.placing = true
	s.measure()
	y := s.scroll.Offset.Y
	if s.stuck {
		y = s.end()
	} else if top, ok := s.kept(was); ok {
		y = top
	}
	// The scroll takes its bounds from the size that the body has.
	s.body.Resize(fyne.NewSize(s.width, max(s.end(), s.scroll.Size().Height)))
	s.scroll.Offset.Y = max(0, min(y, s.end()-s.scroll.Size().Height))
	s.fill()
	s.scroll.Refresh()
	s.placing = false
}

func (s *Stream) kept(was []standing) (top float32, ok bool) {
	at := make(map[StreamRow]float32, len(s.rows))
	for i, r := range s.rows {
		at[r] = s.tops[i]
	}
	for _, w := range was {
		if y, there := at[w.row]; there {
			return y - w.below, true
		}
	}
	return 0, false
}

func (s *Stream) measure() {
	s.tops = append(s.tops[:0], 0)
	for _, r := range s.rows {
		s.tops = append(s.tops, s.end()+r.HeightFor(s.width))
	}
	s.tops[len(s.tops)-1] += s.Tail
}

// moved follows the wheel.
func (s *Stream) moved() {
	if s.placing {
		return
	}
	s.stuck = s.fromEnd && s.AtEnd()
	s.fill()
	call(s.Moved)
}

// AtEnd says whether the last row is in sight.
func (s *Stream) AtEnd() bool { return s.scroll.Offset.Y+s.scroll.Size().Height >= s.end()-4 }

// AtStart says whether the first row is in sight.
func (s *Stream) AtStart() bool { return s.scroll.Offset.Y <= 4 }

// ToEnd scrolls to the last row, and stays there.
func (s *Stream) ToEnd() {
	s.stuck = s.fromEnd
	s.settle(nil)
}

// ToRow scrolls so that a row is in sight.
func (s *Stream) ToRow(row StreamRow) {
	s.stuck = false
	s.settle([]standing{{row, s.scroll.Size().Height / 3}})
	s.stuck = s.fromEnd && s.AtEnd()
}

// Rows returns all rows, in sight or not.
func (s *Stream) Rows() []StreamRow { return s.rows }

// Seen returns the rows that are drawn.
func (s *Stream) Seen() []fyne.CanvasObject { return s.body.Objects }

// Offset is how far it is scrolled.
func (s *Stream) Offset() float32 { return s.scroll.Offset.Y }

// fill puts the rows in sight into the body.
func (s *Stream) fill() {
	top := s.scroll.Offset.Y
	bottom := top + s.scroll.Size().Height
	before := s.body.Objects
	s.body.Objects = nil
	for i, r := range s.rows {
		if s.tops[i+1] < top-ahead || s.tops[i] > bottom+ahead {
			continue
		}
		Put(r, 0, s.tops[i], s.width, s.tops[i+1]-s.tops[i])
		if w, ok := r.(sighted); ok {
			w.Sight(top-ahead-s.tops[i], bottom+ahead-s.tops[i])
		}
		s.body.Objects = append(s.body.Objects, r)
	}
	if !sameObjects(before, s.body.Objects) {
		canvas.Refresh(s.body)
	}
}

func sameObjects(a, b []fyne.CanvasObject) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// CreateRenderer implements fyne.Widget.
func (s *Stream) CreateRenderer() fyne.WidgetRenderer { return render(s, s.scroll) }

func (s *Stream) paint() {}

func (s *Stream) least() fyne.Size { return fyne.NewSize(0, 0) }

func (s *Stream) place(size fyne.Size) {
	if s.scroll.Size() == size && s.width == size.Width {
		return
	}
	was := s.inSight()
	s.width = size.Width
	s.placing = true
	Put(s.scroll, 0, 0, size.Width, size.Height)
	s.placing = false
	s.settle(was)
}
