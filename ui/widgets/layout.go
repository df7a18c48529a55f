package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// flowing is an object whose height follows from its width.
type flowing interface{ HeightFor(width float32) float32 }

// NewColumn stacks objects from the top, as wide as the column, gap apart.
// Hidden ones take no room.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

// NewLine sets objects side by side, gap apart and centred in height. The
// object with the number stretch takes the room that is left; -1 for none.
func NewLine(gap float32, stretch int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(line{gap, stretch}, objects...)
}

// NewInset keeps a margin around o.
func NewInset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(inset{top, right, bottom, left}, o)
}

// NewGap is empty room.
func NewGap(width, height float32) *fyne.Container {
	return container.New(fixed{fyne.NewSize(width, height)})
}

// NewFixed gives o at least a size.
func NewFixed(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(fixed{fyne.NewSize(width, height)}, o)
}

// NewCells sets objects in rows of cells of equal width gap apart, as many in
// a row as have room at the least width, but at most most.
func NewCells(least float32, gap fyne.Size, most int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&cells{least: least, gap: gap, most: most}, objects...)
}

// Arrange lays everything within o out anew. Fyne does so by itself where a
// least size changes, but not where two things of one size change places.
func Arrange(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for _, child := range c.Objects {
		Arrange(child)
	}
}

type column struct{ gap float32 }

func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range visible(objects) {
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
		if i > 0 {
			size.Height += c.gap
		}
	}
	return size
}

func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range visible(objects) {
		height := heightFor(o, size.Width)
		Put(o, 0, y, size.Width, height)
		y += height + c.gap
	}
}

// heightFor is how high o gets when it is width wide. What wraps knows its
// height only once it was laid out.
func heightFor(o fyne.CanvasObject, width float32) float32 {
	if f, ok := o.(flowing); ok {
		return f.HeightFor(width)
	}
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	return o.MinSize().Height
}

type line struct {
	gap     float32
	stretch int
}

func (l line) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range visible(objects) {
		m := o.MinSize()
		size.Height = max(size.Height, m.Height)
		size.Width += m.Width
		if i > 0 {
			size.Width += l.gap
		}
	}
	return size
}

func (l line) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := size.Width - l.MinSize(objects).Width
	var x float32
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if i == l.stretch {
			m.Width += spare
		}
		if f, ok := o.(flowing); ok {
			m.Height = f.HeightFor(m.Width)
		}
		Put(o, x, (size.Height-m.Height)/2, m.Width, m.Height)
		x += m.Width + l.gap
	}
}

type inset struct{ top, right, bottom, left float32 }

func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(i.left+i.right, i.top+i.bottom)
}

func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Put(objects[0], i.left, i.top, size.Width-i.left-i.right, size.Height-i.top-i.bottom)
}

type fixed struct{ size fyne.Size }

func (f fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := f.size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func (f fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		Put(o, 0, 0, size.Width, size.Height)
	}
}

// cells remembers its width, from which its height follows.
type cells struct {
	least float32
	gap   fyne.Size
	most  int
	width float32
}

func (c *cells) perRow() int {
	return max(1, min(c.most, int((c.width+c.gap.Width)/(c.least+c.gap.Width))))
}

func (c *cells) MinSize(objects []fyne.CanvasObject) fyne.Size {
	shown := visible(objects)
	if len(shown) == 0 {
		return fyne.Size{}
	}
	height := -c.gap.Height
	for row := range slices.Chunk(shown, c.perRow()) {
		height += tallest(row) + c.gap.Height
	}
	return fyne.NewSize(min(c.least, shown[0].MinSize().Width), height)
}

func (c *cells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	per := c.perRow()
	width := (size.Width - float32(per-1)*c.gap.Width) / float32(per)
	var y float32
	for row := range slices.Chunk(visible(objects), per) {
		height := tallest(row)
		for i, o := range row {
			Put(o, float32(i)*(width+c.gap.Width), y, width, height)
		}
		y += height + c.gap.Height
	}
}

func tallest(objects []fyne.CanvasObject) float32 {
	var height float32
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return height
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}
