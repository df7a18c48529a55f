//go:build linux

package uitest

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"
)

// settles is for how long a part has to stay where it is before it is used: a
// page that has just opened may not have found its places yet.
const settles = 200 * time.Millisecond

// Settled waits until a part of a window shows and no longer moves, and returns
// where it is. Spot says where it is at the moment, if it shows.
func (d *Display) Settled(what string, spot func() (image.Rectangle, bool)) (at image.Rectangle) {
	d.tb.Helper()
	var since time.Time
	d.Eventually(what, func() bool {
		now, ok := spot()
		if !ok || now != at {
			at, since = now, time.Now()
		}
		return ok && time.Since(since) >= settles
	})
	return at
}

// ClickIn clicks in the middle of a part of the screen.
func (d *Display) ClickIn(part image.Rectangle) {
	d.Click((part.Min.X+part.Max.X)/2, (part.Min.Y+part.Max.Y)/2)
}

// Keep writes a part of the screen to a PNG file, and makes its folder.
func (d *Display) Keep(path string, part image.Rectangle) {
	d.tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.tb.Error(err)
		return
	}
	file, err := os.Create(path)
	if err != nil {
		d.tb.Error(err)
		return
	}
	defer file.Close()
	if err := png.Encode(file, d.Screenshot().SubImage(part)); err != nil {
		d.tb.Error(err)
	}
}

// KeepAll writes all of the screen to a PNG file.
func (d *Display) KeepAll(path string) {
	d.tb.Helper()
	d.Keep(path, d.Screenshot().Rect)
}
