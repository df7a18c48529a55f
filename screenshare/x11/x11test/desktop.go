//go:build linux

// Package x11test has virtual X desktops, with windows of any content, for
// tests.
package x11test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/res"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"parley/screenshare/x11"
)

// Desktop is a virtual X server of its own. It speaks to it through another
// library than the code under test.
type Desktop struct {
	// Name is what $DISPLAY was set to, such as ":7".
	Name string

	tb     testing.TB
	conn   *xgb.Conn
	root   xproto.Window
	depth  byte
	first  string // that Plug plugged
	server *os.Process
}

// patience bounds every wait; nothing takes that long unless it hangs.
const patience = 30 * time.Second

// Start runs Xvfb with a screen such as "1280x720x24" on a free display, and
// sets $DISPLAY. Both end with the test, which is skipped where Xvfb is not installed.
func Start(tb testing.TB, screen string, options ...string) *Desktop {
	tb.Helper()
	if _, err := exec.LookPath("Xvfb"); err != nil {
		tb.Skip("Xvfb is not installed")
	}
	d := &Desktop{tb: tb}
	d.serve(screen, options)
	tb.Setenv("DISPLAY", d.Name)
	xgb.Logger.SetOutput(io.Discard) // it reports every missing cookie and every end
	conn, err := xgb.NewConnDisplay(d.Name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(conn.Close)
	s := xproto.Setup(conn).DefaultScreen(conn)
	d.conn, d.root, d.depth = conn, s.Root, s.RootDepth
	for _, extension := range []func(*xgb.Conn) error{xtest.Init, randr.Init, res.Init} {
		if err := extension(conn); err != nil {
			tb.Fatal(err)
		}
	}
	return d
}

// serve starts Xvfb and waits for the display that it chose.
func (d *Desktop) serve(screen string, options []string) {
	d.tb.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		d.tb.Fatal(err)
	}
	defer read.Close()
	arguments := []string{"-displayfd", "3", "-screen", "0", screen, "-noreset", "-nolisten", "tcp"}
	cmd := exec.Command("Xvfb", append(arguments, options...)...)
	cmd.ExtraFiles = []*os.File{write}
	d.server = d.run(cmd)
	write.Close()
	if err := read.SetReadDeadline(time.Now().Add(patience)); err != nil {
		d.tb.Fatal(err)
	}
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		d.tb.Fatalf("Xvfb did not start: %v", err)
	}
	d.Name = ":" + strings.TrimSpace(line)
}

// run starts cmd, and ends it with the test or with the test's process,
// whichever is first. The kernel sends the death signal when the thread that
// started the child ends (prctl(2), PR_SET_PDEATHSIG), so that thread is kept.
func (d *Desktop) run(cmd *exec.Cmd) *os.Process {
	d.tb.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started, exited := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer close(exited)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // it was killed: its status says nothing
		}
	}()
	if err := <-started; err != nil {
		d.tb.Fatal(err)
	}
	d.tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-exited
	})
	return cmd.Process
}

// Kill ends the server at once, as a crash does.
func (d *Desktop) Kill() { _ = d.server.Kill() }

// Freeze stops the server without an end: nothing is answered any more.
func (d *Desktop) Freeze() {
	d.tb.Helper()
	d.must(d.server.Signal(syscall.SIGSTOP))
}

// Manage starts openbox and waits until it manages windows. The test is skipped
// where it is not installed.
func (d *Desktop) Manage() {
	d.tb.Helper()
	if _, err := exec.LookPath("openbox"); err != nil {
		d.tb.Skip("openbox is not installed")
	}
	cmd := exec.Command("openbox", "--sm-disable")
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name)
	d.run(cmd)
	// It forgets windows that ask to be shown while it starts, whatever it
	// says by then, so one asks until it is there.
	probe := d.Open(image.Rect(0, 0, 100, 100), "probe", color.RGBA{})
	listed := func(want bool) func() bool {
		return func() bool {
			if want {
				probe.Show()
			}
			return d.listed(probe) == want
		}
	}
	d.Eventually("the window manager", listed(true))
	probe.Close()
	d.Eventually("the end of the probe", listed(false))
}

// Composite starts xcompmgr, which draws the screen from the pictures of the
// windows with their alpha, and waits until it does. The test is skipped where it is not
// installed.
func (d *Desktop) Composite() {
	d.tb.Helper()
	if _, err := exec.LookPath("xcompmgr"); err != nil {
		d.tb.Skip("xcompmgr is not installed")
	}
	cmd := exec.Command("xcompmgr")
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name)
	d.run(cmd)
	d.Eventually("the compositor", func() bool {
		reply, err := xproto.GetSelectionOwner(d.conn, d.atom("_NET_WM_CM_S0")).Reply()
		return err == nil && reply.Owner != xproto.WindowNone
	})
}

// listed reports whether a window is in _NET_CLIENT_LIST.
func (d *Desktop) listed(w *Window) bool {
	d.tb.Helper()
	reply, err := xproto.GetProperty(d.conn, false, d.root, d.atom("_NET_CLIENT_LIST"), xproto.GetPropertyTypeAny, 0, 1<<10).Reply()
	d.must(err)
	for list := reply.Value; len(list) >= 4; list = list[4:] {
		if binary.LittleEndian.Uint32(list) == uint32(w.id) {
			return true
		}
	}
	return false
}

// Eventually waits until done holds, and fails the test for want of what when
// it does not within half a minute.
func (d *Desktop) Eventually(what string, done func() bool) {
	d.tb.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			d.tb.Fatalf("waited in vain for %s", what)
		}
	}
}

// Clients is how many connections the server has, without the one that asks and
// the server's own.
func (d *Desktop) Clients() int {
	d.tb.Helper()
	reply, err := res.QueryClients(d.conn).Reply()
	d.must(err)
	return int(reply.NumClients) - 2
}

// MovePointer moves the mouse to a pixel of the screen.
func (d *Desktop) MovePointer(x, y int) {
	d.tb.Helper()
	d.must(xtest.FakeInputChecked(d.conn, xproto.MotionNotify, 0, 0, d.root, int16(x), int16(y), 0).Check())
}

// Under returns which of the root's windows the mouse would click.
func (d *Desktop) Under() x11.Window {
	d.tb.Helper()
	reply, err := xproto.QueryPointer(d.conn, d.root).Reply()
	d.must(err)
	return x11.Window(reply.Child)
}

// Click presses and releases the left button there.
func (d *Desktop) Click(x, y int) {
	d.tb.Helper()
	d.MovePointer(x, y)
	d.Button(xproto.ButtonIndex1, true)
	d.Button(xproto.ButtonIndex1, false)
}

// Button presses a button of the mouse where that is, or lets it go.
func (d *Desktop) Button(number byte, down bool) {
	d.tb.Helper()
	kind := byte(xproto.ButtonRelease)
	if down {
		kind = xproto.ButtonPress
	}
	d.must(xtest.FakeInputChecked(d.conn, kind, number, 0, d.root, 0, 0, 0).Check())
}

// Resize gives the display of the screen another size, not larger than the
// screen was at the start. It is what xrandr does for --newmode, --addmode and --mode.
func (d *Desktop) Resize(width, height int) {
	d.tb.Helper()
	name := fmt.Sprintf("%dx%d-%d", width, height, time.Now().UnixNano())
	mode, err := randr.CreateMode(d.conn, d.root, randr.ModeInfo{
		Width: uint16(width), Height: uint16(height), DotClock: 1,
		Htotal: uint16(width), Vtotal: uint16(height), NameLen: uint16(len(name)),
	}, name).Reply()
	d.must(err)
	found, err := randr.GetScreenResourcesCurrent(d.conn, d.root).Reply()
	d.must(err)
	output := found.Outputs[0]
	d.must(randr.AddOutputModeChecked(d.conn, output, mode.Mode).Check())
	d.light(found, 0)
	d.must(randr.SetScreenSizeChecked(d.conn, d.root, uint16(width), uint16(height), 300, 200).Check())
	d.light(found, mode.Mode, output)
}

// light drives outputs with a mode; mode 0 turns them off.
func (d *Desktop) light(found *randr.GetScreenResourcesCurrentReply, mode randr.Mode, outputs ...randr.Output) {
	d.tb.Helper()
	reply, err := randr.SetCrtcConfig(d.conn, found.Crtcs[0], 0, found.ConfigTimestamp, 0, 0, mode, randr.RotationRotate0, outputs).Reply()
	d.must(err)
	if reply.Status != randr.SetConfigSuccess {
		d.tb.Fatalf("the display takes no mode: %d", reply.Status)
	}
}

// Plug makes a part of the screen a display of its own (RandR 1.5). The first
// one takes the output of the display that Xvfb has from the start, which comes
// back when the first one is unplugged.
func (d *Desktop) Plug(name string, bounds image.Rectangle, primary bool) {
	d.tb.Helper()
	info := randr.MonitorInfo{
		Name: d.atom(name), Primary: primary,
		X: int16(bounds.Min.X), Y: int16(bounds.Min.Y), Width: uint16(bounds.Dx()), Height: uint16(bounds.Dy()),
	}
	if d.first == "" || d.first == name {
		found, err := randr.GetScreenResourcesCurrent(d.conn, d.root).Reply()
		d.must(err)
		d.first, info.NOutput, info.Outputs = name, 1, found.Outputs[:1]
	}
	_ = randr.DeleteMonitorChecked(d.conn, d.root, info.Name).Check() // it may be new
	d.must(randr.SetMonitorChecked(d.conn, d.root, info).Check())
}

// Unplug removes a display that Plug made.
func (d *Desktop) Unplug(name string) {
	d.tb.Helper()
	d.must(randr.DeleteMonitorChecked(d.conn, d.root, d.atom(name)).Check())
}

// Announce sets _NET_CLIENT_LIST, as a window manager does.
func (d *Desktop) Announce(windows ...*Window) {
	d.tb.Helper()
	var list []byte
	for _, w := range windows {
		list = binary.LittleEndian.AppendUint32(list, uint32(w.id))
	}
	d.must(xproto.ChangePropertyChecked(d.conn, xproto.PropModeReplace, d.root, d.atom("_NET_CLIENT_LIST"),
		xproto.AtomWindow, 32, uint32(len(windows)), list).Check())
}

// Activate sets _NET_ACTIVE_WINDOW, as a window manager does.
func (d *Desktop) Activate(w *Window) {
	d.tb.Helper()
	id := binary.LittleEndian.AppendUint32(nil, uint32(w.id))
	d.must(xproto.ChangePropertyChecked(d.conn, xproto.PropModeReplace, d.root, d.atom("_NET_ACTIVE_WINDOW"),
		xproto.AtomWindow, 32, 1, id).Check())
}

func (d *Desktop) atom(name string) xproto.Atom {
	d.tb.Helper()
	reply, err := xproto.InternAtom(d.conn, false, uint16(len(name)), name).Reply()
	d.must(err)
	return reply.Atom
}

func (d *Desktop) must(err error) {
	d.tb.Helper()
	if err != nil {
		d.tb.Fatal(err)
	}
}

// Pixel returns the colour of a pixel of the screen, as exact as its depth
// allows.
func (d *Desktop) Pixel(x, y int) color.RGBA {
	d.tb.Helper()
	reply, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root), int16(x), int16(y), 1, 1, 1<<32-1).Reply()
	d.must(err)
	if d.depth == 16 {
		p := binary.LittleEndian.Uint16(reply.Data)
		return color.RGBA{widen(p>>11, 5), widen(p>>5&63, 6), widen(p&31, 5), 0xff}
	}
	p := binary.LittleEndian.Uint32(reply.Data)
	if d.depth == 30 {
		return color.RGBA{byte(p >> 22), byte(p >> 12), byte(p >> 2), 0xff}
	}
	return color.RGBA{byte(p >> 16), byte(p >> 8), byte(p), 0xff}
}

// widen makes 8 bits of fewer.
func widen(value uint16, bits int) byte { return byte(int(value) * 255 / (1<<bits - 1)) }
