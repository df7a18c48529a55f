package widgets

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parley/assets"
)

func TestThumbnailPacksItsPicture(t *testing.T) {
	test.NewTempApp(t)
	whole := image.NewRGBA(image.Rect(0, 0, 40, 30))
	whole.Set(10, 5, color.White)
	part := whole.SubImage(image.Rect(10, 5, 30, 20)).(*image.RGBA)
	var chosen, taken, keys int
	thumb := NewThumbnail(ThumbnailActs{
		Choose: func() { chosen++ }, Take: func() { taken++ }, Key: func(*fyne.KeyEvent) { keys++ },
	})
	thumb.Set(assets.Window, "A window", "Editor", part)
	got := thumb.image.Image.(*image.RGBA)
	if got.Stride != 4*20 || got.Rect != image.Rect(0, 0, 20, 15) || got.RGBAAt(0, 0).R != 0xff {
		t.Errorf("a part of a picture comes as %v, stride %d", got.Rect, got.Stride)
	}
	thumb.Set(assets.Window, "A window", "Editor", nil)
	if thumb.image.Visible() || !thumb.sign.Visible() {
		t.Error("without a picture there is no icon")
	}
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeyUp, fyne.KeyTab} {
		thumb.TypedKey(&fyne.KeyEvent{Name: key})
	}
	thumb.FocusGained()
	if chosen != 1 || taken != 2 || keys != 1 {
		t.Errorf("chosen %d, taken %d, %d other keys", chosen, taken, keys)
	}
}

func TestControlCanBeOff(t *testing.T) {
	test.NewTempApp(t)
	acted := 0
	c := NewControl(assets.Share, "Share", "", func() { acted++ }, func() { acted++ })
	c.SetEnabled(false)
	c.Tapped(nil)
	c.arrow.Tapped(nil)
	if acted != 0 {
		t.Error("it acts while it is off")
	}
	c.SetEnabled(true)
	c.Tapped(nil)
	c.arrow.Tapped(nil)
	if acted != 2 {
		t.Error("it does not act")
	}
}
