//go:build linux

package pathtest

import (
	"encoding/binary"
	"os"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Capture is every IP packet that a host has sent or received on its cable,
// since it began.
type Capture struct {
	file    *os.File
	reading sync.WaitGroup

	mu      sync.Mutex
	packets [][]byte
}

// captureBuffer is how much the kernel keeps for a reader that is late, in
// bytes.
const captureBuffer = 32 << 20

// Capture begins to listen. It ends with the test, or by Packets.
func (h *Host) Capture(t testing.TB) *Capture {
	t.Helper()
	c := &Capture{}
	err := h.Do(func() error {
		fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, int(everyProtocol()))
		if err != nil {
			return err
		}
		c.file = os.NewFile(uintptr(fd), "capture")
		return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, captureBuffer)
	})
	if err != nil {
		t.Fatal(err)
	}
	c.reading.Go(c.read)
	t.Cleanup(c.stop)
	return c
}

// everyProtocol is ETH_P_ALL in the order of the network.
func everyProtocol() uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, syscall.ETH_P_ALL))
}

func (c *Capture) read() {
	var room [1 << 16]byte
	for {
		n, err := c.file.Read(room[:])
		if err != nil {
			return
		}
		c.mu.Lock()
		c.packets = append(c.packets, append([]byte(nil), room[:n]...))
		c.mu.Unlock()
	}
}

func (c *Capture) stop() {
	_ = c.file.Close()
	c.reading.Wait()
}

// Packets ends the capture and returns what it has, each from the IP header on.
func (c *Capture) Packets() [][]byte {
	c.stop()
	return c.packets
}
