package widgets

import (
	"image"
	"image/color"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	qr "github.com/piglig/go-qr"

	"parley/ui/theme"
)

// QR is a text as a QR code (ISO/IEC 18004), black on white in any theme: so
// every camera reads it.
type QR struct {
	widget.BaseWidget
	side   float32
	code   *qr.QrCode // nil for no text, or one too long
	ground *canvas.Rectangle
	raster *canvas.Raster
}

// quiet is the margin that a code needs, in modules.
const quiet = 4

// NewQR returns an empty code of side by side.
func NewQR(side float32) *QR {
	q := &QR{side: side, ground: &canvas.Rectangle{FillColor: color.White, CornerRadius: theme.RadiusInner}}
	q.raster = canvas.NewRaster(q.draw)
	q.raster.ScaleMode = canvas.ImageScalePixels
	q.ExtendBaseWidget(q)
	return q
}

// SetText changes what is to be read.
func (q *QR) SetText(text string) {
	q.code = nil
	if text != "" {
		// A text that does not fit leaves the square white.
		q.code, _ = qr.EncodeText(text, qr.Low) // on a screen nothing hides a part of it
	}
	q.raster.Refresh()
}

// draw paints the code as large as whole pixels a module allow.
func (q *QR) draw(width, height int) image.Image {
	img := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	if q.code == nil {
		return img
	}
	modules := q.code.Size()
	scale := min(width, height) / (modules + 2*quiet)
	left, top := (width-modules*scale)/2, (height-modules*scale)/2
	for y := range modules {
		for x := range modules {
			if q.code.Module(x, y) {
				at := image.Rect(0, 0, scale, scale).Add(image.Pt(left+x*scale, top+y*scale))
				draw.Draw(img, at, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return img
}

// CreateRenderer implements fyne.Widget.
func (q *QR) CreateRenderer() fyne.WidgetRenderer { return render(q, q.ground, q.raster) }

func (q *QR) paint() {}

func (q *QR) least() fyne.Size { return fyne.NewSquareSize(q.side) }

// place keeps the code off the round corners.
func (q *QR) place(size fyne.Size) {
	side := min(size.Width, size.Height)
	x, y := (size.Width-side)/2, (size.Height-side)/2
	Put(q.ground, x, y, side, side)
	Put(q.raster, x+theme.SpaceXS, y+theme.SpaceXS, side-theme.SpaceS, side-theme.SpaceS)
}
