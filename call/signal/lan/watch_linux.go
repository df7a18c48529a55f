package lan

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// networkEvents tells of changes until ctx is done and then closes. The kernel
// sends a message for each (rtnetlink(7)); what it says does not matter, since
// the state is read anew. A socket of our own, rather than a library's, has a
// reader that ends when it is closed.
func networkEvents(ctx context.Context) <-chan struct{} {
	events := make(chan struct{}, 1)
	socket, err := subscribe()
	go func() {
		defer close(events)
		if err == nil {
			stop := context.AfterFunc(ctx, func() { socket.Close() })
			defer stop()
			follow(socket, events)
			socket.Close()
		}
		poll(ctx, events) // at once over when ctx is done
	}()
	return events
}

func subscribe() (*os.File, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("netlink: %w", err)
	}
	const groups = unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR |
		unix.RTMGRP_IPV4_ROUTE | unix.RTMGRP_IPV6_ROUTE
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("netlink: %w", err)
	}
	return os.NewFile(uintptr(fd), "netlink"), nil
}

// follow notes every message until the socket fails or is closed. ENOBUFS says
// that messages were lost: then something has changed as well.
func follow(socket *os.File, events chan<- struct{}) {
	message := make([]byte, 8<<10)
	for {
		if _, err := socket.Read(message); err != nil && !overflowed(err) {
			return
		}
		note(events)
	}
}

func overflowed(err error) bool { return errors.Is(err, unix.ENOBUFS) }
