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
	"time"

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

func newChild(t *testing.T, env ...string) *child {
	t.Helper()
	return newChildOn(t, uitest.Start(t, 1280, 800), env...)
}

func newChildOn(t *testing.T, d *uitest.Display, env ...string) *child {
	t.Helper()
	c := &child{t: t, display: d, places: filepath.Join(t.TempDir(), "map.json"), exited: make(chan error, 1)}
	c.process = exec.Command(os.Args[0])
	c.process.Env = append(c.display.Env(), childVariable+"=1", MapVariable+"="+c.places, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	c.process.Env = append(c.process.Env, env...)
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
	t.Cleanup(c.explain)
	return c
}

// explain keeps what was on the screen when a test failed, and what the child was
// doing.
func (c *child) explain() {
	if !c.t.Failed() {
		return
	}
	defer c.dump()
	text, _ := os.ReadFile(c.places)
	c.t.Logf("the window showed\n%s\nafter it said:\n%s", text, c.said())
	c.display.KeepAll(filepath.Join("..", "build", "failed", c.t.Name()+".png"))
}

// dump has a child that is still there print its goroutines, and end.
func (c *child) dump() {
	if c.process.Process.Signal(syscall.SIGQUIT) != nil {
		return
	}
	select {
	case err := <-c.exited:
		c.t.Log("it was asked what it does, and ended: ", err)
	case <-time.After(5 * time.Second):
	}
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

// tell lets something happen, and waits until it has.
func (c *child) tell(what string) {
	c.t.Helper()
	happened := func() int { return strings.Count(c.said(), "happened: "+what+"\n") }
	before := happened()
	fmt.Fprintln(c.input, what)
	c.display.Eventually(what, func() bool { return happened() > before })
}

// place waits for a named part and returns where it is on the screen.
func (c *child) place(page, name string) image.Rectangle {
	c.t.Helper()
	return c.display.Settled(page+"/"+name, func() (image.Rectangle, bool) { return c.spot(page, name) })
}

// spot returns where a part is at the moment, if it shows.
func (c *child) spot(page, name string) (image.Rectangle, bool) {
	c.t.Helper()
	var places []Place
	data, err := os.ReadFile(c.places)
	if err != nil || json.Unmarshal(data, &places) != nil {
		return image.Rectangle{}, false
	}
	for _, p := range places {
		if r, ok := p.Widgets[name]; ok && p.Page == page {
			return image.Rect(r.X, r.Y, r.X+r.Width, r.Y+r.Height).Add(c.display.Window(p.Title).Bounds.Min), true
		}
	}
	return image.Rectangle{}, false
}

// again is how long until waits before it does a thing once more. Some keys
// undo what they did, so it is longer than a busy machine takes to draw a page.
const again = 8 * time.Second

// until does something, and again after a while, until what it is to bring about
// is there: a key or a click may come before the window is ready for it.
func (c *child) until(what string, do func(), there func() bool) {
	c.t.Helper()
	var did time.Time
	c.display.Eventually(what, func() bool {
		if there() {
			return true
		}
		if time.Since(did) > again {
			do()
			did = time.Now()
		}
		return there()
	})
}

// shows reports whether a part shows.
func (c *child) shows(page, name string) func() bool {
	return func() bool {
		_, there := c.spot(page, name)
		return there
	}
}

// asks clicks on a part until the window asks for something.
func (c *child) asks(page, name, does string) {
	c.t.Helper()
	before := len(c.said())
	c.until(does, func() {
		if at, there := c.spot(page, name); there {
			c.display.ClickIn(at)
		}
	}, func() bool { return strings.Contains(c.said()[before:], does) })
}

// at says whether the window shows a page.
func (c *child) at(page string) bool {
	var places []Place
	data, err := os.ReadFile(c.places)
	return err == nil && json.Unmarshal(data, &places) == nil && len(places) > 0 && places[0].Page == page
}

func (c *child) click(page, name string) {
	c.t.Helper()
	c.display.ClickIn(c.place(page, name))
}

// press presses a key until it does what it should: before the window shows
// what the last key did, it means the same as that one.
func (c *child) press(key, does string) {
	c.t.Helper()
	before := len(c.said())
	var pressed time.Time
	c.display.Eventually(does, func() bool {
		if time.Since(pressed) > time.Second {
			c.display.Key(key)
			pressed = time.Now()
		}
		return strings.Contains(c.said()[before:], does)
	})
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
		c.press(press.key, press.does)
	}
	c.click("call", "connection")
	c.place("call", "connection-panel")
	c.display.Key("Escape")
	c.click("call", "leave")
	c.expect("call.Hangup {}")
	c.quit()
}

// The own camera is not kept open for a window that nobody can see.
func TestMinimisedWindowEndsItsPreview(t *testing.T) {
	c := newChild(t)
	c.expect("call.Preview {On:true}")
	window := c.display.Window("Parley")
	c.until("the preview to end", func() { c.display.Minimize(window) }, func() bool {
		return strings.Contains(c.said(), "call.Preview {On:false}")
	})
	c.until("the preview to come back", func() { c.display.Activate(window) }, func() bool {
		return strings.Count(c.said(), "call.Preview {On:true}") == 2
	})
	c.quit()
}

func TestChatAndFilesInARealWindow(t *testing.T) {
	c := newChild(t)
	c.tell("talk")
	c.asks("call", "offer-0-accept", "call.AcceptFiles {ID:plan Folder:}")
	c.until("the chat", func() { c.display.Key("c") }, c.shows("call", "chat-panel"))
	c.expect("call.ReadChat {}")
	c.display.Type("Hi, Mara")
	c.expect("call.Typing {On:true}")
	c.click("call", "chat-send")
	c.expect("call.Say {Text:Hi, Mara}")
	c.click("call", "chat-entry")
	c.display.Type("mvg")
	c.display.Key("Return")
	c.expect("call.Say {Text:mvg}")
	c.display.Key("Escape")
	c.display.Key("f")
	c.click("call", "file-0-decline")
	c.expect("call.DeclineFiles {ID:plan}")
	c.click("call", "files")
	c.display.Key("m")
	c.expect("call.SetMicrophone {On:false}")
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

func TestChangedKeyIsAnsweredByClicks(t *testing.T) {
	for answer, does := range map[string]string{
		"trust": "call.TrustKey {Yes:true}", "distrust": "call.TrustKey {Yes:false}",
	} {
		t.Run(answer, func(t *testing.T) {
			c := newChild(t)
			c.tell("question")
			c.click("call", answer)
			c.expect(does)
			c.quit()
		})
	}
}

// The question comes for every call anew, and again after a look at the
// settings.
func TestChangedKeyIsAskedAgain(t *testing.T) {
	c := newChild(t)
	for n := range 2 {
		c.tell("question")
		c.place("call", "distrust")
		c.display.Key("ctrl+comma")
		c.display.Eventually("the settings", func() bool { return c.at("settings") })
		c.display.Key("Escape")
		c.click("call", "distrust")
		c.display.Eventually("an answer", func() bool {
			return strings.Count(c.said(), "call.TrustKey {Yes:false}") == n+1
		})
		c.display.Eventually("the home page", func() bool { return c.at("home") })
	}
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

// TestLobbyInARealWindow goes to the lobby of a new call and back, and joins by
// a link that the window was opened for.
func TestLobbyInARealWindow(t *testing.T) {
	c := newChild(t, linkVariable+"="+link)
	c.place("lobby", "join")
	c.until("the way back", func() { c.display.Key("Escape") }, c.shows("home", "new"))
	c.until("the lobby of a new call", func() { c.display.Key("ctrl+n") }, c.shows("lobby", "server"))
	c.until("the way back", func() { c.display.Key("Escape") }, c.shows("home", "new"))
	c.click("home", "find")
	c.display.Type(link)
	c.click("lobby", "camera")
	c.click("lobby", "join")
	c.click("lobby", "agree")
	c.expect("call.Meet {Place:{Link:" + link + " Server:meet.example.org} Microphone:true Video:false}")
	c.click("call", "people")
	c.click("call", "people-send")
	c.place("call", "link-copy")
	c.display.Key("Escape")
	c.display.Eventually("the sheet to go", func() bool { return !c.shows("call", "link-copy")() })
	c.click("call", "leave")
	c.expect("call.Hangup {}")
	c.quit()
}
