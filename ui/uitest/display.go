//go:build linux

// Package uitest gives tests a display of their own: an X server without a
// screen, a window manager, and hands and eyes on it. It knows nothing of
// Parley, so that any package's tests may use it.
package uitest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// startLimit bounds how long the X server and the window manager may take on
// a busy machine.
const startLimit = 30 * time.Second

// Display is a running X server with a window manager. Its methods fail the
// test they were started for.
type Display struct {
	// Name is what DISPLAY must be set to, such as ":7".
	Name string

	tb   testing.TB
	conn *xgb.Conn
	root xproto.Window
	keys keyboard
}

// Start runs Xvfb with one screen of the given size on a free display, and
// openbox on it. Both end with the test. The test is skipped where either is
// not installed.
func Start(tb testing.TB, width, height int) *Display {
	tb.Helper()
	need(tb, "Xvfb", "openbox")
	return over(tb, "Xvfb", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "+extension", "GLX")
}

// need skips a test where a program is not installed.
func need(tb testing.TB, programs ...string) {
	tb.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			tb.Skipf("%s is not installed", program)
		}
	}
}

// over returns the display of an X server that is started for it.
func over(tb testing.TB, server string, options ...string) *Display {
	tb.Helper()
	d := &Display{tb: tb, Name: startServer(tb, server, options)}
	d.connect()
	d.manage()
	return d
}

// Env returns the environment for a program that shall open its windows here,
// drawn on one thread, in English.
func (d *Display) Env() []string {
	return append(os.Environ(), "DISPLAY="+d.Name, "WAYLAND_DISPLAY=", "LP_NUM_THREADS=1", "LC_ALL=en_US.UTF-8")
}

// startServer returns the name of the display that the server chose.
func startServer(tb testing.TB, server string, options []string) string {
	tb.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command(server, append(options, "-displayfd", "3", "-noreset", "-nolisten", "tcp")...)
	cmd.ExtraFiles = []*os.File{write}
	run(tb, cmd)
	write.Close()
	if err := read.SetReadDeadline(time.Now().Add(startLimit)); err != nil {
		tb.Fatal(err)
	}
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		tb.Fatalf("%s did not start: %v", server, err)
	}
	return ":" + strings.TrimSpace(line)
}

// run starts cmd, and ends it with the test or with the test's process,
// whichever is first. The kernel sends the death signal when the thread that
// started the child ends (prctl(2), PR_SET_PDEATHSIG), so that thread is kept.
func run(tb testing.TB, cmd *exec.Cmd) {
	tb.Helper()
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
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-exited
	})
}

func (d *Display) connect() {
	d.tb.Helper()
	xgb.Logger.SetOutput(io.Discard) // it reports every missing cookie and every end
	conn, err := xgb.NewConnDisplay(d.Name)
	if err != nil {
		d.tb.Fatal(err)
	}
	d.conn = conn
	d.root = xproto.Setup(conn).DefaultScreen(conn).Root
	d.tb.Cleanup(conn.Close)
	if err := xtest.Init(conn); err != nil {
		d.tb.Fatal(err)
	}
	d.keys = readKeyboard(d.tb, conn)
}

// manage starts the window manager and waits until it says that it is there
// (EWMH, _NET_SUPPORTING_WM_CHECK).
func (d *Display) manage() {
	d.tb.Helper()
	cmd := exec.Command("openbox", "--sm-disable")
	cmd.Env = d.Env()
	run(d.tb, cmd)
	d.Eventually("the window manager", func() bool {
		return len(d.property(d.root, "_NET_SUPPORTING_WM_CHECK")) > 0
	})
	d.probe()
}

// probe waits until the window manager takes a window in. While it starts, it
// forgets some that want to be shown.
func (d *Display) probe() {
	d.tb.Helper()
	id, err := xproto.NewWindowId(d.conn)
	if err != nil {
		d.tb.Fatal(err)
	}
	err = xproto.CreateWindowChecked(d.conn, 0, id, d.root, 0, 0, 100, 100, 0, xproto.WindowClassInputOutput, 0, 0, nil).Check()
	if err != nil {
		d.tb.Fatal(err)
	}
	d.Eventually("the window manager to take a window", func() bool {
		xproto.MapWindow(d.conn, id)
		return len(d.Windows()) > 0
	})
	xproto.DestroyWindow(d.conn, id)
	d.Eventually("the window manager to let it go", func() bool { return len(d.Windows()) == 0 })
}

// Eventually waits until done holds, and fails the test for want of what when
// it does not within half a minute.
func (d *Display) Eventually(what string, done func() bool) {
	d.tb.Helper()
	for end := time.Now().Add(startLimit); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			d.tb.Fatalf("waited in vain for %s", what)
		}
	}
}
