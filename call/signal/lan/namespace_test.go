//go:build linux

package lan_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// host is a network namespace with one end of a cable in it.
type host struct {
	t      *testing.T
	handle netns.NsHandle
	links  *netlink.Handle
}

// cabled makes two hosts, 192.0.2.1 and 192.0.2.2, joined by a cable.
func cabled(t *testing.T) (left, right host) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may make network namespaces")
	}
	left, right = newHost(t), newHost(t)
	veth := &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: "eth0", Namespace: netlink.NsFd(left.handle)},
		PeerName:  "eth0", PeerNamespace: netlink.NsFd(right.handle),
	}
	if err := netlink.LinkAdd(veth); err != nil {
		t.Skipf("no virtual cable: %v", err)
	}
	left.address("192.0.2.1/24", true)
	right.address("192.0.2.2/24", true)
	left.up(true)
	right.up(true)
	left.running()
	right.running()
	return left, right
}

// running waits until the kernel has noticed that the cable is plugged in.
func (h host) running() {
	h.t.Helper()
	for range 200 {
		if link, err := h.links.LinkByName("eth0"); err == nil && link.Attrs().OperState == netlink.OperUp {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatal("the cable does not come up")
}

func newHost(t *testing.T) host {
	t.Helper()
	h := host{t: t}
	within(t, netns.None(), func() {
		var err error
		if h.handle, err = netns.New(); err != nil {
			t.Skipf("no network namespace: %v", err)
		}
	})
	var err error
	if h.links, err = netlink.NewHandleAt(h.handle); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.links.Close()
		h.handle.Close()
	})
	h.enable("lo", true)
	return h
}

// within runs f on a thread that is in a namespace, or that f puts into one,
// and goes back.
func within(t *testing.T, namespace netns.NsHandle, f func()) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, err := netns.Get()
	if err != nil {
		t.Skipf("no network namespaces: %v", err)
	}
	defer before.Close()
	defer func() {
		if err := netns.Set(before); err != nil {
			t.Fatal(err)
		}
	}()
	if namespace.IsOpen() {
		if err := netns.Set(namespace); err != nil {
			t.Fatal(err)
		}
	}
	f()
}

func (h host) enable(name string, up bool) {
	h.t.Helper()
	link, err := h.links.LinkByName(name)
	if err == nil && up {
		err = h.links.LinkSetUp(link)
	} else if err == nil {
		err = h.links.LinkSetDown(link)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h host) up(yes bool) { h.enable("eth0", yes) }

func (h host) address(cidr string, there bool) {
	h.t.Helper()
	link, err := h.links.LinkByName("eth0")
	if err != nil {
		h.t.Fatal(err)
	}
	address, err := netlink.ParseAddr(cidr)
	if err == nil && there {
		err = h.links.AddrAdd(link, address)
	} else if err == nil {
		err = h.links.AddrDel(link, address)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// process is a peer (see peer_test.go) that runs on a host.
type process struct {
	t     *testing.T
	lines chan string
}

func (h host) start(role string) process {
	h.t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), peerRole+"="+role)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	// A child begins in the namespace of the thread that made it.
	within(h.t, h.handle, func() { err = command.Start() })
	if err != nil {
		h.t.Fatal(err)
	}
	p := process{h.t, make(chan string, 1000)}
	go p.read(output)
	h.t.Cleanup(func() {
		input.Close() // tells it to end
		for range p.lines {
			continue
		}
		if err := command.Wait(); err != nil {
			h.t.Errorf("%s: %v", role, err)
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
	left, right := cabled(t)
	mara, ben := left.start("wait"), right.start("call")
	ben.says("nearby wait 192.0.2.1:7753")
	mara.says("nearby call 192.0.2.2:7753")
	ben.says("echo")

	right.up(false)
	ben.says("online false")
	time.Sleep(10 * time.Second)
	ben.forget()
	right.up(true)
	begun := time.Now()
	ben.says("echo")
	t.Logf("the link is back %v after a cable unplugged for 10 s", time.Since(begun).Round(time.Millisecond))

	mara.forget()
	right.address("192.0.2.2/24", false)
	right.address("192.0.2.9/24", true)
	mara.says("nearby call 192.0.2.9:7753")
}
