//go:build linux

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
	"parley/call/stats"
)

// patience bounds every wait for something that is going to happen. It says
// nothing about how fast that should be: the machine may be busy.
const patience = 90 * time.Second

// told is one line of a program's events.
type told struct {
	call.Event
	Track stats.Track `json:"-"` // of EventStats
}

// program is a running Parley with a profile of its own. It ends with the
// test.
type program struct {
	t      testing.TB
	name   string
	cmd    *exec.Cmd
	exited chan struct{}
	stderr *buffer

	mu     sync.Mutex
	events []told
	from   int // expectations look at the events from here on
	more   chan struct{}
}

// place is where a program runs; the zero place has no display and no sound.
type place struct {
	home      string   // holds the profile; a new folder when empty
	namespace string   // of the network; empty for this one
	env       []string // such as DISPLAY and PULSE_SERVER
	input     io.Reader
}

// start runs `parley args --events -` as name.
func start(t testing.TB, name string, p place, args ...string) *program {
	t.Helper()
	home := cmp.Or(p.home, t.TempDir())
	command := append([]string{executable(t)}, args...)
	command = append(command, "--profile", filepath.Join(home, "profile"), "--name", name, "--events", "-")
	if p.namespace != "" {
		command = append([]string{"ip", "netns", "exec", p.namespace}, command...)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stdin = append(private(home), p.env...), p.input
	r := &program{t: t, name: name, cmd: cmd, exited: make(chan struct{}), stderr: new(buffer), more: make(chan struct{}, 1)}
	r.run()
	t.Cleanup(r.end)
	return r
}

// private is the environment of a person who has nothing yet: no settings, no
// bus, no display, no sound server.
func private(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8",
		"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_CACHE_HOME=" + home, "XDG_RUNTIME_DIR=" + home,
		"DBUS_SESSION_BUS_ADDRESS=disabled:", "PULSE_SERVER=unix:" + filepath.Join(home, "none"),
	}
}

// run starts the program in a process group of its own. The kernel ends it
// with the thread that started it (prctl(2), PR_SET_PDEATHSIG), so that thread
// is kept: no program outlives a test that crashes.
func (p *program) run() {
	p.t.Helper()
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer close(p.exited)
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.read(out)
			_ = p.cmd.Wait() // its status is asked for by leave
		}
	}()
	if err := <-started; err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e told
		err := json.Unmarshal(lines.Bytes(), &e)
		if err == nil && e.Kind == call.EventStats {
			err = json.Unmarshal(lines.Bytes(), &e.Track)
		}
		if err != nil {
			p.t.Errorf("%s wrote %q, which is no event: %v", p.name, lines.Text(), err)
		}
		p.mu.Lock()
		p.events = append(p.events, e)
		p.mu.Unlock()
		select {
		case p.more <- struct{}{}:
		default:
		}
	}
}

// expect returns the first event that matches, from the last forget on, and
// waits for it if need be.
func (p *program) expect(what string, match func(told) bool) told {
	p.t.Helper()
	timeout := time.After(patience)
	for {
		if e, ok := p.find(match); ok {
			return e
		}
		select {
		case <-p.more:
		case <-p.exited:
			if e, ok := p.find(match); ok {
				return e
			}
			p.fail("ended before %s", what)
		case <-timeout:
			p.fail("was not seen to do this: %s", what)
		}
	}
}

func (p *program) find(match func(told) bool) (told, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.events[p.from:], match)
	if i < 0 {
		return told{}, false
	}
	return p.events[p.from+i], true
}

// forget lets expect see only what happens from now on.
func (p *program) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.from = len(p.events)
}

// The expectations that most tests have.

func (p *program) listening() (address string) {
	p.t.Helper()
	return p.expect("listen", func(e told) bool { return e.Kind == call.EventListening }).Address
}

func (p *program) state(s call.State) told {
	p.t.Helper()
	return p.expect("be "+s.String(), func(e told) bool { return e.Kind == call.EventState && e.State == s.String() })
}

func (p *program) event(k call.EventKind) told {
	p.t.Helper()
	return p.expect(string(k), func(e told) bool { return e.Kind == k })
}

// ended expects the end of a call for a reason, told in a sentence with words
// in it.
func (p *program) ended(reason session.Reason, words string) told {
	p.t.Helper()
	e := p.event(call.EventEnded)
	if e.Reason != reason || !strings.Contains(e.Text, words) {
		p.t.Errorf("%s was told %+v, not %q with %q", p.name, e.Event, reason, words)
	}
	return e
}

func (p *program) track(k stats.Kind, d stats.Direction, what string, match func(stats.Track) bool) stats.Track {
	p.t.Helper()
	return p.expect(fmt.Sprintf("%s %s %s", d, k, what), func(e told) bool {
		return e.Kind == call.EventStats && e.Track.Track == k && e.Track.Direction == d && match(e.Track)
	}).Track
}

// tracks returns all statistics from the last forget on.
func (p *program) tracks() (all []stats.Track) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events[p.from:] {
		if e.Kind == call.EventStats {
			all = append(all, e.Track)
		}
	}
	return all
}

// leave asks the program to end, as Ctrl-C does, and returns its status. It
// fails the test when anything of the program is left behind.
func (p *program) leave() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatal(err)
	}
	return p.status()
}

// status waits for the program's end and returns its exit status.
func (p *program) status() int {
	p.t.Helper()
	select {
	case <-p.exited:
	case <-time.After(patience):
		p.fail("did not end; it was doing this:\n%s", p.goroutines())
	}
	if err := syscall.Kill(-p.cmd.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		p.t.Errorf("%s left a process behind", p.name)
	}
	if left := p.sharedMemory(); left != "" {
		p.t.Errorf("%s left shared memory behind: %s", p.name, left)
	}
	return p.cmd.ProcessState.ExitCode()
}

// sharedMemory returns the System V segments that the program made
// (proc(5), /proc/sysvipc/shm: the fifth column is the creator's pid).
func (p *program) sharedMemory() string {
	table, err := os.ReadFile("/proc/sysvipc/shm")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); len(f) > 4 && f[4] == fmt.Sprint(p.cmd.Process.Pid) {
			return line
		}
	}
	return ""
}

// kill ends the program as a crash would.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// goroutines ends the program and returns what its goroutines were doing.
func (p *program) goroutines() string {
	_ = p.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-p.exited:
	case <-time.After(patience):
		p.kill()
	}
	return p.stderr.String()
}

// end is the last resort of a test that failed.
func (p *program) end() {
	select {
	case <-p.exited:
	default:
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.exited
	}
	if p.t.Failed() {
		p.t.Logf("%s said:\n%s", p.name, p.stderr)
	}
}

func (p *program) fail(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf(p.name+" "+format+"\nits last events:\n%s", append(args, p.last())...)
}

// last returns the last events as they were written.
func (p *program) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var last strings.Builder
	for _, e := range p.events[max(0, len(p.events)-20):] {
		text, _ := json.Marshal(e.Event)
		fmt.Fprintf(&last, "%s\n", text)
	}
	return last.String()
}

// buffer is a bytes.Buffer for two goroutines.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
