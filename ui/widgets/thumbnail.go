package widgets

import (
	"image"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"parley/assets"
	"parley/ui/theme"
)

// Thumbnail is a picture that can be chosen, with its name below. The focus
// chooses it, too: like the options of a radio group.
type Thumbnail struct {
	press
	icon    assets.Icon // while there is no picture
	title   string
	aside   string // short, at the right of the title
	picture *image.RGBA
	chosen  bool
	acts    ThumbnailActs

	body  shape
	image *canvas.Image
	edge  *canvas.Rectangle
	sign  *canvas.Image
	disc  *canvas.Rectangle
	check *canvas.Image
	name  *Label
	note  *Label
}

// ThumbnailActs is what a thumbnail tells. None is nil.
type ThumbnailActs struct {
	Choose func()                 // the focus or the pointer came
	Take   func()                 // Enter, or a double click
	Key    func(e *fyne.KeyEvent) // another key that it does not use
}

// The sizes of a thumbnail: its picture's height, and of the line below.
const (
	thumbnailHeight float32 = 142 // before its width is known
	thumbnailLine   float32 = 28
	thumbnailCheck  float32 = 24
	// ThumbnailLeast is the least width of a thumbnail.
	ThumbnailLeast float32 = 160
)

// NewThumbnail returns an empty thumbnail.
func NewThumbnail(acts ThumbnailActs) *Thumbnail {
	t := &Thumbnail{
		acts: acts, body: newShape(), sign: newSign(), check: newSign(),
		image: &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest},
		edge:  &canvas.Rectangle{CornerRadius: theme.RadiusInner},
		disc:  &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		name:  NewLabel("", Style{}), note: NewLabel("", Style{Size: theme.TextCaption, Color: theme.Muted}),
	}
	t.image.Hide() // not every painter can draw none
	t.extend(t, t.choose)
	return t
}

// Set changes what is shown; the same again costs nothing. Nobody may change
// the picture after; nil shows the icon.
func (t *Thumbnail) Set(icon assets.Icon, title, aside string, picture *image.RGBA) {
	if t.icon == icon && t.title == title && t.aside == aside && t.picture == picture {
		return
	}
	t.icon, t.title, t.aside = icon, title, aside
	t.name.SetText(title)
	t.note.SetText(aside)
	t.SetTip(title) // it may be cut
	if t.picture != picture {
		t.picture = picture
		t.show()
	}
	t.Refresh()
}

// show hands the picture to the painter, which wants rows without gaps.
func (t *Thumbnail) show() {
	SetVisible(t.image, t.picture != nil)
	if t.picture == nil {
		return
	}
	img := t.picture
	if img.Stride != 4*img.Rect.Dx() || img.Rect.Min != (image.Point{}) {
		img = image.NewRGBA(image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy()))
		draw.Draw(img, img.Rect, t.picture, t.picture.Rect.Min, draw.Src)
	}
	t.image.Image = img
	t.image.Refresh()
}

// SetChosen marks it as the one that is chosen.
func (t *Thumbnail) SetChosen(chosen bool) {
	if t.chosen != chosen {
		t.chosen = chosen
		t.Refresh()
	}
}

// Title returns its name.
func (t *Thumbnail) Title() string { return t.title }

// FocusGained implements fyne.Focusable.
func (t *Thumbnail) FocusGained() {
	t.press.FocusGained()
	t.acts.Choose()
}

// MouseDown implements desktop.Mouseable. It brings the focus at once, where a
// tap would wait for a second one.
func (t *Thumbnail) MouseDown(e *desktop.MouseEvent) {
	t.press.MouseDown(e)
	t.choose()
}

func (t *Thumbnail) choose() {
	if c := canvasOf(t); c != nil {
		c.Focus(t)
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (t *Thumbnail) DoubleTapped(*fyne.PointEvent) {
	t.tips.hide()
	t.acts.Take()
}

// TypedKey implements fyne.Focusable.
func (t *Thumbnail) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		t.acts.Take()
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		t.acts.Key(e)
	default:
		t.press.TypedKey(e)
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Thumbnail) CreateRenderer() fyne.WidgetRenderer {
	return render(t, t.body.ground, t.sign, t.image, t.body.overlay, t.edge, t.body.ring, t.disc, t.check, t.name, t.note)
}

func (t *Thumbnail) paint() {
	t.body.paint(&t.press, theme.Sunken)
	setSign(t.sign, t.icon, ink(t, theme.Muted))
	SetVisible(t.sign, t.picture == nil)
	t.edge.StrokeColor, t.edge.StrokeWidth = ink(t, theme.Separator), theme.StrokeFocus
	if t.chosen {
		t.edge.StrokeColor, t.edge.StrokeWidth = ink(t, theme.Primary), theme.StrokeSpeaking
	}
	t.disc.FillColor = ink(t, theme.Primary)
	setSign(t.check, assets.Check, ink(t, theme.OnPrimary))
	SetVisible(t.disc, t.chosen)
	SetVisible(t.check, t.chosen)
	t.name.SetBold(t.chosen)
}

func (t *Thumbnail) least() fyne.Size {
	return fyne.NewSize(ThumbnailLeast, t.pictureHeight()+thumbnailLine)
}

// pictureHeight gives the picture the aspect of most displays.
func (t *Thumbnail) pictureHeight() float32 {
	if t.Size().Width <= 0 {
		return thumbnailHeight
	}
	return float32(math.Round(float64(t.Size().Width * 9 / 16)))
}

func (t *Thumbnail) place(size fyne.Size) {
	height := t.pictureHeight()
	t.body.place(0, 0, size.Width, height, theme.RadiusInner)
	Put(t.edge, 0, 0, size.Width, height)
	const inset = theme.StrokeFocus
	t.image.CornerRadius = theme.RadiusInner - inset
	Put(t.image, inset, inset, size.Width-2*inset, height-2*inset)
	Put(t.sign, (size.Width-theme.Space2XL)/2, (height-theme.Space2XL)/2, theme.Space2XL, theme.Space2XL)
	const side, out = thumbnailCheck, theme.SpaceS
	Put(t.disc, size.Width-side-out, out, side, side)
	Put(t.check, size.Width-side-out+5, out+5, side-10, side-10)
	t.placeWords(size.Width, height)
}

// placeWords gives the note up to two fifths of the line.
func (t *Thumbnail) placeWords(width, top float32) {
	note := min(t.note.Natural(), width*0.4)
	gap := theme.SpaceS
	if t.aside == "" {
		note, gap = 0, 0
	}
	name, line := t.name.MinSize().Height, t.note.MinSize().Height
	Put(t.name, 0, top+(thumbnailLine-name)/2+2, width-note-gap, name)
	Put(t.note, width-note, top+(thumbnailLine-line)/2+2, note, line)
}
