//go:build linux

package uitest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Touchpad is a touchpad without hardware: the driver inputtest of X.Org. Its
// methods fail the test it was made for.
type Touchpad struct {
	tb     testing.TB
	socket net.Conn
}

// layout is the configuration of a server with a touchpad and no screen:
// the size of the picture, and the touchpad's socket.
const layout = `
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "DontVTSwitch" "true"
EndSection
Section "Monitor"
  Identifier "none"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Device"
  Identifier "nothing"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Screen"
  Identifier "nowhere"
  Device "nothing"
  Monitor "none"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "%dx%d"
  EndSubSection
EndSection
Section "InputDevice"
  Identifier "touchpad"
  Driver "inputtest"
  Option "SocketPath" "%s"
  Option "DeviceType" "PointerGesture"
EndSection
Section "ServerLayout"
  Identifier "both"
  Screen "nowhere"
  InputDevice "touchpad" "CorePointer"
EndSection
`

// StartTouchpad is Start over Xorg rather than Xvfb, whose devices have no
// fingers. Size is one of the usual ones, such as 1280 and 800. It wants to be root.
func StartTouchpad(tb testing.TB, width, height int) (*Display, *Touchpad) {
	tb.Helper()
	if os.Getuid() != 0 {
		tb.Skip("Xorg must be root for a screen without hardware")
	}
	need(tb, "Xorg", "openbox")
	folder := tb.TempDir()
	config, at := filepath.Join(folder, "xorg.conf"), filepath.Join(folder, "pad")
	if err := os.WriteFile(config, fmt.Appendf(nil, layout, width, height, at), 0o600); err != nil {
		tb.Fatal(err)
	}
	d := over(tb, "Xorg", "-config", config, "-logfile", filepath.Join(folder, "log"), "-novtswitch", "-sharevts", "-keeptty", "vt7")
	return d, plug(tb, d, at)
}

// The messages of the driver, version 1.1 of its protocol.
const (
	itVersion = 0
	itSync    = 1
	itPinch   = 7
)

// plug connects to the driver and tells it the version.
func plug(tb testing.TB, d *Display, at string) *Touchpad {
	tb.Helper()
	p := &Touchpad{tb: tb}
	d.Eventually("the touchpad", func() (there bool) {
		var err error
		p.socket, err = net.Dial("unix", at)
		return err == nil
	})
	tb.Cleanup(func() { p.socket.Close() })
	p.send(itVersion, uint16(1), uint16(1))
	p.answer() // its own version
	return p
}

// The stages of a pinch (X Input Extension 2.4).
const (
	pinchBegin  = 27
	pinchUpdate = 28
	pinchEnd    = 29
)

// Pinch puts two fingers on the touchpad.
func (p *Touchpad) Pinch() { p.move(pinchBegin, 1) }

// Spread moves them scale times as far apart as they were first.
func (p *Touchpad) Spread(scale float64) { p.move(pinchUpdate, scale) }

// Lift takes them away.
func (p *Touchpad) Lift() { p.move(pinchEnd, 1) }

// move waits until the server has seen it.
func (p *Touchpad) move(stage uint16, scale float64) {
	p.tb.Helper()
	const fingers, flags, way, turn = uint16(2), uint32(0), 0.0, 0.0
	p.send(itPinch, stage, fingers, flags, way, way, way, way, scale, turn)
	p.send(itSync)
	p.answer()
}

// send writes a message: its length, its kind, and what it has.
func (p *Touchpad) send(kind uint32, fields ...any) {
	p.tb.Helper()
	var body bytes.Buffer
	for _, f := range fields {
		if err := binary.Write(&body, binary.NativeEndian, f); err != nil {
			p.tb.Fatal(err)
		}
	}
	message := binary.NativeEndian.AppendUint32(nil, uint32(8+body.Len()))
	message = binary.NativeEndian.AppendUint32(message, kind)
	if _, err := p.socket.Write(append(message, body.Bytes()...)); err != nil {
		p.tb.Fatal(err)
	}
}

// answer reads one, and forgets what it says.
func (p *Touchpad) answer() {
	p.tb.Helper()
	if err := p.socket.SetReadDeadline(time.Now().Add(startLimit)); err != nil {
		p.tb.Fatal(err)
	}
	var length [4]byte
	_, err := io.ReadFull(p.socket, length[:])
	if err == nil {
		_, err = io.CopyN(io.Discard, p.socket, int64(binary.NativeEndian.Uint32(length[:]))-4)
	}
	if err != nil {
		p.tb.Fatal(err)
	}
}
