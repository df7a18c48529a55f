//go:build linux

package pathtest

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// openTUN makes the interface of a host: what the host sends is read from it,
// and what is written to it the host receives, an IP packet each time.
func openTUN(t testing.TB, h *Host) *os.File {
	t.Helper()
	var device *os.File
	err := h.Do(func() (err error) {
		device, err = makeTUN()
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there are no TUN devices here")
	}
	if err != nil {
		t.Fatal(err)
	}
	return device
}

func makeTUN() (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: "/dev/net/tun", Err: err}
	}
	request, err := unix.NewIfreq(Interface)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("TUNSETIFF", err)
	}
	return os.NewFile(uintptr(fd), Interface), nil
}
