// Package guesttest drives headless browsers for tests: Chromium over the
// Chrome DevTools Protocol, Firefox over WebDriver BiDi.
package guesttest

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// Patience is how long a test waits for what must happen, on a busy machine.
const Patience = 60 * time.Second

// Browser is a running browser whose camera and microphone are invented. It
// ends with the test.
type Browser struct {
	t     testing.TB
	maker maker
	host  Host
	cmd   *exec.Cmd
	wire  *wire

	mu    sync.Mutex
	pages map[string]*Page // by session, or by context
}

// maker is what browsers differ in.
type maker interface {
	// command returns how the browser is started with a profile in a folder,
	// and what it writes before the address at which it is driven.
	command(home string) (command []string, before string, err error)
	path() string // of that address
	begin(w *wire) error
	open(w *wire) (tab, error)
	// concerns returns the page that an event is of, by the name of its tab.
	concerns(e event) string
}

// tab is a page in a profile of its own.
type tab interface {
	name() string
	before(script string) error // runs it before the scripts of pages
	navigate(url string) error
	reload() error
	close() error
	// evaluate evaluates an expression, which may be a promise, as if a person
	// had clicked, and returns its value as JSON, or nothing.
	evaluate(expression string) ([]byte, error)
	insert(text string) error
	press(key string, modifiers int) error
	drag(way []point) error
	choose(selector string, files []string) error
	downloads(folder string) error
	screen(width, height int, dark, touch bool) error
	screenshot() (png []byte, err error)
	collect() error // gives memory back that nothing refers to
}

// Host is the computer that a browser runs on.
type Host interface {
	// Do runs a function whose processes and connections are the host's.
	Do(func() error) error
}

// here is this computer.
type here struct{}

func (here) Do(f func() error) error { return f() }

// Start starts Chromium. More are its flags beyond the usual ones. Where a
// browser is not installed, the test is skipped.
func Start(t testing.TB, more ...string) *Browser {
	t.Helper()
	return StartOn(here{}, t, more...)
}

// StartOn starts Chromium on another computer.
func StartOn(host Host, t testing.TB, more ...string) *Browser {
	t.Helper()
	return start(t, host, chromium{more})
}

// StartFirefox starts Firefox. It finds paths only on a computer that has a
// network with a default route.
func StartFirefox(host Host, t testing.TB) *Browser {
	t.Helper()
	return start(t, host, firefox{})
}

func start(t testing.TB, host Host, m maker) *Browser {
	t.Helper()
	home := t.TempDir()
	command, before, err := m.command(home)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skip(command[0], " is not installed")
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	words, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Do(cmd.Start); err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, maker: m, host: host, cmd: cmd, pages: map[string]*Page{}}
	t.Cleanup(b.close)
	b.connect(words, before)
	return b
}

// connect reads where the browser listens, and follows what it says.
func (b *Browser) connect(words io.Reader, before string) {
	b.t.Helper()
	lines := bufio.NewScanner(words)
	at := ""
	for at == "" && lines.Scan() {
		_, at, _ = strings.Cut(lines.Text(), before)
	}
	go func() { _, _ = io.Copy(io.Discard, words) }() // ends with the browser
	client := &http.Client{Transport: &http.Transport{DialContext: b.dial}}
	var err error
	if b.wire, err = dial(at+b.maker.path(), &websocket.DialOptions{HTTPClient: client}, b.heard); err != nil {
		b.t.Fatal(err)
	}
	if err := b.maker.begin(b.wire); err != nil {
		b.t.Fatal(err)
	}
}

// dial connects on the browser's computer.
func (b *Browser) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	err = b.host.Do(func() error {
		var dialer net.Dialer
		conn, err = dialer.DialContext(ctx, network, address)
		return err
	})
	return conn, err
}

func (b *Browser) heard(e event) {
	b.mu.Lock()
	page := b.pages[b.maker.concerns(e)]
	b.mu.Unlock()
	if page != nil {
		page.event(e.Method, e.Params)
	}
}

// close ends the browser with all of its processes.
func (b *Browser) close() {
	if b.wire != nil {
		b.wire.cancel()
	}
	_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
	_ = b.cmd.Wait()
}

// Process returns the browser's first process, which all others descend from.
func (b *Browser) Process() int { return b.cmd.Process.Pid }
