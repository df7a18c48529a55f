package widgets_test

import (
	"image"
	"image/draw"
	"testing"

	"fyne.io/fyne/v2"
	qr "github.com/piglig/go-qr"

	"parley/call/settings"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// TestQRIsRead draws a code in both looks and reads it from the picture.
func TestQRIsRead(t *testing.T) {
	const link = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"
	for _, look := range []settings.Theme{settings.Light, settings.Dark} {
		code := widgets.NewQR(200)
		w := widgettest.NewWindow(t, look, fyne.NewSize(200, 200), func() fyne.CanvasObject { return code })
		code.SetText(link)
		img := w.Canvas().Capture()
		gray := image.NewGray(img.Bounds())
		draw.Draw(gray, gray.Rect, img, image.Point{}, draw.Src)
		if got, err := qr.Decode(gray); err != nil || got != link {
			t.Errorf("%s: read %q, %v", look, got, err)
		}
		code.SetText("")
		if _, err := qr.Decode(w.Canvas().Capture()); err == nil {
			t.Error("a code without a text is read")
		}
	}
}
