//go:build linux

// Package devicetest gives tests a sound server of their own, with a fake
// microphone and a fake speaker, so that the real sound path runs on a machine
// that has no sound card.
//
// The fakes are null sinks of PulseAudio. What a program plays on Speaker can
// be recorded, and what is played on MicrophoneFeed is what programs hear from
// Microphone.
package devicetest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Names of the devices every Pulse starts with, as PulseAudio knows them and
// as the devices package does.
const (
	Speaker        = "speaker"
	MicrophoneFeed = "feed"
	Microphone     = "microphone"
)

// optional names the environment variable that lets tests skip where
// PulseAudio is not installed. Without it they fail, so that a broken set-up
// is not mistaken for a success.
const optional = "PARLEY_SOUND_TESTS_OPTIONAL"

// Pulse is a private PulseAudio server. Its methods belong to the test's
// goroutine.
type Pulse struct {
	t      testing.TB
	dir    string
	server *exec.Cmd
}

// New starts a server and ends it, with all programs started through it, at
// the end of the test.
func New(t testing.TB) *Pulse {
	t.Helper()
	for _, program := range []string{"pulseaudio", "pactl", "parec", "pacat"} {
		requireProgram(t, program)
	}
	dir, err := os.MkdirTemp("", "pulse") // t.TempDir may exceed a socket's path length
	if err != nil {
		t.Fatal(err)
	}
	p := &Pulse{t: t, dir: dir}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Cleanup(p.Kill)
	p.start()
	return p
}

func requireProgram(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv(optional) != "" {
		t.Skipf("%s is not installed and %s is set", name, optional)
	}
	t.Fatalf("%s is not installed; install pulseaudio and pulseaudio-utils, or set %s=1 to skip", name, optional)
}

// Env is what a child process needs in its environment to use the server.
func (p *Pulse) Env() []string { return []string{"PULSE_SERVER=" + p.address()} }

// Use points this process at the server for the length of the test.
func (p *Pulse) Use() { p.t.Setenv("PULSE_SERVER", p.address()) }

func (p *Pulse) address() string { return "unix:" + filepath.Join(p.dir, "native") }

// Kill ends the server at once, as a crash would. It may be called any number
// of times.
func (p *Pulse) Kill() {
	if p.server == nil {
		return
	}
	_ = p.server.Process.Kill()
	_ = p.server.Wait()
	p.server = nil
}

// Restart kills the server and starts it again at the same address.
func (p *Pulse) Restart() {
	p.t.Helper()
	p.Kill()
	p.start()
}

// Pause stops the server without ending it, as one that hangs; Continue lets
// it go on.
func (p *Pulse) Pause() { _ = p.server.Process.Signal(syscall.SIGSTOP) }

// Continue ends a Pause.
func (p *Pulse) Continue() { _ = p.server.Process.Signal(syscall.SIGCONT) }

func (p *Pulse) start() {
	p.t.Helper()
	p.server = p.command("pulseaudio", "-n", "--daemonize=no", "--system=false", "--exit-idle-time=-1",
		"--use-pid-file=no", "--disable-shm=yes", "--realtime=no", "--high-priority=no", "--log-level=error",
		"-L", "module-native-protocol-unix auth-anonymous=1 socket="+filepath.Join(p.dir, "native"),
		"-L", sink(Speaker, "Test speaker"),
		"-L", sink(MicrophoneFeed, "Test feed"),
		"-L", source(Microphone, MicrophoneFeed, "Test microphone"))
	if err := p.server.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.waitReady()
	p.Control("set-default-sink", Speaker)
	p.Control("set-default-source", Microphone)
}

func (p *Pulse) waitReady() {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		out, err := p.command("pactl", "info").CombinedOutput()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the sound server did not start: %v\n%s", err, out)
		}
	}
}

// sink is a null sink. Without rewinds it renders 50 ms ahead at most when
// nobody listens, and so gives its first sound soon; else it may take 2 s.
func sink(name, description string) string {
	return "module-null-sink sink_name=" + name + " rate=48000 channels=2 norewinds=1" +
		` sink_properties=device.description="` + escape(description) + `"`
}

func source(name, feed, description string) string {
	return "module-remap-source source_name=" + name + " master=" + feed + ".monitor" +
		` source_properties=device.description="` + escape(description) + `"`
}

// escape protects the blanks of a description in a module's arguments.
func escape(s string) string { return strings.ReplaceAll(s, " ", `\ `) }

// Plug adds a device as if it had been plugged in: a speaker called name, or
// with a feed a microphone that hears that speaker. The number ends it with
// Unplug.
func (p *Pulse) Plug(name, description, feed string) string {
	p.t.Helper()
	module := sink(name, description)
	if feed != "" {
		module = source(name, feed, description)
	}
	return p.load(module)
}

// load loads a module, which is named before its arguments, and returns its
// number.
func (p *Pulse) load(module string) string {
	p.t.Helper()
	return p.Control(append([]string{"load-module"}, strings.SplitN(module, " ", 2)...)...)
}

// Unplug takes a device away that Plug added.
func (p *Pulse) Unplug(number string) {
	p.t.Helper()
	p.Control("unload-module", number)
}

// Control runs pactl and returns what it printed.
func (p *Pulse) Control(args ...string) string {
	p.t.Helper()
	out, err := p.command("pactl", args...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("pactl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(bytes.TrimSpace(out))
}

// command prepares a program that uses the server, keeps its files in the
// server's folder and ends with this process.
func (p *Pulse) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "HOME="+p.dir, "XDG_RUNTIME_DIR="+p.dir, "PULSE_SERVER="+p.address())
	if name == "pulseaudio" {
		cmd.Env = append(cmd.Env, "PULSE_SERVER=")
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}
