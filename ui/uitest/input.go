//go:build linux

package uitest

import (
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// step is how long input rests between two events, so that a program which
// polls sixty times a second sees each of them.
const step = 20 * time.Millisecond

// Move moves the pointer to a pixel of the screen.
func (d *Display) Move(x, y int) {
	d.fake(xproto.MotionNotify, 0, x, y)
}

// Click presses and releases the left button there.
func (d *Display) Click(x, y int) {
	d.Move(x, y)
	d.button()
}

// DoubleClick clicks twice there.
func (d *Display) DoubleClick(x, y int) {
	d.Move(x, y)
	d.button()
	d.button()
}

// Scroll turns the wheel over a pixel by some steps, away from the person when
// they are positive.
func (d *Display) Scroll(x, y, steps int) {
	button := byte(xproto.ButtonIndex4)
	if steps < 0 {
		button, steps = xproto.ButtonIndex5, -steps
	}
	d.Move(x, y)
	for range steps {
		d.fake(xproto.ButtonPress, button, 0, 0)
		d.fake(xproto.ButtonRelease, button, 0, 0)
	}
}

// Drag moves from one pixel to another with the left button held.
func (d *Display) Drag(fromX, fromY, toX, toY int) {
	const moves = 8
	d.Move(fromX, fromY)
	d.fake(xproto.ButtonPress, xproto.ButtonIndex1, 0, 0)
	for i := 1; i <= moves; i++ {
		d.Move(fromX+(toX-fromX)*i/moves, fromY+(toY-fromY)*i/moves)
	}
	d.fake(xproto.ButtonRelease, xproto.ButtonIndex1, 0, 0)
}

// Key presses a key with its modifiers and releases them, as in "m", "F11",
// "Escape" or "ctrl+shift+l".
func (d *Display) Key(name string) {
	d.tb.Helper()
	d.KeyDown(name)
	d.KeyUp(name)
}

// KeyDown presses a key with its modifiers until KeyUp.
func (d *Display) KeyDown(name string) {
	d.tb.Helper()
	for _, code := range d.keys.codes(d.tb, name) {
		d.fake(xproto.KeyPress, byte(code), 0, 0)
	}
}

// KeyUp releases what KeyDown pressed.
func (d *Display) KeyUp(name string) {
	d.tb.Helper()
	codes := d.keys.codes(d.tb, name)
	for i := range codes {
		d.fake(xproto.KeyRelease, byte(codes[len(codes)-1-i]), 0, 0)
	}
}

// Type writes a text of letters, digits and signs of the keyboard.
func (d *Display) Type(text string) {
	d.tb.Helper()
	for _, r := range text {
		d.Key(string(r))
	}
}

func (d *Display) button() {
	d.fake(xproto.ButtonPress, xproto.ButtonIndex1, 0, 0)
	d.fake(xproto.ButtonRelease, xproto.ButtonIndex1, 0, 0)
}

// fake makes the server believe in an event of a device (XTEST).
func (d *Display) fake(event, detail byte, x, y int) {
	d.tb.Helper()
	err := xtest.FakeInputChecked(d.conn, event, detail, 0, d.root, int16(x), int16(y), 0).Check()
	if err != nil {
		d.tb.Fatal(err)
	}
	time.Sleep(step)
}

// keyboard maps keysyms to the key that makes them, and tells which of them
// need Shift.
type keyboard struct {
	code  map[xproto.Keysym]xproto.Keycode
	shift map[xproto.Keysym]bool
}

// keysyms are the named keys (X11/keysymdef.h). Those of Latin letters and
// signs are their Unicode numbers.
var keysyms = map[string]xproto.Keysym{
	"BackSpace": 0xff08, "Tab": 0xff09, "Return": 0xff0d, "Escape": 0xff1b, "Delete": 0xffff,
	"Home": 0xff50, "Left": 0xff51, "Up": 0xff52, "Right": 0xff53, "Down": 0xff54, "End": 0xff57,
	"F1": 0xffbe, "F11": 0xffc8, "space": 0x20, "comma": ',', "plus": '+',
	"shift": 0xffe1, "ctrl": 0xffe3, "alt": 0xffe9,
}

func readKeyboard(tb testing.TB, conn *xgb.Conn) keyboard {
	tb.Helper()
	setup := xproto.Setup(conn)
	count := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	reply, err := xproto.GetKeyboardMapping(conn, setup.MinKeycode, count).Reply()
	if err != nil {
		tb.Fatal(err)
	}
	k := keyboard{map[xproto.Keysym]xproto.Keycode{}, map[xproto.Keysym]bool{}}
	columns := int(reply.KeysymsPerKeycode)
	for i := range int(count) {
		for column, sym := range reply.Keysyms[i*columns : i*columns+min(columns, 2)] {
			if _, known := k.code[sym]; !known {
				k.code[sym] = setup.MinKeycode + xproto.Keycode(i)
				k.shift[sym] = column == 1
			}
		}
	}
	return k
}

// codes returns the keys to press for a name, modifiers first.
func (k keyboard) codes(tb testing.TB, name string) []xproto.Keycode {
	tb.Helper()
	parts := []string{name}
	if len(name) > 1 {
		parts = strings.Split(name, "+")
	}
	var codes []xproto.Keycode
	for _, part := range parts {
		sym, named := keysyms[part]
		if !named {
			sym = xproto.Keysym([]rune(part)[0])
		}
		if k.shift[sym] {
			codes = append(codes, k.code[keysyms["shift"]])
		}
		code, known := k.code[sym]
		if !known {
			tb.Fatalf("the keyboard has no %q", part)
		}
		codes = append(codes, code)
	}
	return codes
}
