//go:build linux

package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/call/peer/pathtest"
	"parley/transfer"
)

// errand is a file to be carried from one computer to another.
type errand struct {
	t    *testing.T
	size int64
	file string
	// path joins the two computers; nil on one computer.
	path *pathtest.Path
}

// trip is what carrying took, from the start of the program that begins it to
// the last byte in its place.
type trip struct {
	took             time.Duration
	sender, receiver time.Duration // of processor
}

// way is a way to carry a file.
type way struct {
	name    string
	itself  bool // what Parley takes by itself
	channel bool // a data channel's, which is slow on one computer
	carry   func(errand) trip
}

// ways are what is measured, in the order of the table.
var ways = []way{
	{"Parley, direct stream", true, false, carryDirect},
	{"Parley, data channel of a call", false, true, carryDataChannel},
	{"croc --no-compress, its own relay", false, false, carryCroc},
	{"plain TLS, no file", false, false, carryTLS},
}

// ends returns where the two programs run, and the receiver's address.
func (e errand) ends() (sender, receiver place, address string) {
	if e.path == nil {
		return place{}, place{}, "127.0.0.1"
	}
	return place{namespace: e.path.A.Namespace}, place{namespace: e.path.B.Namespace}, e.path.B.Address
}

// downloads is a folder that goes with the errand.
func (e errand) downloads() string { return filepath.Join(e.t.TempDir(), "downloads") }

func carryDirect(e errand) trip {
	sender, receiver, address := e.ends()
	b := start(e.t, "Bo", receiver, "receive", "--listen", address+":0", "--downloads", e.downloads(), "--accept-files")
	to := b.listening()
	begun := time.Now()
	a := start(e.t, "Ada", sender, "send", e.file, to)
	b.files("have it", in(transfer.Done))
	done := trip{took: time.Since(begun), receiver: measure(e.t, b.cmd.Process.Pid).computed}
	a.status()
	done.sender = spent(a.cmd)
	b.leave()
	return done
}

// quiet are the options of a call without picture and sound.
var quiet = []string{"--headless", "--accept-calls", "--camera", "none", "--microphone", "none", "--speaker", "none"}

// carryDataChannel calls and sends. Nothing else can be kept from taking a
// direct stream than a path with a firewall, so on one computer there is one
// too; that makes this way a little slower there.
func carryDataChannel(e errand) trip {
	if e.path == nil {
		e.path = pathtest.Join(e.t, pathtest.Conditions{})
	}
	dataChannelOnly(e.path)
	sender, receiver, address := e.ends()
	waits := append([]string{"wait", "--listen", address + ":0", "--downloads", e.downloads(), "--accept-files"}, quiet...)
	b := start(e.t, "Bo", receiver, waits...)
	rings := append([]string{"ring", b.listening(), "--send", e.file}, quiet...)
	begun := time.Now()
	a := start(e.t, "Ada", sender, rings...)
	b.files("have it", in(transfer.Done))
	done := trip{time.Since(begun), measure(e.t, a.cmd.Process.Pid).computed, measure(e.t, b.cmd.Process.Pid).computed}
	a.leave()
	b.leave()
	return done
}

// crocProgram is built by `make bench`.
const crocProgram = "build/bin/croc"

func carryCroc(e errand) trip {
	croc, err := filepath.Abs(crocProgram)
	if err == nil {
		_, err = os.Stat(croc)
	}
	if err != nil {
		e.t.Skipf("make %s builds it: %v", crocProgram, err)
	}
	// croc's sender has the relay, so it is who is dialled.
	const port = "19009"
	sender, receiver, _ := e.ends()
	address := "127.0.0.1"
	if e.path != nil {
		address = e.path.A.Address
	}
	sends := e.run(sender, croc, "--ignore-stdin", "--yes", "--no-compress", "--disable-clipboard", "--local", "send", "--port", port, e.file)
	e.answers(sender, address+":"+port)
	out := e.downloads()
	if err := os.MkdirAll(out, 0o700); err != nil {
		e.t.Fatal(err)
	}
	begun := time.Now()
	receives := e.run(receiver, croc, "--ignore-stdin", "--yes", "--no-compress", "--local", "--ip", address+":"+port, "--out", out)
	e.awaits(receives)
	took := time.Since(begun)
	e.awaits(sends)
	if info, err := os.Stat(filepath.Join(out, filepath.Base(e.file))); err != nil || info.Size() != e.size {
		e.t.Errorf("croc left %v, %v", info, err)
	}
	return trip{took, spent(sends), spent(receives)}
}

func carryTLS(e errand) trip {
	sender, receiver, address := e.ends()
	reads := e.command(receiver, os.Args[0])
	reads.Env = append(reads.Env, tlsRole+"=read "+address)
	out, err := reads.StdoutPipe()
	if err != nil {
		e.t.Fatal(err)
	}
	e.begin(reads)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		e.t.Fatal(err)
	}
	writes := e.command(sender, os.Args[0])
	writes.Env = append(writes.Env, fmt.Sprintf("%s=write %s %d", tlsRole, strings.TrimSpace(line), e.size))
	begun := time.Now()
	e.begin(writes)
	e.awaits(reads)
	took := time.Since(begun)
	e.awaits(writes)
	return trip{took, spent(writes), spent(reads)}
}

// run starts another program than Parley.
func (e errand) run(where place, command ...string) *exec.Cmd {
	e.t.Helper()
	cmd := e.command(where, command...)
	cmd.Env = append(cmd.Env, "CROC_SECRET=1234-measured-beside-parley")
	e.begin(cmd)
	return cmd
}

// command makes a command that runs where it should, as a person who has
// nothing yet.
func (e errand) command(where place, command ...string) *exec.Cmd {
	if where.namespace != "" {
		command = append([]string{"ip", "netns", "exec", where.namespace}, command...)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stderr = private(e.t.TempDir()), new(buffer)
	return cmd
}

// begin starts a command, which ends with the test.
func (e errand) begin(cmd *exec.Cmd) {
	e.t.Helper()
	if err := cmd.Start(); err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
}

// awaits waits for a program.
func (e errand) awaits(cmd *exec.Cmd) {
	e.t.Helper()
	hung := time.AfterFunc(2*patience, func() { _ = cmd.Process.Kill() })
	defer hung.Stop()
	if err := cmd.Wait(); err != nil {
		e.t.Fatalf("%v: %v\n%s", cmd.Args, err, cmd.Stderr)
	}
}

// answers waits until somebody listens at an address.
func (e errand) answers(where place, address string) {
	e.t.Helper()
	dial := func() error {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err
	}
	for range 100 {
		var err error
		if where.namespace == "" {
			err = dial()
		} else {
			err = e.path.A.Do(dial)
		}
		if err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	e.t.Fatalf("nobody listens at %s", address)
}

// spent is the processor time of a program that has ended.
func spent(cmd *exec.Cmd) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
