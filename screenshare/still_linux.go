package screenshare

import (
	"image"
	"io"

	"github.com/jezek/xgb"
	"github.com/kbinani/screenshot"

	"parley/screenshare/x11"
)

// still takes a picture of a part of the screen through kbinani/screenshot, for
// servers without MIT-SHM. There the way over the wire is what a picture costs, and the
// connection that kbinani makes for each adds little. Where there is shared memory it
// takes ten times as long as the shooter, so it is used for nothing else. It knows neither
// windows nor pixels of other than 24 bits; ok is false when it has no picture.
func still(conn *x11.Conn, part image.Rectangle) (p bgra, ok bool) {
	monitors, err := conn.Monitors()
	layout, known := conn.Layout(conn.RootDepth())
	if err != nil || known != nil || layout != x11.BGRX {
		return p, false
	}
	xgb.Logger.SetOutput(io.Discard) // it would report each connection without a cookie
	// kbinani counts from the display that Xinerama, and RandR likewise, has first.
	m, err := screenshot.CaptureRect(part.Sub(monitors[0].Bounds.Min))
	if err != nil || m.Rect.Size() != part.Size() {
		return p, false
	}
	p = bgra{pix: m.Pix, stride: m.Stride, width: part.Dx(), height: part.Dy()}
	fromRGBA(p, m.Pix, m.Stride)
	return p, true
}
