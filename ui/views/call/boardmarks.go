package call

import (
	"image"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font"

	"parley/call/annotation"
	"parley/call/annotation/paint"
	"parley/ui/theme"
)

// boardMarks is what people point at and draw on a large screen, and what this
// person does while the pen is on.
type boardMarks struct {
	layer  *annotation.Layer
	writer *annotation.Writer
	pen    annotation.Pen
	scale  float32 // that the pen was made for
	image  *canvas.Image
	on     bool      // the pen
	asked  time.Time // whether this person may; zero for not at all
	drawn  uint64    // the changes that are in image
	fading bool      // and some of it fades
}

// own is how a person's own marks are told from the others'.
const own = ""

// askedFor is for how long the pen is taken up when leave comes.
const askedFor = time.Minute

func newBoardMarks(layer *annotation.Layer, screen string, send func(annotation.Message)) *boardMarks {
	if layer == nil {
		layer = new(annotation.Layer)
	}
	m := &boardMarks{layer: layer, image: new(canvas.Image)}
	m.image.ScaleMode = canvas.ImageScaleFastest
	m.image.Hide()
	m.writer = annotation.NewWriter(screen, func(message annotation.Message) {
		layer.Take(own, "", message, time.Now())
		send(message)
	})
	return m
}

// set turns the pen on or off.
func (m *boardMarks) set(on bool, now time.Time) {
	if m.on && !on {
		m.writer.Away(now)
	}
	m.on, m.asked = on, time.Time{}
}

// granted says whether leave has just come for a pen that was asked for.
func (m *boardMarks) granted(leave bool, now time.Time) bool {
	return leave && !m.on && !m.asked.IsZero() && now.Sub(m.asked) < askedFor
}

// beat draws what is new, or fades; picture is where the shared picture is on
// the board, whose pixels are scale to a unit.
func (m *boardMarks) beat(now time.Time, at fyne.Position, size fyne.Size, scale float32) {
	m.writer.Tick(now)
	marks, changes := m.layer.Marks(now)
	fading := fades(marks)
	if changes == m.drawn && !fading && !m.fading {
		return
	}
	m.drawn, m.fading = changes, fading
	m.draw(marks, at, size, scale)
}

// place draws everything anew where the picture is now.
func (m *boardMarks) place(now time.Time, at fyne.Position, size fyne.Size, scale float32) {
	marks, changes := m.layer.Marks(now)
	m.drawn = changes
	m.draw(marks, at, size, scale)
}

func (m *boardMarks) draw(marks []annotation.Mark, at fyne.Position, size fyne.Size, scale float32) {
	for i := range marks {
		if marks[i].Name == "" {
			marks[i].Pointer = nil // it is under this very mouse
		}
	}
	var picture *image.RGBA
	var corner image.Point
	if m.ready(scale) {
		picture, corner = m.pen.Draw(marks, image.Pt(int(size.Width*scale+0.5), int(size.Height*scale+0.5)))
	}
	show(m.image, picture != nil)
	if picture == nil {
		return
	}
	m.image.Image = picture
	put(m.image, at.X+float32(corner.X)/scale, at.Y+float32(corner.Y)/scale,
		float32(picture.Rect.Dx())/scale, float32(picture.Rect.Dy())/scale)
	m.image.Refresh()
}

// ready makes the pen for a scale.
func (m *boardMarks) ready(scale float32) bool {
	if m.scale == scale {
		return m.pen.Face != nil
	}
	m.scale = scale
	var face font.Face
	face, err := paint.NewFace(fynetheme.DefaultTextBoldFont().Content(), float64(theme.TextCaption*scale))
	if err != nil {
		fyne.LogError("No font for names", err)
		return false
	}
	m.pen = annotation.Pen{Face: face, Color: plain(theme.Sharing), Ink: plain(theme.OnSharing), Scale: scale}
	return true
}

// plain is a colour of the call in the form that the pen wants.
func plain(name fyne.ThemeColorName) color.RGBA {
	return color.RGBAModel.Convert(theme.Call().Color(name, fynetheme.VariantDark)).(color.RGBA)
}

func fades(marks []annotation.Mark) bool {
	for _, m := range marks {
		if m.Pointer != nil && m.Pointer.Strength < 1 {
			return true
		}
		for _, s := range m.Strokes {
			if s.Strength < 1 {
				return true
			}
		}
	}
	return false
}

// spot is where in the shared picture a place on the board is; ok is false
// outside of it.
func (b *board) spot(at fyne.Position) (p annotation.Point, ok bool) {
	pos, size := b.surface.Object().Position(), b.surface.Object().Size()
	if size.Width <= 0 || size.Height <= 0 {
		return p, false
	}
	x, y := (at.X-pos.X)/size.Width, (at.Y-pos.Y)/size.Height
	return annotation.At(x, y), x >= 0 && y >= 0 && x <= 1 && y <= 1
}

// pens says whether the pointer draws on this board.
func (b *board) pens() bool { return b.marks.on && !b.small && b.live }

// pointed says where the pointer is.
func (b *board) pointed(at fyne.Position) {
	if !b.pens() {
		return
	}
	now := time.Now()
	if p, ok := b.spot(at); ok {
		b.marks.writer.Point(p, now)
	} else {
		b.marks.writer.Away(now)
	}
}

// MouseDown implements desktop.Mouseable: a stroke begins where the button
// goes down.
func (b *board) MouseDown(e *desktop.MouseEvent) {
	if p, ok := b.spot(e.Position); ok && b.pens() && e.Button == desktop.MouseButtonPrimary {
		b.marks.writer.Begin(p, time.Now())
	}
}

// MouseUp implements desktop.Mouseable.
func (b *board) MouseUp(*desktop.MouseEvent) {
	if b.pens() {
		b.marks.writer.End(time.Now())
	}
}

// Cursor implements desktop.Cursorable.
func (b *board) Cursor() desktop.Cursor {
	if b.pens() {
		return desktop.CrosshairCursor
	}
	return desktop.DefaultCursor
}
