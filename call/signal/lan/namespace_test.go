//go:build linux

package lan_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"parley/call/peer/pathtest"
)

// process is a peer (see peer_test.go) that runs on a host.
type process struct {
	t     *testing.T
	lines chan string
}

func starting(t *testing.T, h *pathtest.Host, role string) process {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), peerRole+"="+role)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Do(command.Start); err != nil {
		t.Fatal(err)
	}
	p := process{t, make(chan string, 1000)}
	go p.read(output)
	t.Cleanup(func() {
		input.Close() // tells it to end
		for range p.lines {
			continue
		}
		if err := command.Wait(); err != nil {
			t.Errorf("%s: %v", role, err)
		}
	})
	return p
}

func (p process) read(output io.Reader) {
	defer close(p.lines)
	for scanner := bufio.NewScanner(output); scanner.Scan(); {
		p.lines <- scanner.Text()
	}
}

// says waits for a line, and fails when the link ends meanwhile.
func (p process) says(prefix string) {
	p.t.Helper()
	timeout := time.After(hang)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok || strings.HasPrefix(line, "ended") {
				p.t.Fatalf("%q while waiting for %q", line, prefix)
			}
			if strings.HasPrefix(line, prefix) {
				return
			}
		case <-timeout:
			p.t.Fatalf("%q does not come", prefix)
		}
	}
}

// forget drops the lines that came so far.
func (p process) forget() {
	for len(p.lines) > 0 {
		<-p.lines
	}
}

func TestTwoHosts(t *testing.T) {
	network := pathtest.Cable(t)
	left, right := network.A, network.B
	left.Running()
	right.Running()
	mara, ben := starting(t, left, "wait"), starting(t, right, "call")
	ben.says("nearby wait " + left.Address + ":7753")
	mara.says("nearby call " + right.Address + ":7753")
	ben.says("echo")

	right.Unplug()
	ben.says("online false")
	time.Sleep(10 * time.Second)
	ben.forget()
	right.Plug()
	begun := time.Now()
	ben.says("echo")
	t.Logf("the link is back %v after a cable unplugged for 10 s", time.Since(begun).Round(time.Millisecond))

	mara.forget()
	right.Readdress(right.Address, "198.18.0.9")
	mara.says("nearby call 198.18.0.9:7753")
}
