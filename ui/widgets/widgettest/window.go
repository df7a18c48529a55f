// Package widgettest opens windows without a display for the tests of widgets
// and pages, and draws them to pictures for a person to look at.
package widgettest

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// GalleryVariable names the environment variable with the folder that Draw
// puts pictures in.
const GalleryVariable = "PARLEY_GALLERY"

// NewWindow shows what build makes in a window of size, in a look, until the
// test ends.
func NewWindow(t testing.TB, look settings.Theme, size fyne.Size, build func() fyne.CanvasObject) fyne.Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(look))
	w := test.NewWindow(widgets.NewRoot(build()))
	w.SetPadded(false)
	t.Cleanup(w.Close)
	Resize(w, size)
	return w
}

// Resize gives a window a size. It does so twice: what wraps knows its height
// only once it has its width.
func Resize(w fyne.Window, size fyne.Size) {
	for range 3 {
		w.Resize(size.AddWidthHeight(1, 1))
		w.Resize(size)
	}
}

// Draw writes what the window shows to a PNG when GalleryVariable names a
// folder, and does nothing otherwise.
func Draw(t testing.TB, w fyne.Window, name string) {
	t.Helper()
	folder := os.Getenv(GalleryVariable)
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
