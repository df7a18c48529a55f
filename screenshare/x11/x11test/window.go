//go:build linux

package x11test

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"

	"github.com/jezek/xgb/xproto"

	"parley/screenshare/x11"
)

// Black is the colour of an empty screen.
var Black = color.RGBA{A: 0xff}

// Window is a window on a Desktop.
type Window struct {
	desktop *Desktop
	id      xproto.Window
	depth   byte
	gc      xproto.Gcontext
}

// Open shows a window of one colour.
func (d *Desktop) Open(bounds image.Rectangle, title string, ground color.RGBA) *Window {
	d.tb.Helper()
	w := d.create(bounds, d.depth, 0, xproto.CwBackPixel, []uint32{word(ground)})
	w.Retitle(title)
	w.Show()
	return w
}

// OpenAlpha shows a window of one colour whose pixels have alpha, as those of
// programs that draw their own shadows have.
func (d *Desktop) OpenAlpha(bounds image.Rectangle, title string, ground color.RGBA) *Window {
	d.tb.Helper()
	visual := d.visual(32)
	colours, err := xproto.NewColormapId(d.conn)
	d.must(err)
	d.must(xproto.CreateColormapChecked(d.conn, xproto.ColormapAllocNone, colours, d.root, visual).Check())
	w := d.create(bounds, 32, visual, xproto.CwBackPixel|xproto.CwBorderPixel|xproto.CwColormap,
		[]uint32{uint32(ground.A)<<24 | word(ground), 0, uint32(colours)})
	w.Retitle(title)
	w.Show()
	return w
}

// OpenPopup shows a window that no window manager cares for, such as a menu.
func (d *Desktop) OpenPopup(bounds image.Rectangle, ground color.RGBA) *Window {
	d.tb.Helper()
	w := d.create(bounds, d.depth, 0, xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{word(ground), 1})
	w.Show()
	return w
}

func (d *Desktop) create(bounds image.Rectangle, depth byte, visual xproto.Visualid, mask uint32, values []uint32) *Window {
	d.tb.Helper()
	id, err := xproto.NewWindowId(d.conn)
	d.must(err)
	d.must(xproto.CreateWindowChecked(d.conn, depth, id, d.root,
		int16(bounds.Min.X), int16(bounds.Min.Y), uint16(bounds.Dx()), uint16(bounds.Dy()), 0,
		xproto.WindowClassInputOutput, visual, mask, values).Check())
	gc, err := xproto.NewGcontextId(d.conn)
	d.must(err)
	d.must(xproto.CreateGCChecked(d.conn, gc, xproto.Drawable(id), 0, nil).Check())
	return &Window{desktop: d, id: id, depth: depth, gc: gc}
}

// visual returns a way to see pixels of some depth.
func (d *Desktop) visual(depth byte) xproto.Visualid {
	d.tb.Helper()
	for _, allowed := range xproto.Setup(d.conn).DefaultScreen(d.conn).AllowedDepths {
		if allowed.Depth == depth && len(allowed.Visuals) > 0 {
			return allowed.Visuals[0].VisualId
		}
	}
	d.tb.Skipf("the server has no pixels of %d bits", depth)
	return 0
}

// ID is how package screenshare calls the window.
func (w *Window) ID() string { return fmt.Sprintf("window:0x%x", uint32(w.id)) }

// Number is how the server calls the window.
func (w *Window) Number() x11.Window { return x11.Window(w.id) }

// Show maps the window, Hide takes it from the screen, Raise puts it on top, and Close
// destroys it.
func (w *Window) Show() { w.must(xproto.MapWindowChecked(w.desktop.conn, w.id).Check()) }

// Hide is described at Show.
func (w *Window) Hide() { w.must(xproto.UnmapWindowChecked(w.desktop.conn, w.id).Check()) }

// Raise is described at Show.
func (w *Window) Raise() {
	w.must(xproto.ConfigureWindowChecked(w.desktop.conn, w.id, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeAbove}).Check())
}

// Close is described at Show.
func (w *Window) Close() { w.must(xproto.DestroyWindowChecked(w.desktop.conn, w.id).Check()) }

// Place moves and resizes the window.
func (w *Window) Place(bounds image.Rectangle) {
	values := []uint32{uint32(bounds.Min.X), uint32(bounds.Min.Y), uint32(bounds.Dx()), uint32(bounds.Dy())}
	const mask = xproto.ConfigWindowX | xproto.ConfigWindowY | xproto.ConfigWindowWidth | xproto.ConfigWindowHeight
	w.must(xproto.ConfigureWindowChecked(w.desktop.conn, w.id, mask, values).Check())
}

// Into puts the window into another one, as a window manager does with a frame.
func (w *Window) Into(frame *Window, x, y int) {
	w.must(xproto.ReparentWindowChecked(w.desktop.conn, w.id, frame.id, int16(x), int16(y)).Check())
}

// Fill draws a rectangle of one colour.
func (w *Window) Fill(r image.Rectangle, c color.RGBA) {
	pixel := word(c)
	if w.depth == 32 {
		pixel |= uint32(c.A) << 24
	}
	w.must(xproto.ChangeGCChecked(w.desktop.conn, w.gc, xproto.GcForeground, []uint32{pixel}).Check())
	area := []xproto.Rectangle{{X: int16(r.Min.X), Y: int16(r.Min.Y), Width: uint16(r.Dx()), Height: uint16(r.Dy())}}
	w.must(xproto.PolyFillRectangleChecked(w.desktop.conn, xproto.Drawable(w.id), w.gc, area).Check())
}

// Draw shows a picture all at once, where the screen has 24 bits.
func (w *Window) Draw(m *image.RGBA) {
	p := w.Keep(m)
	w.Put(p, m.Rect, image.Point{})
	w.must(xproto.FreePixmapChecked(w.desktop.conn, p.pixmap).Check())
}

// Kept is a picture that the server has, until its desktop ends: to show it
// takes next to nothing, however busy the test's own process is.
type Kept struct{ pixmap xproto.Pixmap }

// Keep gives a picture to the server. It waits for that once, at the end.
func (w *Window) Keep(m *image.RGBA) Kept {
	d, width := w.desktop, m.Rect.Dx()
	pixmap, err := xproto.NewPixmapId(d.conn)
	w.must(err)
	requests := []interface{ Check() error }{
		xproto.CreatePixmapChecked(d.conn, w.depth, pixmap, xproto.Drawable(w.id), uint16(width), uint16(m.Rect.Dy())),
	}
	const rows = 32 // in one request, which a server limits to 256 KiB
	for top := 0; top < m.Rect.Dy(); top += rows {
		height := min(rows, m.Rect.Dy()-top)
		requests = append(requests, xproto.PutImageChecked(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(pixmap), w.gc,
			uint16(width), uint16(height), 0, int16(top), 0, w.depth, bgrx(m, top, height)))
	}
	for _, r := range requests {
		w.must(r.Check())
	}
	return Kept{pixmap}
}

// Put shows a part of a picture at some place of the window.
func (w *Window) Put(p Kept, part image.Rectangle, at image.Point) {
	w.must(xproto.CopyAreaChecked(w.desktop.conn, xproto.Drawable(p.pixmap), xproto.Drawable(w.id), w.gc,
		int16(part.Min.X), int16(part.Min.Y), int16(at.X), int16(at.Y), uint16(part.Dx()), uint16(part.Dy())).Check())
}

// bgrx writes some rows of a picture as the server has them.
func bgrx(m *image.RGBA, top, height int) []byte {
	data := make([]byte, 0, 4*m.Rect.Dx()*height)
	for y := top; y < top+height; y++ {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for x := 0; x < len(row); x += 4 {
			data = append(data, row[x+2], row[x+1], row[x], 0xff)
		}
	}
	return data
}

// Scroll moves what the window shows up by some pixels.
func (w *Window) Scroll(width, height, pixels int) {
	w.must(xproto.CopyAreaChecked(w.desktop.conn, xproto.Drawable(w.id), xproto.Drawable(w.id), w.gc,
		0, int16(pixels), 0, 0, uint16(width), uint16(height-pixels)).Check())
}

// Retitle sets the title in UTF-8.
func (w *Window) Retitle(title string) { w.Set("_NET_WM_NAME", "UTF8_STRING", []byte(title)) }

// Set sets a property of bytes, in whatever state they are.
func (w *Window) Set(name, kind string, data []byte) {
	d := w.desktop
	w.must(xproto.ChangePropertyChecked(d.conn, xproto.PropModeReplace, w.id, d.atom(name), d.atom(kind), 8, uint32(len(data)), data).Check())
}

// SetNumbers sets a property of numbers, SetNames one of atoms.
func (w *Window) SetNumbers(name string, numbers ...uint32) {
	w.set32(name, xproto.AtomCardinal, numbers)
}

// SetNames is described at SetNumbers.
func (w *Window) SetNames(name string, values ...string) {
	var numbers []uint32
	for _, v := range values {
		numbers = append(numbers, uint32(w.desktop.atom(v)))
	}
	w.set32(name, xproto.AtomAtom, numbers)
}

func (w *Window) set32(name string, kind xproto.Atom, numbers []uint32) {
	var data []byte
	for _, n := range numbers {
		data = binary.LittleEndian.AppendUint32(data, n)
	}
	d := w.desktop
	w.must(xproto.ChangePropertyChecked(d.conn, xproto.PropModeReplace, w.id, d.atom(name), kind, 32, uint32(len(numbers)), data).Check())
}

func (w *Window) must(err error) {
	w.desktop.tb.Helper()
	w.desktop.must(err)
}

// word is a pixel of a screen of 24 bits, without alpha.
func word(c color.RGBA) uint32 { return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B) }

// Border gives the window a border of some pixels.
func (w *Window) Border(width int, c color.RGBA) {
	d := w.desktop
	w.must(xproto.ChangeWindowAttributesChecked(d.conn, w.id, xproto.CwBorderPixel, []uint32{word(c)}).Check())
	w.must(xproto.ConfigureWindowChecked(d.conn, w.id, xproto.ConfigWindowBorderWidth, []uint32{uint32(width)}).Check())
}
