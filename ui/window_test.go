//go:build linux

package ui

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"parley/call/media/frame/testsignal"
	"parley/ui/uitest"
)

// child is a window in a process of its own, on a display of its own.
type child struct {
	t       *testing.T
	display *uitest.Display
	input   io.Writer
	places  string // the file of the map
	process *exec.Cmd
	exited  chan error

	mu  sync.Mutex
	out strings.Builder
}

func newChild(t *testing.T) *child {
	t.Helper()
	c := &child{t: t, display: uitest.Start(t, 1280, 800), places: filepath.Join(t.TempDir(), "map.json"), exited: make(chan error, 1)}
	c.process = exec.Command(os.Args[0])
	c.process.Env = append(c.display.Env(), childVariable+"=1", MapVariable+"="+c.places, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	c.process.Stderr = os.Stderr
	input, err := c.process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := c.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.input = input
	if err := c.process.Start(); err != nil {
		t.Fatal(err)
	}
	go c.listen(output)
	t.Cleanup(func() {
		_ = c.process.Process.Kill()
		if err := <-c.exited; err != nil {
			t.Log("the window was ended: ", err)
		}
	})
	c.display.Window("Parley")
	return c
}

// listen keeps what the child prints until it exits.
func (c *child) listen(output io.Reader) {
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		c.mu.Lock()
		c.out.WriteString(lines.Text() + "\n")
		c.mu.Unlock()
	}
	err := c.process.Wait()
	c.exited <- err
	close(c.exited)
}

func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.String()
}

// expect waits until the child printed text.
func (c *child) expect(text string) {
	c.t.Helper()
	c.display.Eventually(text, func() bool { return strings.Contains(c.said(), text) })
}

func (c *child) tell(what string) { fmt.Fprintln(c.input, what) }

// place waits for a named part and returns where it is on the screen.
func (c *child) place(page, name string) image.Rectangle {
	c.t.Helper()
	var at image.Rectangle
	c.display.Eventually(page+"/"+name, func() bool {
		var places []Place
		data, err := os.ReadFile(c.places)
		if err != nil || json.Unmarshal(data, &places) != nil {
			return false
		}
		for _, p := range places {
			if r, ok := p.Widgets[name]; ok && p.Page == page {
				at = image.Rect(r.X, r.Y, r.X+r.Width, r.Y+r.Height).Add(c.display.Window(p.Title).Bounds.Min)
				return true
			}
		}
		return false
	})
	return at
}

func (c *child) click(page, name string) {
	c.t.Helper()
	at := c.place(page, name)
	c.display.Click((at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2)
}

// quit asks the child to end and waits for it.
func (c *child) quit() {
	c.t.Helper()
	_ = c.process.Process.Signal(syscall.SIGTERM)
	c.expect("ended")
	if err := <-c.exited; err != nil {
		c.t.Errorf("the window ended with %v", err)
	}
	if strings.Contains(c.said(), "Fyne call thread") {
		c.t.Error("something touched a widget away from the main thread")
	}
}

func TestCallInARealWindow(t *testing.T) {
	c := newChild(t)
	c.expect("call.Preview {On:true}")
	c.tell("incoming")
	c.click("incoming", "accept")
	c.expect("call.Accept {Video:true}")
	c.expect("shown 60")
	tile := c.place("call", "tile-0")
	c.display.Eventually("the test picture", func() bool {
		_, ok := testsignal.ReadImage(c.display.Screenshot(), tile)
		return ok
	})
	for _, press := range []struct{ key, does string }{
		{"m", "call.SetMicrophone {On:false}"},
		{"space", "call.SetMicrophone {On:true}"},
		{"v", "call.SetCamera {On:false}"},
		{"ctrl+shift+v", "call.SetCamera {On:true}"},
	} {
		c.display.Key(press.key)
		c.expect(press.does)
	}
	c.click("call", "connection")
	c.place("call", "connection-panel")
	c.display.Key("Escape")
	c.click("call", "leave")
	c.expect("call.Hangup {}")
	c.quit()
}

func TestDeclineByKey(t *testing.T) {
	c := newChild(t)
	c.tell("incoming")
	c.display.Window("Mara Lindqvist is calling")
	c.display.Eventually("an answer by key", func() bool {
		c.display.Key("Escape")
		return strings.Contains(c.said(), "call.Decline {}")
	})
	c.quit()
}

func TestChangedKeyAsks(t *testing.T) {
	c := newChild(t)
	c.tell("question")
	c.place("call", "leave")
	c.display.Eventually("the question to be answered", func() bool {
		c.display.Key("Escape")
		return strings.Contains(c.said(), "call.TrustKey {Yes:false}")
	})
	c.quit()
}

func TestQuitAsksInACall(t *testing.T) {
	c := newChild(t)
	c.tell("active")
	c.expect("shown 30")
	c.display.Key("ctrl+q")
	c.display.Key("Escape") // stay
	c.expect("shown 120")
	c.quit()
}
