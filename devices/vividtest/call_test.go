package vividtest

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"
)

// This test runs inside the virtual machine, beside the whole program.

// hang bounds what must happen at all in an emulated machine.
const hang = time.Minute

// told is what the test reads of one line of call/stats/EVENTS.md.
type told struct {
	Event, Text, Hint, Reason string
	Track, Direction          string
	FPS                       float64
	Bitrate                   int
}

// program is a Parley without a window.
type program struct {
	t      *testing.T
	name   string
	cmd    *exec.Cmd
	events chan told
}

func start(t *testing.T, name string, args ...string) *program {
	t.Helper()
	p := &program{t: t, name: name, events: make(chan told, 1000)}
	p.cmd = exec.Command("/parley", append(args, "--name", name, "--profile", t.TempDir(),
		"--headless", "--loopback", "--microphone", "test", "--speaker", "none", "--events", "-")...)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.events)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var e told
			if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
				t.Errorf("%s wrote %q: %v", name, lines.Text(), err)
			}
			p.events <- e // the test always reads on, to the end in leave
		}
	}()
	t.Cleanup(p.leave)
	return p
}

// leave asks the program to end, and waits for it.
func (p *program) leave() {
	_ = p.cmd.Process.Signal(os.Interrupt) // it may have ended
	for range p.events {
		continue
	}
	_ = p.cmd.Wait()
}

// expect waits for an event, and passes over those before it.
func (p *program) expect(what string, match func(told) bool) {
	p.t.Helper()
	var last told
	for timeout := time.After(hang); ; {
		select {
		case e, open := <-p.events:
			if !open {
				p.t.Fatalf("%s ended before %s", p.name, what)
			}
			if match(e) {
				return
			}
			if e.Event == "ended" {
				p.t.Fatalf("%s was told %+v before %s", p.name, e, what)
			}
			last = e
		case <-timeout:
			p.t.Fatalf("%s did not see %s, and at last %+v", p.name, what, last)
		}
	}
}

// receives waits for statistics of a track that comes in.
func (p *program) receives(track, how string, match func(told) bool) {
	p.t.Helper()
	p.expect(track+" "+how, func(e told) bool {
		return e.Event == "stats" && e.Track == track && e.Direction == "receive" && match(e)
	})
}

// TestCallInTheMachine unplugs the camera in mid-call and plugs it in again:
// words, the sound goes on, and the picture returns.
func TestCallInTheMachine(t *testing.T) {
	if os.Getenv("PARLEY_VIVID") == "" {
		t.Skip("run in the virtual machine")
	}
	const address = "127.0.0.1:7000"
	b := start(t, "Bo", "wait", "--listen", address, "--accept-calls")
	b.expect("its address", func(e told) bool { return e.Event == "listening" })
	a := start(t, "Ada", "ring", address, "--camera", "none")
	moves := func(e told) bool { return e.FPS > 0 }
	a.receives("camera", "moves", moves)
	plug(t, "unbind")
	b.expect("that the camera is gone", func(e told) bool {
		return e.Event == "error" && e.Text == "vivid was unplugged." && e.Hint != ""
	})
	a.receives("camera", "stands still", func(e told) bool { return e.FPS == 0 })
	a.receives("microphone", "is heard", func(e told) bool { return e.Bitrate > 0 })
	plug(t, "bind")
	begun := time.Now()
	a.receives("camera", "moves again", moves)
	t.Logf("the picture was back at the far side %v after the camera", time.Since(begun))
	a.leave()
	b.expect("the end", func(e told) bool { return e.Event == "ended" && e.Reason == "hung-up" })
}

func plug(t *testing.T, action string) {
	t.Helper()
	if err := os.WriteFile("/sys/bus/platform/drivers/vivid/"+action, []byte("vivid.0"), 0o200); err != nil {
		t.Fatal(err)
	}
}
