//go:build linux

package uitest

import (
	"encoding/binary"
	"image"

	"github.com/jezek/xgb/xproto"
)

// Window is an open window as the window manager lists it.
type Window struct {
	ID     xproto.Window
	Title  string
	PID    int
	Bounds image.Rectangle // of the content, in pixels of the screen
}

// Windows lists the open windows, oldest first.
func (d *Display) Windows() []Window {
	d.tb.Helper()
	var windows []Window
	list := d.property(d.root, "_NET_CLIENT_LIST")
	for ; len(list) >= 4; list = list[4:] {
		id := xproto.Window(binary.LittleEndian.Uint32(list))
		if w, ok := d.window(id); ok {
			windows = append(windows, w)
		}
	}
	return windows
}

// Window waits for a window with the given title.
func (d *Display) Window(title string) Window {
	d.tb.Helper()
	var found Window
	d.Eventually("the window "+title, func() bool {
		for _, w := range d.Windows() {
			if w.Title == title {
				found = w
				return true
			}
		}
		return false
	})
	return found
}

// Resize asks the window manager for another size of the content, in pixels.
func (d *Display) Resize(w Window, width, height int) {
	d.tb.Helper()
	err := xproto.ConfigureWindowChecked(d.conn, w.ID,
		xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		[]uint32{uint32(width), uint32(height)}).Check()
	if err != nil {
		d.tb.Fatal(err)
	}
}

// Minimize asks the window manager to minimise a window (ICCCM 4.1.4).
func (d *Display) Minimize(w Window) {
	d.tb.Helper()
	const iconic = 3
	d.tell(w.ID, "WM_CHANGE_STATE", iconic)
}

// Close asks the window manager to close a window, as the cross in its frame
// does (EWMH).
func (d *Display) Close(w Window) {
	d.tb.Helper()
	d.tell(w.ID, "_NET_CLOSE_WINDOW", 0)
}

// Activate asks for a window to be brought back and to the front (EWMH).
func (d *Display) Activate(w Window) {
	d.tb.Helper()
	const pager = 2 // who asks
	d.tell(w.ID, "_NET_ACTIVE_WINDOW", pager)
}

// Turn shows another desktop of the window manager's, counted from 0.
func (d *Display) Turn(desktop int) {
	d.tb.Helper()
	d.tell(d.root, "_NET_CURRENT_DESKTOP", uint32(desktop))
}

// tell sends the window manager a message about a window.
func (d *Display) tell(about xproto.Window, message string, value uint32) {
	d.tb.Helper()
	atom, err := xproto.InternAtom(d.conn, false, uint16(len(message)), message).Reply()
	if err != nil {
		d.tb.Fatal(err)
	}
	event := xproto.ClientMessageEvent{
		Format: 32, Window: about, Type: atom.Atom, Data: xproto.ClientMessageDataUnionData32New([]uint32{value, 0, 0, 0, 0}),
	}
	const managers = xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify
	if err := xproto.SendEventChecked(d.conn, false, d.root, managers, string(event.Bytes())).Check(); err != nil {
		d.tb.Fatal(err)
	}
}

// window returns what is known of a window; ok is false when it has gone.
func (d *Display) window(id xproto.Window) (w Window, ok bool) {
	geometry, err := xproto.GetGeometry(d.conn, xproto.Drawable(id)).Reply()
	if err != nil {
		return w, false
	}
	at, err := xproto.TranslateCoordinates(d.conn, id, d.root, 0, 0).Reply()
	if err != nil {
		return w, false
	}
	x, y := int(at.DstX), int(at.DstY)
	w = Window{
		ID:     id,
		Title:  d.title(id),
		Bounds: image.Rect(x, y, x+int(geometry.Width), y+int(geometry.Height)),
	}
	if pid := d.property(id, "_NET_WM_PID"); len(pid) == 4 {
		w.PID = int(binary.LittleEndian.Uint32(pid))
	}
	return w, true
}

// title returns a window's title; old programs set only the second property.
func (d *Display) title(id xproto.Window) string {
	d.tb.Helper()
	if name := d.property(id, "_NET_WM_NAME"); len(name) > 0 {
		return string(name)
	}
	return string(d.property(id, "WM_NAME"))
}

// property returns the bytes of a window's property, none when it has none.
func (d *Display) property(w xproto.Window, name string) []byte {
	d.tb.Helper()
	atom, err := xproto.InternAtom(d.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		d.tb.Fatal(err)
	}
	reply, err := xproto.GetProperty(d.conn, false, w, atom.Atom, xproto.GetPropertyTypeAny, 0, 1<<16).Reply()
	if err != nil {
		return nil // the window has gone
	}
	return reply.Value
}

// Screenshot returns what the whole screen shows.
func (d *Display) Screenshot() *image.RGBA {
	d.tb.Helper()
	screen := xproto.Setup(d.conn).DefaultScreen(d.conn)
	width, height := screen.WidthInPixels, screen.HeightInPixels
	reply, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap,
		xproto.Drawable(d.root), 0, 0, width, height, 1<<32-1).Reply()
	if err != nil {
		d.tb.Fatal(err)
	}
	return fromBGRX(reply.Data, int(width), int(height))
}

// fromBGRX reads the pixels of a 24-bit screen: blue, green, red, unused.
func fromBGRX(data []byte, width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := 0; i+3 < min(len(data), len(img.Pix)); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = data[i+2], data[i+1], data[i], 0xff
	}
	return img
}
